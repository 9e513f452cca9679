"""A lost link is mailed again, and nobody learns from it who has one."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import func, select

from scheduler_app import booking, guard, lost_links
from scheduler_app.domain.interview import Side
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.lost_links import LostLink
from scheduler_app.store.outbox import Message
from scheduler_app.store.tallies import Tally
from tests.office import ALI, LEE
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, words

SEND = "Send the link"


def asks(ali: Visitor, email: str) -> str:
    return ali.opens("/lost-link").presses(SEND, 200, email=email).words


def mails(service: Service) -> list[Message]:
    lost_links.answer(service.sessions, service.desk, service.clock)
    return [message for message in service.messages() if message.name == "lost-link"]


def test_the_mail_lists_what_is_live_and_each_link_opens_its_own_page(service: Service, ali: Visitor, path: str):
    second = service.books("2027-01-13T10:00", "Europe/London", recruiter=LEE)
    gone = service.books("2027-01-14T10:00")
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, gone, Side.CANDIDATE, "", service.now)

    assert "If a call is booked for ALI@example.com" in asks(ali, "ALI@example.com")
    (mail,) = mails(service)
    assert (mail.to_address, mail.audience) == (ALI, "candidate")
    assert "/c/" in mail.body
    assert service.desk.candidate_token(service.interview()) not in mail.body, "the link does not rest in the database"
    with reading(service.sessions) as session:
        read = service.desk.opened(session.get_one(Message, mail.id), mail.body)
        rich = service.desk.opened(session.get_one(Message, mail.id), mail.html)
    links = re.findall(r"http://127.0.0.1:8000(/c/\S+)", read)
    own = {key: f"/c/{service.desk.candidate_token(service.interview(key))}" for key in (second, service.interviews[0])}
    assert links == list(own.values()), "the latest first, and not the one that was called off"
    assert all(link in rich for link in links)
    assert "with Lee Okafor" in ali.opens(links[0]).words
    assert "with Dana Reyes" in ali.opens(links[1]).words
    assert len(mails(service)) == 1, "a request is answered once"


def test_a_stranger_gets_the_same_answer_and_nothing_is_sent_or_kept(service: Service, ali: Visitor, path: str):
    known = asks(ali, ALI).replace(ALI, "X")
    with service.sessions.begin() as session:
        session.query(LostLink).delete()
    sent = len(service.messages())
    assert asks(ali, "eve@example.org").replace("eve@example.org", "X") == known
    assert mails(service) == []
    assert len(service.messages()) == sent
    with reading(service.sessions) as session:
        assert session.scalar(select(func.count()).select_from(LostLink)) == 0


def test_caps_hold_and_nobody_sees_that_they_do(service: Service, ali: Visitor, path: str):
    said = {asks(ali, ALI) for _ in range(5)}
    assert len(said) == 1
    with reading(service.sessions) as session:
        assert session.scalar(select(func.count()).select_from(LostLink)) == lost_links.AN_HOUR
    assert len(mails(service)) == 1, "what was asked for several times at once comes once"
    for number in range(30):
        asks(ali, f"a{number}@example.org")
    with reading(service.sessions) as session:
        waiting = session.scalar(select(func.count()).select_from(LostLink))
    assert waiting == lost_links.FROM_ONE_PLACE - lost_links.AN_HOUR, "one place cannot ask for everybody"
    service.now += timedelta(hours=1)
    asks(ali, ALI)
    assert len(mails(service)) == 2
    service.now += timedelta(days=1)
    guard.forget(service.sessions, service.clock)
    with reading(service.sessions) as session:
        assert session.scalars(select(Tally.key)).all() == [], "no count is kept of who asked, and from where"


def test_looking_asks_for_nothing_and_a_slip_is_kept(service: Service, ali: Visitor, path: str):
    ali.opens("/lost-link").presses(SEND, 422, email="ali@")
    assert 'value="ali@"' in ali.page.get_data(as_text=True)
    answer = ali.browser.post("/lost-link", data={"email": ALI})
    assert answer.status_code == 422
    assert "open for too long" in words(answer)
    ali.opens(f"/lost-link?email={ALI}")
    assert mails(service) == []


def test_the_mail_is_in_the_language_of_who_has_the_page(service: Service, ali: Visitor, path: str):
    with service.sessions.begin() as session:
        session.get_one(Interview, service.interviews[0]).candidate.language = "es"
    asks(ali, ALI)
    (mail,) = mails(service)
    assert '<html lang="es">' in mail.html
