"""What letters such as MST mean on one day: the clocks people mean by them, and what they say at their word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.promises.dates import MONTHS
from scheduler_app.domain.promises.offsets import zone_for
from scheduler_app.domain.walltime import Gap, Overlap, Unique

# The offset that letters stand for at their word. Letters without one, such as MT, follow their first city's clock.
_AT_THEIR_WORD = {
    letters: timedelta(minutes=int(float(hours) * 60))
    for row in """
    EST -5; EDT -4; CST -6; CDT -5; MST -7; MDT -6; PST -8; PDT -7; AKST -9; AKDT -8; HST -10; HDT -9; HAST -10; HADT -9
    AST -4; ADT -3; NST -3.5; NDT -2.5; GMT 0; BST 1; WET 0; WEST 1; CET 1; CEST 2; MET 1; MEST 2; MEZ 1; MESZ 2
    EET 2; EEST 3; AEST 10; AEDT 11; ACST 9.5; ACDT 10.5; NZST 12; NZDT 13; CLT -4; CLST -3; MSK 3
    """.replace("\n", ";").split(";")
    if row.strip()
    for letters, hours in [row.split()]
}
_SEVERAL = {"IST"}  # as likely of one place as of another
_KEPT_BY = {"GMT": "UTC"}  # at its word, where the first city in the list is less well known
_FIRST_AT_WORD = {"MST", "AEST", "ACST"}  # a neighbour of the usual city keeps these letters all year
_NOT_SAID_OF = {("MT", "America/Phoenix")}  # Arizona says MST, and not mountain time


@dataclass(frozen=True)
class Meant:
    """Zones at different offsets, likeliest first; one of `clear` and `unclear` says why."""

    zones: tuple[str, ...]
    clear: str = ""
    unclear: str = ""
    word: timedelta | None = None  # the offset at their word, which chooses one of two where clocks are put back


def meant(letters: str, said: str, wall: datetime, reader: str) -> Meant:
    """What these letters mean beside this wall time; never only one of several without saying so."""
    named = zones.meanings()[letters]
    word = _AT_THEIR_WORD.get(letters)
    at = {name: offset_at(wall, name, word) for name in named}
    home = named[0]
    main = [home]
    if letters in _SEVERAL:
        main = [name for name in named if _letters_at(wall, name) == letters] or list(named)
    elif word is not None and at[home] != word:
        kept = [name for name in (_KEPT_BY.get(letters, home), *named) if offset_at(wall, name, word) == word]
        literal = kept[0] if kept else zone_for(word)
        main = [literal, home] if letters in _FIRST_AT_WORD else [home, literal]
    main += [name for name in named if zones.same(name, reader) and (letters, name) not in _NOT_SAID_OF]
    by_offset: dict[timedelta, str] = {}
    for name in filter(None, main):
        by_offset.setdefault(offset_at(wall, name, word), name)
    found = tuple(by_offset.values())
    if len(found) == 1:
        near = [name for name in named if word is not None or name.partition("/")[0] == home.partition("/")[0]]
        return Meant(found, clear=_agree(said, found[0], near, at), word=word)
    if word is not None and at[home] != word:
        return Meant(found, unclear=_off_season(said, wall, home, found, word), word=word)
    choices = listed([_with_offset(name, offset_at(wall, name, word)) for name in found], "or")
    return Meant(found, unclear=f'"{said}" can mean the clock of {choices} on that day.', word=word)


def offset_at(wall: datetime, zone: str, word: timedelta | None = None) -> timedelta:
    """The UTC offset beside a wall time: in an overlap `word` if it is one of the two, else as before the change."""
    found = walltime.resolve(wall, zone)
    if isinstance(found, Gap):
        return found.before_offset
    here = wall.replace(tzinfo=UTC)
    if isinstance(found, Overlap) and word is not None and here - word == found.later:
        return word
    return here - (found.utc if isinstance(found, Unique) else found.earlier)


def _letters_at(wall: datetime, zone: str) -> str | None:
    return walltime.local(wall.replace(tzinfo=UTC) - offset_at(wall, zone), zone).tzname()


def _agree(said: str, zone: str, named: list[str], at: dict[str, timedelta]) -> str:
    offset = at.get(zone, timedelta())
    same = [zones.city(name) for name in named if at[name] == offset][:2]
    label = zones.offset_label(offset)
    if len(same) == 1:
        words = f'"{said}" is the clock of {same[0]}, {label} on that day.'
    else:
        words = f'"{said}": {listed(same, "and")} both show the same time on that day, {label}.'
    if others := [_with_offset(name, at[name]) for name in named if at[name] != offset][:3]:
        words += f" Clocks in {listed(others, 'and')} show another, in case the writer is there."
    return words


def _off_season(said: str, wall: datetime, home: str, found: tuple[str, ...], word: timedelta) -> str:
    season = "daylight" if "Europe" not in home else "summer"
    summer = walltime.local(wall.replace(tzinfo=UTC) - offset_at(wall, home), home).dst()
    usual = f"{season if summer else 'standard'} time ({zones.offset_label(offset_at(wall, home))})"
    kept = [zones.city(name) for name in found if offset_at(wall, name) == word and not name.startswith("Etc/")]
    at_word = f"means {kept[0]}" if kept else "is a clock that hardly any place keeps"
    return (
        f"In {MONTHS[wall.month - 1]} {zones.city(home)} is on {usual};"
        f' "{said}" ({zones.offset_label(word)}) then {at_word}, or the writer meant {zones.city(home)}.'
    )


def _with_offset(zone: str, offset: timedelta) -> str:
    return f"{zones.city(zone)} ({zones.offset_label(offset)})"


def listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
