"""Windows that close together: each candidate is offered their own new times, as if nobody else were looked at."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler_app import booking, briefing, offering, planning, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.domain import replies
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.hours import TimeOff
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message, MessageState, OptOut
from scheduler_app.store.people import Candidate, InterviewType, Recruiter
from tests.office import Office, request

OWN = {"id", "step_id", "ref"}
# Ordinary candidates, of whom the second of each recruiter reads like the first of another, and unusual ones.
READERS: list[dict[str, Any]] = [
    {"language": "es"},
    {"language": "en", "zone": "America/New_York"},
    {"language": "es"},
    {"language": "en", "zone": "America/New_York"},
]
ODD: list[dict[str, Any]] = [
    {"name": "Bartholomew-Maximilianus Featherstonehaugh", "zone": "America/Argentina/ComodRivadavia"},
    {"name": "Łucja Żółć", "language": "es"},
    {"phone": "+919812345678", "zone": "Asia/Kolkata"},
    {"phone": "+16025550198"},  # opted out
    {"phone": "+16025550199"},  # opted out, and erased since
    {"sms_consent": False},
]
OPTED_OUT, HIDDEN = ODD[3]["phone"], ODD[4]["phone"]
STARTS = ("2027-01-12T10:00", "2027-01-12T11:00")  # for the first the next steps are due as well


def crowd(office: Office) -> None:
    """At either start every recruiter has somebody; their diaries differ, so the new times do."""
    many = len(READERS) + len(ODD)
    with office.sessions.begin() as session:
        for number in range(many):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name=f"Robin Day {number}",
                zone="America/Denver",
                phone=f"+130355501{number:02}",
                role="recruiter",
                now=office.now,
            )
        for number, wall in product(range(many), STARTS):
            books(session, office, number, wall, (READERS + ODD)[number])
        for number in range(many):  # what else they have promised
            for hour in range(9, 9 + number % 4):
                books(session, office, number, f"2027-01-13T{hour:02}:15", {"email": f"x{number}-{hour}@example.com"})
        session.add(OptOut(address=OPTED_OUT, channel="sms", since=office.now, source="a test"))
        hidden = office.desk.hidden_number(HIDDEN)
        session.add(OptOut(address=hidden, channel="sms", since=office.now, source="a test"))
    with office.sessions.begin() as session:
        office.interviews = [office.interviews[place] for place in range(2 * many)]
        closing = set(office.interviews)
        session.execute(update(Watch).where(Watch.interview_id.not_in(closing)).values(next_due_at=None))
        session.execute(update(Message).values(state=MessageState.SENT))  # or else each would be a case of its own
    office.sleeps_until(office.interview().closes_at + timedelta(minutes=1))


def books(session: Session, office: Office, number: int, wall: str, candidate: dict[str, Any]) -> None:
    own = {"name": f"Kim Berg {number}", "email": f"c{number}@example.com", "phone": f"+160255501{number:02}"}
    wanted = read_wanted(
        request(
            wall,
            recruiter=f"r{number}@example.com",
            candidate=own | candidate,
            override_availability=True,
        )
    )
    made = booking.book(session, office.desk, wanted, Booker("api", True, "said yes", "a test"), office.now)
    office.interviews.append(made.id)


def one_by_one(office: Office) -> list[tuple[object, ...]]:
    """What the rules write about each by itself; nothing of it is kept."""
    with office.sessions() as session:
        due = select(Watch.interview_id).where(Watch.next_due_at <= office.now)
        for which in session.scalars(due.order_by(Watch.next_due_at, Watch.interview_id)).all():
            planning.look(session, office.desk, planning.locked(session, which), office.now)
        session.flush()
        written = rows(session)
        session.rollback()
    return written


def rows(session: Session) -> list[tuple[object, ...]]:
    session.expire_all()
    found: list[tuple[object, ...]] = []
    for model in (Message, StepRow, Interview, Watch):
        names = [column.key for column in model.__table__.columns if column.key not in OWN]
        if model is Interview:
            names.append("id")
        for row in session.scalars(select(model)):
            ref = f"Ref {getattr(row, 'ref', '') or '-'}"
            values = [getattr(row, name) for name in names]
            told = [value.replace(ref, "Ref") if isinstance(value, str) else value for value in values]
            found.append((model.__name__, *map(repr, told)))
    return sorted(found, key=repr)


def in_a_burst(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[list[tuple[object, ...]], int]:
    """What one batch of all writes, and how many of them the rules looked at."""
    looked_at, look = list[UUID](), planning.look

    def counted(session: Session, desk: Any, interview: Interview, *arguments: Any, **more: Any) -> None:
        looked_at.append(interview.id)
        look(session, desk, interview, *arguments, **more)

    def refused(*_: object) -> int:
        raise AssertionError("a batch stumbled")

    monkeypatch.setattr(planning, "look", counted)
    monkeypatch.setattr(watch, "_one_by_one", refused)
    assert watch.sweep(office.sessions, office.desk, office.now) == len(office.interviews)
    with office.sessions() as session:
        return rows(session), len(looked_at)


def test_a_burst_offers_what_each_would_be_offered_alone(office: Office, monkeypatch: pytest.MonkeyPatch):
    crowd(office)
    alone = one_by_one(office)
    together, looked_at = in_a_burst(office, monkeypatch)
    assert together == alone
    assert looked_at < len(office.interviews) - 3, "some are copies"
    offered = [check_the_menu(office, text) for text in texts(office)]
    assert len(set(offered)) > 6, "and not of each other's times"


@pytest.mark.parametrize("organisation", ["北風国際人材紹介株式会社" * 2, "Búho Reclutamiento y Selección"])
def test_a_text_short_of_room_is_the_same_in_a_burst_and_so_is_what_it_asks(
    office: Office, monkeypatch: pytest.MonkeyPatch, organisation: str
):
    crowd(office)
    with office.sessions.begin() as session:
        briefing.organisation(session).name = organisation
    alone = one_by_one(office)
    together, _ = in_a_burst(office, monkeypatch)
    assert together == alone
    shown = [len(check_the_menu(office, text)) for text in texts(office)]
    assert max(shown) == 0 if organisation.startswith("北") else min(shown) > 1


def texts(office: Office) -> list[Message]:
    with office.sessions() as session:
        found = select(Message).where(
            Message.name == "lapse", Message.channel == "sms", Message.audience == "candidate"
        )
        return list(session.scalars(found))


def check_the_menu(office: Office, text: Message) -> tuple[str, ...]:
    """Each digit of the text books what it says beside it, on the reader's clock and in their language."""
    assert text.interview_id is not None
    reader = office.interview(text.interview_id).candidate
    if "1: " not in text.body:
        assert text.menu is None, "there was no room for any"
        return ()
    assert text.menu is not None
    starts = [replies.booked(action) for digit, action in text.menu.items() if digit != "0"]
    told = offering.said(starts, reader.zone, reader.manner).values()
    assert ", ".join(f"{number}: {time}" for number, time in enumerate(told, 1)) + ";" in text.body
    assert len(re.findall(r"\d: ", text.body)) == len(starts)
    assert [*text.menu] == [*map(str, range(1, len(starts) + 1)), "0"]
    return tuple(text.menu.values())


def test_caps_short_notice_and_time_off_count_as_they_do_alone(office: Office, monkeypatch: pytest.MonkeyPatch):
    crowd(office)
    with office.sessions.begin() as session:
        session.execute(update(InterviewType).values(notice_minutes=0, buffer_after_minutes=45, call_minutes=90))
        changes: dict[int, dict[str, Any]] = {
            0: {"most_a_day": 2},
            1: {"most_a_week": 3},
            2: {"buffer_after_minutes": 120},
            3: {"disabled_at": office.now},
        }
        for number, values in changes.items():
            session.execute(update(Recruiter).where(Recruiter.email == f"r{number}@example.com").values(**values))
        away = session.scalars(select(Recruiter.id).where(Recruiter.email == "r5@example.com")).one()
        session.add(TimeOff(recruiter_id=away, first_day=date(2027, 1, 12), last_day=date(2027, 1, 25)))
        away = session.scalars(select(Recruiter.id).where(Recruiter.email == "r4@example.com")).one()
        spans = {"begins": time(12), "ends": time(9)}
        session.add(TimeOff(recruiter_id=away, first_day=date(2027, 1, 12), last_day=date(2027, 1, 20), **spans))
        session.execute(update(Candidate).where(Candidate.email == "c1@example.com").values(zone="Asia/Tokyo"))
    alone = one_by_one(office)
    together, _ = in_a_burst(office, monkeypatch)
    assert together == alone
