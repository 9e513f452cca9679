"""Ali moves his call on a page that shows it as it was before it was moved elsewhere: he is told, and chooses again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app.domain.interview import State
from tests.web.alis_call import CLOSE, until
from tests.web.browser_forms import Visitor
from tests.web.staff import Service
from tests.web.test_texts import texts

ELEVEN = "2027-01-13T18:00:00Z.1"  # on Wednesday
THURSDAY = "2027-01-14T18:00:00Z.1"
CHECK, MOVE = "Check the new time", "Move the call"
OVERTAKEN = "The call was moved meanwhile; this is how it stands now, so please choose again"
NINE_TAPPED = "Wed 13 Jan 2027, 9:00 AM Phoenix (UTC-7), which is 9:00 AM Denver (UTC-7)"


def moves(ali: Visitor, path: str, slot: str) -> None:
    ali.opens(f"{path}/reschedule?from={slot[:10]}")
    ali.presses(CHECK, 200, slot=slot).presses(MOVE)


def told(service: Service) -> list[tuple[str, str, int]]:
    service.rounds()
    return [(row.name, row.audience, row.generation or 0) for row in service.messages() if row.generation != 1]


def test_a_tap_on_the_page_of_a_lapse_does_not_undo_what_a_text_has_booked(ali: Visitor, path: str):
    ali.opens(path).presses("This is my number: text me")
    until(ali.service, CLOSE + timedelta(minutes=6))
    ali.opens(path)
    assert "it is booked" in texts(ali.service, "2")
    booked = ali.service.interview()
    before = told(ali.service)

    ali.presses(NINE_TAPPED, 409)

    assert OVERTAKEN in ali.words
    assert "Your call is now set for Wed 13 Jan 2027, 12:00 PM Phoenix (UTC-7)" in ali.words
    kept = ali.service.interview()
    assert (kept.state, kept.starts_at, kept.generation) == (State.SCHEDULED, booked.starts_at, 2)
    assert told(ali.service) == before, "neither side hears of another time"


def test_a_second_tap_on_another_time_does_not_move_the_call_again(ali: Visitor, path: str):
    until(ali.service, CLOSE + timedelta(minutes=6))
    form = ali.opens(path).form(NINE_TAPPED)
    name, other = list(form.buttons.values())[1]
    ali.presses(NINE_TAPPED)

    assert ali.browser.post(form.action, data=form.values | {name: other}).status_code == 409
    assert ali.service.interview().starts_at == datetime(2027, 1, 13, 16, tzinfo=UTC)


@pytest.mark.parametrize("button", [CHECK, MOVE])
def test_a_move_in_another_tab_is_told_before_this_one_moves_it_again(ali: Visitor, path: str, button: str):
    ali.opens(f"{path}/reschedule?from=2027-01-13")
    if button == MOVE:
        ali.presses(CHECK, 200, slot=ELEVEN)
        assert "Instead of Tue 12 Jan 2027" in ali.words
    moves(Visitor(ali.service), path, THURSDAY)
    before = told(ali.service)

    ali.presses(button, 409, slot=ELEVEN)

    assert OVERTAKEN in ali.words
    assert "Your call is now set for Thu 14 Jan 2027, 11:00 AM Phoenix (UTC-7)" in ali.words
    assert (ali.service.interview().generation, told(ali.service)) == (2, before)

    ali.presses(CHECK, 200, slot=ELEVEN)
    assert "Instead of Thu 14 Jan 2027" in ali.words
    ali.presses(MOVE)
    assert "Your call is moved." in ali.words
    assert ali.service.interview().generation == 3


def test_a_form_sent_again_after_the_call_was_moved_on_does_not_move_it_back(ali: Visitor, path: str):
    ali.opens(f"{path}/reschedule?from=2027-01-13")
    form = ali.presses(CHECK, 200, slot=ELEVEN).form(MOVE)
    ali.presses(MOVE)
    moves(Visitor(ali.service), path, THURSDAY)

    again = ali.browser.post(form.action, data=form.values | {"step": "book"})

    assert again.status_code == 409
    assert ali.service.interview().starts_at == datetime(2027, 1, 14, 18, tzinfo=UTC)
