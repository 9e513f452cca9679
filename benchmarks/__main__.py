"""What the service costs, beside the usual APScheduler set-up and a plain-SQL bound, on one machine in one run.

A burst is so many windows that close at one instant: from due to every message durably queued, by the service's own
watcher on the real clock. The usual set-up has a date job for each window (SQLAlchemyJobStore, misfire None) and
writes one row for each; the bound writes the very rows that the service wrote, in batches, with nothing decided.

    python -m benchmarks            a few minutes: bursts of 1,000 beside 100,000 other windows
    BENCH=full python -m benchmarks also bursts of 10,000 and 1,000,000 other windows; about an hour
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from benchmarks import ours, plain, seeding, usual
from benchmarks.lateness import summary
from benchmarks.places import KINDS, apart, database, server

FULL = os.environ.get("BENCH") == "full"
SIZES = [(1_000, 100_000)] + ([(10_000, 100_000), (10_000, 1_000_000)] if FULL else [])
IDLE = [0, 100_000] + ([1_000_000] if FULL else [])
USUAL_OTHERS = 10_000  # already enough to tell
LONE, ARMED, ARMED_PLAIN = 20, 100, 500
AHEAD = timedelta(seconds=8)  # for a process to start


def main() -> None:
    for kind in os.environ.get("BENCH_ON", ",".join(KINDS)).split(","):
        print(f"\n{kind}", flush=True)
        with server(kind) as place:
            arming(place)
            for many, others in SIZES:
                bursts(place, many, others)
            if FULL:
                usual_burst(place, 10_000)
            usual_burst(place, 1_000)
            alone(place)
            idle(place)
            delivering(place)


def arming(place: str) -> None:
    """A window of ours is booked whole, with two confirmations; a job or a row is just stored."""
    with database(place, "armed") as url:
        (mine,) = apart(ours.arm, url, ARMED)
        (bound,) = apart(plain.arm, url, ARMED_PLAIN)
    with database(place, "armed_usual") as url:
        (jobs,) = apart(usual.arm, url, ARMED_PLAIN)
    line(
        "armed a second",
        f"{mine['rate']:,.0f} windows booked; usual {jobs['rate']:,.0f} jobs; bound {bound['rate']:,.0f} rows",
    )


def bursts(place: str, many: int, others: int) -> None:
    title = f"{many:,} close, {others:,} wait"
    for processes in (1, 2):
        with database(place, f"burst_{processes}") as url:
            with seeding.office(url, seeding.soon(ours.FAR)) as at:
                seeding.closing(at, many, seeding.far(at))
                seeding.pending(at, others, seeding.far(at) + timedelta(days=1))
                seeding.analyzed(at)
                closes = seeding.set_off(at, AHEAD)
            found = apart(ours.burst, url, closes, many, processes=processes)
            told = summary(found)
            line(title if processes == 1 else "  with 2 processes", lateness(told))
            if processes == 1:
                (bound,) = apart(plain.burst, url, closes)
                line(
                    "  plain-SQL bound",
                    f"{bound['rate']:7,.0f} a second: {bound['rate'] / told['rate']:.1f} times ours",
                )


def usual_burst(place: str, many: int) -> None:
    with database(place, "usual") as url:
        line(f"usual: {many:,}, {USUAL_OTHERS:,} wait", lateness(summary(apart(usual.burst, url, many, USUAL_OTHERS))))


def alone(place: str) -> None:
    """Windows one after the other, and somebody who writes beside a burst."""
    with database(place, "lone") as url:
        with seeding.office(url, seeding.soon(ours.FAR)) as at:
            seeding.closing(at, LONE, seeding.far(at))
        line(f"{LONE} lone windows", lateness(summary(apart(ours.lone, url, LONE))))
    with database(place, "visited") as url:
        with seeding.office(url, seeding.soon(ours.FAR)) as at:
            seeding.closing(at, 1_000, seeding.far(at))
            closes = seeding.set_off(at, AHEAD)
        (waited,) = apart(ours.visitor, url, closes, 1_000)
    line("a visitor's write meanwhile", f"waits at most {waited['seconds']:.3f} s beside a burst of 1,000")


def idle(place: str) -> None:
    for others in IDLE:
        with database(place, "idle") as url:
            with seeding.office(url, seeding.soon(ours.FAR)) as at:
                seeding.pending(at, others, seeding.far(at)) if others else None
                seeding.analyzed(at)
            (found,) = apart(ours.idle, url)
        line(f"an idle round, {others:,} wait", f"{found['milliseconds']:.2f} ms, {found['megabytes']:.0f} MB")


def delivering(place: str) -> None:
    with database(place, "delivery") as url:
        with seeding.office(url, seeding.soon(ours.FAR)) as at:
            seeding.closing(at, 200, seeding.far(at))
            closes = seeding.set_off(at, AHEAD)
        apart(ours.burst, url, closes, 200)
        (found,) = apart(ours.delivery, url)
    line(
        "delivered a second",
        f"{found['rate']:.0f} on two channels, each answering in {ours.ANSWERS_AFTER * 1000:.0f} ms",
    )


def lateness(told: dict[str, Any]) -> str:
    return (
        f"{told['rate']:7,.0f} a second; late p50 {told['p50']:.3f} s, p99 {told['p99']:.3f} s,"
        f" max {told['max']:.3f} s; {told['megabytes']:.0f} MB ({told['count']:,} done)"
    )


def line(what: str, told: str) -> None:
    print(f"  {what:<32} {told}", flush=True)


if __name__ == "__main__":
    main()
