"""Phone interviews promised in an explicit time zone, watched until somebody called."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

# Every entry point imports this package before it makes a zone. Python would otherwise prefer the machine's
# own tables to the pinned tzdata; in November 2026 those are often an hour wrong for Vancouver or Winnipeg.
zoneinfo.reset_tzpath([])
zoneinfo.ZoneInfo.clear_cache()

if TYPE_CHECKING:
    from scheduler_app.app import create_app as create_app

__version__ = "0.1.0"
__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scheduler_app.app import create_app

    return create_app
