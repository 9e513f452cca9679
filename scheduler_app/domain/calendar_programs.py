"""The programs that fetch calendars: what they call themselves, and how long they take to ask for news.

The delays are what was seen and reported of each (November 2026); none of them is promised by anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 100  # characters of a program's own words that are kept


@dataclass(frozen=True)
class Program:
    name: str
    asks: str
    signs: tuple[str, ...]  # any of these is found in its User-Agent, in lower case


PROGRAMS = (
    Program("Google Calendar", "every 4 to 24 hours; it cannot be hurried", ("google-calendar",)),
    Program("Outlook on the web", "about every 3 hours, sometimes after more than a day", ("microsoft.exchange",)),
    Program("Outlook on a computer", "when it sends and receives", ("microsoft office", "outlook")),
    Program("iPhone or iPad", "as “Fetch New Data” in its settings says", ("ios/",)),
    Program("Calendar on a Mac", "from every 5 minutes to once a week, as you choose", ("macos/", "calendaragent")),
    Program("Thunderbird", "every 30 minutes", ("thunderbird", "lightning")),
    Program("Fastmail", "about every hour", ("fastmail", "cyrus")),
    Program("Proton Calendar", "every 4 to 16 hours", ("proton",)),
)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


def shortened(user_agent: str) -> str:
    """What a program said of itself, as it may be kept and shown."""
    return _UNPRINTABLE.sub("", user_agent)[:LONGEST].strip()


def name_of(user_agent: str) -> str:
    """The program by the name people know; else the first word of its own; "" if it said nothing."""
    said = user_agent.lower()
    known = (program.name for program in PROGRAMS if any(sign in said for sign in program.signs))
    return next(known, user_agent.partition(" ")[0].partition("/")[0][:40])
