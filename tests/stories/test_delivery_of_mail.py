"""Mail on its way: refusals, outages, lost answers. The oracle is what the mail server took."""

from __future__ import annotations

from datetime import timedelta

from scheduler_app.store.outbox import MessageState
from tests.office import Office


def test_mail_that_is_refused_for_good_fails_with_its_reason(office: Office):
    office.mailbox.fail_next(550)
    office.books()
    failed = [row for row in office.messages() if row.state == MessageState.FAILED]
    assert len(failed) == 1
    assert failed[0].channel == "email"
    assert failed[0].reason


def test_mail_outlives_an_outage_that_is_longer_than_the_backoff(office: Office):
    office.mailbox.fail_next(451, times=100)
    office.books()
    office.passes(minutes=45)
    assert {row.state for row in office.messages()} == {MessageState.QUEUED}, "still of use, so still tried"
    assert all(row.attempts > 8 for row in office.messages())
    office.mailbox.recover()
    office.passes(minutes=5)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]


def test_mail_is_tried_until_it_is_of_no_use_and_then_fails_visibly(office: Office):
    office.mailbox.fail_next(451, times=1000)
    office.books("2027-01-11T09:30", override_availability=True)
    office.until(office.interview().closes_at + timedelta(seconds=1))
    confirmations = [row for row in office.messages() if row.name == "confirm"]
    assert [row.state for row in confirmations] == [MessageState.FAILED] * 2
    assert all(row.settled_at and row.settled_at < row.expires_at for row in confirmations)
    assert all("could not be sent yet" in row.reason for row in confirmations)


def test_mail_whose_answer_was_lost_is_repeated_once_under_the_same_id(office: Office):
    office.mailbox.drop_after_data(accepted=True)
    office.books()
    office.passes(minutes=2)
    ids = [mail.message["Message-ID"] for mail in office.mailbox.mails]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    repeated = {mail.raw for mail in office.mailbox.mails if ids.count(mail.message["Message-ID"]) == 2}
    assert len(repeated) == 1, "the same bytes, so that receivers can tell"
