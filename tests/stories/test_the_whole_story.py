"""The story every release must tell, with a clock that only the test moves."""

from __future__ import annotations

from datetime import UTC, datetime

from scheduler_app.domain.interview import Outcome, Side, State
from tests.office import ALI, ALIS_NUMBER, COLE, DANA, DANAS_NUMBER, LEE, Office

STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # Tuesday 2:30 PM in Denver


def at(hour: int, minute: int, second: int = 0, day: int = 12) -> datetime:
    return datetime(2027, 1, day, hour, minute, second, tzinfo=UTC)


def test_nobody_calls_and_everybody_knows_what_to_do_next(office: Office):
    office.books("2027-01-12T14:30", "America/Denver")
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    booked = office.mail_to(ALI)
    assert "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in booked.text
    assert "2:30 PM Denver (UTC-7)" in booked.text
    assert "DTSTART:20270112T213000Z" in booked.part("calendar")
    assert "METHOD:REQUEST" in booked.part("calendar")

    office.until(at(21, 29, 59, day=11))
    assert office.heard() == []
    office.until(at(21, 30, day=11))  # a day before
    assert office.heard() == ["remind-24h: sms to candidate"]

    office.until(at(20, 30))
    assert office.heard() == ["prepare-60m: email to recruiter", "remind-1h: sms to candidate"]
    office.until(at(21, 20))
    assert office.heard() == ["prepare-10m: sms to recruiter"]
    office.until(STARTS)
    assert office.heard() == ["open: sms to recruiter"]
    assert "602-555-0123" in office.text_to(DANAS_NUMBER)

    office.until(at(21, 49, 59))
    assert office.heard() == []
    office.until(at(21, 50))  # two thirds of the window
    assert office.heard() == ["nudge: sms to recruiter"]

    office.until(at(21, 59, 59))
    assert office.heard() == []
    assert office.interview().state == State.SCHEDULED
    office.until(at(22, 0))  # the window closes
    assert office.heard() == ["lapse: email to candidate", "lapse: sms to candidate", "lapse: sms to recruiter"]
    assert office.interview().state == State.LAPSED
    words = office.mail_to(ALI).text
    assert "Hi Dana," in words, "the mail carries words that are ready to send"
    assert "https://calls.example.com/c/" in office.text_to(ALIS_NUMBER)

    office.until(at(22, 4, 59))
    assert office.heard() == []
    office.until(at(22, 5))
    assert office.heard() == ["backup: email to backup"]
    assert "Ali Haddad" in office.mail_to(LEE).text
    office.until(at(22, 15))
    assert office.heard() == ["coordinator: email to coordinator"]
    assert office.mail_to(COLE).message["Subject"]

    office.until(at(15, 59, 59, day=13))
    assert office.heard() == []
    office.until(at(16, 0, day=13))  # 9:00 AM in Phoenix
    assert office.heard() == ["next-day: email to candidate"]
    office.until(at(15, 59, 59, day=19))
    assert office.heard() == []
    office.until(at(16, 0, day=19))  # five business days later: the weekend does not count
    assert office.heard() == ["last: email to candidate"]

    office.passes(days=60)
    assert office.heard() == []
    assert office.interview().watch.next_due_at is None


def test_who_has_booked_another_call_is_not_told_to_write_or_to_move_on(office: Office):
    first = office.books()
    office.until(at(22, 0))  # the window closes
    office.heard()

    office.books("2027-01-14T10:00")
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert office.interview(first).state == State.LAPSED
    assert office.interview(first).watch.next_due_at is None

    office.until(at(16, 0, day=13))  # when the next-day words would have come
    office.until(at(16, 59, day=14))
    heard = office.heard()
    assert not [what for what in heard if what.startswith(("backup", "coordinator", "next-day", "last"))]
    reasons = {(row.name, row.reason) for row in office.interview(first).steps if row.state == "stopped"}
    assert ("next-day", "the candidate has booked another call instead") in reasons


def test_another_persons_call_supersedes_nothing(office: Office):
    first = office.books()
    office.until(at(22, 0))
    office.books("2027-01-14T10:00", candidate={"email": "b@example.com"})
    assert office.interview(first).superseded_by is None
    assert office.interview(first).watch.next_due_at == at(22, 5)


def test_the_call_takes_place_and_the_follow_ups_come(office: Office):
    office.books()
    office.until(at(21, 40))
    office.heard()

    office.reports(Side.CANDIDATE, Outcome.HELD)
    assert office.interview().state == State.HELD
    office.until(at(23, 39, 59))
    assert office.heard() == []
    office.until(at(23, 40))  # two hours after it was confirmed
    assert office.heard() == ["thank-you: email to candidate"]
    office.until(at(15, 59, 59, day=14))
    assert office.heard() == []
    office.until(at(16, 0, day=14))  # two business days later, 9:00 AM in Denver
    assert office.heard() == ["answer-by: email to recruiter"]
    office.passes(days=60)
    assert office.heard() == []


def test_running_late_is_a_courtesy_that_moves_the_close_once(office: Office):
    office.books()
    office.until(at(21, 45))
    office.heard()

    office.reports(Side.RECRUITER, Outcome.RUNNING_LATE, minutes=15)
    assert office.heard() == ["late: sms to candidate"]
    assert "3:15 PM" in office.text_to(ALIS_NUMBER)
    office.until(at(22, 14, 59))
    assert office.heard() == ["nudge: sms to recruiter"]  # two thirds of the longer window
    assert office.interview().state == State.SCHEDULED
    office.until(at(22, 15))
    assert office.interview().state == State.LAPSED
    assert office.interview().generation == 1
    assert office.heard() == ["lapse: email to candidate", "lapse: sms to candidate", "lapse: sms to recruiter"]


def test_a_call_without_a_number_goes_all_by_mail_and_the_recruiter_is_told(office: Office):
    office.books(candidate={"phone": None, "sms_consent": False})
    assert "no number on file" in office.mail_to(DANA).text
    office.until(at(22, 0))
    assert "remind-24h: email to candidate" in office.heard()
    assert office.twilio.texts
    assert {to for to, _ in office.twilio.texts} == {DANAS_NUMBER}
    reasons = {row.reason for row in office.messages() if row.audience == "candidate" and row.name == "remind-24h"}
    assert reasons == {"by mail, not by text: no number on file"}


def test_a_short_window_does_not_make_the_call_shorter(office: Office):
    office.books(callback_window_minutes=10)
    told = office.mail_to(ALI).text
    assert "at any moment from then until 2:40 PM Phoenix (UTC-7) / 2:40 PM Denver (UTC-7)" in told
    assert "once you talk, it takes about 30 minutes" in told
    office.until(at(21, 30, day=11))
    assert "or up to 10 min later" in office.text_to(ALIS_NUMBER)


def test_a_long_window_is_said_to_its_end(office: Office):
    office.books(callback_window_minutes=120)
    assert "at any moment from then until 4:30 PM Phoenix (UTC-7)" in office.mail_to(ALI).text
