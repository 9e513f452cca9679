"""What is wrong with what a candidate typed, as phrases: the same words on each of their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from scheduler_app.domain import phone, text
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phone import Number
from scheduler_app.domain.phrases import phrase

T = TypeVar("T")


def email(typed: str) -> str:
    if not typed.strip():
        return phrase("Your email address is missing. Please type it.")
    return phrase("This is not a usable email address. Please write it like name@company.com.")


def number(typed: str, region: str = "") -> str:
    """`region` is the country that was chosen beside it, "" where a number has to begin with its country code."""
    both = [phone.display(one) for one in phone.readings(typed, region)]
    if len(both) > 1:
        return phrase(
            "This can be read as {one} or as {other}. Please write the one you mean, with + and its country code.",
            one=both[0],
            other=both[1],
        )
    if not typed.strip():
        return phrase("The number is missing. Please type it.")
    if not region and "+" not in typed:
        return phrase("Please begin the number with + and its country code, like +1 602 555 0123.")
    if both and phone.is_dialable(typed, region):
        return phrase("This is not the number of a person's own telephone. Please give the one you carry.")
    return phrase("This number cannot be dialed. Please check its country, and count the digits.")


def read_email(typed: str, *, field: str) -> str:
    """A usable address; raises `Refused` in words for a candidate."""
    return _read(lambda: text.check_email(typed, field=field), lambda: email(typed), field)


def read_number(typed: str, *, field: str) -> Number:
    """A number with its country code; raises `Refused` in words for a candidate."""
    return _read(lambda: phone.read(typed, field=field), lambda: number(typed), field)


def read_words(clean: Callable[..., str], typed: str, *, field: str, most: int) -> str:
    """What was typed, if anything, made safe by `clean` of domain/text.py; raises `Refused` as the others do."""

    def fault() -> str:
        try:
            clean(typed, field=field, most=len(typed))
        except Refused:
            return phrase("What you wrote holds a character that cannot be shown. Please type it again.")
        return phrase("What you wrote is too long. Please shorten it to {most} characters.", most=most)

    return _read(lambda: clean(typed, field=field, most=most, least=0), fault, field)


def _read(read: Callable[[], T], fault: Callable[[], str], field: str) -> T:
    try:
        return read()
    except Refused as refused:
        raise Refused.because(refused.code, fault(), field=field) from None
