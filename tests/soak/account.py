"""The reckoning: what people were promised, against what the providers' own ledgers say they got.

Our rows lend names and excuses (a step's name, "too late to be of use"); that something was sent, how often and when,
only a ledger says. Plain values in, an account out, so that it can be shown to fail.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

TOLD = frozenset({"accepted", "sent", "delivered"})  # the row says that a provider has it
OPEN = frozenset({"queued", "deferred", "sending"})  # the row says that it is still to be sent
MAY_FOLLOW = {"held": frozenset({"thank-you", "answer-by"}), "cancelled": frozenset({"cancelled"})}  # by script


@dataclass(frozen=True)
class Row:
    """A message as our database has it; `record` is what it says of it, for whoever reads the account."""

    id: str
    interview: str
    generation: int
    step: str
    script: str
    audience: str
    recipient: str
    channel: str
    rank: int = 0
    state: str = "accepted"
    may_duplicate: bool = False
    useless: bool = False  # given up because it would have come too late to help
    record: str = ""

    @property
    def logical(self) -> tuple[object, ...]:
        """What there may be one of, however many rows somebody writes."""
        return (self.interview, self.generation, self.step, self.script, self.audience, *self.way)

    @property
    def way(self) -> tuple[object, ...]:
        return self.recipient, self.channel, self.rank

    @property
    def news(self) -> tuple[object, ...]:
        """The reader and the step: a mail in a text's place tells the same."""
        return self.interview, self.generation, self.step, self.script, self.audience, self.recipient


@dataclass(frozen=True)
class Copy:
    """One message that a provider took. `message` is the row's id, None if no row has it; `at` runs in seconds.

    `blind`: before this copy was posted somebody had looked for it, and no list had shown an earlier one.
    """

    message: str | None
    at: float
    blind: bool = False


@dataclass(frozen=True)
class Ended:
    """A committed answer to a report, a cancellation or a move: held, cancelled or moved.

    `started`: the messages that had left or were on their way when it was known, at `at`; no other may start.
    """

    interview: str
    how: str
    generation: int
    at: float
    started: frozenset[str]


@dataclass
class Notebook:
    """What people did and were told, kept by them: when each interview's window closes, and what was ended."""

    closes: dict[str, datetime] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)
    lapsed: set[str] = field(default_factory=set)

    def lapses(self, now: datetime) -> None:
        """Note the calls that must have lapsed by now: their windows are over, and nobody had ended them."""
        done = {end.interview for end in self.ended if end.how != "moved"}
        self.lapsed = {key for key, closes in self.closes.items() if closes <= now} - done


@dataclass
class Account:
    """`counts` for the reader; `wrong` says in a sentence each what breaks the promise."""

    counts: dict[str, int]
    wrong: list[str]


def reckon(book: Notebook, rows: Iterable[Row], copies: Iterable[Copy], steps: Mapping[str, int]) -> Account:
    """`steps` counts our decisions by state; with `due` those that were due and are undecided."""
    by_id = {row.id: row for row in rows}
    taken: dict[str, list[Copy]] = defaultdict(list)
    wrong: list[str] = []
    for copy in sorted(copies, key=lambda copy: copy.at):
        if copy.message in by_id:
            taken[copy.message].append(copy)
        else:
            wrong.append("unexpected: a provider took a message that no row knows")
    lost = [*_lost(by_id, taken), *_never_told(book, by_id, taken)]
    twice = _twice(by_id, taken)
    late = _too_late(book, by_id, taken)
    repeats = {key: found for key, found in taken.items() if len(found) > 1}
    wrong += lost + twice + late + _unexcused(by_id, repeats)
    states = Counter(row.state for row in by_id.values())
    if steps.get("due"):
        wrong.append(f"lost: {steps['due']} interviews are due and nobody looks at them")
    if states["unknown"]:
        wrong.append(f"unknown: the fate of {states['unknown']} messages was never learned")
    counts = {
        "interviews": len(book.closes),
        "lapsed": len(book.lapsed),
        "confirmed, cancelled or moved": len(book.ended),
        "steps due": sum(steps.values()),
        "steps taken": steps.get("taken", 0),
        "steps skipped or stopped, with a reason": steps.get("skipped", 0) + steps.get("stopped", 0),
        "messages": len(by_id),
        "messages accepted": sum(map(len, taken.values())),
        "by mail in a text's place": sum(row.rank > 0 for row in by_id.values()),
        "kept back, with a reason": states["suppressed"],
        "too late to be of use": states["expired"] + sum(row.useless for row in by_id.values()),
        "steps twice": len(twice),
        "duplicate texts": sum(by_id[key].channel == "sms" for key in repeats),
        "duplicate mails": sum(by_id[key].channel == "email" for key in repeats),
        "lost": len(lost) + steps.get("due", 0),
        "unknown": states["unknown"],
        "after the end": len(late),
    }
    return Account(counts, wrong)


def _lost(by_id: Mapping[str, Row], taken: Mapping[str, list[Copy]]) -> list[str]:
    told = {by_id[key].news for key in taken}
    # A mail in a text's place that was of no use any more, as the window had closed or the call was settled.
    told |= {row.news for row in by_id.values() if row.rank and row.state in ("suppressed", "expired")}
    lost = []
    for row in by_id.values():
        if row.id in taken:
            continue
        if row.state in TOLD:
            lost.append(f"lost: {_named(row)} is {row.state}, and no provider has it")
        if row.state in OPEN:
            lost.append(f"lost: {_named(row)} is still {row.state}")
        if row.state == "failed" and not row.useless and row.news not in told:
            lost.append(f"lost: {_named(row)} failed, and nothing took its place")
    return lost


def _never_told(book: Notebook, by_id: Mapping[str, Row], taken: Mapping[str, list[Copy]]) -> list[str]:
    """What the notebook alone says must have been heard: each booking and each lapse, by either side."""
    heard = {(by_id[key].interview, by_id[key].step, by_id[key].audience) for key in taken}
    excused = {
        (row.interview, row.step, row.audience)
        for row in by_id.values()
        if row.useless or row.state in ("expired", "suppressed")
    }
    wanted = [(which, "confirm", excused) for which in sorted(book.closes)]
    wanted += [(which, "lapse", set()) for which in sorted(book.lapsed)]
    return [
        f"lost: the {audience} of {which} was never told: {step}"
        for which, step, excuses in wanted
        for audience in ("candidate", "recruiter")
        if (which, step, audience) not in heard | excuses
    ]


def _twice(by_id: Mapping[str, Row], taken: Mapping[str, list[Copy]]) -> list[str]:
    rows = Counter(by_id[key].logical for key in taken)
    return [f"step twice: {logical}" for logical, count in rows.items() if count > 1]


def _unexcused(by_id: Mapping[str, Row], repeats: Mapping[str, list[Copy]]) -> list[str]:
    wrong = []
    for key, found in repeats.items():
        row = by_id[key]
        if not row.may_duplicate:
            wrong.append(f"duplicate: {_named(row)} came {len(found)} times and is not flagged")
        if row.channel == "sms" and not all(copy.blind for copy in found[1:]):
            wrong.append(f"duplicate: {_named(row)} was sent again although a look-up had shown it, or without one")
    return wrong


def _too_late(book: Notebook, by_id: Mapping[str, Row], taken: Mapping[str, list[Copy]]) -> list[str]:
    late = []
    of = defaultdict(list)
    for key, found in taken.items():
        of[by_id[key].interview].append((by_id[key], found))
    for end in book.ended:
        for row, found in of[end.interview]:
            after = [copy for copy in found if copy.at > end.at]
            if not after or row.generation > end.generation or row.script in MAY_FOLLOW.get(end.how, ()):
                continue
            if row.id not in end.started or len(after) > 1:
                late.append(f"after the end: {_named(row)} started after the call was {end.how}")
    return late


def _named(row: Row) -> str:
    named = f"{row.step} ({row.script}) by {row.channel} to the {row.audience} of {row.interview}, message {row.id}"
    return f"{named} [{row.record}]" if row.record else named
