"""The reckoning can fail: each breach of the promise, put into a ledger by hand, is found and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.soak.account import Account, Copy, Ended, Notebook, Row, reckon

CLOSES = datetime(2027, 1, 12, 22, 0, tzinfo=UTC)
STEPS = {"taken": 4, "skipped": 2}


def message(key: str, step: str, audience: str, channel: str = "email", **more: object) -> Row:
    row = Row(key, "one", 1, step, step, audience, f"{audience}:1", channel)
    return replace(row, **more)  # type: ignore[arg-type]


ROWS = [
    message("m1", "confirm", "candidate"),
    message("m2", "confirm", "recruiter"),
    message("m3", "lapse", "candidate", "sms"),
    message("m4", "lapse", "candidate"),
    message("m5", "lapse", "recruiter", "sms"),
]
LEDGER = [Copy(row.id, float(order)) for order, row in enumerate(ROWS)]


def account(
    rows: list[Row] = ROWS,
    ledger: list[Copy] = LEDGER,
    ended: list[Ended] | None = None,
    steps: dict[str, int] = STEPS,
) -> Account:
    """One call that lapsed, unless it was `ended`."""
    book = Notebook({"one": CLOSES}, ended or [])
    book.lapses(CLOSES + timedelta(minutes=20))
    return reckon(book, rows, ledger, steps)


def changed(key: str, **changes: object) -> list[Row]:
    return [replace(row, **changes) if row.id == key else row for row in ROWS]  # type: ignore[arg-type]


def without(key: str) -> list[Copy]:
    return [copy for copy in LEDGER if copy.message != key]


def test_a_promise_that_was_kept_has_nothing_wrong():
    kept = account()
    assert kept.wrong == []
    assert (kept.counts["messages accepted"], kept.counts["lost"], kept.counts["steps due"]) == (5, 0, 6)


@pytest.mark.parametrize("state", ["accepted", "queued", "sending", "failed"])
def test_a_lost_message_is_found_whatever_its_row_says(state: str):
    lost = account(changed("m5", state=state), without("m5"))
    assert lost.counts["lost"] == 2, "the row, and the recruiter who was never told"
    assert all(line.startswith("lost: ") for line in lost.wrong)


def test_a_lapse_that_nobody_ever_wrote_down_is_found_by_what_people_know():
    silent = account([row for row in ROWS if row.step != "lapse"], LEDGER[:2])
    assert silent.wrong == [f"lost: the {side} of one was never told: lapse" for side in ("candidate", "recruiter")]


def test_what_is_due_and_seen_by_nobody_is_lost():
    assert account(steps=STEPS | {"due": 3}).counts["lost"] == 3


def test_a_fate_that_was_never_learned_is_told():
    assert account(changed("m4", state="unknown"), without("m4")).wrong == [
        "unknown: the fate of 1 messages was never learned"
    ]


def test_a_mail_in_the_place_of_a_text_tells_the_same():
    failed = [*changed("m5", state="failed"), message("m6", "lapse", "recruiter", rank=1)]
    assert account(failed, [*without("m5"), Copy("m6", 9.0)]).wrong == []


def test_what_came_too_late_to_help_is_no_loss_but_a_lapse_never_comes_too_late():
    assert account(changed("m1", state="expired"), without("m1")).wrong == []
    assert account(changed("m1", state="failed", useless=True), without("m1")).wrong == []
    assert account(changed("m5", state="expired"), without("m5")).counts["lost"] == 1


def test_a_doubled_message_is_found():
    twice = [*LEDGER, Copy("m3", 9.0, blind=True)]
    doubled = account(ledger=twice)
    assert doubled.counts["duplicate texts"] == 1
    assert [line.partition(":")[0] for line in doubled.wrong] == ["duplicate"]
    assert account(changed("m3", may_duplicate=True), twice).wrong == [], "flagged, and nobody could see the first"


def test_a_text_that_was_sent_again_although_it_could_be_seen_is_found():
    seen = [*LEDGER, Copy("m3", 9.0, blind=False)]
    (line,) = account(changed("m3", may_duplicate=True), seen).wrong
    assert "although a look-up had shown it" in line


def test_a_mail_may_come_twice_if_it_is_flagged():
    again = [*LEDGER, Copy("m4", 9.0)]
    assert account(ledger=again).wrong != []
    assert account(changed("m4", may_duplicate=True), again).wrong == []


def test_a_step_that_was_taken_twice_is_found():
    assert account([*ROWS, replace(ROWS[4], id="m6")], [*LEDGER, Copy("m6", 9.0)]).counts["steps twice"] == 1


@pytest.mark.parametrize("how", ["held", "cancelled", "moved"])
def test_what_started_after_the_end_is_found(how: str):
    end = Ended("one", how, 1, at=3.5, started=frozenset({"m1", "m2", "m3", "m4"}))
    late = account(ended=[end])
    assert late.counts["after the end"] == 1
    assert late.wrong == [
        f"after the end: lapse (lapse) by sms to the recruiter of one, message m5 started {words(how)}"
    ]


def words(how: str) -> str:
    return f"after the call was {how}"


def test_what_was_on_its_way_when_it_ended_may_arrive_once():
    end = Ended("one", "held", 1, at=3.5, started=frozenset({"m1", "m2", "m3", "m4", "m5"}))
    assert account(ended=[end]).wrong == []
    again = [*LEDGER, Copy("m5", 9.0, blind=True)]
    assert account(changed("m5", may_duplicate=True), again, [end]).counts["after the end"] == 1


@pytest.mark.parametrize(("how", "follows"), [("held", "thank-you"), ("cancelled", "cancelled")])
def test_what_an_end_brings_about_is_no_breach(how: str, follows: str):
    started = frozenset(row.id for row in ROWS)
    notice = message("m6", follows, "candidate")
    assert account([*ROWS, notice], [*LEDGER, Copy("m6", 9.0)], [Ended("one", how, 1, 5.0, started)]).wrong == []


def test_a_message_that_nobody_wrote_is_found():
    assert account(ledger=[*LEDGER, Copy(None, 9.0)]).wrong == [
        "unexpected: a provider took a message that no row knows"
    ]


ENDS = [("suppressed", False), ("expired", False), ("failed", True), ("queued", True)]


@pytest.mark.parametrize(("state", "lost"), ENDS)
def test_a_text_is_lost_unless_the_mail_in_its_place_would_have_come_too_late(state: str, lost: bool):
    nudge = message("m6", "nudge", "recruiter", "sms", state="failed")
    mail = message("m7", "nudge", "recruiter", rank=1, state=state)
    assert bool(account([*ROWS, nudge, mail]).counts["lost"]) is lost
