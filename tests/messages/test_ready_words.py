"""The words people copy and send: short, one ask, no blame."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from scheduler_app.domain.promises import bare_times
from scheduler_app.messages.facts import first
from scheduler_app.messages.paragraphs import parse, plain
from scheduler_app.messages.render import READY, Renderer
from scheduler_app.messages.scripting import WordsMissing, environment, fill, minutes, spoken
from tests.messages.people import EMPTY, TOKEN, facts, long_facts

TEMPLATES = Path(__file__).parents[2] / "templates"
WORDS = Renderer(TEMPLATES)
GOLDEN = Path(__file__).parents[1] / "golden" / "words"
EVERY = sorted((audience, name) for (audience, _), names in READY.items() for name in names)
ASKS = r"\?|[Pp]lease"
BLAME = r"ghost|ignored?|no-show|unprofessional|disappoint|fault|failed|should have|waste|unacceptable|excuse"


@pytest.mark.parametrize(("audience", "name"), EVERY)
def test_ready_words_are_short_with_one_ask_and_no_blame(audience, name):
    words = WORDS.ready(name, facts(audience))
    assert len(words.body.split()) < 120
    assert len(re.findall(ASKS, words.body)) <= 1
    assert len(re.findall(r"\b(sorry|apolog\w+)\b", words.subject + words.body, re.IGNORECASE)) <= 2
    assert len(re.findall(r"\b(sorry|apolog\w+)\b", words.body, re.IGNORECASE)) <= 1
    assert not re.search(BLAME, words.body, re.IGNORECASE)
    assert words.body.isascii()


@pytest.mark.parametrize(("audience", "name"), EVERY)
def test_ready_words_stay_under_120_words_with_long_names(audience, name):
    assert len(WORDS.ready(name, long_facts(audience)).body.split()) < 120


@pytest.mark.parametrize(("audience", "name"), EVERY)
def test_ready_words_are_complete_and_never_carry_a_private_link(audience, name):
    for missing in ({}, EMPTY):
        words = WORDS.ready(name, facts(audience, **missing))
        assert words.kind == name.rpartition(".")[2]
        assert words.title
        assert bool(words.subject) == (words.kind == "email")
        assert not re.search(r"None|\{[{%#]|\( ?\)| [,.;?]|  |/c/|/dashboard", words.title + words.body)
        assert TOKEN not in words.body


@pytest.mark.parametrize(("audience", "name"), [pair for pair in EVERY if pair[1].startswith(("apol", "no-ans"))])
def test_a_recruiter_who_writes_offers_a_new_time(audience, name):
    words = WORDS.ready(name, facts(audience))
    offered = "link" if words.kind == "voicemail" else "https://northwind.example/book/phone-screen"
    assert offered in words.body


def test_the_clock_of_who_will_read_the_words_comes_first():
    to_dana = WORDS.ready("reach-out.email", facts("candidate")).body
    assert "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)" in to_dana
    to_ali = WORDS.ready("apology.email", facts("recruiter")).body
    assert "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)" in to_ali


def test_a_voicemail_says_cities_and_not_offsets():
    voicemail = WORDS.ready("reach-out.voicemail", facts("candidate")).body
    assert "2:30 PM Denver, which is 2:30 PM Phoenix" in voicemail
    assert "UTC" not in voicemail
    assert "My number is +1 602-555-0123." in voicemail
    assert spoken("9:00 AM Kolkata (UTC+5:30)") == "9:00 AM Kolkata"


def test_the_second_unanswered_call_has_words_of_its_own():
    once = WORDS.ready_for("recruiter", "no-answer", facts("recruiter", no_answer_count=1))
    twice = WORDS.ready_for("recruiter", "no-answer", facts("recruiter", no_answer_count=2))
    assert [words.kind for words in once] == [words.kind for words in twice] == ["voicemail", "sms", "email"]
    second = "once more|keep missing each other"
    assert not any(re.search(second, words.body) for words in once)
    assert all(re.search(second, words.body) for words in twice)


def test_without_a_number_only_mail_is_offered():
    without = facts("recruiter", candidate_phone="", candidate_tel="")
    assert [words.kind for words in WORDS.ready_for("recruiter", "lapsed", without)] == ["email"]
    unknown = facts("candidate", recruiter_phone="")
    assert [words.kind for words in WORDS.ready_for("candidate", "lapsed", unknown)] == ["email"]


@pytest.mark.parametrize("audience", ["backup", "coordinator"])
def test_who_steps_in_speaks_in_their_own_name(audience):
    for words in WORDS.ready_for(audience, "lapsed", facts(audience)):
        assert "Sam Okafor" in words.body
        assert "I am sorry for the wait" in words.body


def test_a_situation_without_words_is_refused_by_name():
    with pytest.raises(WordsMissing, match="'candidate' in situation 'bored'"):
        WORDS.ready_for("candidate", "bored", facts("candidate"))


def test_running_late_names_the_minutes_once_they_are_known():
    assert "running about 15 minutes late" in WORDS.ready("running-late.sms", facts("recruiter")).body
    assert "running a few minutes late" in WORDS.ready("running-late.sms", facts("recruiter", late_minutes=0)).body


@pytest.mark.parametrize(
    ("audience", "name"),
    [("candidate", "next-day.email"), ("recruiter", "no-answer-again.sms"), ("recruiter", "answer-no.email")],
)
def test_these_ready_words_read_as_on_file(audience, name):
    words = WORDS.ready(name, facts(audience))
    whole = f"Title: {words.title}\nSubject: {words.subject}\n\n{words.body}\n"
    assert whole == (GOLDEN / f"ready-{name}.txt").read_text()


def test_a_first_name_is_cut_between_letters_and_never_before_an_accent():
    assert first("Wolfeschlegelsteinhausenbergerdorff", 20) == "Wolfeschlegelsteinha"
    assert first("Ali Hassan", 20) == "Ali"
    assert first("Rene\u0301e Dupont", 4) == "Ren"
    assert first("Rene\u0301e Dupont", 5) == "Rene\u0301"
    assert first("") == ""


def test_every_fact_is_said_somewhere():
    texts = "".join(
        path.read_text() for folder in ("messages", "ready") for path in (TEMPLATES / folder).rglob("*.txt")
    )
    used = {
        "late_by",
        "no_answer_count",
        "repeated",
        "language",
        "their_language",
    }  # these choose the words; no text prints them
    assert {f.name for f in fields(facts("candidate")) if f.name not in used and f.name not in texts} == set()


def test_a_tag_leaves_paragraphs_apart(tmp_path):
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "who.txt").write_text("")
    (tmp_path / "a.txt").write_text(
        "Subject: One\n\nFirst{% if more %} and more{% endif %}\n\n"
        "{% if more %}\nSecond\nline\n{% endif %}\n\n- a\n  b\n- c\n"
    )
    env = environment(tmp_path, html=False)
    head, blocks = parse(fill(env, "a.txt", {"more": True}))
    assert head == {"Subject": "One"}
    assert plain(blocks) == "First and more\n\nSecond line\n\n- a b\n- c"
    assert plain(parse(fill(env, "a.txt", {"more": False}))[1]) == "First\n\n- a b\n- c"
    with pytest.raises(WordsMissing, match="'more' is undefined"):
        fill(env, "a.txt", {})


def test_one_minute_is_one_minute():
    assert [minutes(1), minutes(2)] == ["1 minute", "2 minutes"]


@pytest.mark.parametrize(("audience", "name"), EVERY)
def test_ready_words_say_no_time_without_its_city(audience, name):
    for people in (facts(audience), long_facts(audience)):
        words = WORDS.ready(name, people)
        assert [bare_times(text) for text in (words.subject or "", words.body)] == [[], []]
