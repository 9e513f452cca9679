"""Sentences of ours that are made in Python and read in the language of whoever sees them."""

from __future__ import annotations


class Phrase(str):
    """An English sentence that remembers how it was made, so that it can be said in another language later.

    As a string it is the English. `singular` is its message in the catalogues, `plural` the other one where `number`
    decides between them, `values` what fills both.
    """

    singular: str
    plural: str
    number: int | None
    values: dict[str, object]

    def __new__(cls, singular: str, plural: str, count: int | None, values: dict[str, object]) -> Phrase:
        message = singular if count is None or count == 1 else plural
        said = super().__new__(cls, message.format_map(values))
        said.singular, said.plural, said.number, said.values = singular, plural, count, values
        return said


def phrase(message: str, **values: object) -> Phrase:
    """`message` with its {named} places filled; the message itself, written out here, is what translators see."""
    return Phrase(message, "", None, values)


def phrases(singular: str, plural: str, count: int, **values: object) -> Phrase:
    """The same where a number decides: `phrases("{count} minute", "{count} minutes", count)`."""
    return Phrase(singular, plural, count, {"count": count, **values})
