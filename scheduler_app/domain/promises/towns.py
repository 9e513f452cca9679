"""A place's name in a sentence, with the state or country said after it: every place that it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scheduler_app.domain import zones
from scheduler_app.domain.promises.cities import EVERYDAY, LONGEST, RISKY, usual
from scheduler_app.domain.promises.place import Kind, Place, after_time, is_clock
from scheduler_app.domain.zones import namesakes
from scheduler_app.domain.zones.gazetteer import Kind as Known
from scheduler_app.domain.zones.gazetteer import Name

NAME = re.compile(r"[A-Za-z][A-Za-z'.]*")
_ONE_NAME = re.compile(r"[A-Za-z'.]+(?:[ -][A-Za-z'.]+)*")
_GAP = re.compile(r"(?:, ?| ?\(| in | )(?=[A-Za-z])")
_TIME = re.compile(r"(?:'s)?\s(?:local )?(?:time|clock)\b", re.IGNORECASE)
_STATE = re.compile(r" (?:state|province)\b", re.IGNORECASE)
# "New London" is not London, nor is "Panama City" Panama.
_LONGER_BEFORE = re.compile(r"\b(?:New|Port|Fort|Mount|Lake|Saint|St\.?|San|Santa) \Z")
_LONGER_AFTER = re.compile(r" (?:City|Beach|Springs|Falls|Heights|Hills|County|Junction|Islands?)\b")
_SOMEBODY = re.compile(r",? (?:will|would|can|is|has|may|shall|and|or|calls?|here|from our|from the)\b|'ll\b")
_CODE = 3  # letters at most
_LINKS = {"IN", "ON", "OR"}
_WORDS = {"al", "co", "de", "hi", "id", "in", "la", "ma", "me", "oh", "ok", "on", "or", "pa", "us"}


def town(text: str, words: Sequence[re.Match[str]], *, certain: bool = False) -> Place | None:
    """The longest name that begins with these words, where it is plainly that of a place.

    With `certain` only one of several words or one with its state: these hide words that are names of clocks.
    """
    start = words[0].start()
    for said in _names(text, words):
        zone, found = usual().get(said.casefold(), ""), namesakes.called(said)
        end = start + len(said)
        if not (zone or found) or not _written_as_a_name(said, found, is_clock(text, end)):
            continue
        usually = [zones.Namesake(zone, zones.place(zone))] if zone else []
        after, spots = (end, usually) if zone else _narrowed(text, end, said, found)
        if (certain and " " not in said and after == end) or not _is_meant(text, start, said, after):
            continue
        firm = after_time(text, start) or is_clock(text, after)
        if after == end and not zone and (longer := _longer(text, start, end)):
            return Place(*longer, text[longer[0] : longer[1]], Kind.UNKNOWN, firm=firm)
        return _place(start, after, text, spots, firm)
    return None


def _names(text: str, words: Sequence[re.Match[str]]) -> Iterator[str]:
    """The names that may begin here, the longest first, as "St. John's" before "St. John"."""
    start = words[0].start()
    for last in reversed(words[:LONGEST]):
        said = text[start : last.end()].rstrip(".'")
        if _ONE_NAME.fullmatch(said):
            yield said
            if said.endswith("'s"):
                yield said.removesuffix("'s")


def _written_as_a_name(said: str, found: Sequence[Name], clock: bool) -> bool:
    """Letters in capitals, and those that are a word, as in "2 PM IN DENVER", only before "time"."""
    if found and all(name.kind is Known.CODE for name in found):
        return said.isupper() and said not in zones.meanings() and (clock or said.lower() not in _WORDS)
    return said.isupper() if said.lower() == "us" else said[0].isupper() or said not in EVERYDAY


def _is_meant(text: str, start: int, said: str, end: int) -> bool:
    risky = said.casefold() in RISKY
    if is_clock(text, end) or (after_time(text, start) and not (risky and _SOMEBODY.match(text, end))):
        return True
    if not said[0].isupper():
        return False
    if len(said) <= _CODE and said.isupper() and end == start + len(said):
        return text[:start].endswith((" in ", "("))
    return not risky or end > start + len(said) or text[:start].endswith((" in ", "("))


def _place(start: int, end: int, text: str, spots: Sequence[zones.Namesake], firm: bool) -> Place:
    """ "London time" is London's own clock by custom; its namesakes are told aside."""
    first, *others = spots
    said = text[start:end]
    if others and first.main and _TIME.match(text, end):
        return Place(start, end, said, Kind.CITY, first.zone, firm=firm, spots=(first,), aside=tuple(others))
    return Place(start, end, said, Kind.CITY, first.zone, firm=firm, spots=tuple(spots))


def _narrowed(text: str, end: int, said: str, found: Sequence[Name]) -> tuple[int, list[zones.Namesake]]:
    """Where the states and countries named next end, and the places in them; of a strange one, all it could be."""
    if state := _STATE.match(text, end):
        return state.end(), namesakes.each([name for name in found if name.kind is Known.PART] or found)
    first = end
    while following := _region(text, end, said, found):
        after, regions = following
        if fitting := [name for name in found if namesakes.lies_in(name, regions)]:
            end, found = after, fitting
        elif end == first:
            return after, namesakes.each(found, first=regions)
        else:
            break
    return end, namesakes.each(found)


def _region(text: str, end: int, said: str, found: Sequence[Name]) -> tuple[int, list[Name]] | None:
    """The longest name of a state or country right after a place, and where it ends."""
    gap = _GAP.match(text, end)
    if not gap:
        return None
    words = [NAME.match(text, gap.end())]
    while (last := words[-1]) and len(words) < LONGEST and text[last.end() : last.end() + 1] == " ":
        words.append(NAME.match(text, last.end() + 1))
    for word in reversed([word for word in words if word]):
        written = text[gap.end() : word.end()].rstrip(".'").removesuffix("'s")
        regions = namesakes.regions(written)
        fits = any(namesakes.lies_in(name, regions) for name in found)
        if regions and _is_region(written, gap[0].strip(), said, fits):
            after = gap.end() + len(written)
            return after + (gap[0].endswith("(") and text[after : after + 1] == ")"), regions
    return None


def _is_region(written: str, gap: str, said: str, fits: bool) -> bool:
    """Whether letters such as OR, MT and IN are a state here, and no other word or clock."""
    letters = written.replace(".", "")
    word, marked = letters.lower() in _WORDS, gap in (",", "(")
    if letters.lower() in namesakes.SHORTENED:
        return marked and (letters[0].isupper() or said.islower())
    if len(letters) > _CODE:
        return written[0].isupper() or (said.islower() and written.islower())
    if not letters.isupper():
        small = said.islower() and letters.islower()
        return not word and ((marked and (fits or letters[0].isupper() or small)) or (small and fits))
    if letters in zones.meanings() and not fits:
        return False
    shouted = said.isupper() and len(said) > _CODE  # in "LONDON ON TUESDAY" no province is named
    return not word or ((fits or marked) and not (shouted and letters in _LINKS))


def _longer(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a longer name begins and ends of which this one is only a part."""
    before, after = _LONGER_BEFORE.search(text[max(0, start - 8) : start]), _LONGER_AFTER.match(text, end)
    if not (before or after):
        return None
    return start - (len(before[0]) if before else 0), after.end() if after else end
