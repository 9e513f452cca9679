"""`scheduler-app api-key` and `scheduler-app feed`: what lets other programs in, shown once."""

from __future__ import annotations

from argparse import Namespace

from scheduler_app import access
from scheduler_app.cli.opening import note, opened
from scheduler_app.clock import utcnow


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
    with opened() as office, office.sessions.begin() as session:
        address = access.add_feed(session, office.desk, asked.recruiter, asked.name, asked.detail, utcnow())
    note("Subscribe to this address in a calendar; whoever has it can read it, and it is not shown again:")
    print(address)


def revoke_feed(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        access.revoke_feed(session, asked.recruiter, asked.name, utcnow())
    note(f"The feed {asked.name!r} of {asked.recruiter} no longer works.")
