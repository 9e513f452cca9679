"""Caps: nobody is flooded, nobody is pumped, nothing is lost; and no two processes take the same last place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from scheduler_app import caps, deliver
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.limits import Limits
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.outbox import Message, MessageState
from tests.office import COLE, DANA, DANAS_NUMBER, Office
from tests.stories.reminders import A_DAY_BEFORE

MOMENT = timedelta(microseconds=1)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the database has no say in it
STARTS = datetime.fromisoformat("2027-01-13T18:00Z")  # 11 AM in Denver
NAMES = ("Ali Haddad", "Noor Aziz", "Zoe Lind", "Ravi Rao", "Mia Chen", "Tom Berg", "Ana Ruiz")


def many_calls_at_once(office: Office, count: int) -> None:
    """Dana's calls, booked one after the other and all moved to one moment, as only a backlog would do it."""
    for number, name in enumerate(NAMES[:count]):
        office.books(f"2027-01-14T{9 + number:02}:00", candidate={"name": name, "phone": None})
    with office.sessions.begin() as session:
        closes = STARTS + timedelta(minutes=30)
        session.execute(update(Interview).values(starts_at=STARTS, closes_at=closes, occupied_until=closes))
        session.execute(update(Watch).values(next_due_at=STARTS - timedelta(hours=1)))
    office.heard()


def texts_to_dana(office: Office) -> list[str]:
    return [body for number, body in office.twilio.texts if number == DANAS_NUMBER]


def bundles(office: Office, name: str = "bundle") -> list[Message]:
    with reading(office.sessions) as session:
        return list(session.scalars(select(Message).where(Message.name == name).order_by(Message.created_at)))


def all_messages(office: Office) -> list[Message]:
    with reading(office.sessions) as session:
        return list(session.scalars(select(Message)))


def test_twenty_texts_in_an_hour_pass_the_next_goes_by_mail_and_many_go_in_one(office: Office):
    """Seven calls make 21 texts until their windows close, and then lapse at once."""
    many_calls_at_once(office, 7)
    office.until(STARTS + timedelta(minutes=20) - MOMENT)
    assert len(texts_to_dana(office)) == 14  # prepare-10m, open
    office.heard()
    office.until(STARTS + timedelta(minutes=20))
    assert len(texts_to_dana(office)) == 20
    assert office.heard() == ["nudge: email to recruiter", *["nudge: sms to recruiter"] * 6]
    (single,) = (row for row in bundles(office, "nudge") if row.channel == "email")
    assert single.reason.endswith("the cap of 20 texts to this number within an hour is reached")

    office.until(STARTS + timedelta(minutes=30))
    assert len(texts_to_dana(office)) == 20
    (mail,) = bundles(office)
    assert mail.state == MessageState.ACCEPTED
    parts = [row for row in all_messages(office) if row.bundle_id == mail.id]
    assert [row.state for row in parts] == [MessageState.SUPPRESSED] * 7
    assert {row.name for row in parts} == {"lapse"}
    assert all(row.reason.startswith(f"bundled into {mail.id}: the cap of 20 texts") for row in parts)
    letter = office.mail_to(DANA)
    assert letter.message["Subject"] == "7 messages in one: please have a look"
    for which, name in zip(office.interviews, NAMES, strict=True):
        line = (
            f"- {name}, Wed 13 Jan 2027, 11:00 AM Denver (UTC-7), which is 11:00 AM Phoenix (UTC-7): the window closed"
        )
        assert line in letter.text
        assert f"/dashboard/{which}" in letter.text
        assert f"/dashboard/{which}" in letter.part("html")

    office.heard()
    office.until(STARTS + timedelta(minutes=50) - MOMENT)
    assert len(texts_to_dana(office)) == 20


def test_an_hour_after_the_first_text_there_is_room_again(office: Office):
    with office.sessions.begin() as session:
        mine = caps.of_text(Limits(), DANAS_NUMBER, candidate=False)
        assert [caps.take(session, mine, office.now, urgent=True) for _ in range(21)] == [None] * 20 + [mine[0]]
        later = office.now + timedelta(hours=1)
        assert caps.take(session, mine, later - MOMENT, urgent=True) == mine[0]
        assert caps.take(session, mine, later, urgent=True) is None


def waiting_text(office: Office, number: str = DANAS_NUMBER) -> Message:
    """A text of no interview, which has no mail."""
    return Message(
        id=uuid4(),
        name="note",
        audience="recruiter",
        recipient="recruiter:1",
        channel="sms",
        to_address=number,
        body="Hello.",
        due_at=office.now,
        expires_at=office.now + timedelta(days=1),
        created_at=office.now,
    )


def test_four_carriers_at_once_never_take_more_than_the_cap(office: Office):
    office.allows(texts_an_hour=5)
    with office.sessions.begin() as session:
        session.add_all([waiting_text(office) for _ in range(12)])

    def claims(carrier: int) -> list[UUID]:
        mine = []
        while claimed := deliver.claim(office.sessions, office.desk, "sms", f"carrier {carrier}", office.clock):
            mine.append(claimed.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [one for mine in pool.map(claims, range(4)) for one in mine]
    assert len(claimed) == len(set(claimed)) == 5
    waiting = [row for row in all_messages(office) if row.state == MessageState.DEFERRED]
    assert len(waiting) == 7
    assert {row.due_at for row in waiting} == {office.now + timedelta(hours=1)}  # none is lost: they go then


@ON_SQLITE
def test_a_call_that_was_confirmed_meanwhile_is_left_out_and_a_mail_about_nothing_is_not_sent(office: Office):
    many_calls_at_once(office, 3)
    office.until(STARTS + timedelta(minutes=30) - MOMENT)
    mailing = office.senders.pop("email")
    office.allows(texts_an_hour=0)
    office.passes(microseconds=1)
    (mail,) = bundles(office)
    office.heard()

    office.reports(Side.RECRUITER, Outcome.HELD, interview=office.interviews[0])
    office.senders["email"] = mailing
    office.rounds()
    letter = office.mail_to(DANA)
    assert letter.message["Subject"] == "2 messages in one: please have a look"
    assert NAMES[0] not in letter.text + letter.part("html")

    del office.senders["email"]
    office.allows(texts_an_hour=0)
    office.passes(minutes=5)
    with office.sessions.begin() as session:
        session.execute(update(Message).where(Message.id == mail.id).values(state="queued", attempts=0))
    for which in office.interviews[1:]:
        office.reports(Side.RECRUITER, Outcome.HELD, interview=which)
    office.senders["email"] = mailing
    office.heard()
    office.rounds()
    assert "bundle: email to recruiter" not in office.heard()
    assert bundles(office)[0].reason == "nothing in it is of use any more"


@ON_SQLITE
def test_what_was_only_in_a_mail_that_did_not_arrive_is_seen_at_every_call(office: Office):
    many_calls_at_once(office, 2)
    office.until(STARTS + timedelta(minutes=30) - MOMENT)
    office.allows(texts_an_hour=0)
    mails = office.senders.pop("email")
    office.passes(microseconds=1)
    (mail,) = bundles(office)
    with office.sessions.begin() as session:
        session.execute(update(Message).where(Message.id == mail.id).values(due_at=office.now - timedelta(hours=1)))
    office.senders["email"] = mails
    office.mailbox.fail_next(550)
    office.rounds()
    failed = [row for row in all_messages(office) if row.bundle_id == mail.id]
    assert [row.state for row in failed] == [MessageState.FAILED] * 2
    assert all("the mail that held it did not go" in row.reason for row in failed)


@ON_SQLITE
def test_a_days_cap_diverts_reminders_but_not_what_is_about_the_call(office: Office):
    office.allows(texts_a_day=0)
    office.books("2027-01-13T14:30")
    office.until(office.interview().starts_at - A_DAY_BEFORE)
    assert "remind-24h: email to candidate" in office.heard()
    office.until(office.interview().starts_at)
    assert {"remind-1h: sms to candidate", "open: sms to recruiter"} < set(office.heard())


@ON_SQLITE
def test_neighbouring_numbers_share_a_cap_so_that_pumping_does_not_pay(office: Office):
    office.allows(range_texts_a_day=1)
    for hour, number in ((13, "+16025550111"), (14, "+16025550122"), (15, "+14155550133")):
        office.books(f"2027-01-13T{hour}:30", candidate={"phone": number})
    office.heard()
    office.until(datetime.fromisoformat("2027-01-12T23:00Z"))
    assert [number for number, _ in office.twilio.texts] == ["+16025550111", "+14155550133"]
    assert office.heard() == ["remind-24h: email to candidate", *["remind-24h: sms to candidate"] * 2]


@ON_SQLITE
def test_the_switch_for_all_texts_sends_all_news_by_mail_and_says_so(office: Office):
    office.allows(all_texts_a_day=1)
    office.books("2027-01-13T14:30")
    office.until(office.interview().starts_at - timedelta(minutes=10))
    texts = {(row.name, row.state): row.reason for row in office.messages() if row.channel == "sms"}
    assert set(texts) == {
        ("remind-24h", "accepted"),
        ("remind-1h", "suppressed"),
        ("prepare-10m", "suppressed"),
    }
    reached = "told by mail, not by text: the cap of 1 texts of this deployment within a day is reached"
    assert texts["remind-1h", "suppressed"] == reached
    assert "remind-1h: email to candidate" in office.heard()
    with reading(office.sessions) as session:
        assert caps.used_up(session, office.now)
        assert caps.today(session, office.now) == (1, 1)


@ON_SQLITE
def test_mails_over_the_cap_wait_five_minutes_at_most_and_go_in_one(office: Office):
    office.allows(mails_an_hour=1)
    many_calls_at_once(office, 4)
    office.until(STARTS + timedelta(minutes=45) - MOMENT)
    to_cole = len([mail for mail in office.mailbox.mails if mail.recipients == [COLE]])
    assert to_cole == 0
    office.passes(microseconds=1)
    held = [row for row in all_messages(office) if row.name == "coordinator" and row.state == MessageState.DEFERRED]
    assert len(held) == 3
    assert {row.due_at for row in held} == {STARTS + timedelta(minutes=50)}
    office.until(STARTS + timedelta(minutes=50))
    mine = [mail for mail in office.mailbox.mails if mail.recipients == [COLE]]
    assert [str(mail.message["Subject"]).startswith("3 messages in one") for mail in mine] == [False, True]


@ON_SQLITE
def test_invitations_are_sent_whatever_the_cap_says(office: Office):
    office.allows(mails_an_hour=1)
    for hour in (10, 12, 14):
        office.books(f"2027-01-14T{hour}:00")
    invitations = [mail for mail in office.mailbox.mails if mail.recipients == [DANA]]
    assert len(invitations) == 3
