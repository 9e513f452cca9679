"""A candidate is erased while something about them is being sent, or waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler_app import booking, bundling, deliver
from scheduler_app.booking import Booker
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.senders import Outcome as Ending
from scheduler_app.messages.senders import Receipt, SendFailed
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Message, MessageState
from tests.office import ALI, DANA, Office, request
from tests.traces import erases, where_told


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Receipt("m1", "accepted", status_text="250 2.0.0 ali@example.com ok"), "accepted"),
        (SendFailed("451 later, <ali@example.com>", outcome=Ending.LATER), "failed"),
        (SendFailed("no answer for <ali@example.com>", outcome=Ending.UNCLEAR), "failed"),
    ],
)
def test_what_a_sender_holds_ends_by_what_it_learns_and_without_its_words(
    office: Office, result: Receipt | SendFailed, state: str
):
    class Slow:
        def send(self, *_: object) -> Receipt:
            erases(office, cancel=True)
            if isinstance(result, SendFailed):
                raise result
            return result

    with office.sessions.begin() as session:
        made = booking.book(session, office.desk, read_wanted(request()), Booker("api", True, "yes", "x"), office.now)
    claimed = deliver.claim(office.sessions, office.desk, "email", "one", office.clock)
    while claimed and claimed.letter.to != ALI:
        claimed = deliver.claim(office.sessions, office.desk, "email", "one", office.clock)
    assert claimed is not None
    deliver.carry(office.sessions, office.desk, Slow(), claimed, office.clock)  # type: ignore[arg-type]
    with reading(office.sessions) as session:
        sent = session.get_one(Message, claimed.id)
        assert (sent.state, sent.body, sent.reason) == (state, "", "")
    assert where_told(office) == []
    office.interviews.append(made.id)
    office.passes(minutes=10)
    assert [mail.recipients for mail in office.mailbox.mails if mail.recipients != [DANA]] == []


def test_a_message_whose_sender_died_is_not_looked_up_and_not_sent_again(office: Office):
    office.books()
    office.now += timedelta(hours=6)
    office.passes(minutes=1)  # the day before: a reminder
    with office.sessions.begin() as session:
        row = session.scalars(select(Message).where(Message.name == "remind-24h")).one()
        row.state, row.lease_until = MessageState.SENDING, office.now + timedelta(seconds=30)
    erases(office, cancel=True)
    texts = len(office.twilio.texts)
    office.passes(minutes=5)
    (row,) = [row for row in office.messages() if row.name == "remind-24h"]
    assert (row.state, row.body) == (MessageState.EXPIRED, "")
    assert len(office.twilio.texts) == texts
    assert where_told(office) == []


def test_a_mail_of_several_that_waits_loses_what_it_says_of_the_person(office: Office):
    other = {"name": "Noor Aziz", "email": "noor@example.com", "phone": None}
    office.books("2027-01-12T14:30")
    office.books("2027-01-12T15:30", candidate=other)
    office.books("2027-01-12T16:30", candidate=other)
    mailing = office.senders.pop("email")
    office.allows(texts_an_hour=0)
    office.passes(days=1, hours=7, minutes=1)
    with office.sessions.begin() as session:
        lapses = select(Message).where(Message.name == "lapse", Message.recipient == "recruiter:1", deliver.WAITING)
        first, *_ = session.scalars(lapses.order_by(Message.created_at))
        assert bundling.bundled(session, office.desk, first, "a test", office.now)
    (bundle,) = _bundles(office)
    assert "Ali Haddad" in bundle.body
    erases(office)
    (bundle,) = _bundles(office)
    assert "Noor Aziz" in bundle.body
    assert where_told(office) == []
    office.senders["email"] = mailing
    office.rounds()
    assert "Noor Aziz" in next(m.text for m in office.mailbox.mails if "messages in one" in str(m.message["Subject"]))


def _bundles(office: Office) -> list[Message]:
    with reading(office.sessions) as session:
        return list(session.scalars(select(Message).where(Message.name == bundling.BUNDLE)))
