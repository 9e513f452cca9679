"""Which starts fifty recruiters offer in sixty days, every 15 minutes, among 2,500 to 20,000 commitments.

Half of the commitments are calls promised here and half stand in other calendars; a fifth of the recruiters has a
public holiday calendar, time off and caps. Beside it stands the plain way, which tries every slot against every
commitment; both have to find the same. Nothing is read from a database.

Times are of the processor, as nothing waits here.

    python -m benchmarks.availability [--rounds 7]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import process_time

from benchmarks import every_slot
from scheduler_app.domain import hours
from scheduler_app.domain.availability import Caps, Commitment, Diary, Kind, Rules, free, together
from scheduler_app.domain.hours import Hours, Schedule, TimeOff

SIZES = (2_500, 5_000, 10_000, 20_000)
ASKED = 5_000  # the size that has to be found within BUDGET
BUDGET = 0.050  # seconds
RECRUITERS, DAYS = 50, 60
ZONES = ("America/Denver", "America/New_York", "Europe/London", "Asia/Kolkata", "America/Phoenix")
START = datetime(2027, 1, 31, tzinfo=UTC)  # so that clocks change in America, and not yet in London
END = START + timedelta(days=DAYS)
MINUTE = timedelta(minutes=1)
RULES = Rules(slot_minutes=15)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(f"the free times of {RECRUITERS} recruiters in {DAYS} days, every {RULES.slot_minutes} minutes")
    for size in SIZES:
        diaries = made(size)
        hours.second_of.cache_clear()
        hours.span_of.cache_clear()
        first = seconds(engine, diaries)
        best = min(seconds(engine, diaries) for _ in range(rounds))
        verdict = f", {'within' if best < BUDGET else 'OVER'} {BUDGET * 1000:.0f} ms" if size == ASKED else ""
        print(f"  {size:6} commitments {best * 1000:9.1f} ms  ({first * 1000:.0f} ms with nothing remembered){verdict}")
    compare(made(ASKED))


def compare(diaries: list[Diary]) -> None:
    """A few of the recruiters are enough to know how long the plain way takes, and that both agree."""
    few = diaries[:: RECRUITERS // 3]
    ours = engine(few)
    plain: dict[datetime, list[int]] = {}
    took = min(seconds(engine, few) for _ in range(7))

    def every() -> None:
        for place, diary in enumerate(few):
            for start in every_slot.free(diary, RULES, START, END):
                plain.setdefault(start, []).append(place)

    slow = seconds(every)
    agree = "both find the same" if ours == dict(sorted(plain.items())) else "THEY DO NOT AGREE"
    print(f"  every slot tried against every commitment: {slow / took:.0f} times as long, for {len(few)}; {agree}")


def engine(diaries: list[Diary]) -> dict[datetime, list[int]]:
    """Every start with the places of those who are free then."""
    return together((place, free(diary, RULES, START, END)) for place, diary in enumerate(diaries))


def made(size: int) -> list[Diary]:
    """The same diaries each time."""
    dice = random.Random(size)
    return [diary(dice, place, size // RECRUITERS) for place in range(RECRUITERS)]


def diary(dice: random.Random, place: int, commitments: int) -> Diary:
    week = [Hours(day, *span) for day in range(5) for span in ((time(9), time(12)), (time(13), time(17)))]
    booked = [commitment(dice) for _ in range(commitments)]
    plain = Diary(Schedule(ZONES[place % len(ZONES)], week), booked)
    if place % 5:
        return plain
    trip = TimeOff(date(2027, 2, 15), date(2027, 2, 19), label="Away")
    schedule = replace(plain.schedule, off=[trip], country="US", subdivision="CO")
    calls = [one.starts for one in booked if one.kind is Kind.CALL]
    return replace(plain, schedule=schedule, caps=Caps(a_day=6), calls=calls)


def commitment(dice: random.Random) -> Commitment:
    starts = START + 5 * MINUTE * dice.randrange(DAYS * 24 * 12)
    if dice.random() < 0.5:
        return Commitment(starts, starts + 30 * MINUTE, Kind.CALL, minutes_after=10)
    return Commitment(starts, starts + dice.choice((30, 60, 90)) * MINUTE, Kind.ELSEWHERE)


def seconds(work: Callable[..., object], *given: object) -> float:
    began = process_time()
    work(*given)
    return process_time() - began


if __name__ == "__main__":
    main()
