"""A link is remembered twice by mail, whoever sends it and whoever dies meanwhile, and not once it is booked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler_app import deliver, links
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import UNSAID
from scheduler_app.links import Invitee
from scheduler_app.store.links import BookingLink
from scheduler_app.store.people import InterviewType, Recruiter
from tests.office import ALI, DANA, Office

DAY = timedelta(days=1)


def sends_a_link(office: Office) -> None:
    with office.sessions.begin() as session:
        dana = session.scalars(select(Recruiter).where(Recruiter.email == DANA)).one()
        kind = session.scalars(select(InterviewType)).one()
        ali = Invitee("Ali Haddad", ALI, None, "America/Phoenix", UNSAID)
        links.make(session, office.desk, kind, ali, dana, office.now)
    office.rounds()


def test_it_is_remembered_after_one_day_and_after_three_and_then_never(office: Office):
    sends_a_link(office)
    assert office.heard() == ["invited: email to candidate"]
    mail = office.mail_to(ALI)
    assert mail.message["Subject"] == "Dana would like to call you: choose a time"
    assert "https://calls.example.com/book/phone-screen?for=" in mail.text
    assert "until Mon 18 Jan 2027, 9:00 AM Phoenix (UTC-7)" in mail.text

    office.passes(hours=23, minutes=59)
    assert office.heard() == []
    office.passes(minutes=1)
    assert office.heard() == ["invited-again: email to candidate"]
    office.passes(days=2)
    assert office.heard() == ["invited-last: email to candidate"]
    office.passes(days=30)
    assert office.heard() == []


def test_a_sender_that_dies_holding_a_reminder_repeats_nothing(office: Office):
    sends_a_link(office)
    office.heard()
    office.now += DAY
    claimed = deliver.claim(office.sessions, office.desk, "email", "one that dies", office.clock)
    assert claimed is not None
    assert deliver.claim(office.sessions, office.desk, "email", "another", office.clock) is None
    office.senders["email"].send(claimed.letter, office.now)  # it went, and nobody was told
    office.passes(minutes=10)
    office.passes(days=1)
    told = [mail.message["Message-ID"] for mail in office.mailbox.mails]
    assert len(set(told)) == 2, "the invitation and one reminder, under one Message-ID however often it was tried"


def test_a_booking_stops_reminders_in_its_own_transaction_and_an_undone_one_does_not(office: Office):
    sends_a_link(office)
    office.heard()
    office.passes(hours=12)
    office.books()
    office.heard()
    office.now += DAY
    claimed = deliver.claim(office.sessions, office.desk, "email", "a watcher", office.clock)
    assert claimed is None or "choose a time" not in claimed.letter.subject
    with office.sessions.begin() as session:
        link = session.scalars(select(BookingLink)).one()
        assert (link.state(office.now), link.interview_id) == ("booked", office.interviews[0])
        waiting = [mail.state for mail in links.mails(session, link)]
    assert waiting == ["accepted", "suppressed", "suppressed"]


def test_a_reminder_under_way_while_it_is_booked_is_not_tried_again(office: Office):
    sends_a_link(office)
    office.heard()
    office.now += DAY
    claimed = deliver.claim(office.sessions, office.desk, "email", "slow", office.clock)
    assert claimed is not None
    office.books()
    office.passes(minutes=30)  # its sender died; it is found, and is of no use any more
    assert "still time to choose" not in "".join(str(mail.message["Subject"]) for mail in office.mailbox.mails)
    with office.sessions.begin() as session:
        link = session.scalars(select(BookingLink)).one()
        reminder = links.mails(session, link)[1]
        assert (reminder.state, reminder.reason) == ("suppressed", "the link is booked by now")


def test_a_link_for_one_type_is_no_link_for_another(office: Office):
    sends_a_link(office)
    with office.sessions.begin() as session:
        link = session.scalars(select(BookingLink)).one()
        other = InterviewType(slug="second", name="Second talk", plan_id=link.type.plan_id)
        session.add(other)
        session.flush()
        with pytest.raises(Refused, match="good no more"):
            links.held(session, other, "robin@example.com", link.id, office.now)
