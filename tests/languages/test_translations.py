"""Every sentence that candidates read is in every catalogue, whole, and every text keeps to its size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from scheduler_app.domain import clockface, segments
from scheduler_app.domain.manner import LANGUAGES, Manner
from scheduler_app.messages import worst
from scheduler_app.messages.facts import NEW_TIMES, Facts
from scheduler_app.messages.forms import SMS_SEGMENTS
from scheduler_app.messages.render import READY, Renderer
from tests.languages.collecting import PLACE, ROOT, TRANSLATED, found, kept, places
from tests.messages.people import CLOSES, OTHERS, STARTS, facts
from tests.messages.test_replies import more
from tests.messages.test_words import EVERY, GOLDEN

WORDS = Renderer(ROOT / "templates")
each_language = pytest.mark.parametrize("language", TRANSLATED)


@cache
def wanted() -> Catalog:
    return found()


def forms(texts: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def translated(language: str) -> Iterator[tuple[Message, tuple[str, ...]]]:
    """Each sentence with what it is in the language, "" where nobody has translated it."""
    known = kept(language)
    for message in wanted():
        if message.id:
            there = known.get(message.id, message.context)
            yield message, forms(there.string or "") if there and not there.fuzzy else ("",)


@each_language
def test_no_sentence_lacks_its_translation(language: str):
    assert [message.id for message, texts in translated(language) if not all(texts)] == []


@each_language
def test_no_translation_is_of_a_sentence_that_is_gone(language: str):
    known = kept(language)
    left = {(message.id, message.context) for message in wanted()}
    assert [message.id for message in known if (message.id, message.context) not in left] == []
    assert not known.obsolete


@each_language
def test_a_translation_keeps_what_is_filled_in_and_the_markup(language: str):
    for message, texts in translated(language):
        for text in filter(None, texts):
            assert places(text) == places("".join(forms(message.id))), text
            assert Counter(re.findall("</?[a-z]+", text)) == Counter(re.findall("</?[a-z]+", forms(message.id)[0])), (
                text
            )
            between = PLACE.sub("", text)
            assert "%" not in between, text
            assert not re.search(r"[{}]", between), text
            assert text == text.strip(), text


@each_language
def test_a_sentence_of_a_text_message_is_no_longer_than_there_is_room_for(language: str):
    for message, (text, *_) in translated(language):
        room = [int(number) for note in message.auto_comments for number in re.findall(r"^SMS: at most (\d+)", note)]
        typed = segments.in_gsm(PLACE.sub("", text))
        assert not room or len(typed) <= min(room), (len(typed), min(room), text)
        assert not room or segments.is_gsm(typed), (typed, "letters that no text message has room for")


def test_every_text_keeps_to_its_size_in_every_language():
    assert list(worst.too_long(WORDS)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_renders_with_the_longest_facts(language: str):
    """Texts in the cheaper alphabet, wherever the names allow it."""
    plain, *_ = worst.worst("candidate", language)
    for script, audience, channel in EVERY:
        if audience == "candidate":
            words = WORDS.render(script, audience, channel, OTHERS.get(script) or plain)
            assert channel == "email" or segments.is_gsm(words.body), words.body
    for (audience, situation), _ in READY.items():
        for known in worst.worst(audience, language):
            assert WORDS.ready_for(audience, situation, known)


def ali(language: str) -> Facts:
    """What Ali is told who reads this language, of the call that the English words on file are about."""
    own, other, manner = "America/Phoenix", "America/Denver", Manner(language)
    return replace(
        facts("candidate"),
        language=language,
        starts=clockface.both(STARTS, own, other, manner),
        starts_brief=clockface.brief_both(STARTS, own, other, manner),
        closes=clockface.both(CLOSES, own, other, manner),
        closes_brief=clockface.brief_times(CLOSES, own, other, manner),
        closes_dated=clockface.brief_both(CLOSES, own, other, manner),
    )


def test_words_on_file_in_other_languages_read_as_they_did():
    """Files such as `lapse-candidate.sms.es.txt`."""
    for file in GOLDEN.glob("*-candidate.*.??.txt"):
        name, channel, language, _ = file.name.split(".")
        words = WORDS.render(name.removesuffix("-candidate"), "candidate", channel, ali(language))
        whole = f"Subject: {words.subject}\n\n{words.body}" if words.subject else f"{words.body}\n"
        assert whole == file.read_text("utf-8"), file.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_to_a_text_keeps_to_its_size(language: str):
    for told in worst.worst("candidate", language):
        new_times = [getattr(told, name) for name in NEW_TIMES]
        for name in WORDS.replies():
            for asked in ("", "lapse", "new-times"):
                known = more(told, worst.CANDIDATE_ZONE, asked) | {"new_times": new_times}
                text = WORDS.reply(name, replace(told, ref=""), **known)
                assert segments.count(text).segments <= SMS_SEGMENTS, text
