"""Which names are zones, what is said to somebody who wrote another, and what the picker holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.zones import gazetteer, letters
from scheduler_app.domain.zones.gazetteer import Kind

DECEMBER = datetime(2026, 12, 15, 16, tzinfo=UTC)
JULY = datetime(2027, 7, 15, 16, tzinfo=UTC)


def refusal(name: object) -> Refused:
    with pytest.raises(Refused) as refused:
        zones.check(name, field="starts.zone")
    assert list(refused.value.by_field) == ["starts.zone"]
    return refused.value


def choices(name: str) -> object:
    return refusal(name).extras.get("choices")


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin", "Europe/Oslo", "America/Argentina/Buenos_Aires", "America/Port-au-Prince",
        "US/Mountain", "Canada/Pacific", "Asia/Calcutta", "Asia/Kolkata", "Europe/Kyiv", "Europe/Kiev",
        "Cuba", "NZ-CHAT", "GB-Eire", "UTC", "Etc/UTC", "Zulu", "Etc/GMT", "Etc/GMT+7",
    ],
)  # fmt: skip
def test_a_name_of_the_tables_is_kept_as_given(name: str):
    assert zones.check(name, field="zone") == name


def test_every_accepted_name_has_rules_and_something_to_be_called():
    for name in zones.known():
        assert zones.check(name, field="zone") == name
        assert ZoneInfo(name).key == name
        assert zones.city(name).isascii()
        assert zones.city(name)[0].isalpha()
        assert not set(zones.city(name)) & set("_/")
    assert len(zones.known()) > 570


@pytest.mark.parametrize(
    ("letters", "likeliest", "also"),
    [
        ("EST", "America/New_York", "America/Panama"),
        ("EST5EDT", "America/New_York", "America/Toronto"),
        ("CST", "America/Chicago", "Asia/Shanghai"),
        ("CST6CDT", "America/Chicago", "America/Winnipeg"),
        ("MST", "America/Denver", "America/Phoenix"),
        ("MST7MDT", "America/Denver", "America/Edmonton"),
        ("PST", "America/Los_Angeles", "America/Vancouver"),
        ("PST8PDT", "America/Los_Angeles", "America/Vancouver"),
        ("HST", "Pacific/Honolulu", "America/Adak"),
        ("WET", "Europe/Lisbon", "Atlantic/Canary"),
        ("CET", "Europe/Berlin", "Europe/Paris"),
        ("MET", "Europe/Berlin", "Europe/Paris"),
        ("EET", "Europe/Athens", "Africa/Cairo"),
        ("GMT", "Europe/London", "Africa/Accra"),
        ("BST", "Europe/London", "Asia/Dhaka"),
        ("IST", "Asia/Kolkata", "Europe/Dublin"),
        ("mst", "America/Denver", "America/Vancouver"),
        (" ET ", "America/New_York", "America/Toronto"),
    ],
)
def test_letters_are_never_a_zone_even_where_the_tables_have_them(letters: str, likeliest: str, also: str):
    refused = refusal(letters)

    assert refused.code == "ambiguous_abbreviation"
    offered = refused.extras["choices"]
    assert isinstance(offered, list)
    assert offered[0] == likeliest
    assert also in offered
    assert likeliest in str(refused)


def test_letters_with_one_meaning_were_said_to_have_several():
    assert str(refusal("MSK")) == "MSK is an abbreviation; choose a city, such as Europe/Moscow"
    assert choices("MSK") == ["Europe/Moscow"]


def test_every_abbreviation_the_tables_print_is_known_to_be_one():
    printed = {
        day.astimezone(ZoneInfo(option.id)).tzname()
        for option in zones.options(DECEMBER)
        for day in (DECEMBER, JULY)
        if option.id != "UTC"
    }

    letters = {name for name in printed if name and name.isalpha()}
    assert len(letters) > 40
    assert {refusal(name).code for name in letters} == {"ambiguous_abbreviation"}


def test_only_places_are_ever_offered():
    places = {option.id for option in zones.options(DECEMBER)}

    assert {zone for meant in zones.meanings().values() for zone in meant} <= places
    assert {zone for meant in letters.phrases().values() for zone in meant} <= places
    for name in gazetteer.names():
        former = name.kind in (Kind.ALIAS, Kind.ID)
        assert set(name.zones) <= (zones.known() if former else places), name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("europe/berlin", ["Europe/Berlin"]),
        (" Europe/Berlin ", ["Europe/Berlin"]),
        ("America/New York", ["America/New_York"]),
        ("Europe/Berln", ["Europe/Berlin"]),
        ("Denver", ["America/Denver"]),
        ("buenos aires", ["America/Argentina/Buenos_Aires"]),
        ("utc", ["UTC"]),
        ("India", ["Asia/Kolkata"]),
        ("United Kingdom", ["Europe/London"]),
        ("US Mountain Standard Time", ["America/Phoenix"]),
        ("China Standard Time", ["Asia/Shanghai", "Asia/Hong_Kong"]),
        ("california", ["America/Los_Angeles"]),
    ],
)
def test_what_is_no_zone_is_refused_with_what_it_obviously_means(written: str, meant: list[str]):
    assert refusal(written).code == "unknown_zone"
    assert choices(written) == meant
    assert meant[0] in str(refusal(written))


@pytest.mark.parametrize(
    "written",
    [
        "UTC+2", "GMT-7", "+07:00", "-0700", "UTC\u22127", "GMT+0", "GMT0", "Z", "", "   ",
        "Factory", "posixrules", "localtime", "Etc/Unknown", "tzdata.zi", "..", "/etc/passwd",
        "../../etc/passwd", "\0", "Mars/Olympus\r\nX: 1", "\ud800", "x" * 10_000, "A" * 60 + "/" + "B" * 60,
    ],
)  # fmt: skip
def test_what_means_no_place_is_refused_in_a_short_plain_sentence(written: str):
    refused = refusal(written)

    assert refused.code == "unknown_zone"
    assert "choices" not in refused.extras
    assert str(refused).isprintable()
    assert str(refused).encode()
    assert len(str(refused)) < 150


@pytest.mark.parametrize("written", ["Pacific Standard Time", "pacific time", "PST8PDT,M3.2.0,M11.1.0", "PST8"])
def test_names_of_times_and_posix_rules_lead_to_the_places_they_are_about(written: str):
    assert refusal(written).code == "unknown_zone"
    assert choices(written) == ["America/Los_Angeles", "America/Vancouver", "America/Tijuana", "Asia/Manila"]


def test_an_offset_is_told_why_it_is_not_enough():
    assert "does not say when clocks change" in str(refusal("UTC+2"))


@pytest.mark.parametrize("name", [None, 7, ["UTC"], {"zone": "UTC"}, b"UTC", True])
def test_what_is_not_text_is_not_a_zone(name: object):
    assert refusal(name).code == "invalid_request"


@given(st.text() | st.sampled_from(sorted(zones.known())).map(str.swapcase) | st.from_regex(r"[A-Z]{2,5}[-+]?\d*"))
def test_no_text_does_worse_than_be_refused(text: str):
    if text in zones.known():
        assert zones.check(text, field="zone") == text
    else:
        assert refusal(text).code in {"unknown_zone", "ambiguous_abbreviation"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("America/Denver", "Denver"),
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Indiana/Knox", "Knox, Indiana"),
        ("America/North_Dakota/Center", "Center, North Dakota"),
        ("America/Kentucky/Louisville", "Louisville, Kentucky"),
        ("America/Port-au-Prince", "Port-au-Prince"),
        ("Asia/Calcutta", "Calcutta"),
        ("Asia/Kolkata", "Kolkata"),
        ("Asia/Ho_Chi_Minh", "Ho Chi Minh City"),
        ("Antarctica/DumontDUrville", "Dumont d'Urville"),
        ("Antarctica/McMurdo", "McMurdo"),
        ("US/Mountain", "US Mountain"),
        ("US/East-Indiana", "US East Indiana"),
        ("Canada/Pacific", "Canada Pacific"),
        ("Chile/EasterIsland", "Chile Easter Island"),
        ("Australia/NSW", "Australia NSW"),
        ("Australia/Lord_Howe", "Lord Howe"),
        ("Hongkong", "Hong Kong"),
        ("Cuba", "Cuba"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT", "UTC"),
        ("Etc/GMT+7", "fixed offset"),
    ],
)
def test_a_zone_is_called_by_its_place_as_it_was_picked(name: str, said: str):
    assert zones.city(name) == said


@pytest.mark.parametrize(
    ("on", "zone", "place", "offset"),
    [
        (DECEMBER, "America/Denver", "Denver, United States", "UTC-7"),
        (JULY, "America/Denver", "Denver, United States", "UTC-6"),
        (DECEMBER, "America/Vancouver", "Vancouver, Canada", "UTC-7"),
        (DECEMBER, "Europe/London", "London, United Kingdom", "UTC+0"),
        (DECEMBER, "Asia/Kolkata", "Kolkata, India", "UTC+5:30"),
        (DECEMBER, "America/St_Johns", "St Johns, Canada", "UTC-3:30"),
        (DECEMBER, "America/Indiana/Knox", "Knox, Indiana, United States", "UTC-6"),
        (DECEMBER, "Asia/Singapore", "Singapore", "UTC+8"),
        (DECEMBER, "UTC", "UTC", "UTC+0"),
    ],
)
def test_the_picker_has_the_offset_of_the_day_in_question(on: datetime, zone: str, place: str, offset: str):
    (option,) = [option for option in zones.options(on) if option.id == zone]

    assert (option.place, zones.offset_label(option.offset)) == (place, offset)
    assert option.offset == on.astimezone(ZoneInfo(zone)).utcoffset()


def test_the_offset_changes_in_the_second_the_clocks_do():
    change = datetime(2026, 11, 1, 8, tzinfo=UTC)

    offsets = [zones.option("America/Denver", on).offset for on in (change - timedelta(seconds=1), change)]

    assert offsets == [timedelta(hours=-6), timedelta(hours=-7)]


def test_the_picker_lists_each_place_once_in_order_and_nothing_that_is_no_place():
    options = zones.options(DECEMBER)

    assert [option.city.casefold() for option in options] == sorted(option.city.casefold() for option in options)
    assert len({option.place for option in options}) == len({option.id for option in options}) == len(options)
    assert {option.id for option in options} <= zones.known()
    assert not [option.id for option in options if option.id.startswith("Etc/")]
    assert len(options) > 400


def test_what_a_device_may_report_leads_to_one_place_and_universal_time_to_none():
    reported = [(name, option.id) for option in zones.options(DECEMBER) for name in option.also]

    assert len(dict(reported)) == len(reported)
    assert {("Asia/Calcutta", "Asia/Kolkata"), ("US/Pacific", "America/Los_Angeles")} <= set(reported)
    assert dict(reported).keys().isdisjoint({"UTC", "Etc/UTC", "GMT", "Zulu", "Etc/GMT", "Etc/GMT+7", "Universal"})
    assert all(zones.same(name, zone) for name, zone in reported)


@pytest.mark.parametrize(
    ("a", "b", "one_place"),
    [
        ("Asia/Calcutta", "Asia/Kolkata", True),
        ("US/Mountain", "America/Denver", True),
        ("America/Shiprock", "Navajo", True),
        ("Europe/Kiev", "Europe/Kyiv", True),
        ("UTC", "Etc/UTC", True),
        ("America/Yellowknife", "America/Edmonton", True),
        ("America/Denver", "America/Phoenix", False),
        ("America/Vancouver", "America/Los_Angeles", False),
        ("America/Vancouver", "America/Phoenix", False),
        ("Europe/Berlin", "Europe/Oslo", False),
        ("Europe/London", "UTC", False),
    ],
)
def test_aliases_are_one_place_and_zones_that_merely_agree_are_not(a: str, b: str, one_place: bool):
    assert zones.same(a, b) is one_place
    assert zones.same(b, a) is one_place
    assert zones.same(a, a)
