"""The tags of feeds as they were last made, so that "nothing new" can be said without making them again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from scheduler_app.calendars_out import Opened

MOST_FEEDS = 10_000


@dataclass(frozen=True)
class Tag:
    """What identifies a feed's body, when that changed last, and until when it holds if nothing happens."""

    digest: str
    changed: datetime
    holds_until: datetime | None  # its oldest interview leaves it after that; None: it has none


class Known:
    """The tag of each feed; past `MOST_FEEDS` the one used longest ago is forgotten."""

    def __init__(self) -> None:
        self._tags: OrderedDict[int, tuple[tuple[object, ...], Tag]] = OrderedDict()
        self._lock = Lock()

    def of(self, feed: Opened, now: datetime) -> Tag | None:
        """The tag of what would be made now; None where only making it can tell."""
        with self._lock:
            content, tag = self._tags.get(feed.id, (None, None))
            if tag is None or content != feed.content or (tag.holds_until is not None and now > tag.holds_until):
                return None
            self._tags.move_to_end(feed.id)
            return tag

    def keep(self, feed: Opened, tag: Tag) -> None:
        with self._lock:
            self._tags[feed.id] = feed.content, tag
            self._tags.move_to_end(feed.id)
            while len(self._tags) > MOST_FEEDS:
                self._tags.popitem(last=False)
