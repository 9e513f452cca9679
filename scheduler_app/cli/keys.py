"""`scheduler-app api-key` and `scheduler-app feed`: what lets other programs in, shown once."""

from __future__ import annotations

import sys
from argparse import Namespace

from scheduler_app import access, calendars_out, subscribing
from scheduler_app.cli.opening import note, opened
from scheduler_app.clock import utcnow
from scheduler_app.store.access import EVERYONE, TYPE


def add_key(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        key = access.add_api_key(session, asked.name, asked.scope, utcnow())
    note(f"A key that may {'read and write' if asked.scope == 'write' else 'read'}; it is not shown again:")
    print(key)


def revoke_key(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        access.revoke_api_key(session, asked.name, utcnow())
    note(f"The key {asked.name!r} no longer works.")


def add_feed(asked: Namespace) -> None:
    scope = TYPE if asked.interview_type else EVERYONE if asked.everyone else ""
    with opened() as office, office.sessions.begin() as session:
        address = subscribing.add_feed(
            session,
            office.desk,
            asked.recruiter,
            asked.name,
            asked.detail,
            utcnow(),
            scope=scope,
            type_slug=asked.interview_type or "",
            alarm_minutes=asked.alarm,
        )
    note("Subscribe to this address in a calendar; whoever has it can read it, and it is not shown again:")
    print(address)


def rotate_feed(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        address = subscribing.rotate_feed(session, office.desk, asked.recruiter, asked.name)
    note("The former address no longer works. The new one, which is not shown again:")
    print(address)


def revoke_feed(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        subscribing.revoke_feed(session, asked.recruiter, asked.name, utcnow())
    note(f"The feed {asked.name!r} of {asked.recruiter} no longer works.")


def export_calls(asked: Namespace) -> None:
    with opened() as office, office.sessions() as session:
        body = calendars_out.file_of(session, asked.recruiter, asked.detail)
    sys.stdout.buffer.write(body)
