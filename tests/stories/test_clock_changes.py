"""Promises across a clock change, from the booking to the last mail; and a traveller, far from where the number is."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from scheduler_app import booking, openings
from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.domain.quiet import QuietHours
from scheduler_app.domain.walltime import Which
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter, WeeklyHours
from scheduler_app.web import slot_picker
from tests.nights import BACK, FORWARD, NIGHTS, Night
from tests.office import ALI, ALIS_NUMBER, DANA, Office

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MOMENT = timedelta(microseconds=1)
SATURDAY, SUNDAY = 5, 6
NO_QUIET_HOURS = QuietHours(time(), time())
CITY = re.compile(r"\d{1,2}:\d\d [AP]M ([^()]+) \(UTC")


def each(*nights: Night) -> pytest.MarkDecorator:
    """Every night on SQLite; those of Lord Howe on PostgreSQL too, whose own tables have no say in it."""
    told = [("sqlite", night) for night in nights]
    told += [("postgresql", night) for night in nights if night.zone == "Australia/Lord_Howe"]
    return pytest.mark.parametrize(("database_url", "night"), told, ids=str, indirect=["database_url"])


def books(office: Office, night: Night, wall: datetime, which: Which | None = None, **changes: Any) -> None:
    """A call agreed on the clock of that place, where the candidate is too."""
    starts = {"wall": walltime.wall_text(wall), "zone": night.zone, "which": which}
    office.books(starts=starts, override_availability=True, candidate={"zone": night.zone}, **changes)


def wall_at(instant: datetime, night: Night) -> datetime:
    return walltime.local(instant, night.zone).replace(tzinfo=None, fold=0)


@each(*NIGHTS)
def test_an_hour_promised_across_the_change_is_an_hour_and_mornings_stay_at_nine(office: Office, night: Night):
    starts, closes = night.at - 30 * MINUTE, night.at + 30 * MINUTE
    office.allows(quiet=NO_QUIET_HOURS)
    office.now = starts - 3 * DAY
    books(office, night, wall_at(starts, night), Which.EARLIER, callback_window_minutes=60)
    assert (office.interview().starts_at, office.interview().closes_at) == (starts, closes)
    assert clockface.say(starts, night.zone) in office.mail_to(ALI).text
    assert clockface.say_time(closes, night.zone) in office.mail_to(ALI).text
    office.heard()

    office.until(starts - DAY - MOMENT)
    assert office.heard() == []
    office.until(starts - DAY)
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert clockface.say_time(starts, night.zone) in office.text_to(ALIS_NUMBER)

    office.until(starts + 40 * MINUTE - MOMENT)
    assert "nudge: sms to recruiter" not in office.heard()
    office.until(starts + 40 * MINUTE)
    assert office.heard() == ["nudge: sms to recruiter"]
    office.until(closes - MOMENT)
    assert (office.heard(), office.interview().state) == ([], State.SCHEDULED)
    office.until(closes)
    assert office.interview().state == State.LAPSED
    assert clockface.say_time(closes, night.zone) in office.text_to(ALIS_NUMBER)

    for step, days in (("next-day", 1), ("last", 5)):
        morning = walltime.at_wall(night.sunday + days * DAY, time(9), night.zone)
        office.until(morning - MOMENT)
        office.heard()
        office.until(morning)
        assert office.heard() == [f"{step}: email to candidate"]


@each(*BACK)
def test_a_repeated_time_is_asked_about_and_both_answers_can_be_promised(office: Office, night: Night):
    first, second = night.at + night.shift, night.at
    wall = wall_at(second, night)
    office.now = first - 3 * DAY
    with pytest.raises(Refused) as asked:
        books(office, night, wall)
    assert asked.value.extras == {"earlier": walltime.instant_text(first), "later": walltime.instant_text(second)}
    for at in (first, second):
        offset = clockface.say_time(at, night.zone).rpartition(" ")[2]  # such as (UTC-6)
        assert offset in str(asked.value)

    books(office, night, wall, Which.EARLIER)
    books(office, night, wall, Which.LATER)
    assert [office.interview(made).starts_at for made in office.interviews] == [first, second]
    assert [office.interview(made).which for made in office.interviews] == ["earlier", "later"]


@each(*BACK)
def test_from_one_reading_to_the_other_is_a_move_that_both_are_told(office: Office, night: Night):
    first, second = night.at + night.shift, night.at
    office.now = first - 3 * DAY
    books(office, night, wall_at(second, night), Which.EARLIER)
    office.heard()

    later = walltime.agree(wall_at(second, night), night.zone, Which.LATER)
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[-1], later, office.now, override=True)
    office.rounds()

    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert (office.interview().starts_at, office.interview().generation) == (second, 2)
    assert clockface.say(first, night.zone) in office.mail_to(ALI).text, "what no longer holds"
    assert clockface.say(second, night.zone) in office.mail_to(ALI).text
    assert f"DTSTART:{second:%Y%m%dT%H%M%SZ}" in office.mail_to(ALI).part("calendar")


@each(*FORWARD)
def test_a_skipped_time_is_refused_with_the_next_which_is_the_moment_of_the_change(office: Office, night: Night):
    office.now = night.at - 3 * DAY
    for skipped in (wall_at(night.at, night) - night.shift, wall_at(night.at, night) - MINUTE):
        with pytest.raises(Refused) as refused:
            books(office, night, skipped, Which.LATER)
        assert refused.value.code == "nonexistent_local_time"

    books(office, night, walltime.parse_wall(refused.value.extras["next_valid"], field="wall"))
    assert office.interview().starts_at == night.at


def works_at_night(office: Office, zone: str) -> None:
    """Dana lives in this zone now, and takes calls from Saturday 10 PM to Sunday 6 AM."""
    with office.sessions.begin() as session:
        dana = session.scalars(select(Recruiter).where(Recruiter.email == DANA)).one()
        session.execute(delete(WeeklyHours).where(WeeklyHours.recruiter_id == dana.id))
        session.expire(dana)
        dana.zone = zone
        for day, opens, closes in ((SATURDAY, time(22), time(0)), (SUNDAY, time(0), time(6))):
            dana.hours.append(WeeklyHours(weekday=day, opens=opens, closes=closes))


def picked(office: Office, night: Night) -> list[tuple[datetime, slot_picker.Choice]]:
    """The choices of that Sunday on the candidate's page, each with the instant that it books."""
    with reading(office.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        dana = [person for person in openings.recruiters_of(kind) if person.email == DANA]
        page = slot_picker.page(session, kind, dana, night.zone, night.sunday, office.now)
        assert page.shown is not None
        assert page.shown.date == night.sunday
        choices = [choice for part in page.parts for choice in part.choices]
        return [(slot_picker.chosen(choice.value, dana)[0], choice) for choice in choices]


@each(*NIGHTS)
def test_the_picker_offers_every_quarter_of_that_night_once_and_says_each_its_own_way(office: Office, night: Night):
    office.now = night.at - 3 * DAY
    works_at_night(office, night.zone)
    offered = picked(office, night)

    begin = walltime.at_wall(night.sunday, time(), night.zone)
    last = walltime.at_wall(night.sunday, time(5, 30), night.zone)
    quarters = [begin + number * 15 * MINUTE for number in range((last - begin) // (15 * MINUTE) + 1)]
    assert [start for start, _ in offered] == quarters
    assert len({(choice.clock, choice.place) for _, choice in offered}) == len(offered)
    for start, choice in offered:
        assert slot_picker.agreed(start, night.zone).utc == start
        assert f"{choice.clock} {choice.place}" == clockface.say_time(start, night.zone)


@each(*BACK)
def test_the_second_of_two_equal_times_is_booked_and_the_first_stays_free(office: Office, night: Night):
    office.now = night.at - 3 * DAY
    works_at_night(office, night.zone)
    twice = clockface.say_time(night.at, night.zone).clock
    first, second = (start for start, choice in picked(office, night) if choice.clock == twice)
    assert (first, second) == (night.at + night.shift, night.at)

    agreed = slot_picker.agreed(second, night.zone).wall
    books(office, night, agreed.local, agreed.which)
    assert office.interview().starts_at == second
    left = [start for start, _ in picked(office, night)]
    assert second not in left
    pause = timedelta(minutes=30 + 10)  # the window and the buffer after it
    assert (first in left) == (second - first >= pause)


def test_a_traveller_reads_the_clock_of_where_they_are_and_not_of_their_number(office: Office):
    traveller = {"phone": "+447400123456", "zone": "Asia/Kolkata"}
    office.books("2027-01-13T20:00", "Asia/Kolkata", candidate=traveller, override_availability=True)
    starts = datetime.fromisoformat("2027-01-13T14:30Z")
    assert office.interview().starts_at == starts
    office.until(starts + 30 * MINUTE)
    office.heard()

    nine = datetime.fromisoformat("2027-01-14T03:30Z")  # in Kolkata, while it is night in London
    office.until(nine - MOMENT)
    assert "next-day: email to candidate" not in office.heard()
    office.until(nine)
    assert office.heard() == ["next-day: email to candidate"]
    office.passes(days=14)

    said = {"candidate": set[str](), "recruiter": set[str]()}
    for row in office.messages():
        cities = CITY.findall(" ".join(row.body.split()))
        assert "London" not in row.body or row.audience == "backup", row.name  # Lee is asked to step in, and is there
        if row.audience == "candidate":
            ours = row.body.partition("\n-----")[0]  # what follows is for Dana, and says her clock first
            assert CITY.findall(" ".join(ours.split()))[:1] in ([], ["Kolkata"]), row.name
        if cities and row.audience in said:
            assert set(cities) == {"Kolkata", "Denver"}, row.name
            said[row.audience].add(f"{row.name} by {row.channel}")
    assert said["candidate"] >= {"confirm by email", "remind-24h by sms", "remind-1h by sms", "lapse by sms"}
    assert said["recruiter"] >= {"confirm by email", "prepare-60m by email", "open by sms", "lapse by sms"}
