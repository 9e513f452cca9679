"""What this deployment allows itself: when nobody is disturbed, and how many messages are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.quiet import QuietHours

MOST = 1_000_000
NIGHT = QuietHours(time(21), time(8))


@dataclass(frozen=True)
class Limits:
    """Quiet hours on each reader's own clock, and caps. A cap of 0 stops what it counts altogether.

    The hourly number is the contract's; a range is the first seven digits of candidates' numbers, which pumping
    schemes work through; 6,000 texts a day is what US carriers allow a low-volume brand.
    """

    quiet: QuietHours = NIGHT
    texts_an_hour: int = 20  # to one number
    texts_a_day: int = 40  # to one number
    range_texts_a_day: int = 10  # to one range of candidates' numbers
    all_texts_a_day: int = 6000  # of the whole deployment
    mails_an_hour: int = 30  # to one address


CAPS = ("texts_an_hour", "texts_a_day", "range_texts_a_day", "all_texts_a_day", "mails_an_hour")
TIMES = ("quiet_from", "quiet_until")
LEAST = {"mails_an_hour": 1}  # mail is what everything else falls back to


def read_limits(form: Mapping[str, str]) -> Limits:
    """The limits a form holds: `quiet_from` and `quiet_until` as HH:MM, the caps as whole numbers.

    Raises `Refused` (`invalid_request`) with every fault at once, each at its field.
    """
    problems: list[Problem] = []
    clocks = [_clock(form.get(name, ""), name, problems) for name in TIMES]
    caps = {name: _count(form.get(name, ""), name, problems) for name in CAPS}
    if problems:
        raise Refused(problems)
    return Limits(QuietHours(*clocks), **caps)


def _clock(typed: str, name: str, problems: list[Problem]) -> time:
    try:
        if len(typed.strip()) != len("21:00"):
            raise ValueError
        return time.fromisoformat(typed.strip())
    except ValueError:
        problems.append(Problem("invalid_request", "write the time as HH:MM, such as 21:00", name))
        return time()


def _count(typed: str, name: str, problems: list[Problem]) -> int:
    number, least = typed.strip(), LEAST.get(name, 0)
    if number.isascii() and number.isdigit() and len(number) <= len(str(MOST)) and least <= int(number) <= MOST:
        return int(number)
    problems.append(Problem("invalid_request", f"write a whole number from {least} to {MOST}", name))
    return 0
