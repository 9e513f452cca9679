"""Moulds: words are rendered once for all readers whose facts differ in nothing but names, numbers and links.

A burst of lapses says the same to a thousand people, and rendering is what would take the time. So the facts of one
person are replaced by marks, the script is rendered with them, and each reader's own are put where the marks are.
Everything else a script may ask about belongs to the mould's key, so a mould never says another reader's time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from operator import attrgetter

from markupsafe import escape

from scheduler_app.domain.said import Said
from scheduler_app.messages.facts import NEW_TIMES, Facts, first
from scheduler_app.messages.unbroken import NUMBER_MARKS, PIECES

MOST = 500  # moulds kept, of about ten kilobytes each; then it starts afresh

# A script only prints these, or asks whether they are there; `tests/messages/test_moulds.py` would tell.
NAMES = ("reader", "candidate", "recruiter")
NUMBERS = ("recruiter_phone", "candidate_phone")
OTHERS = ("recruiter_email", "candidate_email", "candidate_link", "dashboard_link", "contact_note", "ref")
PERSONAL = (*NAMES, *NUMBERS, *OTHERS, *NEW_TIMES, "candidate_tel")

# A name's mark has two words, so that its first word is a mark too.
FIRST = {name: chr(0xE010 + at) for at, name in enumerate(NAMES)}
WHOLE = {name: f"{FIRST[name]} {chr(0xE018 + at)}" for at, name in enumerate(NAMES)}
MARKS = (
    WHOLE
    | dict(zip(NUMBERS, NUMBER_MARKS, strict=True))
    | {name: chr(0xE020 + at) for at, name in enumerate((*OTHERS, *NEW_TIMES, "candidate_tel"))}
)
_SLOTS = re.compile("|".join(re.escape(mark) for mark in (*MARKS.values(), *FIRST.values())))
# Where layout would look at what a person is called: a mark there would be laid out in another way.
_UNLIKE = re.compile(rf"^[-<]|[\ue000-\uf8ff]|{PIECES.pattern}", re.MULTILINE)

_shape = attrgetter(*(field.name for field in fields(Facts) if field.name not in PERSONAL))
_personal = attrgetter(*PERSONAL)

Pieces = Sequence[str]  # words and, at every second place, the mark of what comes between them


@dataclass(frozen=True)
class Mould:
    """Texts, of which the third, if any, is HTML, in which only what is one reader's own is still open.

    `name_limit` is the length to which first names are cut.
    """

    texts: tuple[Pieces, ...]
    name_limit: int | None

    def fill(self, personal: Mapping[str, str]) -> tuple[str, ...]:
        """The words for this reader, of whom the same facts must be known as of the one it was made for."""
        said = {MARKS[name]: " ".join(personal[name].split()) for name in self._used}
        said |= {FIRST[name]: first(personal[name], self.name_limit) for name in self._first}
        texts = [_fill(pieces, said) for pieces in self.texts[:2]]
        if len(self.texts) > 2:
            texts.append(_fill(self.texts[2], {mark: str(escape(value)) for mark, value in said.items()}))
        return tuple(texts)

    @cached_property
    def _marks(self) -> set[str]:
        return {mark for pieces in self.texts for mark in pieces[1::2]}

    @cached_property
    def _used(self) -> list[str]:
        return [name for name, mark in MARKS.items() if mark in self._marks]

    @cached_property
    def _first(self) -> list[str]:
        return [name for name, mark in FIRST.items() if mark in self._marks]


class Moulds:
    """The moulds of one renderer; safe to share between threads."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Mould] = {}

    def render(
        self, cast: Callable[[Facts], tuple[str, ...]], key: Hashable, facts: Facts, *, name_limit: int | None = None
    ) -> tuple[str, ...]:
        """What `cast` makes of these facts; `key` is all that it depends on beside them."""
        personal = own(facts)
        if not fits(personal):
            return cast(facts)
        return self.mould(cast, key, facts, name_limit=name_limit).fill(personal)

    def mould(
        self, cast: Callable[[Facts], tuple[str, ...]], key: Hashable, facts: Facts, *, name_limit: int | None = None
    ) -> Mould:
        """For all whose facts `fits` and differ from these in nothing but what is their own."""
        present = frozenset(name for name, value in own(facts).items() if value)
        known = key, _shape(facts), _language(facts), present
        made = self._made.get(known)
        if made is None:
            marked = replace(facts, **{name: MARKS[name] for name in present})  # type: ignore[arg-type]
            made = Mould(tuple(_cut(text) for text in cast(marked)), name_limit)
            if len(self._made) >= MOST:
                self._made.clear()
            self._made[known] = made
        return made


def own(facts: Facts) -> dict[str, str]:
    """What these facts say of one reader alone, by its name among `PERSONAL`."""
    return dict(zip(PERSONAL, _personal(facts), strict=True))


def fits(personal: Mapping[str, str]) -> bool:
    """Whether words with these put in would be laid out like any others.

    New times are not looked at: they are said in texts alone, which have no layout.
    """
    if any((number := personal.get(name)) and not PIECES.fullmatch(number) for name in NUMBERS):
        return False
    return not _UNLIKE.search("\n".join([personal[name] for name in (*NAMES, *OTHERS) if name in personal]))


def _language(facts: Facts) -> str:
    """Times are equal by their letters, whatever language those are marked with."""
    return facts.starts.language if isinstance(facts.starts, Said) else ""


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
