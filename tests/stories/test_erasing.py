"""A person's data out, or gone: afterwards no table knows who it was, nothing is sent, and the counts still add up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text

from scheduler_app import (
    access,
    booking,
    bundling,
    calendars_out,
    deliver,
    erasing,
    exporting,
    feed,
    person,
    subscribing,
)
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.senders import Outcome as Ending
from scheduler_app.messages.senders import Receipt, SendFailed
from scheduler_app.record import record
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.outbox import Message, MessageState, OptOut
from tests.office import ALI, ALIS_NUMBER, DANA, Office, request
from tests.texting import Phones, phones_of

TELLS = re.compile(r"haddad|\bali\b", re.IGNORECASE)


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    phones = phones_of(office, tmp_path)
    yield phones
    phones.app.extensions["scheduler"].sessions.kw["bind"].dispose()


def erases(office: Office, **how: bool) -> dict[str, int]:
    with office.sessions.begin() as session:
        return erasing.erase(session, office.desk, "ALI@example.com", office.now, **how)


def exports(office: Office) -> dict[str, Any]:
    with reading(office.sessions) as session:
        document = exporting.export(session, office.desk, ALI, office.now)
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def where_told(office: Office) -> list[str]:
    """Every cell of the database that tells of Ali."""
    found = []
    with office.sessions.kw["bind"].connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    told = value if isinstance(value, str) else json.dumps(value, default=str)
                    if TELLS.search(told) or "6025550123" in re.sub(r"[\s()./-]", "", told):
                        found.append(f"{table}.{column}: {told[:80]}")
    return found


def everything_happens(office: Office, phones: Phones) -> None:
    """Two calls, one of them lapsed and one cancelled, with all that may be said and sent about them."""
    with office.sessions.begin() as session:
        key = access.add_api_key(session, "ats", "write", office.now)
    booked = phones.app.test_client().post(
        "/api/v1/interviews", json=request(), headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "k1"}
    )
    assert booked.status_code == 201
    with reading(office.sessions) as session:
        office.interviews.extend(session.scalars(select(Interview.id)))
    office.passes(days=1, hours=5, minutes=30)  # the window opens
    phones.ali("I am Ali Haddad, at 602-555-0123, running late")
    office.passes(minutes=36)  # it has closed, and a colleague was asked
    phones.ali("2")
    phones.dana("1")
    office.books("2027-01-14T14:30", candidate={"name": "Ali B. Haddad"})
    with office.sessions.begin() as session:
        reason = "Ali Haddad is ill; ring (602) 555-0123"
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, reason, office.now)
    office.rounds()
    phones.ali("STOP")


def test_after_erasing_no_cell_of_any_table_tells_who_it_was_and_counts_add_up(office: Office, phones: Phones):
    everything_happens(office, phones)
    with reading(office.sessions) as session:
        tables = ("interview", "step", "message", "attempt", "report", "inbound", "provider_event", "candidate")
        before = {name: session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables}
        messages = {row.id: (row.state, row.channel, row.attempts) for row in session.scalars(select(Message))}
        others = {row.id: row.body for row in session.scalars(select(Message)) if row.interview_id is None}
    assert len({line.partition(":")[0] for line in where_told(office)}) > 12

    counts = erases(office)

    assert where_told(office) == []
    assert (counts["candidate"], counts["interview"], counts["answered"]) == (2, 2, 1)
    with reading(office.sessions) as session:
        assert {name: session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables} == before
        assert session.scalar(select(func.count()).select_from(OptOut)) == 1
        for row in session.scalars(select(Message)):
            assert (row.channel, row.attempts) == messages[row.id][1:]
            assert row.state == messages[row.id][0] or row.state == MessageState.SUPPRESSED
            assert row.interview_id is not None or row.body == others[row.id]
        first = session.get_one(Interview, office.interviews[0])
        assert (first.candidate.name, first.state) == ("Candidate (erased)", State.DISPUTED)
        assert [(row.by, row.outcome) for row in session.scalars(select(Report).order_by(Report.id))] == [
            ("candidate", "no_call"),
            ("recruiter", "held"),
        ]
        assert len(record(session, first)) > 30
    office.heard()
    office.passes(days=14)
    assert office.heard() == []  # nothing more about it, to anybody
    with pytest.raises(Refused, match="nothing is kept"):
        erases(office)


def test_stop_outlasts_erasure_until_the_number_says_start(office: Office, phones: Phones):
    office.books()
    phones.ali("STOP")
    with pytest.raises(Refused, match="still to take place; add --cancel"):
        erases(office)
    erases(office, cancel=True)
    with reading(office.sessions) as session:
        (kept,) = session.scalars(select(OptOut))
        assert (kept.address, kept.source) == (office.desk.hidden_number(ALIS_NUMBER), "reply")
    texts = len(office.twilio.texts)
    office.books("2027-01-13T14:30")
    office.passes(days=2, hours=7)  # also in a batch
    assert [number for number, _ in office.twilio.texts[texts:] if number == ALIS_NUMBER] == []
    assert {row.reason for row in office.messages() if row.name == "lapse" and row.audience == "candidate"} == {
        "by mail, not by text: opted out of texts"
    }
    assert exports(office)["opt_out"] == [{"channel": "sms", "since": "2027-01-11T16:00:00Z", "source": "reply"}]
    phones.ali("START")
    with reading(office.sessions) as session:
        assert session.scalars(select(OptOut)).all() == []


def test_a_call_ahead_is_called_off_the_recruiter_is_told_and_calendars_lose_the_name(office: Office):
    office.books()
    office.heard()
    with office.sessions.begin() as session:
        address = subscribing.add_feed(session, office.desk, DANA, "phone", "full", office.now)

    def fetched() -> str:
        with reading(office.sessions) as session:
            token = address.rpartition("/")[2].removesuffix(".ics")
            opened = calendars_out.opened_by(office.sessions, token)
            assert opened is not None
            return feed.build("x", calendars_out.held(session, opened, office.now), detail="full").decode()

    before = fetched()
    assert "Ali Haddad" in before
    office.now += timedelta(minutes=5)
    erases(office, cancel=True)
    after = fetched()
    assert "Cancelled: Phone screen: call Candidate (erased)" in after
    assert "SEQUENCE:1" in after
    assert not TELLS.search(after)

    office.rounds()
    assert office.heard() == ["confirm: email to recruiter"]
    letter = office.mail_to(DANA)
    assert letter.message["Subject"].startswith("Cancelled: Candidate (erased), Tue 12 Jan 2:30 PM Denver")
    assert "the candidate's data was erased" in letter.text
    assert not TELLS.search(letter.text)
    office.passes(days=3)
    assert office.heard() == []


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


def test_other_people_keep_what_is_theirs_and_a_late_report_tells_nobody(office: Office):
    office.books()
    noor = office.books("2027-01-13T14:30", candidate={"name": "Noor Aziz", "email": "noor@example.com"})
    office.passes(days=1, hours=7)
    office.heard()
    erases(office)
    office.reports(Side.RECRUITER, Outcome.HELD, interview=office.interviews[0])
    assert office.heard() == []
    with reading(office.sessions) as session:
        row = session.get_one(Interview, noor)
        assert (row.candidate.name, row.candidate.phone, row.state) == ("Noor Aziz", ALIS_NUMBER, State.SCHEDULED)
    office.passes(days=1)
    assert "lapse: sms to candidate" in office.heard()


def test_an_export_has_everything_and_no_token(office: Office, phones: Phones):
    everything_happens(office, phones)
    document = exports(office)
    assert (document["format"], document["about"], document["exported_at"]) == (
        1,
        ALI,
        office.now.isoformat().replace("+00:00", "Z"),
    )
    assert [row["name"] for row in document["candidate"]] == ["Ali Haddad", "Ali B. Haddad"]
    assert {row["recruiter"] for row in document["interview"]} == {"Dana Reyes"}
    assert {row["starts_at"] for row in document["interview"]} == {"2027-01-12T21:30:00Z", "2027-01-14T21:30:00Z"}
    assert [row["body"] for row in document["inbound"]][:1] != []
    assert {"STOP", "2", "1"} <= {row["body"] for row in document["inbound"]}
    assert [row["address"] for row in document["opt_out"]] == [ALIS_NUMBER]
    for table in ("report", "event", "step", "attempt", "answered", "watch"):
        assert document[table], table
    whole = json.dumps(document)
    token = office.desk.candidate_token(office.interview(office.interviews[0]))
    assert "[private link]" in whole
    for secret in (token, "link_digest", "request_digest", "lease_owner"):
        assert secret not in whole
    assert DANA in whole  # whom we told about Ali
    assert exports(office) == document


def test_a_private_link_says_kindly_that_the_page_is_gone(office: Office, phones: Phones):
    office.books()
    path = f"/c/{office.desk.candidate_token(office.interview())}"
    client = phones.app.test_client()
    assert client.get(path).status_code == 200
    erases(office, cancel=True)
    for address in (path, f"{path}/status", f"{path}/call.ics", f"{path}/reschedule"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "This page is no longer kept" in answer.get_data(as_text=True)
    assert client.post(f"{path}/cancel").status_code == 410
    assert client.get(path[:-2] + "zz").status_code == 404


def test_a_person_of_whom_nothing_is_kept_is_not_found(office: Office):
    for nobody in ("", "nobody@example.com", "%"):
        with reading(office.sessions) as session, pytest.raises(Refused, match="nothing is kept"):
            person.find(session, nobody)
