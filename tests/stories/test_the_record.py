"""The record: whoever asks what happened to a call, or to any of its messages, finds it in one place, in order."""

from __future__ import annotations

from datetime import UTC, datetime

from scheduler_app import answers, booking, contact
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.record import Entry, record
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Organisation
from scheduler_app.web.timeline import Clocks, timeline, words
from tests.office import DANAS_NUMBER, Office


def entries(office: Office) -> list[Entry]:
    with reading(office.sessions) as session:
        return record(session, session.get_one(Interview, office.interviews[-1]))


def told(office: Office) -> list[str]:
    with reading(office.sessions) as session:
        interview = session.get_one(Interview, office.interviews[-1])
        return [
            words(entry, interview, Clocks("America/Denver", "America/Phoenix")) for entry in record(session, interview)
        ]


def moves(office: Office, wall: str) -> None:
    with office.sessions.begin() as session:
        starts = walltime.agree(datetime.fromisoformat(wall), "America/Denver", None)
        booking.reschedule(
            session, office.desk, office.interviews[-1], starts, office.now, override=True, by=Side.RECRUITER
        )
    office.rounds()


def test_a_window_that_lapsed_and_was_answered_late_is_told_from_beginning_to_end(office: Office):
    office.books()
    office.until(datetime(2027, 1, 12, 22, 2, tzinfo=UTC))
    office.reports(Side.RECRUITER, Outcome.HELD)

    seen = entries(office)
    assert [entry.at for entry in seen] == sorted(entry.at for entry in seen)
    lapse = [entry.kind for entry in seen if entry.at == datetime(2027, 1, 12, 22, 0, tzinfo=UTC)]
    assert lapse[0] == "lapsed", "the cause stands before its effects"
    assert lapse[1:] == ["step", "step", *["message", "attempt"] * 3]

    said = told(office)
    assert said[0] == (
        "Booked by another system for Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)."
    )
    assert "The window closed without a confirmed call." in said
    assert "Dana Reyes reported by another system: the call took place." in said
    stopped = [line for line in said if "is stopped" in line]
    assert len(stopped) == 4
    assert all(line.endswith("the recruiter confirmed the call.") for line in stopped)


def test_each_attempt_stands_with_its_outcome_and_what_went_in_its_place(office: Office):
    office.books()
    office.until(datetime(2027, 1, 12, 20, 29, tzinfo=UTC))
    office.twilio.fail_next("status", status=400, code=21211)
    office.passes(minutes=2)

    said = [line for line in told(office) if "Reminder an hour ahead" in line]
    assert len(said) == 6
    assert said[0] == "Reminder an hour ahead, for the candidate: the step is taken."
    assert "attempt 1: refused" in said[2]
    assert "Text to Ali Haddad (Reminder an hour ahead): failed" in said[3]
    assert said[4] == "Email to Ali Haddad (Reminder an hour ahead) is written in its place."
    assert "attempt 1: accepted" in said[5]


def test_what_a_call_forgets_when_it_moves_is_still_in_the_record(office: Office):
    office.books()
    office.until(datetime(2027, 1, 12, 22, 1, tzinfo=UTC))
    moves(office, "2027-01-13T10:00")
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, "I found another job", office.now)

    seen = entries(office)
    assert [entry.kind for entry in seen if entry.kind in ("booked", "lapsed", "moved", "cancelled")] == [
        "booked",
        "lapsed",
        "moved",
        "cancelled",
    ]
    said = told(office)
    assert (
        "Dana Reyes set another time: from Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)"
        " to Wed 13 Jan 2027, 10:00 AM Denver (UTC-7), which is 10:00 AM Phoenix (UTC-7)."
    ) in said
    assert 'Ali Haddad cancelled the call: "I found another job".' in said


def test_a_text_that_was_kept_back_as_it_was_claimed_says_why(office: Office):
    office.books()
    with office.sessions.begin() as session:
        session.get_one(Organisation, 1).all_texts_a_day = 0
    office.until(datetime(2027, 1, 12, 20, 31, tzinfo=UTC))
    assert (
        "Text to Ali Haddad (Reminder an hour ahead) is held back: told by mail, not by text:"
        " the cap of 0 texts of this deployment within a day is reached."
    ) in told(office)


def test_what_people_text_and_what_we_answer_is_in_it(office: Office):
    office.books()
    office.until(datetime(2027, 1, 12, 21, 31, tzinfo=UTC))
    with office.sessions.begin() as session:
        answers.hear(session, office.desk, "SM1", DANAS_NUMBER, "1", "", office.now)
    said = [line for line in told(office) if "texted" in line]
    assert len(said) == 1
    assert said[0].startswith('Dana Reyes texted: "1" (done). We answered: "')


def test_a_number_is_confirmed_once_in_the_record(office: Office):
    office.books()
    with office.sessions.begin() as session:
        session.get_one(Interview, office.interviews[-1]).candidate.number_vouched_at = None
    for _ in range(2):
        with office.sessions.begin() as session:
            contact.confirm_number(session, office.interviews[-1], Side.CANDIDATE, office.now)
    assert told(office).count("Ali Haddad confirmed the candidate's number; texts may go there.") == 1


def test_for_people_the_newest_comes_first(office: Office):
    office.books()
    office.passes(hours=1)
    with reading(office.sessions) as session:
        moments = timeline(session, session.get_one(Interview, office.interviews[-1]), "America/Denver")
    assert moments[-1].when == "Mon 11 Jan 2027, 9:00 AM Denver (UTC-7)"
    assert moments[-1].lines[0].words.startswith("Booked by another system")
