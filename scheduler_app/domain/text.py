"""Words people typed, made safe to store, to print and to put into a header."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from scheduler_app.domain.errors import Refused

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u2060\ufeff"))  # come along when text is copied; mean nothing
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_EDGES = " \t\r\n"


def clean_line(value: object, *, field: str, most: int, least: int = 1) -> str:
    """One line of text in NFC, trimmed, with runs of spaces made one plain space.

    `least` and `most` count characters (code points) of the result; None counts as empty. Refuses, as
    `invalid_request`, what is not text, line breaks, control and private-use characters, and characters that
    turn the reading direction around. Joiners stay: Persian, Hindi and emoji need them.
    """
    text = _typed(value, field).strip(_EDGES)
    if any(character in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" for character in text):
        raise _refused(field, "has a line break: write it on one line")
    text = _SPACES.sub(" ", _without_tricks(text, field)).strip()
    return _of_length(text, field, least=least, most=most)


def clean_text(value: object, *, field: str, most: int, least: int = 1) -> str:
    """Like `clean_line`, of several lines: line ends become `\\n`, a tab a space, several blank lines one."""
    text = _typed(value, field).replace("\r\n", "\n")
    text = re.sub("[\r\u0085\u2028\u2029]", "\n", text).replace("\t", " ")
    lines = [_SPACES.sub(" ", _without_tricks(line, field)).strip() for line in text.split("\n")]
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _of_length(text, field, least=least, most=most)


def check_email(value: object, *, field: str) -> str:
    """A mail address in the form that goes on the wire: lower-case ASCII domain, the local part as typed.

    Only its form is checked; nothing is looked up. The names reserved for examples (example.com) and for
    tests (.test) are accepted. Raises `Refused` with `invalid_request`.
    """
    typed = _typed(value, field).strip(_EDGES)
    if not typed:
        raise _refused(field, "is empty: write an email address like name@company.com")
    try:
        # A non-ASCII local part needs SMTPUTF8 at every relay on the way, which nobody can promise.
        valid = validate_email(
            typed.translate(_INVISIBLE),
            check_deliverability=False,
            test_environment=True,
            allow_smtputf8=False,
            strict=True,  # the first part within 64 characters, as relays insist (RFC 5321 section 4.5.3.1)
        )
    except EmailNotValidError as wrong:
        raise _refused(field, f"is not a usable email address: {wrong} Write it like name@company.com") from None
    if valid.ascii_email is None:
        raise _refused(field, "is not a usable email address: write its first part in plain letters")
    return valid.ascii_email


def email_key(address: str) -> str:
    """What two spellings of one mailbox have in common, for uniqueness and look-up."""
    return address.casefold()


def _typed(value: object, field: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _refused(field, f"must be text, not {_kind(value)}")
    return value


def _without_tricks(text: str, field: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    if any(character in _REORDERING for character in text):
        raise _refused(field, "holds a character that reverses the reading direction: type it again without it")
    if any(map(_cannot_be_shown, text)):
        raise _refused(field, "holds a character that cannot be shown: type it again without it")
    return text


def _cannot_be_shown(character: str) -> bool:
    """Control characters, halves of characters, private-use ones, invisible tags, and codes that are none."""
    point = ord(character)
    nothing = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return unicodedata.category(character) in ("Cc", "Cs", "Co") or 0xE0000 <= point <= 0xE007F or nothing


def _of_length(text: str, field: str, *, least: int, most: int) -> str:
    if not any(_visible(character) for character in text):
        text = ""
    if not text and least > 0:
        raise _refused(field, "is empty: fill it in")
    if len(text) < least:
        raise _refused(field, f"is too short ({len(text)} of at least {least} characters): write it in full")
    if len(text) > most:
        raise _refused(field, f"is too long ({len(text)} of at most {most} characters): shorten it")
    return text


def _visible(character: str) -> bool:
    return character not in _LOOKS_EMPTY and unicodedata.category(character)[0] not in "CZM"


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


def _refused(field: str, what: str) -> Refused:
    return Refused.because("invalid_request", f"{field} {what}", field=field)
