"""Links, sessions, keys and feeds: each opens one thing, for as long as it should, and is kept only as a digest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from scheduler_app import access, calendars_out, staff, subscribing
from scheduler_app.domain import tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Message
from tests.office import ALI, DANA, Office


def sign_in_token(office: Office, minutes: int = 15) -> str:
    with office.sessions.begin() as session:
        dana = access.recruiter_by_email(session, DANA)
        assert dana is not None
        link = access.sign_in_link(session, office.desk, dana, office.now, minutes=minutes)
    assert link.startswith("https://calls.example.com/signin/")
    return link.rpartition("/")[2]


def signs_in(office: Office, token: str) -> str | None:
    with office.sessions.begin() as session:
        return access.sign_in(session, token, office.now)


def who(office: Office, session_token: str) -> str | None:
    with reading(office.sessions) as session:
        found = access.signed_in(session, session_token, office.now)
        return found.email if found else None


def test_a_sign_in_link_works_once(office: Office):
    token = sign_in_token(office)
    session_token = signs_in(office, token)
    assert session_token is not None
    assert who(office, session_token) == DANA
    assert signs_in(office, token) is None
    assert who(office, "made up") is None


@pytest.mark.parametrize(("after", "works"), [(14 * 60 + 59, True), (15 * 60, False)])
def test_a_sign_in_link_works_for_its_minutes(office: Office, after: int, works: bool):
    token = sign_in_token(office)
    office.now += timedelta(seconds=after)
    with reading(office.sessions) as session:
        assert (access.peek_sign_in(session, token, office.now) is not None) is works
    assert (signs_in(office, token) is not None) is works


@pytest.mark.parametrize(("days", "seconds", "works"), [(14, -1, True), (14, 0, False)])
def test_a_session_ends_after_two_weeks(office: Office, days: int, seconds: int, works: bool):
    session_token = signs_in(office, sign_in_token(office)) or ""
    office.now += timedelta(days=days, seconds=seconds)
    assert (who(office, session_token) is not None) is works


def test_signing_out_ends_the_session_everywhere(office: Office):
    session_token = signs_in(office, sign_in_token(office)) or ""
    with office.sessions.begin() as session:
        access.sign_out(session, session_token)
    assert who(office, session_token) is None


def test_a_mailed_link_signs_in_and_its_token_rests_nowhere(office: Office):
    with office.sessions.begin() as session:
        access.mail_sign_in_link(session, office.desk, "DANA@example.com", office.now)
    office.rounds()
    mail = office.mail_to(DANA)
    token = mail.text.partition("/signin/")[2].split()[0]
    with reading(office.sessions) as session:
        kept = session.scalars(text("SELECT body || html FROM message")).one()
    assert token not in kept
    assert tokens.PLACE in kept
    assert signs_in(office, token) is not None


def test_strangers_and_the_impatient_get_no_mail(office: Office):
    for address in ["stranger@example.com", *[DANA] * 9]:
        with office.sessions.begin() as session:
            access.mail_sign_in_link(session, office.desk, address, office.now)
    office.rounds()
    assert office.mailbox.letters() == [(DANA, office.mail_to(DANA).message["Subject"])] * access.LINKS_AN_HOUR


def test_a_disabled_recruiter_is_out_at_once(office: Office):
    session_token = signs_in(office, sign_in_token(office)) or ""
    unused = sign_in_token(office)
    with office.sessions.begin() as session:
        feed = subscribing.add_feed(session, office.desk, DANA, "phone", "standard", office.now)
    office.books()
    with office.sessions.begin() as session:
        orphans = staff.disable_recruiter(session, DANA, office.now)
        assert [interview.id for interview in orphans] == office.interviews
    assert who(office, session_token) is None
    assert signs_in(office, unused) is None
    with reading(office.sessions) as session:
        assert calendars_out.opened_by(office.sessions, feed.rpartition("/")[2].removesuffix(".ics")) is None
    with pytest.raises(Refused):
        office.books("2027-01-13T14:30")


def test_an_api_key_opens_until_it_is_revoked(office: Office):
    with office.sessions.begin() as session:
        key = access.add_api_key(session, "ats", "read", office.now)
        with pytest.raises(Refused):
            access.add_api_key(session, "ats", "write", office.now)
    with reading(office.sessions) as session:
        holder = access.api_key_holder(session, key)
        assert holder is not None
        assert (holder.name, holder.writes) == ("ats", False)
        assert access.api_key_holder(session, key + "x") is None
        assert key not in str(session.execute(text("SELECT * FROM api_key")).all())
    with office.sessions.begin() as session:
        access.revoke_api_key(session, "ats", office.now)
    with reading(office.sessions) as session:
        assert access.api_key_holder(session, key) is None
    with office.sessions.begin() as session:
        again = access.add_api_key(session, "ats", "write", office.now)
    assert again != key


def test_a_feed_opens_until_it_is_revoked(office: Office):
    with office.sessions.begin() as session:
        address = subscribing.add_feed(session, office.desk, DANA, "phone", "standard", office.now)
        with pytest.raises(Refused):
            subscribing.add_feed(session, office.desk, DANA, "phone", "busy", office.now)
        with pytest.raises(Refused):
            subscribing.add_feed(session, office.desk, DANA, "laptop", "everything", office.now)
    token = address.rpartition("/")[2].removesuffix(".ics")
    with office.sessions.begin() as session:
        assert calendars_out.opened_by(office.sessions, token) is not None
        subscribing.revoke_feed(session, DANA, "phone", office.now)
    with office.sessions.begin() as session:
        assert calendars_out.opened_by(office.sessions, token) is None


def test_the_private_link_is_in_every_mail_and_at_rest_in_none(office: Office):
    office.books()
    link = office.desk.candidate_link(office.desk.candidate_token(office.interview()))
    assert link in office.mail_to(ALI).text
    assert link in office.mail_to(ALI).part("html")
    with reading(office.sessions) as session:
        for message in session.query(Message):
            assert office.desk.candidate_token(office.interview()) not in message.body + message.html
        token = link.rpartition("/")[2]
        opened = access.candidate_interview(session, token)
        assert opened is not None
        assert opened.id == office.interviews[-1]
        assert access.candidate_interview(session, token[:-1] + "A") is None


def test_a_recruiter_is_told_no_private_link(office: Office):
    office.books()
    token = office.desk.candidate_token(office.interview())
    assert token not in office.mail_to(DANA).raw.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": DANA}, "email"),
        ({"email": "nobody"}, "email"),
        ({"zone": "MST"}, "zone"),
        ({"phone": "12"}, "phone"),
        ({"role": "king"}, "role"),
        ({"name": ""}, "name"),
    ],
)
def test_a_recruiter_who_cannot_be_added_is_refused_by_field(office: Office, changes: dict[str, str], field: str):
    usual = {"email": "new@example.com", "name": "New", "zone": "UTC", "phone": None, "role": "recruiter"}
    with pytest.raises(Refused) as refused, office.sessions.begin() as session:
        staff.add_recruiter(session, **(usual | changes), now=office.now)  # type: ignore[arg-type]
    assert refused.value.problems[0].field == field
