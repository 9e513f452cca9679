"""Sentences in the candidate's language: every one of them, and no word that is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import Any, cast

import pytest

from scheduler_app.domain import segments
from scheduler_app.domain.manner import Manner
from scheduler_app.messages import worst
from scheduler_app.messages.facts import AnyFacts, Facts, first
from scheduler_app.messages.render import ALOUD, READY, Renderer
from scheduler_app.store.people import Candidate, Recruiter
from tests.languages.made_up import Longest, Marking, speak
from tests.messages.people import NEW_TIMES, OTHERS, facts
from tests.messages.test_replies import more
from tests.messages.test_words import EVERY, TEMPLATES, seen

CANDIDATES = [(script, channel) for script, audience, channel in EVERY if audience == "candidate"]
LETTERS = re.compile(r"[A-Za-z]{2,}")
AS_IT_IS = ("minutos", "Ref")  # known by the dates' words, and meant for whoever looks a message up


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Renderer:
    """Words whose Spanish is made up."""
    speak(request.param(), monkeypatch)
    return Renderer(TEMPLATES)


marked = pytest.mark.parametrize("spoken", [Marking], indirect=True)


def told(audience: str = "candidate") -> Facts:
    """Ali reads Spanish, Dana English; the times are left in English, so that they can be told from sentences."""
    known = facts(audience, own_change="", their_change="")
    return replace(known, language="es" if audience == "candidate" else "en", their_language="es")


def strings(value: object) -> Iterator[str]:
    """All that facts say in words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(strings, value))
    elif is_dataclass(value):
        yield from chain.from_iterable(strings(getattr(value, field.name)) for field in fields(value))


def left_over(text: str, known: AnyFacts, *not_ours: str) -> list[str]:
    """What a text says besides the facts and the given words."""
    values = [value for value in strings(known) if value]
    names = [first(getattr(known, name, "")) for name in ("candidate", "recruiter", "reader")]
    for value in sorted({*values, *names, *not_ours, *AS_IT_IS} - {""}, key=len, reverse=True):
        text = text.replace(value, "")
    return LETTERS.findall(text)


def to_copy(words: Renderer, known: Facts) -> set[str]:
    """The lines of all words for Dana, which are English."""
    names = {name for (audience, _), found in READY.items() if audience == "candidate" for name in found}
    ready = [words.ready(name, known) for name in names]
    return {line for each in ready for line in (each.subject, *each.body.split("\n")) if line}


@marked
@pytest.mark.parametrize(("script", "channel"), CANDIDATES)
def test_every_sentence_to_a_candidate_can_be_translated(spoken: Renderer, script: str, channel: str):
    if script in OTHERS:
        alone: Any = replace(cast(Any, OTHERS[script]), language="es")
        words = spoken.render(script, "candidate", channel, alone)
        assert left_over(f"{words.subject}\n{words.body}", alone) == []
        return
    ali = replace(told(), their_language="en")
    not_ours = to_copy(spoken, ali)
    for known in (
        ali,
        replace(ali, own_change="04:00", their_change="05:00", confirm_texts=True, first_text=True),
        replace(ali, candidate_phone="", recruiter_phone="", organisation="", cancelled_by="candidate"),
        replace(ali, **dict[str, Any](NEW_TIMES)),
    ):
        words = spoken.render(script, "candidate", channel, known)
        assert left_over(f"{words.subject}\n{words.body}", known, *not_ours) == []
        assert left_over(seen(words.html) if words.html else "", known, *not_ours) == []


@marked
def test_every_answer_to_a_candidate_can_be_translated(spoken: Renderer):
    ali = told()
    for name in sorted(spoken.replies()):
        if name.rpartition("-")[2] in ("recruiter", "backup") or name in ("late-again", "late-minutes", "late-over"):
            continue  # only staff are told these
        for asked in ("", "lapse"):
            known = more(ali, "America/Phoenix", asked)
            times = [
                str(known["told_at"]),
                str(known["calls"][0]["starts"]),
                str(known["done_by"]),
                *NEW_TIMES.values(),
            ]
            said = spoken.reply(name, ali, **known)
            assert name == "taken" or left_over(said, ali, "A", "B", "C", *times) == [], said


@marked
@pytest.mark.parametrize(
    ("audience", "name"), sorted({(key[0], name) for key, names in READY.items() for name in names})
)
def test_words_to_send_are_in_the_language_of_whom_they_are_sent_to(spoken: Renderer, audience: str, name: str):
    known = told(audience)
    if audience == "candidate":
        known = replace(known, their_language="en")
    words = spoken.ready(name, known)
    to_read = audience != "candidate" and words.kind not in ALOUD

    assert words.language == ("es" if to_read else "en")
    assert (left_over(words.subject + words.body, known) == []) == to_read
    assert (left_over(words.title, known) == []) == (audience == "candidate")
    assert words.title.endswith(", in Spanish") == to_read


@marked
def test_a_mail_says_which_language_it_and_its_parts_are_in(spoken: Renderer):
    known = replace(told(), their_language="en")
    page = spoken.render("lapse", "candidate", "email", known).html
    assert '<html lang="es">' in page
    assert '<span lang="en">I was looking forward to our call' in page
    assert '<span lang="en">Tue 12 Jan 2027' in page, "a time in another language than the sentence around it"

    hers = spoken.render("lapse", "recruiter", "email", told("recruiter")).html
    assert '<html lang="en">' in hers
    assert re.search(r'<span lang="es">[^A-Za-z]+<', hers)


@marked
def test_the_text_to_dana_carries_the_apology_that_ali_can_read(spoken: Renderer):
    text = spoken.render("lapse", "recruiter", "sms", told("recruiter")).body
    assert re.search(r"Send: Ω+ Ω Ω+ .*https://northwind.example/book/phone-screen Then reply 1 if you talked", text)


@pytest.mark.parametrize("spoken", [Longest], indirect=True)
def test_sentences_as_long_as_translators_may_write_them_keep_every_text_to_its_size(spoken: Renderer):
    assert list(worst.too_long(spoken)) == []


@pytest.mark.parametrize("spoken", [Longest], indirect=True)
def test_accents_of_ours_never_double_the_price_and_those_of_a_name_stay(spoken: Renderer):
    text = spoken.render("remind-24h", "candidate", "sms", replace(told(), recruiter="José Muñoz")).body
    assert "José" in text
    assert segments.count(text).encoding == "GSM-7"
    named = spoken.render("remind-24h", "candidate", "sms", replace(told(), recruiter="Inés Muñoz")).body
    assert "ín" not in named
    assert "Inés" in named


@marked
def test_a_mould_is_of_one_language(spoken: Renderer):
    spanish, english = (replace(told(), language=language) for language in ("es", "en"))
    for _ in range(2):
        assert "Hi Ali" not in spoken.render("moved", "candidate", "email", spanish).body
        assert "Hi Ali" in spoken.render("moved", "candidate", "email", english).body


def test_staff_read_english_sentences_whatever_language_their_dates_are_in():
    assert Recruiter(language="fr", clock_hours=24).sentences == Manner("en", 24)
    assert Candidate(language="fr", clock_hours=24).sentences == Manner("fr", 24)
