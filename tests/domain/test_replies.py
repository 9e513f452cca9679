"""What people text back, as they type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain.replies import MENUS, START, STOP, Kind, Reply, menu, read


@pytest.mark.parametrize(
    ("body", "key", "letter"),
    [
        ("1", "1", ""),
        (" 1 \n", "1", ""),
        ("1.", "1", ""),
        ("(1)", "1", ""),
        ("#2", "2", ""),
        ("\uff12", "2", ""),  # full-width
        ("\u200b1\u200d", "1", ""),
        ("1\ufe0f\u20e3", "1", ""),  # a keycap
        ("One", "1", ""),
        ("two.", "2", ""),
        ("1 thanks!", "1", ""),
        ("1 \U0001f44d", "1", ""),
        ("Reply 1", "1", ""),
        ("1A", "1", "A"),
        ("1 b", "1", "B"),
        ("2-a", "2", "A"),
        ("TAKE", "TAKE", ""),
        ("take it", "TAKE", ""),
        ("I\u2019ll take it, thanks", "TAKE", ""),
        ("Take b", "TAKE", "B"),
        ("9", "9", ""),
    ],
)
def test_an_answer_is_read_however_it_is_typed(body, key, letter):
    assert read(body) == Reply(Kind.ANSWER, key, letter=letter)


@pytest.mark.parametrize(
    ("body", "minutes", "letter"),
    [
        ("LATE 15", 15, ""),
        ("late15", 15, ""),
        ("Late: 15 min", 15, ""),
        ("running late 20 minutes", 20, ""),
        ("I\u2019m running 10 min late", 10, ""),
        ("15 late", 15, ""),
        ("late \uff11\uff15", 15, ""),
        ("late", None, ""),
        ("LATE 0", 0, ""),
        ("late 240", 240, ""),
        ("LATE 15 b", 15, "B"),
        ("late a", None, "A"),
    ],
)
def test_running_late_is_read_with_its_minutes(body, minutes, letter):
    assert read(body) == Reply(Kind.ANSWER, "LATE", minutes, letter)


@pytest.mark.parametrize(
    "body",
    ["1 hour late please", "12", "1st", "1 or 2?", "not 1", "take care", "late night here", "call me at 1", "LATE -5"],
)
def test_what_only_looks_like_an_answer_is_for_a_person(body):
    assert read(body) == Reply(Kind.WORDS)


@pytest.mark.parametrize("body", ["A", "b.", "b please"])
def test_a_letter_alone_picks_one_of_several_calls(body):
    assert read(body) == Reply(Kind.CHOICE, letter=body[0].upper())


@pytest.mark.parametrize(
    "body",
    [
        "please stop texting me",
        "Stop sending these!!",
        "wrong person",
        "Sorry, you have the wrong number",
        "don\u2019t text me again",
        "no more texts pls",
        "take me off your list",
        "unsubscribe me from this",
    ],
)
def test_no_more_texts_in_other_words_goes_to_a_person(body):
    assert read(body) == Reply(Kind.NO_TEXTS)


@pytest.mark.parametrize("body", ["please stop by at 3", "I cannot stop smiling", "is this the right number?"])
def test_other_words_are_not_taken_for_it(body):
    assert read(body) == Reply(Kind.WORDS)


@pytest.mark.parametrize("body", ["ok", "Thanks!", "", "\U0001f44d", "Got it."])
def test_a_courtesy_asks_for_nothing(body):
    assert read(body) == Reply(Kind.COURTESY)


@pytest.mark.parametrize("body", ["HELP", "info"])
def test_help_is_heard(body):
    assert read(body) == Reply(Kind.HELP)


def test_twilios_own_reading_is_believed_before_the_words():
    assert [read("1", kind).kind for kind in ("STOP", "START", "HELP")] == [Kind.STOP, Kind.START, Kind.HELP]


def test_no_answer_of_ours_is_a_word_that_carriers_act_on():
    keys = {key.casefold() for options in MENUS.values() for key in options}
    assert not keys & (STOP | START | {"help", "info"})
    assert menu("remind-1h", "candidate") is None


@given(st.text(max_size=200))
def test_every_text_has_a_reading(body):
    said = read(body)
    assert said.kind in Kind
    assert len(said.letter) <= 1
