"""How long the call may take to come, as the promise says it."""

from __future__ import annotations

from datetime import timedelta

from scheduler_app.domain import clockface
from scheduler_app.domain.promises.durations import Role
from scheduler_app.domain.promises.heard import Heard
from scheduler_app.domain.promises.notes import About, Notes

_ASK = "until when your call may come"


def window(heard: Heard, notes: Notes) -> int | None:
    """Minutes from the start, or None where there is no window or the text names its end by the clock."""
    for length in heard.lengths:
        if length.role is Role.CALL:
            notes.know(About.WINDOW, f"The call itself takes {_said(length.minutes)}.")
    ends = [stretch.ends.said for stretch in heard.stretches if stretch.ends]
    if ends:
        notes.know(About.WINDOW, f'The call may come until "{ends[0]}".')
        return None
    stretch = heard.stretches[0]
    named = [length for length in heard.lengths if length.role is Role.WINDOW]
    unsaid = [length for length in heard.lengths if length.role is Role.UNSAID]
    if named:
        first = named[0]
        if len({length.minutes for length in named}) > 1:
            notes.doubt(About.WINDOW, f'"{first.said}" and "{named[1].said}" are different windows.', lacks=_ASK)
        if first.both_ways:
            notes.doubt(
                About.WINDOW,
                f'By "{first.said}" either way the call may come earlier, too.',
                lacks="from when on I should be ready",
            )
        else:
            notes.know(About.WINDOW, f"The call may come within {_said(first.minutes)} of that time.")
        return first.minutes
    if unsaid:
        words = f'"{unsaid[0].said}" can be how long the call takes, or how long you may wait for it.'
        notes.doubt(About.WINDOW, words, lacks=_ASK)
        return unsaid[0].minutes
    if stretch.vague:
        notes.doubt(About.WINDOW, f'"{stretch.said}" is said to be only about the time.', lacks=_ASK)
    elif not stretch.only_end:
        notes.know(About.WINDOW, "Only the start is named, not until when the call may come.")
    return None


def _said(minutes: int) -> str:
    return clockface.duration(timedelta(minutes=minutes))
