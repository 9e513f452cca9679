"""A newcomer reads on their own machine what people would get; in production there is no such page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app.web import outbox
from tests.office import DANA
from tests.web.staff import Service, opened, plain

LETTER = re.compile(r'<li class="card.*?</li>', re.DOTALL)
PRODUCTION = {
    "SCHEDULER_ENV": "production",
    "SCHEDULER_SECRET_KEY": "k" * 40,
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "calls@example.com",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def letters(service: Service, path: str = "/outbox") -> list[str]:
    """The letters, without the form token that differs from visit to visit."""
    return LETTER.findall(re.sub(r'name="csrf_token" value="[^"]+"', "", service.visitor().opens(path)))


def test_a_window_lapses_live_on_the_page(service: Service):
    service.books()
    service.now += timedelta(days=1, hours=5, minutes=59)  # 2:59 PM in Denver
    service.rounds()
    before = letters(service)
    service.now += timedelta(minutes=1)
    service.rounds()

    new = [letter for letter in letters(service) if letter not in before]

    assert sorted(re.findall(r'class="via">(\w+)</span> to ([\w ]+)', " ".join(new))) == [
        ("Email", "Ali Haddad"),
        ("Text", "Ali Haddad"),
        ("Text", "Dana Reyes"),
    ]
    assert all("Simulated: nothing left this machine." in letter for letter in new)


def test_private_links_are_real_here_and_can_be_clicked(service: Service):
    service.books()
    service.rounds()
    link = service.desk.candidate_link(service.desk.candidate_token(service.interview()))

    mail = next(letter for letter in letters(service) if "Dana will call you" in letter)

    assert f'<a href="{link}"' in mail
    assert "\ue000" not in mail


def test_a_sign_in_link_is_found_here_by_whoever_has_no_mail_server(service: Service):
    visitor = service.visitor()
    visitor.sends("/signin", email=DANA)
    link = re.search(r'href="(http://127.0.0.1:8000/signin/[^"]+)"', visitor.opens("/outbox"))

    assert link is not None
    assert "Welcome back, Dana Reyes" in visitor.opens(link[1].removeprefix(service.desk.base_url))


def test_a_message_that_waits_says_so_and_why_it_is_a_mail(service: Service):
    service.books(candidate={"phone": None, "sms_consent": False})
    assert "Not sent yet." in letters(service)[0]
    service.now += timedelta(hours=5, minutes=30)
    service.rounds()

    newest = plain(letters(service)[0])

    assert newest.startswith("Reminder a day ahead delivered Mon 11 Jan 2027, 2:30 PM Phoenix (UTC-7)")
    assert "By mail, not by text: no number on file" in newest


def test_what_a_provider_took_for_real_is_not_called_simulated(service: Service):
    service.books()
    service.rounds()
    with service.sessions.begin() as session:
        message = session.merge(service.messages()[-1])
        message.provider_id = "SM123"

    assert "Sent for real. Provider's id: SM123" in plain(" ".join(letters(service)))


def test_a_mail_is_shown_as_a_mail_program_would_and_may_run_nothing(service: Service):
    service.books(candidate={"name": "<img src=x onerror=alert(1)>"})
    message = next(message for message in service.messages() if message.html)

    answer = service.visitor().browser.get(f"/outbox/{message.id}/mail")

    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "<img src=x" not in answer.get_data(as_text=True)
    assert "\ue000" not in answer.get_data(as_text=True)


def test_the_invitation_can_be_opened(service: Service):
    service.books()
    message = next(message for message in service.messages() if message.calendar)

    answer = service.visitor().browser.get(f"/outbox/{message.id}/invitation.ics")

    assert answer.mimetype == "text/calendar"
    assert answer.get_data(as_text=True).startswith("BEGIN:VCALENDAR")


def test_old_messages_are_on_further_pages(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "PAGE", 2)
    assert "Nothing has been written yet" in service.visitor().opens("/outbox")
    service.books()
    service.now += timedelta(hours=5, minutes=30)
    service.rounds()

    assert len(letters(service)) == 2
    assert len(letters(service, "/outbox?page=2")) == 1
    assert "hx-get" in service.visitor().opens("/outbox")
    assert "hx-get" not in service.visitor().opens("/outbox?page=2")
    for odd, shown in (("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 2)):
        assert f"Page {shown} of 2" in service.visitor().reads(f"/outbox?page={odd}")


def test_in_production_there_is_no_outbox(tmp_path: Path):
    with opened(tmp_path, **PRODUCTION) as service:
        service.books()
        message = service.messages()[0]
        for path in ("/outbox", "/outbox/now", f"/outbox/{message.id}/mail", f"/outbox/{message.id}/invitation.ics"):
            service.visitor().opens(path, status=404)
        assert "outbox" not in service.visitor().opens("/signin")


def test_a_simulated_text_can_be_answered_as_its_reader_would(service: Service):
    service.books()
    service.now += timedelta(days=1, hours=6)
    service.rounds()
    text = next(message for message in service.messages() if message.name == "lapse" and message.menu)
    mail = next(message for message in service.messages() if message.channel == "email")
    visitor = service.visitor()

    visitor.sends(f"/outbox/{text.id}/reply", at="/outbox", body="1")

    assert "Ali Haddad texted: 1. Answered: " in plain(visitor.opens("/outbox"))
    assert service.interview().state == "scheduled"
    assert visitor.sends(f"/outbox/{mail.id}/reply", at="/outbox", body="1").status_code == 404
