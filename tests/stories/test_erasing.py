"""A person's data out, or gone: afterwards no table knows who it was, nothing is sent, and the counts still add up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from scheduler_app import calendars_out, feed, links, person, subscribing
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.links import Invitee
from scheduler_app.record import record
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.links import BookingLink
from scheduler_app.store.outbox import Message, MessageState, OptOut
from scheduler_app.store.people import InterviewType, Recruiter
from tests.office import ALI, ALIS_NUMBER, DANA, Office
from tests.texting import Phones, phones_of
from tests.traces import TELLS, erases, everything_happens, exports, where_told


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    phones = phones_of(office, tmp_path)
    yield phones
    phones.app.extensions["scheduler"].sessions.kw["bind"].dispose()


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
    assert {"STOP", "1"} <= {row["body"] for row in document["inbound"]}
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


def test_who_wants_no_reminders_of_links_gets_none_after_erasure_and_the_address_is_not_kept(office: Office):
    def invites(session: Session) -> BookingLink:
        dana = session.scalars(select(Recruiter).where(Recruiter.email == DANA)).one()
        kind = session.scalars(select(InterviewType)).one()
        return links.make(session, office.desk, kind, Invitee("Ali Haddad", ALI), dana, office.now)

    with office.sessions.begin() as session:
        links.hush(session, invites(session), office.now)
    erases(office)
    with reading(office.sessions) as session:
        assert [ALI in row.address for row in session.scalars(select(OptOut))] == [False]
    with office.sessions.begin() as session:
        invites(session)
    office.rounds()
    office.passes(days=8)
    assert office.heard() == ["invited: email to candidate"]
