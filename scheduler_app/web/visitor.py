"""How somebody reads of whom there is no record yet: as they chose on the page, or else by the browser's languages."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from scheduler_app.domain import tokens
from scheduler_app.domain.manner import CLOCKS, LANGUAGES, UNSAID, Manner
from scheduler_app.web import desk

HOURS = "hours"  # a parameter of addresses, and a field that forms carry along
CLOCK = "clock"  # the button that changes it
LANGUAGE = "language"  # the same of the language
SPEAK = "speak"


@dataclass(frozen=True)
class Offered:
    """A language by its own name; `link` leads to this page in it, or is "" where a form has to be sent instead."""

    code: str
    name: str
    link: str
    chosen: bool


def language() -> str:
    """The language that was chosen on the page, else the browser's; "" if it wishes for none that is spoken here."""
    return chosen_language() or _browsers()


def chosen_language() -> str:
    """The language that was chosen, with the last button pressed or before; "" while none was."""
    wished = request.values.get(SPEAK) or request.values.get(LANGUAGE, "")
    return wished if wished in LANGUAGES else ""


def language_of_address() -> str:
    """The same for a page about a request that cannot be read, such as a form that is too large."""
    wished = request.args.get(LANGUAGE, "")
    return wished if wished in LANGUAGES else _browsers()


def page_language() -> str:
    """The language to answer in."""
    return language() or UNSAID


def languages(link: Callable[[str], str] | None = None) -> list[Offered]:
    """What can be chosen, by each language's own name; `link` makes the address of this page in one of them."""
    spoken = page_language()
    return [Offered(code, name, link(code) if link else "", code == spoken) for code, name in LANGUAGES.items()]


def hours() -> int | None:
    """The clock that was chosen on the page, with the last button pressed or before."""
    chosen = request.values.get(CLOCK) or request.values.get(HOURS, "")
    return next((clock for clock in CLOCKS if chosen == str(clock)), None)


def manner() -> Manner:
    return Manner.kept(language(), hours())


def address_key() -> str:
    """Stands for the address that this request came from, of a whole IPv6 network; it cannot be read back from it."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    whole = ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address
    return tokens.derived(desk().secret, "address of a visitor", whole)


def _browsers() -> str:
    """The most wished-for of the browser's languages that is spoken here, whatever its region."""
    wished = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in wished if tag in LANGUAGES), "")
