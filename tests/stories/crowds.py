"""Many calls at one moment, for whoever wants to see what becomes of their texts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler_app import booking, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.simulator import Simulator
from scheduler_app.store.channels import Channel
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Message
from tests.office import Office, request

# For what no database decides: the same story on PostgreSQL would only cost time.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def hire(office: Office, crowd: int) -> None:
    """r0@example.com and so many of them, in Denver and without a number."""
    with office.sessions.begin() as session:
        for number in range(crowd):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name=f"Recruiter {number}",
                zone="America/Denver",
                phone=None,
                role="recruiter",
                now=office.now,
            )


def a_crowd_is_due(office: Office, crowd: int) -> None:
    """So many candidates, each with a recruiter, whose reminders by text are due and written; none has been sent."""
    hire(office, crowd)
    with office.sessions.begin() as session:
        for number in range(crowd):
            candidate = {"email": f"c{number}@example.com", "phone": f"+160255501{number:02}"}
            wanted = read_wanted(request("2027-01-13T14:30", recruiter=f"r{number}@example.com", candidate=candidate))
            made = booking.book(session, office.desk, wanted, Booker("api", True, "said yes", "a test"), office.now)
            office.interviews.append(made.id)
    real, office.senders = office.senders, {"email": Simulator("email")}  # for the confirmations
    office.rounds()
    office.senders = real
    office.sleeps_until(office.interview().starts_at - timedelta(days=1))
    while watch.sweep(office.sessions, office.desk, office.now):
        pass


def ticks(office: Office, *, minutes: float = 0, seconds: float = 0, step: float = 5) -> None:
    """Time goes by with a round every few seconds, as the watcher has it."""
    until = office.now + timedelta(minutes=minutes, seconds=seconds)
    while office.now < until:
        office.now = min(until, office.now + timedelta(seconds=step))
        office.rounds()


def channel(office: Office, name: str = "sms") -> Channel:
    with reading(office.sessions) as session:
        return session.get_one(Channel, name)


def states(office: Office, step: str, by: str = "sms") -> dict[str, int]:
    """The messages of a step, counted by their state."""
    with reading(office.sessions) as session:
        counted = select(Message.state, func.count()).where(Message.name == step, Message.channel == by)
        return {str(row[0]): int(row[1]) for row in session.execute(counted.group_by(Message.state))}


def posts(office: Office) -> int:
    """How often Twilio was asked to send."""
    return office.twilio.requests.count("POST create")
