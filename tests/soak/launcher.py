"""The product's own command with its wall clock in the soak's hands: `python -m tests.soak.launcher CLOCK watch`.

The two readers of the wall clock are `scheduler_app.clock` and APScheduler; nothing in the product knows of this.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, tzinfo
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
    from scheduler_app import jobs, steadiness

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now().astimezone(tz)

    scheduler_app.clock.utcnow = clock.now
    for module in (executors, schedulers, interval):
        module.datetime = Set
    jobs.TICK_SECONDS = TICK_SECONDS
    # Time goes by in strides of minutes here; a clock that leaps has tests of its own, and so has the database's clock.
    steadiness.LEAP = timedelta(days=1)
    shared: Any = scheduler_app.clock.SharedClock
    shared.__init__.__defaults__ = (clock.now,)
    shared.measure = lambda *_: timedelta()


def main() -> None:
    hand_over(SharedClock(Path(sys.argv[1])))
    from scheduler_app.cli import main as command  # only now, as its modules take the clock by name

    command(sys.argv[2:])


if __name__ == "__main__":
    main()
