"""The forms of a text, from the fullest to the barest, and which of them is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler_app.domain import segments, tokens
from scheduler_app.messages.facts import NEW_TIMES

SMS_SEGMENTS = 2


@dataclass(frozen=True)
class Form:
    """What a script gives up: `brief` is words, `tight` UTC offsets too, `nameless` people's names.

    `room` is how many new times are said at most.
    """

    brief: bool = False
    tight: bool = False
    room: int = len(NEW_TIMES)
    nameless: bool = False


_NAMED = (
    Form(),
    Form(brief=True, room=2),
    Form(brief=True, tight=True, room=2),
    Form(brief=True, tight=True, room=1),
)
_BARE = Form(brief=True, tight=True, room=0)  # without what a text may offer: even a time without a name says more
FORMS = (*_NAMED, *(replace(form, nameless=True) for form in _NAMED), _BARE, replace(_BARE, nameless=True))
_AS_WRITTEN = (0, 1, 2)  # the forms that are tried first with every name as it is written
_ORDER = (*((number, True) for number in _AS_WRITTEN), *((number, False) for number in range(len(FORMS))))


def shortest_that_fits(said: Callable[[int], str]) -> str:
    """The first form that fits `SMS_SEGMENTS`, or else the one of fewest; `said` makes the one of that number.

    None is made after the first that fits. Where a name forces UCS-2, whose segments hold 67 characters and not 153,
    its accents are left out before more is given up: rather three new times from Maria than none from "your recruiter".
    """
    made = dict[int, str]()
    tried = list[tuple[int, str]]()
    for number, as_written in _ORDER:
        if number not in made:
            made[number] = said(number)
        text = made[number] if as_written else _without_accents(made[number])
        parts = segments.count(_opened(text)).segments
        if parts <= SMS_SEGMENTS:
            return text
        tried.append((parts, text))
    return min(tried, key=lambda form: form[0])[1]


def _without_accents(text: str) -> str:
    """In the cheaper alphabet, if that is all it takes; a name in other letters stays what it is."""
    plain = segments.in_gsm(text)
    return plain if segments.is_gsm(_opened(plain)) else text


def _opened(text: str) -> str:
    return text.replace(tokens.PLACE, tokens.ANY)
