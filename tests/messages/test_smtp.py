"""Mail through a real SMTP conversation, and what is known when it breaks at each place."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import traceback
from contextlib import contextmanager
from datetime import timedelta

import pytest

from scheduler_app.messages.senders import About, Outcome, SendFailed
from scheduler_app.messages.smtp import Relay, SmtpSender
from tests.fakes.letters import INVITE, NOW, a_mail
from tests.fakes.mailbox import CERTIFICATE, Mailbox

MAIL_FROM = "Northwind <calls@northwind.example>"


@pytest.fixture
def mailbox():
    with Mailbox() as box:
        yield box


def sender(url: str, **options) -> SmtpSender:
    return SmtpSender(url, MAIL_FROM, **options)


def failure(url: str, **options) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        sender(url, **options).send(a_mail(), NOW)
    return caught.value


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATE)


def test_a_mail_arrives_whole_and_only_where_it_should(mailbox):
    receipt = sender(mailbox.url).send(a_mail(), NOW)

    [mail] = mailbox.mails
    assert (mail.sender, mail.recipients) == ("calls@northwind.example", ["ali@example.com"])
    assert mail.text == "Hi Ali,\nDana will call you at 2:30 PM Denver.\n"
    assert mail.part("calendar") == INVITE.replace("\r\n", "\n")
    assert (receipt.provider_id, receipt.state) == (mail.message["Message-ID"], "accepted")
    assert receipt.status_text == "250 2.0.0 OK: queued as 4F3"


def test_every_attempt_has_the_same_bytes(mailbox):
    for minutes in (0, 7):
        sender(mailbox.url).send(a_mail(), NOW + timedelta(minutes=minutes))

    assert mailbox.mails[0].raw == mailbox.mails[1].raw


def test_lines_that_begin_with_a_dot_arrive_as_they_left(mailbox):
    body = ".\n..\n.env\nlast\n"
    sender(mailbox.url).send(a_mail(body=body), NOW)

    assert mailbox.mails[0].text == body


def test_a_mail_leaves_until_the_moment_it_is_useless(mailbox):
    letter = a_mail()
    sender(mailbox.url).send(letter, letter.expires_at - timedelta(microseconds=1))
    with pytest.raises(SendFailed) as caught:
        sender(mailbox.url).send(letter, letter.expires_at)

    assert (caught.value.outcome, caught.value.about) == (Outcome.REFUSED, About.CONTENT)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("at", "reply", "outcome", "about", "code"),
    [
        ("RCPT", 550, Outcome.REFUSED, About.NUMBER, "550"),
        ("RCPT", "550 5.1.1 no such user", Outcome.REFUSED, About.NUMBER, "550 5.1.1"),
        ("RCPT", "554 5.7.1 relay access denied", Outcome.REFUSED, About.OTHER, "554 5.7.1"),
        ("RCPT", "450 4.2.0 greylisted", Outcome.LATER, About.OTHER, "450 4.2.0"),
        ("MAIL", "553 5.1.8 who are you", Outcome.REFUSED, About.CONFIGURATION, "553 5.1.8"),
        ("MAIL", 530, Outcome.REFUSED, About.CONFIGURATION, "530"),
        ("MAIL", 451, Outcome.LATER, About.PROVIDER, "451"),
        ("DATA", "554 5.6.0 spam", Outcome.REFUSED, About.CONTENT, "554 5.6.0"),
        ("DATA", 452, Outcome.LATER, About.OTHER, "452"),
        ("DATA", 999, Outcome.UNCLEAR, About.PROVIDER, "999"),
    ],
)
def test_the_first_digit_decides_and_the_place_says_whom_it_concerns(mailbox, at, reply, outcome, about, code):
    mailbox.fail_next(reply, at=at)

    failed = failure(mailbox.url)

    assert (failed.outcome, failed.about, failed.code) == (outcome, about, code)
    assert mailbox.mails == []


def test_after_a_refusal_the_next_mail_goes_out(mailbox):
    mailbox.fail_next(451)
    failure(mailbox.url)
    sender(mailbox.url).send(a_mail(), NOW)

    assert mailbox.letters() == [("ali@example.com", a_mail().subject)]
    assert mailbox.attempts == ["ali@example.com"] * 2


def test_a_connection_lost_before_the_mail_was_given_is_certain(mailbox):
    mailbox.drop_at_recipient()

    assert failure(mailbox.url).outcome is Outcome.LATER


@pytest.mark.parametrize("accepted", [True, False])
def test_a_connection_lost_after_the_mail_was_given_is_unclear(mailbox, accepted):
    mailbox.drop_after_data(accepted=accepted)

    assert failure(mailbox.url).outcome is Outcome.UNCLEAR
    assert len(mailbox.mails) == accepted


def test_an_answer_waited_for_in_vain_is_unclear(mailbox):
    mailbox.hang_after_data()

    assert failure(mailbox.url, timeout=0.2).outcome is Outcome.UNCLEAR
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("change", [{"subject": "Hi\r\nBcc: x@y.example"}, {"to": "ali"}, {"body": "\ud800"}])
def test_a_mail_that_cannot_be_written_is_refused_before_anybody_is_called(mailbox, change):
    with pytest.raises(SendFailed) as caught:
        sender(mailbox.url).send(a_mail(**change), NOW)

    assert (caught.value.outcome, caught.value.about) == (Outcome.REFUSED, About.CONTENT)
    assert mailbox.attempts == []


def test_a_mail_cannot_be_looked_up(mailbox):
    sender(mailbox.url).send(a_mail(), NOW)

    assert sender(mailbox.url).find(a_mail(), NOW) is None


def test_nobody_there_means_it_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert failure(f"smtp://127.0.0.1:{port}").outcome is Outcome.LATER


def test_a_server_that_only_drips_is_given_up_in_time():
    with dripping() as url:
        began = time.monotonic()
        failed = failure(url, timeout=60.0, budget=0.3)

    assert failed.outcome is Outcome.LATER
    assert time.monotonic() - began < 30


def test_a_relay_elsewhere_must_offer_tls():
    with Mailbox(host="0.0.0.0") as box:
        failed = failure(box.url)

    assert (failed.outcome, failed.about) == (Outcome.LATER, About.CONFIGURATION)
    assert "STARTTLS" in failed.reason
    assert box.attempts == []


@pytest.mark.parametrize("tls_first", [False, True])
def test_a_relay_elsewhere_must_show_a_certificate_we_trust(tls_first):
    with Mailbox(host="0.0.0.0", certificate=CERTIFICATE, tls_first=tls_first) as box:
        failed = failure(box.url)

    assert (failed.outcome, failed.about) == (Outcome.LATER, About.CONFIGURATION)
    assert "certificate" in failed.reason
    assert box.attempts == []


def test_a_relay_elsewhere_gets_login_and_mail_encrypted():
    login = ("calls", "p4ss")
    with Mailbox(host="0.0.0.0", certificate=CERTIFICATE, login=login) as box:
        sender(box.url, tls=trusting()).send(a_mail(), NOW)

    assert [mail.encrypted for mail in box.mails] == [True]


def test_a_wrong_password_keeps_the_mail_and_tells_the_operator():
    with Mailbox(login=("calls", "right")) as box:
        failed = failure(box.url.replace("right", "wr%40ng"))

    assert (failed.outcome, failed.about, failed.code) == (Outcome.LATER, About.CONFIGURATION, "535")
    assert "wr@ng" not in failed.reason


def test_neither_the_failure_nor_the_receipt_knows_the_address(mailbox):
    mailbox.fail_next("550 5.1.1 <ali@example.com>: unknown")
    failed = failure(mailbox.url)
    mailbox.fail_next("250 2.0.0 kept for <ali@example.com> as 4F3", at="DATA")
    receipt = sender(mailbox.url).send(a_mail(), NOW)

    assert "ali@" not in "".join(traceback.format_exception(failed))
    assert receipt.status_text == "250 2.0.0 kept for … as 4F3"


@pytest.mark.parametrize(
    ("url", "host", "port", "tls_first", "user", "password"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587, False, None, None),
        ("smtps://mail.example.com", "mail.example.com", 465, True, None, None),
        ("smtp://a%40b:p%2Fw%3A@mail.example.com:2525", "mail.example.com", 2525, False, "a@b", "p/w:"),
        ("smtp://[::1]:25", "::1", 25, False, None, None),
    ],
)
def test_a_relay_is_read_from_its_url(url, host, port, tls_first, user, password):
    relay = Relay.parse(url)

    assert (relay.host, relay.port, relay.tls_first) == (host, port, tls_first)
    assert (relay.user, relay.password) == (user, password)


@pytest.mark.parametrize(
    "url", ["http://mail.example.com", "smtp://", "mail.example.com:587", "smtp://h:99999", "smtp://h/x", "smtp://u@h"]
)
def test_a_url_that_is_no_relay_is_named_with_the_remedy(url):
    with pytest.raises(ValueError, match="SMTP_URL"):
        Relay.parse(url)


def test_a_relay_does_not_show_its_password():
    assert "p4ss" not in repr(Relay.parse("smtp://calls:p4ss@mail.example.com"))


@contextmanager
def dripping():
    """A server that greets and then sends one byte of an endless answer now and then."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"220 hello\r\n250-")
                try:
                    while not over.wait(0.02):
                        connection.sendall(b"x")
                except OSError:
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            thread.join()
