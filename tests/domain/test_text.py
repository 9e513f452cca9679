"""Names, notes and addresses as people paste them, and what somebody hostile would send."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.text import check_email, clean_line, clean_text, email_key


def line(value, *, most=40, **options):
    return clean_line(value, field="candidate.name", most=most, **options)


def refused(call, value, **options) -> Refused:
    with pytest.raises(Refused) as caught:
        call(value, **options)
    assert caught.value.code == "invalid_request"
    return caught.value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ali", "Ali"),
        ("  Ali \t\n", "Ali"),
        ("Ali   Baba", "Ali Baba"),
        ("Ali\u00a0\u202fBaba", "Ali Baba"),
        ("\ufeffAli\u200b", "Ali"),
        ("Jose\u0301", "José"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩\u200d💻 Ada", "👩\u200d💻 Ada"),
        ("שלום\u200f (Ada)", "שלום\u200f (Ada)"),
        ("<b>O'Neil & Co.</b>", "<b>O'Neil & Co.</b>"),
        ("{{ 7*7 }} %s ${x}", "{{ 7*7 }} %s ${x}"),
    ],
)
def test_a_line_is_kept_as_it_was_meant(typed, kept):
    assert line(typed) == kept


@pytest.mark.parametrize("value", [None, "", " ", "\t\n", "\u200d", "\u200b", "\u3164", "\u2800\u00a0", "\u0301"])
def test_nothing_that_can_be_seen_is_empty(value):
    assert "is empty" in str(refused(line, value))
    assert line(value, least=0) == ""


def test_length_is_counted_when_clean():
    assert line(" " + "x" * 40 + " ") == "x" * 40
    assert "41 of at most 40" in str(refused(line, "x" * 41))
    assert line("e\u0301" * 40) == "é" * 40
    assert line("ab", least=2) == "ab"
    assert "1 of at least 2" in str(refused(line, "a", least=2))


@pytest.mark.parametrize("value", [3, 3.5, True, ["Ali"], {"name": "Ali"}, b"Ali"])
def test_what_is_not_text_is_refused(value):
    problem = refused(line, value).problems[0]

    assert problem.field == "candidate.name"
    assert problem.message.startswith("candidate.name must be text, not ")


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_has_no_line_break(mark):
    assert "line break" in str(refused(line, f"Ali{mark}Bcc: x@y.example"))


TRICKS = ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\ue000", "\U0010fffd",
          "\ud800", "\udfff", "\U000e0041", "\ufffe", "\ufdd0"]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_are_refused_in_words_that_people_know(trick):
    what = "reverses the reading direction" if "\u202a" <= trick <= "\u2069" else "cannot be shown"
    for problem in (refused(line, f"Ali{trick}Baba"), refused(clean_text, f"a\n{trick}b", field="reason", most=9)):
        assert f"holds a character that {what}: type it again without it" in str(problem)
        assert "U+" not in str(problem)


def test_a_tab_inside_a_name_is_refused():
    assert "cannot be shown" in str(refused(line, "Ali\tBaba"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\t two   three ", "one two three"),
        ("one\n\n\n \n\ntwo\n\n", "one\n\ntwo"),
        ("  one\n  two", "one\ntwo"),
    ],
)
def test_a_text_keeps_its_lines(typed, kept):
    assert clean_text(typed, field="reason", most=40) == kept


@given(st.text(max_size=60))
def test_what_was_cleaned_is_clean(typed):
    for clean in (clean_line, clean_text):
        try:
            kept = clean(typed, field="note", most=60, least=0)
        except Refused:
            continue
        assert clean(kept, field="note", most=60, least=0) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert "\n" not in kept or clean is clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ali@example.com", "ali@example.com"),
        (" Ali.Baba+jobs@EXAMPLE.COM ", "Ali.Baba+jobs@example.com"),
        ("\u200bali@example.com\ufeff", "ali@example.com"),
        ("ali@münchen.example", "ali@xn--mnchen-3ya.example"),
        ("ali@northwind.test", "ali@northwind.test"),
        ("o'neil@example.ie", "o'neil@example.ie"),
    ],
)
def test_an_address_is_kept_as_it_goes_on_the_wire(typed, kept):
    assert check_email(typed, field="email") == kept


@pytest.mark.parametrize(
    "typed",
    ["", None, "ali", "ali@", "@example.com", "ali@localhost", "ali@host.invalid", "a@b@example.com",
     "a b@example.com", "Ali <ali@example.com>", "ali@example.com, x@y.example", "ali@example.com\r\nBcc: x@y.example",
     "ali\x00@example.com", "älî@example.com", "ali@[127.0.0.1]", "a" * 65 + "@example.com", "\ud800@example.com",
     "ali@" + "a." * 130 + "com", "ali@\ud800.com", 3, ["ali@example.com"], "ali@exam\u202eple.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    problem = refused(check_email, typed, field="candidate.email").problems[0]

    assert problem.field == "candidate.email"
    assert problem.message.isprintable()


def test_two_spellings_of_one_mailbox_share_a_key():
    assert email_key("Ali@example.com") == email_key("ali@example.com") != email_key("ala@example.com")
