"""What people write for where they are, and the places that are found for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import zones

JANUARY = datetime(2027, 1, 12, 16, tzinfo=UTC)
JULY = datetime(2027, 7, 15, 16, tzinfo=UTC)


def found(text: str, on: datetime = JANUARY, limit: int = 8) -> list[str]:
    return [match.id for match in zones.search(text, on, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Denver", "America/Denver"),
        ("denver", "America/Denver"),
        ("phoe", "America/Phoenix"),
        ("new york", "America/New_York"),
        ("zürich", "Europe/Zurich"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("St. John's", "America/St_Johns"),
        ("Saint Louis", "America/Chicago"),
        ("california", "America/Los_Angeles"),
        ("arizona", "America/Phoenix"),
        ("Phoenix, Arizona", "America/Phoenix"),
        ("phoenix az", "America/Phoenix"),
        ("indiana", "America/Indiana/Indianapolis America/Chicago"),
        ("texas", "America/Chicago America/Denver"),
        ("florida", "America/New_York America/Chicago"),
        ("ontario", "America/Toronto America/Winnipeg"),
        ("british columbia", "America/Vancouver America/Edmonton"),
        ("TX", "America/Chicago America/Denver"),
        ("seattle", "America/Los_Angeles"),
        ("Seattle, WA", "America/Los_Angeles"),
        ("boston", "America/New_York"),
        ("san francisco", "America/Los_Angeles"),
        ("el paso", "America/Denver"),
        ("portland oregon", "America/Los_Angeles"),
        ("portland", "America/New_York America/Los_Angeles"),
        ("washington", "America/New_York America/Los_Angeles"),
        ("georgia", "America/New_York Asia/Tbilisi"),
        ("georgia usa", "America/New_York"),
        ("vancouver", "America/Vancouver America/Los_Angeles"),
        ("vancouver canada", "America/Vancouver"),
        ("norfolk", "America/New_York Pacific/Norfolk"),
        ("london", "Europe/London America/Toronto"),
        ("london ontario", "America/Toronto"),
        ("london kentucky", "America/Kentucky/Louisville"),
        ("paris", "Europe/Paris America/Chicago"),
        ("Paris, TX", "America/Chicago"),
        ("dublin", "Europe/Dublin America/New_York America/Los_Angeles"),
        ("dublin ohio", "America/New_York"),
        ("melbourne", "Australia/Melbourne America/New_York"),
        ("yuma", "America/Phoenix"),
        ("window rock", "America/Denver"),
        ("navajo nation", "America/Denver"),
        ("sonora", "America/Hermosillo"),
        ("hermosillo", "America/Hermosillo"),
        ("cordoba", "America/Argentina/Cordoba Europe/Madrid"),
        ("manchester", "America/New_York Europe/London"),
        ("scotland", "Europe/London"),
        ("uk", "Europe/London"),
        ("india", "Asia/Kolkata"),
        ("mumbai", "Asia/Kolkata"),
        ("delhi", "Asia/Kolkata"),
        ("bangalore", "Asia/Kolkata"),
        ("hyderabad", "Asia/Kolkata Asia/Karachi"),
        ("tamil nadu", "Asia/Kolkata"),
        ("Calcutta", "Asia/Calcutta"),
        ("kolkata", "Asia/Kolkata"),
        ("kiev", "Europe/Kiev"),
        ("kyiv", "Europe/Kyiv"),
        ("saigon", "Asia/Saigon"),
        ("america", "America/New_York America/Chicago America/Los_Angeles America/Denver America/Phoenix"),
        ("canada", "America/Toronto America/Vancouver"),
        ("japan", "Asia/Tokyo"),
        ("beijing", "Asia/Shanghai"),
        ("UTC", "UTC"),
        ("America/Denver", "America/Denver"),
        ("america/new york", "America/New_York"),
        ("US/Mountain", "US/Mountain"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("pacific", "America/Los_Angeles America/Vancouver"),
        ("pacific time", "America/Los_Angeles America/Vancouver"),
        ("eastern time", "America/New_York America/Toronto America/Panama"),
        ("central time", "America/Chicago"),
        ("mountain time", "America/Denver America/Phoenix America/Vancouver"),
        ("Mountain Time (US & Canada)", "America/Denver America/Phoenix"),
        ("denver time", "America/Denver"),
        ("Pacific Standard Time", "America/Los_Angeles America/Vancouver"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("India Standard Time", "Asia/Kolkata"),
        ("GMT Standard Time", "Europe/London"),
        ("W. Europe Standard Time", "Europe/Berlin Europe/Amsterdam Europe/Rome"),
        ("Eastern Standard Time (Mexico)", "America/Cancun"),
        ("Canada Central Standard Time", "America/Regina"),
        ("(UTC-07:00) Arizona", "America/Phoenix"),
        ("IST", "Asia/Kolkata Europe/Dublin Asia/Jerusalem"),
        ("bst", "Europe/London Asia/Dhaka"),
        ("CST", "America/Chicago"),
        ("pheonix", "America/Phoenix"),
        ("Seatle", "America/Los_Angeles"),
        ("californa", "America/Los_Angeles"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_what_is_found_first(text: str, first: str):
    assert found(text)[: len(first.split())] == first.split()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("india", "America/Denver"),
        ("kolkata", "Asia/Calcutta"),
        ("US Mountain Standard Time", "America/Denver"),
        ("paris france", "America/Chicago"),
        ("denver", "America/Phoenix"),
    ],
)
def test_what_is_not_meant_is_not_found(text: str, never: str):
    assert never not in found(text, limit=100)


@pytest.mark.parametrize(
    ("on", "offsets"),
    [
        (JANUARY, {"America/Denver": "UTC-7", "America/Phoenix": "UTC-7", "America/Vancouver": "UTC-7"}),
        (JULY, {"America/Denver": "UTC-6", "America/Phoenix": "UTC-7", "America/Vancouver": "UTC-7"}),
    ],
)
def test_mst_lists_every_place_it_can_mean_with_the_offset_of_that_day(on: datetime, offsets: dict[str, str]):
    listed = zones.search("MST", on, 100)

    assert [match.id for match in listed[:3]] == list(offsets)
    assert {match.id: zones.offset_label(match.option.offset) for match in listed[:3]} == offsets
    assert {"America/Edmonton", "America/Boise", "America/Hermosillo"} <= {match.id for match in listed}
    assert not any(match.sure for match in listed)


@pytest.mark.parametrize("text", ["", "   ", "?", "UTC-7", "GMT+5:30", "+0530", "Z", "..", "\0", "\ud800", "東京"])
def test_what_means_no_place_finds_none(text: str):
    assert zones.search(text, JANUARY) == []


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "../../etc/passwd", "<script>alert(1)</script>", "' OR 1=1 --", "Mars/Olympus", "%00", "a " * 900],
)
def test_hostile_text_is_harmless(text: str):
    assert len(zones.search(text, JANUARY, 8)) <= 8
    assert zones.only(text) is None


@given(st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2,9}( [a-z]{2,9})?"), st.integers(1, 12))
def test_any_text_finds_known_places_once_each(text: str, limit: int):
    listed = found(text, limit=limit)

    assert len(listed) <= limit
    assert set(listed) <= zones.known()
    assert not [(a, b) for a in listed for b in listed if a != b and zones.same(a, b)]


def test_every_place_is_found_first_under_its_own_name_or_beside_a_namesake():
    for option in zones.options(JANUARY):
        listed = found(option.city, limit=4)
        assert option.id in listed, option
        assert option.id in found(option.id, limit=1)


def test_every_name_that_is_accepted_is_found_as_it_was_given():
    for name in zones.known():
        if not name.startswith("Etc/"):
            assert any(zones.same(name, one) for one in found(name, limit=3)), name
            assert "/" not in name or found(name, limit=1) == [name]


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Denver", "America/Denver"),
        ("denver ", "America/Denver"),
        ("Phoenix, AZ", "America/Phoenix"),
        ("arizona", "America/Phoenix"),
        ("india", "Asia/Kolkata"),
        ("London", "Europe/London"),
        ("bombay", "Asia/Kolkata"),
        ("Calcutta", "Asia/Calcutta"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("portland", None),
        ("norfolk", None),
        ("georgia", None),
        ("texas", None),
        ("TX", None),
        ("MST", None),
        ("JST", None),
        ("pacific time", None),
        ("Pacific Standard Time", None),
        ("phoe", None),
        ("pheonix", None),
        ("", None),
    ],
)
def test_only_the_whole_name_of_one_place_is_taken_for_it(text: str, only: str | None):
    assert zones.only(text) == only
    assert [match.id for match in zones.search(text, JANUARY) if match.sure] == ([only] if only else [])


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("seattle", "Seattle, Washington"),
        ("mumbai", "Mumbai, India"),
        ("arizona", "Arizona"),
        ("phoenix", ""),
        ("india", ""),
        ("MST", ""),
    ],
)
def test_the_name_that_led_to_a_place_is_said(text: str, through: str):
    assert zones.search(text, JANUARY)[0].through == through
