"""Dana's feed as it is served, and every mail as it arrived, read by four programs' parsers: each sees the same.

A call is booked, moved and cancelled, and another one lapses. The mails came through a real SMTP server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient

from scheduler_app import booking, subscribing
from scheduler_app.app import create_app
from scheduler_app.config import load
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Side
from tests.calendars import reading
from tests.calendars.reading import Event, Reader
from tests.fakes.mailbox import Mail
from tests.office import ALI, DANA, Office, opened

pytestmark = pytest.mark.xdist_group("what_programs_read")  # what they share is made once

NAME = "Zoë “Zo” O’Neil, Jr.; 👩🏽‍💻 שלום"  # noqa: RUF001
BY_DANA = "Phone screen: Dana Reyes calls you"
BY_HER = f"Phone screen: call {NAME}"
PHOENIX_FIRST = (
    f"Dana Reyes calls {NAME}.\n"
    "Starts: {0}, {1} Phoenix (UTC-7), which is {1} Denver (UTC-7)\n"
    "The call may come until: {0}, {2} Phoenix (UTC-7), which is {2} Denver (UTC-7)\n"
    "Time zone rules: 2026f"
)
DENVER_FIRST = (
    f"Dana Reyes calls {NAME}.\n"
    "Starts: {0}, {1} Denver (UTC-7), which is {1} Phoenix (UTC-7)\n"
    "The call may come until: {0}, {2} Denver (UTC-7), which is {2} Phoenix (UTC-7)"
)
TUESDAY = ("Tue 12 Jan 2027", "2:30 PM", "3:00 PM")
WEDNESDAY = ("Wed 13 Jan 2027", "10:00 AM", "10:30 AM")


@dataclass
class Told:
    """What was served and sent, in order, and beside each what is to be read in it."""

    calendars: list[str] = field(default_factory=list)
    meant: list[list[Event]] = field(default_factory=list)

    def add(self, calendar: str, *events: Event) -> None:
        self.calendars.append(calendar)
        self.meant.append(list(events))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("office")
    database = f"sqlite:///{folder / 'office.db'}"
    with opened(database) as office:
        settings = load({"SCHEDULER_INSTANCE": str(folder), "SCHEDULER_DATABASE_URL": database})
        app = create_app(settings, clock=office.clock)
        with office.sessions.begin() as session:
            address = subscribing.add_feed(session, office.desk, DANA, "x", "standard", office.now, alarm_minutes=10)
        yield story(office, app.test_client(), address.removeprefix(office.desk.base_url))
        app.extensions["scheduler"].sessions.kw["bind"].dispose()


def story(office: Office, program: FlaskClient, feed: str) -> Told:
    told = Told()

    def served() -> str:
        return program.get(feed).get_data(as_text=True)

    uid = f"{office.books(candidate={'name': NAME})}@scheduler-app"
    tuesday = {"uid": uid, "starts": "20270112T213000Z", "ends": "20270112T220000Z", "sequence": 0}
    wednesday = {"uid": uid, "starts": "20270113T170000Z", "ends": "20270113T173000Z", "sequence": 1}
    told.add(served(), event(**tuesday, title=BY_HER, text=DENVER_FIRST.format(*TUESDAY), alarms=1))
    mailed(office, told, "REQUEST", TUESDAY, tuesday)

    with office.sessions.begin() as session:
        moved = walltime.agree(walltime.parse_wall("2027-01-13T10:00", field=""), "America/Denver", None)
        booking.reschedule(session, office.desk, office.interviews[0], moved, office.now)
    office.rounds()
    told.add(served(), event(**wednesday, title=BY_HER, text=DENVER_FIRST.format(*WEDNESDAY), alarms=1))
    mailed(office, told, "REQUEST", WEDNESDAY, wednesday)

    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[0], Side.RECRUITER, "", office.now)
    office.rounds()
    off = wednesday | {"sequence": 2, "status": "CANCELLED", "transparency": "TRANSPARENT"}
    gone = event(**off, title=f"Cancelled: {BY_HER}", text=DENVER_FIRST.format(*WEDNESDAY), categories="Cancelled")
    told.add(served(), gone)
    mailed(office, told, "CANCEL", WEDNESDAY, off)

    lapses = f"{office.books('2027-01-12T09:00', candidate={'email': 'bo@example.com'}, override_availability=True)}"
    office.passes(hours=25)
    lapsed = event(
        uid=f"{lapses}@scheduler-app",
        starts="20270112T160000Z",
        ends="20270112T163000Z",
        sequence=0,
        title="No call confirmed: Phone screen: call Ali Haddad",
        text=DENVER_FIRST.format("Tue 12 Jan 2027", "9:00 AM", "9:30 AM").replace(NAME, "Ali Haddad"),
        categories="Lapsed",
    )
    told.add(served(), lapsed, gone)
    return told


def mailed(office: Office, told: Told, method: str, when: tuple[str, str, str], known: Event) -> None:
    """The last mail to either side: the part that programs read, and the same as a file."""
    known = known | {"method": method, "organiser": "mailto:calls@example.com"}
    rules = "\nTime zone rules: 2026f"
    sides = (
        (ALI, BY_DANA, PHOENIX_FIRST.format(*when)),
        (DANA, BY_HER, DENVER_FIRST.format(*when) + rules),
    )
    for address, title, text in sides:
        for calendar in calendars_in(office.mail_to(address)):
            told.add(calendar, event(**known, title=title, text=text, guests=[f"mailto:{address}"]))


def calendars_in(mail: Mail) -> list[str]:
    parts = [part for part in mail.message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    assert [part.get_param("method") for part in parts] == [parts[0].get_param("method")] * 2
    return [part.get_payload(decode=True).decode() for part in parts]  # type: ignore[union-attr]


def event(**known: object) -> Event:
    usual: Event = {
        "method": "",
        "status": "CONFIRMED",
        "transparency": "OPAQUE",
        "categories": "",
        "organiser": "",
        "guests": [],
        "alarms": 0,
    }
    return usual | known


@pytest.mark.parametrize("reader", reading.ALL, ids=lambda reader: reader.__name__)
def test_a_program_reads_what_was_meant(told: Told, reader: Reader):
    read = reader(told.calendars)
    assert len(read) == 4 + 3 * 2 * 2
    for seen, meant in zip(read, told.meant, strict=True):
        assert seen == meant
