"""Counting as networks count: two alphabets, and pairs that are never split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain.segments import count, is_gsm


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 80 + "a", "GSM-7", 161, 2),
        # 152 septets fill the first part but for one, and the pair of the euro sign moves on whole.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2),
        ("^{}\\[~]|€\f", "GSM-7", 20, 1),
        ("@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà_\r\n", "GSM-7", 44, 1),
        ("ç", "UCS-2", 1, 1),
        ("ł" * 70, "UCS-2", 70, 1),
        ("ł" * 71, "UCS-2", 71, 2),
        ("ł" * 134, "UCS-2", 134, 2),
        ("ł" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        # 67 is odd: 33 whole emoji fit a part.
        ("😀" * 66, "UCS-2", 132, 2),
        ("😀" * 67, "UCS-2", 134, 3),
        ("\u2019", "UCS-2", 1, 1),
        ("\t", "UCS-2", 1, 1),
        ("`", "UCS-2", 1, 1),
        ("e\u0301", "UCS-2", 2, 1),
        ("\u00a0", "UCS-2", 1, 1),
        ("\u1e9e", "UCS-2", 1, 1),
        ("\u03b1", "UCS-2", 1, 1),
    ],
)
def test_tricky_texts(text, encoding, units, segments):
    counted = count(text)

    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


def test_the_alphabet_has_127_characters_and_ten_more_by_escape():
    every = [chr(point) for point in range(0x10000) if is_gsm(chr(point))]

    assert [count(character).units for character in every].count(1) == 127
    assert [count(character).units for character in every].count(2) == 10


@given(st.text(max_size=500))
def test_parts_hold_the_whole_text_and_none_is_spare(text):
    counted = count(text)
    alone, joined = (160, 153) if counted.encoding == "GSM-7" else (70, 67)

    if counted.segments == 1:
        assert counted.units <= alone
    else:
        assert counted.units > alone
        assert (counted.segments - 1) * (joined - 1) < counted.units <= counted.segments * joined


@given(st.text(st.characters(codec="utf-16-le"), min_size=1, max_size=200))
def test_units_are_those_of_the_encoding(text):
    if not is_gsm(text):
        assert count(text).units == len(text.encode("utf-16-le")) // 2
