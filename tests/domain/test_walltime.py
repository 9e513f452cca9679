"""What a wall time means: once, twice or never; each boundary by the moment before and the moment of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import tzdata  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.walltime import (
    Gap,
    Overlap,
    Unique,
    WallTime,
    Which,
    agree,
    at_wall,
    instant_text,
    local,
    offset_text,
    parse_wall,
    resolve,
    shown_twice,
    tz_release,
    wall_text,
)

NAMES = st.sampled_from(sorted(zones.known()))
MINUTE = timedelta(minutes=1)


def wall(text: str) -> datetime:
    return parse_wall(text, field="starts.wall")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


WALLS = st.datetimes(wall("1900-01-02T00:00"), wall("2999-12-30T00:00"))


def test_the_tables_are_the_pinned_ones_and_not_the_machines():
    assert tz_release() == tzdata.IANA_VERSION >= "2026f"


@pytest.mark.parametrize(
    ("zone", "read", "instant"),
    [
        # The zones whose rules changed in 2026, before and after: older tables are an hour off.
        ("America/Vancouver", "2026-12-15T09:00", "2026-12-15T16:00Z"),
        ("America/Los_Angeles", "2026-12-15T09:00", "2026-12-15T17:00Z"),
        ("America/Edmonton", "2026-12-15T09:00", "2026-12-15T15:00Z"),
        ("Canada/Mountain", "2026-12-15T09:00", "2026-12-15T15:00Z"),
        ("America/Inuvik", "2026-12-15T09:00", "2026-12-15T15:00Z"),
        ("America/Winnipeg", "2026-12-15T09:00", "2026-12-15T14:00Z"),
        ("America/Havana", "2026-12-15T09:00", "2026-12-15T13:00Z"),
        ("America/Havana", "2027-12-15T09:00", "2027-12-15T14:00Z"),
        ("Africa/Casablanca", "2026-08-15T09:00", "2026-08-15T08:00Z"),
        ("Africa/Casablanca", "2026-12-15T09:00", "2026-12-15T09:00Z"),
        ("Europe/Chisinau", "2026-12-15T09:00", "2026-12-15T07:00Z"),
        # Offsets that are not whole hours, and names that only browsers and old data still use.
        ("Asia/Kathmandu", "2027-01-12T14:30", "2027-01-12T08:45Z"),
        ("Asia/Calcutta", "2027-01-12T14:30", "2027-01-12T09:00Z"),
        ("Pacific/Chatham", "2027-01-12T14:30", "2027-01-12T00:45Z"),
        ("America/Denver", "2027-07-12T14:30", "2027-07-12T20:30Z"),
        ("America/Phoenix", "2027-07-12T14:30", "2027-07-12T21:30Z"),
        ("Etc/GMT+7", "2027-01-12T14:30", "2027-01-12T21:30Z"),
        ("UTC", "2027-01-12T14:30:15", "2027-01-12T14:30:15Z"),
    ],
)
def test_a_time_the_clocks_show_once(zone: str, read: str, instant: str):
    assert resolve(wall(read), zone) == Unique(utc(instant))


@pytest.mark.parametrize(
    ("zone", "first_skipped", "next_valid"),
    [
        ("Europe/Berlin", "2027-03-28T02:00", "2027-03-28T03:00"),
        ("America/Denver", "2027-03-14T02:00", "2027-03-14T03:00"),
        ("America/Havana", "2026-03-08T00:00", "2026-03-08T01:00"),
        ("Africa/Cairo", "2027-04-30T00:00", "2027-04-30T01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:00", "2026-10-04T02:30"),
        ("Antarctica/Troll", "2027-03-28T01:00", "2027-03-28T03:00"),
        ("Pacific/Chatham", "2026-09-27T02:45", "2026-09-27T03:45"),
        ("Asia/Kathmandu", "1986-01-01T00:00", "1986-01-01T00:15"),
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-31T00:00"),
    ],
)
def test_a_skipped_time_is_a_gap_from_its_first_second_to_its_last(zone: str, first_skipped: str, next_valid: str):
    first, after = wall(first_skipped), wall(next_valid)
    second = timedelta(seconds=1)

    assert isinstance(resolve(first - second, zone), Unique)
    for skipped in (first, first + (after - first) / 2, after - second):
        found = resolve(skipped, zone)
        assert isinstance(found, Gap)
        assert found.next_valid == after
        assert found.after_offset - found.before_offset == after - first
    assert isinstance(resolve(after, zone), Unique)


@pytest.mark.parametrize(
    ("zone", "first_shown_twice", "length", "earlier", "later"),
    [
        ("Europe/Berlin", "2026-10-25T02:00", 60, "2026-10-25T00:00Z", "2026-10-25T01:00Z"),
        ("America/Denver", "2026-11-01T01:00", 60, "2026-11-01T07:00Z", "2026-11-01T08:00Z"),
        ("Australia/Lord_Howe", "2027-04-04T01:30", 30, "2027-04-03T14:30Z", "2027-04-03T15:00Z"),
        ("Antarctica/Troll", "2026-10-25T01:00", 120, "2026-10-24T23:00Z", "2026-10-25T01:00Z"),
        ("Africa/Casablanca", "2026-09-20T01:00", 60, "2026-09-20T00:00Z", "2026-09-20T01:00Z"),
    ],
)
def test_a_repeated_time_has_two_instants(zone: str, first_shown_twice: str, length: int, earlier: str, later: str):
    first = wall(first_shown_twice)
    last = first + length * MINUTE - timedelta(seconds=1)

    assert isinstance(resolve(first - timedelta(seconds=1), zone), Unique)
    assert resolve(first, zone) == Overlap(utc(earlier), utc(later))
    assert isinstance(resolve(last, zone), Overlap)
    assert isinstance(resolve(first + length * MINUTE, zone), Unique)


@pytest.mark.parametrize("zone", ["Canada/Pacific", "America/Edmonton", "America/Winnipeg"])
def test_where_clocks_no_longer_go_back_no_time_is_repeated(zone: str):
    assert isinstance(resolve(wall("2026-11-01T01:30"), zone), Unique)
    assert isinstance(resolve(wall("2025-11-02T01:30"), zone), Overlap)


@given(WALLS.map(lambda read: read.replace(tzinfo=UTC)), NAMES)
def test_the_time_a_clock_shows_resolves_to_the_instant_it_was_shown(instant: datetime, zone: str):
    found = resolve(local(instant, zone).replace(tzinfo=None), zone)

    assert instant in instants(found)


@given(WALLS, NAMES)
def test_whatever_is_resolved_reads_as_it_was_written(read: datetime, zone: str):
    found = resolve(read, zone)

    if isinstance(found, Gap):
        assert found.next_valid > read
        assert not isinstance(resolve(found.next_valid, zone), Gap)
        assert isinstance(resolve(found.next_valid - timedelta(seconds=1), zone), Gap)
        return
    assert instants(found) == sorted(set(instants(found)))
    assert {local(instant, zone).replace(tzinfo=None) for instant in instants(found)} == {read}


def instants(found: Unique | Overlap | Gap) -> list[datetime]:
    assert not isinstance(found, Gap), found
    return [found.utc] if isinstance(found, Unique) else [found.earlier, found.later]


def test_a_time_that_carries_an_offset_is_no_wall_time():
    with pytest.raises(ValueError, match="already carries an offset"):
        resolve(datetime(2027, 1, 12, 14, 30, tzinfo=UTC), "Europe/Berlin")


def test_what_was_agreed_keeps_the_zone_as_given_and_the_release_asked():
    agreed = agree(wall("2027-01-12T14:30"), "US/Mountain", Which.LATER)

    assert agreed.wall == WallTime(wall("2027-01-12T14:30"), "US/Mountain", None)  # not an hour shown twice
    assert agreed.utc == utc("2027-01-12T21:30Z")
    assert offset_text(agreed.offset) == "-07:00"
    assert agreed.tz_release == tz_release()


def test_a_skipped_time_is_refused_with_the_next_one_that_exists():
    with pytest.raises(Refused) as refused:
        agree(wall("2027-03-28T02:30"), "Europe/Berlin", Which.EARLIER)

    assert refused.value.code == "nonexistent_local_time"
    assert refused.value.extras == {"next_valid": "2027-03-28T03:00"}
    fact = "clocks in Europe/Berlin skip 02:30 on 28 March 2027; the next time that exists is 03:00"
    assert refused.value.by_field == {"starts.wall": fact}


def test_a_skipped_day_names_the_next_one():
    with pytest.raises(Refused, match=r"skip 12:00 on 30 December 2011; .* 00:00 on 31 December 2011$"):
        agree(wall("2011-12-30T12:00"), "Pacific/Apia", None)


def test_a_repeated_time_is_asked_about_with_both_offsets():
    with pytest.raises(Refused) as refused:
        agree(wall("2026-11-01T01:30"), "America/Denver", None, field="moved_to")

    assert refused.value.code == "ambiguous_local_time"
    assert refused.value.extras == {"earlier": "2026-11-01T07:30:00Z", "later": "2026-11-01T08:30:00Z"}
    message = refused.value.by_field["moved_to.wall"]
    assert "01:30 twice on 1 November 2026" in message
    assert "before the clocks go back (UTC-6) and again after (UTC-7)" in message


@pytest.mark.parametrize(
    ("which", "instant", "offset"),
    [(Which.EARLIER, "2026-11-01T07:30Z", "-06:00"), (Which.LATER, "2026-11-01T08:30Z", "-07:00")],
)
def test_the_answer_settles_and_is_kept(which: Which, instant: str, offset: str):
    agreed = agree(wall("2026-11-01T01:30"), "America/Denver", which)

    assert agreed.utc == utc(instant)
    assert agreed.wall.which is which
    assert offset_text(agreed.offset) == offset


@pytest.mark.parametrize(("zone", "code"), [("MST", "ambiguous_abbreviation"), ("Mars/Olympus", "unknown_zone")])
def test_a_zone_that_is_none_is_refused_by_its_field(zone: str, code: str):
    with pytest.raises(Refused) as refused:
        agree(wall("2027-01-12T14:30"), zone, None)

    assert refused.value.code == code
    assert list(refused.value.by_field) == ["starts.zone"]


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant"),
    [
        (date(2027, 1, 12), time(9), "America/Denver", "2027-01-12T16:00Z"),
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin", "2027-03-28T01:00Z"),  # skipped: 03:00
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25T00:30Z"),  # repeated: the first
        (date(2011, 12, 30), time(9), "Pacific/Apia", "2011-12-30T10:00Z"),  # 31 December, 00:00
    ],
)
def test_the_services_own_plans_always_find_a_moment(day: date, clock: time, zone: str, instant: str):
    assert at_wall(day, clock, zone) == utc(instant)


@pytest.mark.parametrize(
    ("instant", "twice"),
    [
        ("2026-11-01T06:59:59Z", False),  # 00:59:59
        ("2026-11-01T07:00Z", True),  # 01:00, for the first time
        ("2026-11-01T08:59:59Z", True),  # 01:59:59, for the second
        ("2026-11-01T09:00Z", False),  # 02:00
    ],
)
def test_an_instant_knows_whether_its_time_is_shown_twice(instant: str, twice: bool):
    assert shown_twice(utc(instant), "America/Denver") is twice
    assert not shown_twice(utc(instant), "America/Phoenix")


def test_a_wall_time_is_read_in_one_form():
    for text in ("2027-01-12T14:30:00", "2027-01-12T14:30:05", "1900-01-01T00:00:00", "2999-12-31T23:59:59"):
        assert wall(text).isoformat() == text
    assert wall("2027-01-12T14:30") == wall("2027-01-12T14:30:00")


def test_times_are_written_as_the_contract_says():
    precise = datetime(2026, 12, 15, 16, 0, 0, 250, tzinfo=UTC)

    assert instant_text(utc("2026-12-15T09:00-07:00")) == "2026-12-15T16:00:00Z"
    assert instant_text(precise) == "2026-12-15T16:00:00.000250Z"
    assert wall_text(wall("2027-01-12T14:30:00")) == "2027-01-12T14:30"
    assert wall_text(wall("2027-01-12T14:30:05")) == "2027-01-12T14:30:05"


@pytest.mark.parametrize("text", ["-07:00", "+00:00", "+05:45", "-03:30", "+14:00", "-00:01:15"])
def test_offsets_are_written_as_the_contract_says(text: str):
    assert offset_text(utc(f"2027-01-12T14:30:00{text}").utcoffset() or timedelta()) == text


def test_an_instant_without_an_offset_is_not_read_in_the_servers_zone():
    with pytest.raises(ValueError, match="carries no offset"):
        instant_text(wall("2027-01-12T14:30"))
