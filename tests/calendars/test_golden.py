"""Every kind of calendar file is on file, byte for byte.

    python -m tests.calendars.test_golden

writes them anew, for a person to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler_app import feed
from scheduler_app.domain.interview import State
from tests.calendars.calls import call, in_every_state, interview

GOLDEN = Path(__file__).parents[1] / "golden" / "calendars"


def invited(method: str, *, candidate: bool, **changes: Any) -> bytes:
    row = interview(call(**changes))
    reader = row.candidate if candidate else row.recruiter
    return feed.invite(row, reader, method=method, organiser="calls@example.com").encode()


KINDS: dict[str, Callable[[], bytes]] = {
    "feed-busy": lambda: feed.build("Phone", in_every_state(), detail="busy"),
    "feed-standard": lambda: feed.build("Phone", in_every_state(), detail="standard"),
    "feed-full": lambda: feed.build("Phone", in_every_state(), detail="full"),
    "feed-with-alarms": lambda: feed.build("Phone", in_every_state(), detail="standard", alarm_minutes=10),
    "feed-of-everyone": lambda: feed.build("All calls", in_every_state(), detail="standard", of_others=True),
    "feed-of-everyone-busy": lambda: feed.build("All calls", in_every_state(), detail="busy", of_others=True),
    "feed-empty": lambda: feed.build("Phone", [], detail="standard"),
    "request-candidate": lambda: invited("REQUEST", candidate=True),
    "request-recruiter": lambda: invited("REQUEST", candidate=False),
    "moved-candidate": lambda: invited("REQUEST", candidate=True, sequence=1),
    "cancel-candidate": lambda: invited("CANCEL", candidate=True, state=State.CANCELLED, sequence=2),
    "cancel-recruiter": lambda: invited("CANCEL", candidate=False, state=State.CANCELLED, sequence=2),
    "candidates-copy": lambda: feed.candidates_copy(interview(call())),
    "candidates-copy-cancelled": lambda: feed.candidates_copy(interview(call(state=State.CANCELLED, sequence=1))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_calendar_file_looks_like_this(kind: str):
    assert KINDS[kind]() == (GOLDEN / f"{kind}.ics").read_bytes()


def test_no_file_is_left_over():
    assert {file.stem for file in GOLDEN.iterdir()} == set(KINDS)


if __name__ == "__main__":
    for kind, made in KINDS.items():
        (GOLDEN / f"{kind}.ics").write_bytes(made())
