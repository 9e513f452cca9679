"""How names are compared: accents, capitals and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_NO_SPACE = str.maketrans("", "", ".'\u2019")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def plain(text: str) -> str:
    """Lower case without accents and punctuation, single-spaced; "Saint" is "St"."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = _WORD.findall(text.casefold().translate(_NO_SPACE))
    return " ".join(["st" if word == "saint" else word for word in words])


def both_ways(text: str) -> set[str]:
    """The name plain, and plain as it is written without umlauts: "Köln" is "koln" and "koeln"."""
    return {plain(text)} if text.isascii() else {plain(text), plain(text.translate(_TWO_LETTERS))}
