"""How many parts a text message is cut into, and so what it costs.

Source: 3GPP TS 23.038 (alphabets) and 23.040 (concatenation with a six-octet header).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # each is sent as an escape and one more septet
_GSM = _BASIC | _EXTENDED
_TYPED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2013\u2014", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f", " "),
        "\u2026": "...",
        "\u0153": "oe",
        "\u0152": "Oe",
        **dict(zip("łŁđĐı", "lLdDi", strict=True)),  # no accent to leave out, but the letter is a line away
    }
)


@dataclass(frozen=True)
class Segments:
    """`units` are septets in GSM-7 and UTF-16 code units in UCS-2; an empty text is one segment."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


def is_gsm(text: str) -> bool:
    """Whether the cheaper alphabet holds every character; one that it lacks turns the whole text to UCS-2."""
    return _GSM.issuperset(text)


def in_gsm(text: str) -> str:
    """The text with accents left out where the cheaper alphabet lacks the letter: août is aout, sáb is sab.

    Quotes, dashes and spaces of print become those of a typewriter. For words of ours; for names only where a text has
    no room for them as they are written.
    """
    if is_gsm(text):
        return text
    return "".join(
        letter if is_gsm(letter) or not is_gsm(plain := unicodedata.normalize("NFD", letter)[0]) else plain
        for letter in text.translate(_TYPED)
    )


def count(text: str) -> Segments:
    """The segments a phone network makes of `text`, with no pair (escape or surrogate) split between two."""
    if _BASIC.issuperset(text):  # nearly always
        return Segments("GSM-7", len(text), 1 if len(text) <= 160 else -(-len(text) // 153))
    if is_gsm(text):
        widths = [2 if character in _EXTENDED else 1 for character in text]
        return Segments("GSM-7", sum(widths), _parts(widths, alone=160, joined=153))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return Segments("UCS-2", sum(widths), _parts(widths, alone=70, joined=67))


def _parts(widths: Iterable[int], *, alone: int, joined: int) -> int:
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > joined:
            parts, used = parts + 1, 0
        used += width
    return parts
