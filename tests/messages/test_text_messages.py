"""Every SMS we send: what it costs, and what each of them must say."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler_app.domain import clockface, segments
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.promises import bare_times
from scheduler_app.domain.replies import menu
from scheduler_app.messages.facts import first
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.scripting import spoken
from tests.messages.people import CLOSES, COMMANDS, LONG_BASE, NEW_TIMES, STARTS, facts, long_facts

WORDS = Renderer(Path(__file__).parents[2] / "templates")
TEXTS = sorted((script, audience) for script, audience, channel in WORDS.scripts() if channel == "sms")
OPT_OUT = "Reply STOP to opt out"


def said(script: str, audience: str, **changes: Any) -> str:
    return WORDS.render(script, audience, "sms", facts(audience, **changes)).body


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_a_text_fits_two_segments_with_long_names_and_far_cities(script, audience):
    text = WORDS.render(script, audience, "sms", long_facts(audience)).body
    assert segments.count(text).encoding == "GSM-7"
    assert segments.count(text).segments <= 2


@pytest.mark.parametrize(("script", "audience"), TEXTS)
@pytest.mark.parametrize("name", ["Łukasz Żak", "Владимир Иванов", "世界 李", "Zoë Çelik"])
@pytest.mark.parametrize("first_text", [False, True])
def test_a_text_with_a_name_outside_gsm_stays_within_two_segments(script, audience, name, first_text):
    text = said(script, audience, candidate=name, recruiter=name, first_text=first_text)
    assert segments.count(text).segments <= 2
    assert (first(name) in text) == (segments.count(text).encoding == "UCS-2")


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_at_its_very_worst_a_text_does_without_the_name_and_keeps_to_two_segments(script, audience):
    worst = long_facts(audience, candidate="Владимир Иванов", recruiter="Владимир Иванов")
    text = WORDS.render(script, audience, "sms", worst).body
    assert segments.count(text).segments <= 2
    assert text.startswith(("Northwind International", "Your recruiter"))


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_every_form_of_a_text_says_who_we_are(script, audience):
    for changes in ({}, {"candidate": "Łukasz Żak", "recruiter": "Łukasz Żak"}):
        assert "Northwind" in said(script, audience, **changes)
    assert "Northwind International" in WORDS.render(script, audience, "sms", long_facts(audience)).body


def test_a_recruiter_who_missed_the_call_gets_the_apology_and_the_rebooking_link_in_the_text_itself():
    for first_text in (False, True):
        text = said("lapse", "recruiter", first_text=first_text)
        assert "Send: Sorry I missed our call. Please pick a new time: https://northwind.example/book/" in text
        assert segments.count(text).segments == 2


@pytest.mark.parametrize(("script", "audience"), [key for key in TEXTS if menu(*key)])
def test_a_text_that_asks_says_how_to_answer_and_drops_its_link_before_that(script, audience):
    names = [{}, {"candidate": "Łukasz Żak"}, {"candidate_phone": ""}]
    texts = [said(script, audience, **changes) for changes in names] + [
        WORDS.render(script, audience, "sms", long_facts(audience)).body
    ]
    if script == "prepare-10m":  # understood, and not advertised: its one ask is to be ready
        return
    for text in texts:
        assert re.search(r"[Rr]eply (1|TAKE)", text), text


def test_late_is_not_offered_to_who_has_said_it_already():
    for script in ("open", "nudge"):
        assert "LATE 15" in said(script, "recruiter")
        assert "LATE" not in said(script, "recruiter", late_by="recruiter")


def test_a_nudge_says_until_when_and_counts_no_minutes_that_are_fewer_when_it_is_read():
    for known in (facts("recruiter"), long_facts("recruiter")):
        text = WORDS.render("nudge", "recruiter", "sms", known).body
        assert re.search(r"waiting,? until \d+:00 [AP]M", text), text
        assert " left" not in text


def test_an_accent_that_gsm_has_costs_nothing():
    text = said("remind-24h", "candidate", recruiter="José Muñoz")
    assert text.startswith("José at Northwind will call you Tue 12 Jan 2:30 PM Phoenix (UTC-7)")
    assert segments.count(text).encoding == "GSM-7"


def test_the_tight_form_gives_up_offsets_before_cities():
    text = said("remind-24h", "candidate", recruiter="Łukasz Żak")
    assert "2:30 PM Phoenix / 2:30 PM Denver" in text
    assert "UTC" not in text


def test_a_repeated_time_was_told_without_the_offset_that_says_which():
    for name in ("Łukasz Żak", "Владимир Иванов"):
        text = said("remind-24h", "candidate", recruiter=name, repeated=True)
        assert "2:30 PM Phoenix (UTC-7) / 2:30 PM Denver (UTC-7)" in text
        assert segments.count(text).segments <= 2


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_a_repeated_time_finds_room_for_its_offset_at_its_very_worst_too(script, audience):
    worst = long_facts(audience, candidate="Владимир Иванов", recruiter="Владимир Иванов", repeated=True)
    text = WORDS.render(script, audience, "sms", worst).body
    assert segments.count(text).segments <= 2
    assert len(re.findall(r"(?:Ho Chi Minh City|Buenos Aires)(?! \(UTC)", text)) == 0


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_a_text_says_who_we_are_with_one_link_and_a_reference(script, audience):
    text = said(script, audience)
    assert "Northwind" in text
    assert text.count("https://") == 1
    assert text.endswith(" Ref 7KQ2")
    assert "\n" not in text
    assert not re.search(COMMANDS, text)


@pytest.mark.parametrize(("script", "audience"), TEXTS)
def test_only_the_first_text_to_a_number_says_how_to_opt_out(script, audience):
    text = said(script, audience, first_text=True)
    assert text.endswith(f" Ref 7KQ2 {OPT_OUT}")
    assert not re.search(COMMANDS, text.removesuffix(OPT_OUT))


def test_new_times_are_said_with_their_digits_and_given_up_before_the_page():
    in_full = said("lapse", "candidate", **NEW_TIMES)
    assert (
        "New time? Reply 1: Wed 13 Jan 9:00 AM Phoenix, 2: Wed 13 Jan 9:15 AM Phoenix,"
        " 3: Wed 13 Jan 9:30 AM Phoenix; 0 if you did talk. https://northwind.example/c/"
    ) in in_full

    rare = {"recruiter": "Featherstonehaughton-Ross", "first_text": True}
    longer = said("lapse", "candidate", **NEW_TIMES, **rare, base=LONG_BASE)
    assert "2: Wed" in longer
    assert "3: Wed" not in longer
    for text in (in_full, longer, said("lapse", "candidate", **NEW_TIMES, recruiter="世界 李")):
        assert segments.count(text).segments <= 2, text
        assert bare_times(text) == [], text
        assert "/c/" in text


def in_words(language: str, own: str, other: str, recruiter: str, *, first_text: bool) -> str:
    """The text of a lapse, in which every time is said in this language."""
    manner = Manner(language)
    starts = [STARTS + timedelta(days=1, hours=hours) for hours in (0, 3, 20)]
    new_times = [spoken(segments.in_gsm(clockface.brief_both(start, own, own, manner))) for start in starts]
    return said(
        "lapse",
        "candidate",
        organisation="Northwind Staffing",
        recruiter=recruiter,
        base="https://interviews.example.com",
        closes_brief=clockface.brief_times(CLOSES, own, other, manner),
        language=language,
        first_text=first_text,
        **dict(zip(NEW_TIMES, new_times, strict=True)),
    )


@pytest.mark.parametrize(
    ("language", "own", "other", "room"),
    [
        ("en", "America/Phoenix", "America/Denver", (2, 3)),
        ("es", "America/Mexico_City", "America/Denver", (1, 2)),
        ("es", "Europe/Madrid", "Europe/Madrid", (2, 3)),
        ("fr", "Europe/Paris", "Europe/London", (2, 2)),
        ("de", "Europe/Berlin", "Europe/London", (1, 2)),
        ("de", "Europe/Berlin", "Europe/Berlin", (2, 3)),
    ],
)
@pytest.mark.parametrize("recruiter", ["Dana Reyes", "María López", "François Noël", "Łukasz Żak"])
def test_offsets_and_accents_are_given_up_before_new_times(language, own, other, room, recruiter):
    for first_text, least in zip((True, False), room, strict=True):
        text = in_words(language, own, other, recruiter, first_text=first_text)
        assert len(re.findall(r"\d: ", text)) >= least, text
        assert first(segments.in_gsm(recruiter)) in text
        assert segments.count(text).segments <= 2
        assert bare_times(text) == [], text


def test_a_name_keeps_its_accents_where_offsets_make_room_for_them():
    assert said("remind-24h", "candidate", recruiter="María López").startswith("Northwind: María calls you Tue 12 Jan")


def test_an_organisation_with_an_accent_does_not_cost_the_new_times():
    text = said("lapse", "candidate", organisation="Búho Reclutamiento", **NEW_TIMES)
    assert text.startswith("Buho Reclutamiento: no confirmed call from Dana")
    assert "2: Wed" in text
