"""The people of a soak: they book, report, cancel and move calls through the API, and write down what they were told.

Whoever gets no answer asks again under the same Idempotency-Key, as the API tells its callers to.
"""

from __future__ import annotations

import heapq
import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from scheduler_app.store.db import TROUBLE, Sessions, reading
from scheduler_app.store.outbox import Message
from tests.office import request
from tests.soak.account import Ended, Notebook
from tests.soak.clock import SharedClock
from tests.waiting import PAUSE

PATIENCE_SECONDS = 90.0
AGAIN_SECONDS = 0.2
NUMBERS = count(1)  # no two candidates share an address or a number
CALL = timedelta(minutes=45)  # a recruiter's time per call, with room

# What becomes of a booking, by weight; the rest of the story is what the service does about it.
FATES: Mapping[str, int] = {
    "nobody calls": 40,
    "held": 20,
    "held, said after the close": 10,
    "cancelled": 10,
    "moved": 12,
    "running late": 8,
}


@dataclass
class Api:
    """Any of the web processes; `ask` answers once one of them has."""

    ports: list[int]
    key: str
    chance: Random

    def ask(self, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """POST until there is an answer that is not an outage; TimeoutError after `PATIENCE_SECONDS`."""
        once = uuid4().hex
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            status, answer = self._post(path, body, once)
            if status is not None and status != 429 and status < 500:
                return status, answer
            PAUSE.wait(AGAIN_SECONDS)
        raise TimeoutError(f"no answer to POST {path}")

    def _post(self, path: str, body: Mapping[str, Any], once: str) -> tuple[int | None, dict[str, Any]]:
        call = urllib.request.Request(
            f"http://127.0.0.1:{self.chance.choice(self.ports)}/api/v1{path}",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                "Idempotency-Key": once,
            },
        )
        try:
            with urllib.request.urlopen(call, timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, {}
        except (OSError, ValueError, urllib.error.URLError):  # killed, frozen, or cut off half-way
            return None, {}


@dataclass
class People:
    """`live` until told to stop. The `book` holds only what an answer confirmed."""

    api: Api
    clock: SharedClock
    sessions: Sessions
    recruiters: list[str]
    chance: Random
    every_seconds: float
    book: Notebook = field(default_factory=Notebook)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._order = count()
        self._intents: list[tuple[datetime, int, Callable[[], None]]] = []
        self._free_at: dict[str, datetime] = {}

    def live(self, over: threading.Event) -> None:
        next_booking = time.monotonic()
        while not over.wait(0.02):
            if self._intents and self._intents[0][0] <= self.clock.now():
                heapq.heappop(self._intents)[2]()
            elif time.monotonic() >= next_booking:
                self._books()
                next_booking = time.monotonic() + self.every_seconds * self.chance.uniform(0.5, 1.5)

    def _books(self) -> None:
        now = self.clock.now()
        recruiter = self.chance.choice(self.recruiters)
        if self._free_at.get(recruiter, now) > now:
            return
        number = next(NUMBERS)
        candidate = {
            "name": f"Candidate {number}",
            "email": f"c{number}@example.com",
            "phone": f"+1602{2000000 + number}",
        }
        starts = now + timedelta(seconds=self.chance.uniform(2, 40))
        wanted = request(_wall(starts), "UTC", recruiter=recruiter, candidate=candidate)
        status, made = self.api.ask(
            "/interviews", wanted | {"override_availability": True, "callback_window_minutes": 1}
        )
        if status != 201:  # the clock was set meanwhile, and the time is past
            self.refused["booking"] += 1
            return
        self._free_at[recruiter] = starts + CALL
        key = made["id"]
        self.book.closes[key] = datetime.fromisoformat(made["closes"]["utc"])
        self._plans(key, starts, recruiter)

    def _plans(self, key: str, starts: datetime, recruiter: str) -> None:
        (fate,) = self.chance.choices(list(FATES), weights=list(FATES.values()))
        within = starts + timedelta(seconds=self.chance.uniform(1, 58))
        after = starts + timedelta(seconds=self.chance.uniform(60, 700))
        match fate:
            case "held":
                self._intends(within, lambda: self._reports(key, "held"))
            case "held, said after the close":
                self._intends(after, lambda: self._reports(key, "held"))
            case "cancelled":
                self._intends(self.chance.choice([within, after]), lambda: self._cancels(key))
            case "moved":
                self._intends(self.chance.choice([within, after]), lambda: self._moves(key, recruiter))
            case "running late":
                self._intends(within, lambda: self._runs_late(key))

    def _intends(self, when: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._intents, (when, next(self._order), act))

    def _reports(self, key: str, outcome: str) -> None:
        by = self.chance.choice(["candidate", "recruiter"])
        status, told = self.api.ask(f"/interviews/{key}/reports", {"by": by, "outcome": outcome})
        self._ends(key, "held", status, told)

    def _cancels(self, key: str) -> None:
        status, told = self.api.ask(f"/interviews/{key}/cancel", {"reason": "the post is filled"})
        self._ends(key, "cancelled", status, told)

    def _moves(self, key: str, recruiter: str) -> None:
        starts = self.clock.now() + timedelta(seconds=self.chance.uniform(5, 40))
        body = {"starts": {"wall": _wall(starts), "zone": "UTC"}, "override_availability": True}
        status, told = self.api.ask(f"/interviews/{key}/reschedule", body)
        if self._ends(key, "moved", status, told, before=1):
            self._free_at[recruiter] = starts + CALL

    def _runs_late(self, key: str) -> None:
        body = {"by": "recruiter", "outcome": "running_late", "minutes": 1}
        status, told = self.api.ask(f"/interviews/{key}/reports", body)
        if status == 200:
            self.book.closes[key] = datetime.fromisoformat(told["closes"]["utc"])
        else:
            self.refused["running late"] += 1

    def _ends(self, key: str, how: str, status: int, told: Mapping[str, Any], before: int = 0) -> bool:
        """Write down that something ended here, once an answer says that it is committed."""
        if status != 200:  # too early or too late for it, the clock having been set
            self.refused[how] += 1
            return False
        at = time.monotonic()
        generation = int(told["generation"]) - before
        self.book.ended.append(Ended(key, how, generation, at, self._started(key)))
        self.book.closes[key] = datetime.fromisoformat(told["closes"]["utc"])
        return True

    def _started(self, key: str) -> frozenset[str]:
        while True:
            try:
                with reading(self.sessions) as session:
                    mine = select(Message.id).where(Message.interview_id == UUID(key), Message.attempts > 0)
                    return frozenset(found.hex for found in session.scalars(mine))
            except TROUBLE:
                PAUSE.wait(0.05)


def _wall(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat()
