"""The product's own command with its wall clock in the soak's hands: `python -m tests.soak.launcher CLOCK watch`.

The two readers of the wall clock are `scheduler_app.clock` and APScheduler; nothing in the product knows of this.
"""

from __future__ import annotations

import sys
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from tests.soak.clock import SharedClock

TICK_SECONDS = 1  # of the machine's time; the clock is set so often that an hour passes in minutes


def hand_over(clock: SharedClock) -> None:
    """From here on this process and what it forks live by that clock, and look as often as it needs."""
    from apscheduler.executors import base as executors
    from apscheduler.schedulers import base as schedulers
    from apscheduler.triggers import interval

    import scheduler_app.clock
    from scheduler_app import jobs

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now().astimezone(tz)

    scheduler_app.clock.utcnow = clock.now
    for module in (executors, schedulers, interval):
        module.datetime = Set
    jobs.TICK_SECONDS = TICK_SECONDS


def main() -> None:
    hand_over(SharedClock(Path(sys.argv[1])))
    from scheduler_app.cli import main as command  # only now, as its modules take the clock by name

    command(sys.argv[2:])


if __name__ == "__main__":
    main()
