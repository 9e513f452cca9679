"""What goes wrong in a soak, as data: each kind of trouble, how often, where, and for how long."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

from scheduler_app.store.db import Sessions
from tests.soak.clock import SharedClock
from tests.soak.databases import Database
from tests.soak.fleet import Fleet
from tests.soak.providers import Mails, Texts

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)


@dataclass
class World:
    """Everything that trouble can be made for."""

    fleet: Fleet
    clock: SharedClock
    texts: Texts
    mails: Mails
    database: Database
    sessions: Sessions
    chance: Random


Later = Callable[[float, Callable[[], object]], None]


@dataclass(frozen=True)
class Kind:
    """`act` makes the trouble; what ends it is given to `later`, in seconds."""

    name: str
    weight: int
    act: Callable[[World, Later], object]
    databases: tuple[str, ...] = BOTH


def _freeze(world: World, later: Later) -> None:
    member = world.fleet.freeze(world.chance)
    if member is not None:
        later(world.chance.uniform(0.3, 4), lambda: world.fleet.thaw(member))


def _lagging_list(world: World, later: Later) -> None:
    world.texts.list_lag = timedelta(seconds=world.chance.choice([3, 10, 20, 20, 90]))
    later(world.chance.uniform(2, 12), lambda: setattr(world.texts, "list_lag", timedelta()))


def _outage(world: World, later: Later) -> None:
    world.texts.fail_until_recovered("html_503")
    later(world.chance.uniform(0.5, 4), world.texts.recover)


def _crash(world: World, later: Later) -> None:
    if world.database.crash is None or world.database.restart is None:
        raise LookupError("there is no server to crash")
    world.database.crash()
    time.sleep(world.chance.uniform(0, 1.5))  # nothing else is done meanwhile, so that it does come back
    world.database.restart()


def _lock(world: World, later: Later) -> None:
    def hold() -> None:
        with world.sessions.begin() as session:
            session.connection()
            time.sleep(seconds)

    seconds = world.chance.uniform(0.5, 3)
    threading.Thread(target=hold, name="another writer").start()


def _texts(kind: str, most: int, on: str = "create", **how: float) -> Callable[[World, Later], object]:
    return lambda world, _: world.texts.fail_next(kind, times=world.chance.randint(1, most), on=on, **how)


KINDS = (
    Kind("kill -9", 14, lambda world, _: world.fleet.kill(world.chance)),
    Kind("stopped for a while", 8, _freeze),
    Kind("clock set forward", 14, lambda world, _: world.clock.step(world.chance.uniform(10, 100))),
    Kind("clock set back", 4, lambda world, _: world.clock.step(-world.chance.uniform(3, 40))),
    Kind("text taken, connection dropped", 8, _texts("accept_then_drop", 3)),
    Kind("text taken, answered 500", 5, _texts("accept_then_500", 2)),
    Kind("text taken, no answer", 2, _texts("accept_then_hang", 2, seconds=3)),
    Kind("text not taken, connection dropped", 4, _texts("drop", 2)),
    Kind("text not taken, answered 503", 4, _texts("html_503", 2)),
    Kind("texts answered 429", 5, _texts("rate_limit", 4, retry_after=2)),
    Kind("texts slow", 5, _texts("delay", 4, seconds=2)),
    Kind("list of texts lags", 6, _lagging_list),
    Kind("list of texts down", 5, _texts("html_503", 4, on="list")),
    Kind("Twilio down", 4, _outage),
    Kind("mail answered 451", 4, lambda world, _: world.mails.fail_next(451, times=world.chance.randint(1, 4))),
    Kind("mail taken, connection dropped", 5, lambda world, _: world.mails.drop_after_data(accepted=True)),
    Kind("mail connection dropped early", 4, lambda world, _: world.mails.drop_at_recipient()),
    Kind("database crashed and restarted", 6, _crash, (POSTGRESQL,)),
    Kind("database locked by another", 6, _lock, (SQLITE,)),
)


@dataclass
class Trouble:
    """Makes one kind after the other until told to stop, and ends them all with `calm`."""

    world: World
    every_seconds: float
    made: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._endings: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()

    def make(self, over: threading.Event) -> None:
        chance = self.world.chance
        here = [kind for kind in KINDS if self.world.database.kind in kind.databases]
        weights = [kind.weight for kind in here]
        coming = time.monotonic() + self.every_seconds
        while not over.wait(0.02):
            if self._endings and self._endings[0][0] <= time.monotonic():
                heapq.heappop(self._endings)[2]()
            elif time.monotonic() >= coming:
                (kind,) = chance.choices(here, weights)
                kind.act(self.world, self._later)
                self.made[kind.name] += 1
                coming = time.monotonic() + self.every_seconds * chance.uniform(0.3, 1.7)

    def calm(self) -> None:
        """Everything that was made ends; what it has done stays done."""
        for _, _, end in sorted(self._endings, key=lambda ending: ending[:2]):
            end()
        self._endings.clear()
        self.world.fleet.thaw_all()
        self.world.texts.recover()
        self.world.texts.list_lag = timedelta()
        self.world.mails.recover()

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        heapq.heappush(self._endings, (time.monotonic() + seconds, next(self._order), act))
