"""The soak's Twilio and mail server: the fakes of the other tests, and when each message was taken."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.soak.account import Copy

REFERENCE = re.compile(r"\bRef ([2-9A-Z]{4})\b")


@dataclass
class Texts(FakeTwilio):
    """Notes in the ledger when, by the monotonic clock, a text was taken."""

    def accept(self, form: dict[str, str]) -> dict[str, Any]:
        message = super().accept(form)
        message["taken"] = time.monotonic()
        return message

    def copies(self, by_reference: Mapping[tuple[str, str], str]) -> Iterable[Copy]:
        """The ledger; `by_reference` finds a row by its number and the reference in its words."""
        earlier: dict[tuple[str, str], list[str]] = defaultdict(list)
        for entry in self.ledger:
            found = REFERENCE.search(entry["body"])
            key = (entry["to"], found[1] if found else "")
            before = earlier[key]
            looks = [shown for to, shown, length in self.looks if to == entry["to"] and length < entry["order"]]
            blind = bool(looks) and not any(sid in shown for shown in looks for sid in before)
            yield Copy(by_reference.get(key), entry["taken"], blind)
            before.append(entry["sid"])


@dataclass
class Mails(Mailbox):
    """Keeps when, by the monotonic clock, each mail was taken."""

    taken: list[float] = field(default_factory=list)

    def _take(self, *about: Any) -> None:
        super()._take(*about)
        self.taken.append(time.monotonic())

    def copies(self, ids: Iterable[str]) -> Iterable[Copy]:
        known = set(ids)
        for mail, at in zip(self.mails, self.taken, strict=True):
            key = mail.key
            yield Copy(key if key in known else None, at)
