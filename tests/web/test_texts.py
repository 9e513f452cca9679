"""What people text, on the pages of staff; a colleague who takes a call over; and links that are only looked at."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

from scheduler_app import answers, staff
from scheduler_app.domain import tokens
from scheduler_app.domain.interview import State
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import OptOut
from tests.office import ALIS_NUMBER, COLE, DANA, DANAS_NUMBER, LEE
from tests.web.alis_call import CLOSE, START
from tests.web.staff import Service, words

MAX = "max@example.com"


def lapsed(service: Service) -> UUID:
    """Ali's call, five minutes after its window closed: Lee has just been asked to help."""
    interview = service.books()
    for moment in (START - timedelta(hours=1), START, CLOSE, CLOSE + timedelta(minutes=5)):
        service.now = moment
        service.rounds()
    return interview


def texts(service: Service, body: str, number: str = ALIS_NUMBER) -> str:
    with service.sessions.begin() as session:
        return answers.hear(session, service.desk, f"SM{uuid4().hex}", number, body, "", service.now)


def opted_out(service: Service) -> bool:
    with reading(service.sessions) as session:
        return session.get(OptOut, (ALIS_NUMBER, "sms")) is not None


def test_a_colleague_takes_a_call_over_with_a_button_and_everybody_sees_it(service: Service):
    interview = lapsed(service)
    page, mine = f"/dashboard/{interview}", f"/c/{service.desk.candidate_token(service.interview())}"
    lee, cole, dana = (service.signed_in(email) for email in (LEE, COLE, DANA))
    assert "I take it over" not in dana.opens(page), "it is hers already"
    assert "I take it over" in cole.opens("/dashboard")

    answer = lee.sends(f"{page}/take", at=page)
    assert answer.status_code == 303
    assert "It is yours. Ali Haddad sees that you are on it, and Dana Reyes is told." in lee.reads(page)
    assert "You have taken this over, at 22:05 London (UTC+0)." in lee.reads(page)
    assert "Lee Okafor has taken this over, at 3:05 PM Denver (UTC-7)." in dana.reads("/dashboard")
    seen = service.visitor().reads(mine)
    assert "Someone is on it. Lee Okafor has taken this over and gets in touch with you." in seen
    assert "3:05 PM Phoenix (UTC-7) Lee Okafor has taken this over." in seen
    told = [row for row in service.messages() if row.name == "taken"]
    assert [(row.audience, row.channel) for row in told] == [("recruiter", "sms")]

    cole.sends(f"{page}/take", at=page)
    assert "Lee Okafor has taken this call over already" in cole.reads(page)
    lee.sends(f"{page}/report", at=page, outcome="held")
    assert "Lee Okafor reported: the call took place." in dana.reads(page)
    assert service.interview().state == State.HELD
    assert "Lee confirmed the call." in service.visitor().reads(mine)


def test_only_who_may_see_a_call_can_take_it_and_only_once_it_is_missed(service: Service):
    with service.sessions.begin() as session:
        staff.add_recruiter(
            session, email=MAX, name="Max Roy", zone="Europe/Paris", phone=None, role="recruiter", now=service.now
        )
    interview = service.books()
    service.now = START
    service.rounds()
    page = f"/dashboard/{interview}"
    stranger, cole = service.signed_in(MAX), service.signed_in(COLE)
    assert stranger.sends(f"{page}/take", at="/dashboard/promise").status_code == 404
    cole.sends(f"{page}/take", at=page)
    assert "This call needs nobody to take it over" in cole.reads(page)
    assert service.interview().taken_by_id is None


def test_a_text_is_shown_as_it_was_typed(service: Service):
    interview = lapsed(service)
    texts(service, "<b>Call</b> my work number")
    texts(service, "driving", DANAS_NUMBER)
    page = service.signed_in(DANA).opens(f"/dashboard/{interview}")
    assert "<b>Call</b>" in page, "the entities read"
    raw = service.signed_in(DANA).browser.get(f"/dashboard/{interview}").get_data(as_text=True)
    assert "&lt;b&gt;Call&lt;/b&gt; my work number" in raw
    assert "<b>Call" not in raw
    assert re.search(r"<strong>Dana Reyes</strong>.*driving", raw, re.DOTALL)
    service.rounds()
    assert "A text from the candidate (1)" in service.signed_in(DANA).opens(f"/dashboard/{interview}")


def test_no_more_texts_is_decided_by_a_person_with_a_button(service: Service):
    interview = lapsed(service)
    texts(service, "please stop texting me")
    assert not opted_out(service)
    dana, lee = service.signed_in(DANA), service.signed_in(LEE)
    board = dana.opens("/dashboard")
    assert "Texts for you to read" in board
    stop = re.search(r'formaction="([^"]+/stop)"', board)
    assert stop
    foreign = stop[1].replace(str(interview), str(service.books("2027-01-14T14:30")))
    assert dana.sends(foreign, at="/dashboard").status_code == 404, "that text is about another call"
    assert dana.browser.get(stop[1]).status_code == 405
    assert not opted_out(service)

    assert "No more texts go to that number." in words(dana.browser.get(dana.sends(stop[1], at="/dashboard").location))
    assert opted_out(service)
    assert "Texts for you to read" not in dana.opens("/dashboard")
    assert "Texts for you to read" not in lee.opens("/dashboard")
    assert service.interview(interview).state == State.LAPSED


def test_it_can_also_be_left_as_it_is(service: Service):
    lapsed(service)
    texts(service, "wrong person?")
    cole = service.signed_in(COLE)
    keep = re.search(r'formaction="([^"]+/keep)"', cole.opens("/dashboard"))
    assert keep
    assert cole.sends(keep[1], at="/dashboard", back="board").location == "/dashboard"
    assert "Texts for you to read" not in cole.opens("/dashboard")
    assert not opted_out(service)


def test_a_late_report_is_thanked_with_what_was_told_meanwhile(service: Service):
    interview = lapsed(service)
    page, mine = f"/dashboard/{interview}", f"/c/{service.desk.candidate_token(service.interview())}"
    dana, ali = service.signed_in(DANA), service.visitor()
    token = re.search(r'name="form_token" value="([^"]+)"', ali.opens(mine))
    assert token
    answer = ali.browser.post(f"{mine}/report", data={"form_token": token[1], "outcome": "held"})
    assert (
        "you spoke with Dana. Dana was told at 3:00 PM Phoenix (UTC-7) that no call was confirmed, and now sees that it"
        " took place; the other messages about it stop." in ali.reads(answer.location)
    )
    dana.sends(f"{page}/report", at=page, outcome="held")
    assert "Ali Haddad was told at 3:00 PM Denver (UTC-7) that no call was confirmed" in dana.reads(page)


def test_whoever_only_opens_the_links_of_our_mails_and_texts_does_nothing(service: Service):
    """Fault 32: a scanner follows every link there is."""
    lapsed(service)
    link = re.compile(re.escape(service.desk.base_url) + r"(/[^\s\"<>]*)")
    found = set()
    token = service.desk.candidate_token(service.interview())
    for message in service.messages():
        found |= set(link.findall(tokens.opened(message.body, token)))
    assert {path.split("/")[1] for path in found} == {"c", "dashboard", "book"}
    scanner, before = service.visitor().browser, len(service.messages())
    for path in found:
        for method in (scanner.get, scanner.head):
            assert method(path).status_code in (200, 303)
    now = service.interview()
    assert (now.state, now.reports, now.taken_by_id) == (State.LAPSED, [], None)
    assert len(service.messages()) == before
