"""How names are compared: accents, capitals and punctuation do not count."""

from __future__ import annotations

import re
import unicodedata

_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def plain(text: str) -> str:
    """Lower case without accents and punctuation, single-spaced; "Saint" is "St"."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = re.sub(r"[^\w]|_", " ", re.sub(r"[.'\u2019]", "", text.casefold())).split()
    return " ".join("st" if word == "saint" else word for word in words)


def both_ways(text: str) -> set[str]:
    """The name plain, and plain as it is written without umlauts: "Köln" is "koln" and "koeln"."""
    return {plain(written) for written in {text, text.translate(_TWO_LETTERS)}}
