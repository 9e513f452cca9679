"""What became of the first of a kind in a burst, for `alike.py` to copy."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler_app import offering
from scheduler_app.domain.manner import Manner
from scheduler_app.messages.render import Cut
from scheduler_app.store.bulk import Values
from scheduler_app.store.people import Organisation


@dataclass(frozen=True)
class Said:
    """A message of a pattern. `note` is what follows the candidate's name, `link` the private one without its token."""

    step: int
    to_candidate: bool
    by_text: bool
    offers: bool  # new times, as many as everybody of this kind is offered
    menu: dict[str, str] | None  # what is asked where no time is shown
    asking: str  # and in which words, of those that offer times
    cut: Cut
    values: Values
    state: str
    channel: str
    due_at: datetime
    link: str
    dashboard: tuple[str, str]  # around the interview's id
    note: str


@dataclass(frozen=True)
class Pattern:
    """All that became of the first of a kind."""

    steps: list[Values]
    messages: list[Said]
    interview: dict[str, Any]
    watch: dict[str, Any]
    manner: Manner  # the candidate's


class Patterns:
    """Those of one moment, kept from one batch to the next; a kind of which there can be none has None."""

    def __init__(self) -> None:
        self._at: tuple[datetime, str] | None = None
        self._made: dict[Hashable, Pattern | None] = {}
        self._chosen: offering.Chosen = {}

    def of(self, now: datetime, organisation: Organisation) -> dict[Hashable, Pattern | None]:
        """What has been made under these settings as well."""
        self._at_this(now, organisation)
        return self._made

    def new_times(self, now: datetime, organisation: Organisation) -> offering.Chosen:
        """The times that were found to be offered, likewise."""
        self._at_this(now, organisation)
        return self._chosen

    def _at_this(self, now: datetime, organisation: Organisation) -> None:
        settings = repr([getattr(organisation, column.key) for column in Organisation.__table__.columns])
        if self._at != (now, settings):
            self._at, self._made, self._chosen = (now, settings), {}, {}
