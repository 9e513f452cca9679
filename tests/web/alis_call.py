"""The call that Ali books: its form, its times, and how he fills in what is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.web.browser_forms import Visitor
from tests.web.staff import Service

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # 2:30 PM in Denver and in Phoenix
CLOSE = START + timedelta(minutes=30)
MOMENT = timedelta(microseconds=1)

FORM = "/book/phone-screen?zone=America/Phoenix&from=2027-01-12"
HALF_PAST_TWO = "2027-01-12T21:30:00Z.1"  # with Dana, in Denver and in Phoenix
WHO = {"name": "Ali Haddad", "email": "ali@example.com", "phone": "+1 602 555 0123"}
KEEP, CHECK, BOOK, CHANGE = (
    "Keep this time and go on",
    "Check the details",
    "Book this call",
    "Change something",
)


def picks(ali: Visitor, slot: str = HALF_PAST_TWO, status: int = 200) -> Visitor:
    """Open the form and, after a while, have a time kept."""
    ali.opens(FORM)
    ali.service.now += timedelta(seconds=30)
    return ali.presses(KEEP, status, slot=slot)


def fills(ali: Visitor, **changes: str) -> Visitor:
    """The same, and say who is to be called there."""
    picks(ali, changes.pop("slot", HALF_PAST_TWO))
    return ali.presses(CHECK, 200, **WHO | changes)


def until(service: Service, moment: datetime) -> None:
    service.passes(seconds=(moment - service.now).total_seconds())
