"""Moulds: words are rendered once for all readers whose facts differ in nothing but names, numbers and links.

A burst of lapses says the same to a thousand people, and rendering is what would take the time. So the facts of one
person are replaced by marks, the script is rendered with them, and each reader's own are put where the marks are.
Everything else a script may ask about belongs to the mould's key, so a mould never says another reader's time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, replace
from operator import attrgetter

from markupsafe import escape

from scheduler_app.domain.said import Said
from scheduler_app.messages.facts import NEW_TIMES, Facts, first
from scheduler_app.messages.unbroken import NUMBER_MARKS, PIECES

MOST = 500  # moulds kept, of about ten kilobytes each; then it starts afresh

# A script only prints these, or asks whether they are there; `tests/messages/test_moulds.py` would tell.
NAMES = ("reader", "candidate", "recruiter")
NUMBERS = ("recruiter_phone", "candidate_phone")
OTHERS = ("recruiter_email", "candidate_email", "candidate_link", "dashboard_link", "contact_note", "ref", *NEW_TIMES)
PERSONAL = (*NAMES, *NUMBERS, *OTHERS, "candidate_tel")

# A name's mark has two words, so that its first word is a mark too.
FIRST = {name: chr(0xE010 + at) for at, name in enumerate(NAMES)}
WHOLE = {name: f"{FIRST[name]} {chr(0xE018 + at)}" for at, name in enumerate(NAMES)}
MARKS = (
    WHOLE
    | dict(zip(NUMBERS, NUMBER_MARKS, strict=True))
    | {name: chr(0xE020 + at) for at, name in enumerate((*OTHERS, "candidate_tel"))}
)
_SLOTS = re.compile("|".join(re.escape(mark) for mark in (*MARKS.values(), *FIRST.values())))
# Where layout would look at what a person is called: a mark there would be laid out in another way.
_UNLIKE = re.compile(rf"^[-<]|[\ue000-\uf8ff]|{PIECES.pattern}", re.MULTILINE)

_shape = attrgetter(*(field.name for field in fields(Facts) if field.name not in PERSONAL))
_personal = attrgetter(*PERSONAL)
_worded = attrgetter(*NAMES, *OTHERS)
_numbers = attrgetter(*NUMBERS)

Pieces = Sequence[str]  # words and, at every second place, the mark of what comes between them


class Moulds:
    """The moulds of one renderer; safe to share between threads."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[Pieces, ...]] = {}

    def render(
        self, cast: Callable[[Facts], tuple[str, ...]], key: Hashable, facts: Facts, *, name_limit: int | None = None
    ) -> tuple[str, ...]:
        """What `cast` makes of these facts: texts, of which the third, if any, is HTML.

        `key` is all that `cast` depends on beside the facts, `name_limit` the length to which it cuts first names.
        """
        personal = dict(zip(PERSONAL, _personal(facts), strict=True))
        if not _fits(facts):
            return cast(facts)
        present = {name for name, value in personal.items() if value}
        mould = key, _shape(facts), _language(facts), frozenset(present)
        made = self._made.get(mould)
        if made is None:
            marked = replace(facts, **{name: MARKS[name] for name in present})  # type: ignore[arg-type]
            made = tuple(_cut(text) for text in cast(marked))
            if len(self._made) >= MOST:
                self._made.clear()
            self._made[mould] = made
        said = {MARKS[name]: " ".join(personal[name].split()) for name in present}
        said |= {FIRST[name]: first(personal[name], name_limit) for name in NAMES if name in present}
        texts = [_fill(pieces, said) for pieces in made[:2]]
        if len(made) > 2:
            texts.append(_fill(made[2], {mark: str(escape(value)) for mark, value in said.items()}))
        return tuple(texts)


def _language(facts: Facts) -> str:
    """Times are equal by their letters, whatever language those are marked with."""
    return facts.starts.language if isinstance(facts.starts, Said) else ""


def _fits(facts: Facts) -> bool:
    if any(number and not PIECES.fullmatch(number) for number in _numbers(facts)):
        return False
    return not _UNLIKE.search("\n".join(_worded(facts)))


def _cut(text: str) -> Pieces:
    pieces, end = list[str](), 0
    for slot in _SLOTS.finditer(text):
        pieces += [text[end : slot.start()], slot[0]]
        end = slot.end()
    return [*pieces, text[end:]]


def _fill(pieces: Pieces, said: dict[str, str]) -> str:
    filled = list(pieces)
    filled[1::2] = [said[mark] for mark in filled[1::2]]
    return "".join(filled)
