"""Times in every language: whole, with their city, and in letters that a text message can carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app.domain import clockface, date_words, segments, zones
from scheduler_app.domain.manner import LANGUAGES, Manner
from scheduler_app.domain.walltime import local

PROMISE = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
FAR = ("America/Denver", "Australia/Sydney")
PLACES = ("America/Denver", "Asia/Kathmandu", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "UTC")
at = datetime.fromisoformat  # a wall time
DAYS = [PROMISE + timedelta(days=step) for step in range(0, 365, 5)]  # every month and every weekday


@pytest.mark.parametrize(
    ("language", "said", "brief"),
    [
        (
            "en",
            "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day",
            "Tue 12 Jan 2:30 PM Denver (UTC-7) / Wed 8:30 AM Sydney (UTC+11)",
        ),
        (
            "es",
            "mar, 12 ene 2027, 2:30 p. m. Denver (UTC-7), es decir, 8:30 a. m. Sydney (UTC+11) del día siguiente",
            "mar, 12 ene 2:30 p. m. Denver (UTC-7) / mié 8:30 a. m. Sydney (UTC+11)",
        ),
        (
            "fr",
            "mar. 12 janv. 2027, 2:30 PM Denver (UTC-7), soit 8:30 AM Sydney (UTC+11) le lendemain",
            "mar. 12 janv. 2:30 PM Denver (UTC-7) / mer. 8:30 AM Sydney (UTC+11)",
        ),
        (
            "de",
            "Di., 12. Jan. 2027, 2:30 PM Denver (UTC-7), das entspricht 8:30 AM Sydney (UTC+11) am nächsten Tag",
            "Di., 12. Jan. 2:30 PM Denver (UTC-7) / Mi. 8:30 AM Sydney (UTC+11)",
        ),
    ],
)
def test_both_clocks_are_said_as_the_language_says_them(language: str, said: str, brief: str):
    manner = Manner(language)
    assert clockface.both(PROMISE, *FAR, manner) == said
    assert clockface.brief_both(PROMISE, *FAR, manner) == brief


@pytest.mark.parametrize("zone", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_is_whole_in_every_language(language: str, zone: str):
    for hours in (None, 12, 24):
        manner = Manner(language, hours)
        for instant in DAYS:
            there = local(instant, zone)
            said = clockface.say(instant, zone, manner)
            words = date_words.WORDS[language]
            clock = (
                f"{there:%H:%M}"
                if (hours or clockface.hours_in(zone)) == 24
                else f"{there.hour % 12 or 12}:{there.minute:02} {words.halves[there.hour // 12]}"
            )
            offset = zones.offset_label(there.utcoffset() or timedelta())
            assert said.startswith(date_words.weekday(there, language))
            assert f" {there.day} " in said or f" {there.day}. " in said
            assert f" {there.year}, {clock} {zones.city(zone)} ({offset})" in said
            assert not set(said) & {"\u00a0", "\u202f"}
            assert said.isprintable()
            assert said.language == language
            brief = segments.in_gsm(clockface.brief_both(instant, zone, "Asia/Kolkata", manner))
            assert segments.is_gsm(brief)
            assert f"{clock} {zones.city(zone)} ({offset})" in brief


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_knows_what_it_is_made_of(language: str):
    said = clockface.both(PROMISE, *FAR, Manner(language, 24))

    ends, begins = said.joint
    assert said == f"{said.own}{ends} {begins}{said.other}"
    assert said.own == f"{said.clock} {said.place}"
    assert said.clock.endswith("14:30")
    assert said.place == "Denver (UTC-7)"
    mark = f'<span lang="{language}">' if language != "en" else ""
    assert said.__html__().startswith(mark + said.own[:3])


@pytest.mark.parametrize(
    ("language", "later", "span"),
    [
        ("en", "an hour later, on Sat 2 Jan 2027", "1 day 2 hours"),
        ("es", "una hora después, el sáb, 2 ene 2027", "1 día 2 horas"),
        ("fr", "une heure plus tard, le sam. 2 janv. 2027", "1 jour 2 heures"),
        ("de", "eine Stunde später, am Sa., 2. Jan. 2027", "1 Tag 2 Stunden"),
    ],
)
def test_amounts_of_time_have_words_in_every_language(language: str, later: str, span: str):
    manner = Manner(language)
    assert clockface.shift(at("2027-01-01T23:00"), at("2027-01-02T00:00"), manner) == later
    assert clockface.duration(timedelta(hours=26), manner) == span


@pytest.mark.parametrize("language", LANGUAGES)
def test_skipped_and_repeated_times_name_the_city_and_both_offsets(language: str):
    manner, denver = Manner(language), "America/Denver"
    skipped = clockface.skipped(at("2027-03-14T02:30"), denver, datetime(2027, 3, 14, 9, tzinfo=UTC), manner)
    first = datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    twice = clockface.repeated(at("2027-11-07T01:30"), denver, first, first + timedelta(hours=1), manner)

    assert "2:30" in skipped
    assert clockface.say(datetime(2027, 3, 14, 9, tzinfo=UTC), denver, manner) in skipped
    assert [part for part in ("Denver", "1:30", "(UTC-6)", "(UTC-7)") if part not in twice] == []


def test_accents_that_a_text_message_lacks_are_left_out_and_others_stay():
    assert segments.in_gsm("sáb, 16 ene / ven. 13 août / 3. März, mié, déc. ñ") == (
        "sab, 16 ene / ven. 13 aout / 3. März, mié, déc. ñ"
    )


def test_what_is_kept_and_not_offered_any_more_counts_as_not_said():
    assert Manner.kept("", None) == Manner.kept("xx", 13) == Manner()
