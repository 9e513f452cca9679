"""The ways out, and the address that every message leads back to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler_app.app import senders_for
from scheduler_app.config import Settings, on_loopback
from scheduler_app.doctor.finding import Finding, fail, ok, warn
from scheduler_app.messages import heartbeat
from scheduler_app.messages.senders import Sender, SendFailed
from scheduler_app.messages.smtp import SmtpSender

SIMULATED = "simulated, shown on /outbox"


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Twilio's account is fetched and the mail server is greeted; nothing is sent."""
    try:
        senders = senders_for(settings)
    except ValueError as wrong:
        yield fail("channels: the settings cannot work", str(wrong))
        return
    yield _twilio(settings, senders.get("sms"), now)
    yield _smtp(settings, senders.get("email"))
    yield _base_url(settings)
    yield _heartbeat(settings)


def _twilio(settings: Settings, sender: Sender | None, now: datetime) -> Finding:
    if settings.twilio is None or sender is None:
        if settings.production:
            return warn(
                "Twilio: not set up; what would be a text goes by mail", "set TWILIO_ACCOUNT_SID and the others"
            )
        return ok(f"Twilio: not set up; texts are {SIMULATED}")
    from scheduler_app.messages.sms import TwilioSender  # the client takes long to import

    if not isinstance(sender, TwilioSender):
        raise TypeError(f"a {type(sender).__name__} cannot ask for the account")
    try:
        standing = sender.account(now)
    except SendFailed as failed:
        return fail(f"Twilio: {_why(failed)}", "check the TWILIO_ settings and the account")
    if standing != "active":
        return fail(f"Twilio: the account is {standing}", "see Twilio's console")
    return ok("Twilio: the account is active")


def _smtp(settings: Settings, sender: Sender | None) -> Finding:
    if not isinstance(sender, SmtpSender):
        return ok(f"mail: SMTP_URL is not set; mail is {SIMULATED}")
    try:
        sender.greet()
    except SendFailed as failed:
        return fail(f"mail: {_why(failed)}", "check SMTP_URL and the mail server")
    return ok("mail: the server takes us in")


def _base_url(settings: Settings) -> Finding:
    url = settings.base_url
    reaches_out = settings.production or settings.twilio is not None or settings.smtp_url is not None
    if on_loopback(url) and reaches_out:
        return warn(f"base URL: {url} opens on this machine only", "set SCHEDULER_BASE_URL to what people can open")
    if not url.startswith("https:") and not on_loopback(url):
        return warn(f"base URL: {url} is not encrypted", "set SCHEDULER_BASE_URL to an https address")
    return ok(f"base URL: {url}")


def _heartbeat(settings: Settings) -> Finding:
    """Its host is greeted, no more: to ask for the address itself would be a sign of life."""
    if settings.heartbeat_url is None:
        if settings.production:
            return warn("heartbeat: nobody outside would notice if this service stopped", "set SCHEDULER_HEARTBEAT_URL")
        return ok("heartbeat: not set")
    try:
        host = heartbeat.greet(settings.heartbeat_url)
    except heartbeat.PingFailed as failed:
        return fail(f"heartbeat: {failed}", "check SCHEDULER_HEARTBEAT_URL and the way out of this machine")
    return ok(f"heartbeat: {host} can be reached")


def _why(failed: SendFailed) -> str:
    """Without "the text was not sent", as nobody meant to send one."""
    return failed.reason.partition(": ")[2] or failed.reason
