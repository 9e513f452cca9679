"""Reading somebody's calendar (RFC 5545) for the times at which they are busy.

It is done in a process of its own with bounded time and memory: whatever stands in the calendar, it can neither stop
the watcher nor hold it up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import x_wr_timezone  # type: ignore[import-untyped]
from icalendar import Calendar, Component
from recurring_ical_events import CalendarQuery  # type: ignore[import-untyped]

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.availability import Busy

SECONDS, MEMORY = 20, 1 << 30  # of processor time, and bytes, for one calendar
PATIENCE_SECONDS = 45  # in all, on a busy machine
MOST_EVENTS, MOST_TIMES = 20_000, 10_000
TOO_OFTEN = ("SECONDLY", "MINUTELY")
FREE = ("FREE", "WORKINGELSEWHERE")  # what Outlook calls a time that may be booked


class Unreadable(Exception):
    """Why a calendar could not be read; a fact for its owner."""


@dataclass(frozen=True)
class Asked:
    """For whom it is read and how far; `own` are the UIDs of our own events, which are busy times here anyway."""

    zone: str
    email: str
    own: list[str]
    start: str
    end: str


@dataclass(frozen=True)
class Reading:
    """Busy times in UTC, in order and apart from each other; `remarks` say how unclear things were read."""

    busy: list[Busy]
    remarks: list[str]


def read(
    body: bytes, *, zone: str, email: str, own: Iterable[str], start: datetime, end: datetime, seconds: int = SECONDS
) -> Reading:
    """The busy times of a calendar that touch [start, end). Raises `Unreadable`.

    Recurring events are laid out. Cancelled and transparent events, those that Outlook marks as free, and invitations
    that `email` declined do not count. Whole days and times without a zone are read on the clock of `zone`. Known zone
    names follow this service's own tables, whatever rules the calendar brings along for them.
    """
    asked = Asked(zone, email, list(own), start.isoformat(), end.isoformat())
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(seconds)],
            input=json.dumps(asdict(asked)).encode() + b"\n" + body,
            capture_output=True,
            timeout=max(seconds, PATIENCE_SECONDS),
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise Unreadable("the calendar is too large or too tangled to be read") from None
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    times = [Busy(datetime.fromisoformat(starts), datetime.fromisoformat(until)) for starts, until in found["busy"]]
    return Reading(times, found["remarks"])


def main() -> None:
    """The other process: a line of JSON and the calendar on standard input, JSON on standard output."""
    _limit(int(sys.argv[1]))
    asked, _, body = sys.stdin.buffer.read().partition(b"\n")
    told: dict[str, Any]
    try:
        reading = read_here(body, Asked(**json.loads(asked)))
        told = {
            "busy": [[span.starts.isoformat(), span.until.isoformat()] for span in reading.busy],
            "remarks": reading.remarks,
        }
    except Unreadable as why:
        told = {"unreadable": str(why)}
    print(json.dumps(told))


def _limit(seconds: int) -> None:
    with suppress(ImportError):  # where there is none, the parent's patience is the only bound
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read_here(body: bytes, asked: Asked) -> Reading:
    """`read` in this process, for as long as it takes."""
    start, end = datetime.fromisoformat(asked.start), datetime.fromisoformat(asked.end)
    events, odd_zones = _events(body)
    skipped = 0
    times: list[Busy] = []
    for series in _series(events, asked):
        try:
            if any(map(_repeats_too_often, series)):
                raise ValueError("an event every minute or second")
            times += _times(series, asked, start, end)
        except Exception:  # whatever a stranger's calendar holds, the others of its events count
            skipped += 1
        if len(times) > MOST_TIMES:
            raise Unreadable(f"the calendar has more than {MOST_TIMES} times ahead")
    return Reading(list(_apart(times)), list(_remarks(odd_zones, skipped, asked.zone)))


def _events(body: bytes) -> tuple[list[Component], set[str]]:
    """The events, and the zone names in them that nobody can be sure of."""
    text = body.decode("utf-8-sig", "replace")
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        raise Unreadable("what stands at this address is not a calendar")
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        raise Unreadable("the calendar is cut off before its end")
    if text.count("BEGIN:VEVENT") > MOST_EVENTS:
        raise Unreadable(f"the calendar has more than {MOST_EVENTS} events")
    try:
        calendars = [x_wr_timezone.to_standard(found) for found in Calendar.from_ical(text, multiple=True)]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        raise Unreadable("the calendar is damaged: its lines do not fit together") from None
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    explained = {str(zone.get("TZID", "")) for calendar in calendars for zone in calendar.walk("VTIMEZONE")}
    named = {name for event in events if (name := _zone_name(event))}
    return events, {name for name in named - explained if not _is_known(name)}


def _series(events: Iterable[Component], asked: Asked) -> Iterator[list[Component]]:
    """Each event with the changes of single occurrences of it, our own left out."""
    by_uid: defaultdict[str, list[Component]] = defaultdict(list)
    ours = set(asked.own)
    for number, event in enumerate(events):
        uid = str(event.get("UID", f"#{number}"))
        if uid not in ours:
            by_uid[uid].append(event)
    yield from by_uid.values()


def _times(series: Sequence[Component], asked: Asked, start: datetime, end: datetime) -> Iterator[Busy]:
    alone = Calendar()
    for event in series:
        alone.add_component(event)
    # A day more on each side: whole days and times without a zone are not instants yet.
    for found in CalendarQuery(alone).between(start - timedelta(days=1), end + timedelta(days=1)):
        if not _counts(found, asked.email):
            continue
        begins, ends = found["DTSTART"].dt, found["DTEND"].dt
        span = Busy(_instant(begins, asked.zone), _instant(ends, asked.zone))
        if span.starts < span.until and span.starts < end and start < span.until:
            yield Busy(max(span.starts, start), min(span.until, end))


def _counts(event: Component, email: str) -> bool:
    """Whether the event keeps its owner from taking a call."""
    status, shown = str(event.get("STATUS", "")).upper(), str(event.get("TRANSP", "")).upper()
    outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return status != "CANCELLED" and shown != "TRANSPARENT" and outlook not in FREE and not _declined(event, email)


def _declined(event: Component, email: str) -> bool:
    guests = event.get("ATTENDEE", [])
    for guest in guests if isinstance(guests, list) else [guests]:
        address = str(guest).lower().removeprefix("mailto:")
        if address == email.lower() and str(guest.params.get("PARTSTAT", "")).upper() == "DECLINED":
            return True
    return False


def _instant(moment: date | datetime, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        return walltime.at_wall(moment, time(), zone)
    if moment.tzinfo is None:
        return walltime.at_wall(moment.date(), moment.time(), zone)
    return moment.astimezone(UTC)


def _apart(times: Iterable[Busy]) -> Iterator[Busy]:
    """The same times in order, with those that touch or overlap as one."""
    last: Busy | None = None
    for span in sorted(times, key=lambda span: span.starts):
        if last is not None and span.starts <= last.until:
            last = Busy(last.starts, max(last.until, span.until))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _repeats_too_often(event: Component) -> bool:
    rules = event.get("RRULE", [])
    return any(
        frequency in TOO_OFTEN
        for rule in (rules if isinstance(rules, list) else [rules])
        for frequency in rule.get("FREQ", [])
    )


def _zone_name(event: Component) -> str:
    start = event.get("DTSTART")
    return str(start.params.get("TZID", "")) if start is not None and not isinstance(start, list) else ""


def _is_known(name: str) -> bool:
    """Also with a maker's prefix, such as `/mozilla.org/20050126_1/Europe/Berlin`."""
    parts = name.strip("/").split("/")
    return any("/".join(parts[number:]) in zones.known() for number in range(len(parts)))


def _remarks(odd_zones: set[str], skipped: int, zone: str) -> Iterator[str]:
    for name in sorted(odd_zones)[:3]:
        yield (
            f'The calendar does not say which rules "{name[:60]}" follows; look whether its events stand at the'
            f" right time here. Where nothing is known of it, {zones.city(zone)} time is taken."
        )
    if skipped:
        yield f"{skipped} of its events could not be understood and are left out."


if __name__ == "__main__":
    main()
