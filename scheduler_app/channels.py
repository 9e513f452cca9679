"""Whether a channel may be used: paused when our settings or the provider fail, and back once one message got through.

The state is in the database, so that all processes agree and a restart forgets nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from scheduler_app import briefing, letters
from scheduler_app.desk import Desk
from scheduler_app.messages.facts import PausedFacts
from scheduler_app.messages.senders import About, Outcome, Receipt, SendFailed
from scheduler_app.store.channels import Cause, Channel
from scheduler_app.store.db import TROUBLE
from scheduler_app.store.people import Recruiter

FAILURES, WITHIN = 5, timedelta(seconds=60)  # of the provider, one after the other, that pause a channel
PROBE_OUTAGE = timedelta(seconds=30)
UNTRIED = timedelta(seconds=60)
PROBE_TAKES = timedelta(seconds=20)  # at most: a text has 15
PROBE_SETTINGS_MINUTES = (10, 20, 40, 60)  # nobody mends them sooner, and each probe may cost a text
SOON_AGAIN = timedelta(hours=2)  # after which the same fault counts as a new one, and starts with short probes
ALARM_AGAIN = timedelta(hours=6)
ALARM_OF_USE = timedelta(days=1)
MEND = {
    "sms": "Check the TWILIO_ settings and the account in Twilio's console, then restart the service.",
    "email": "Check SMTP_URL and MAIL_FROM with the mail server, then restart the service.",
}
CALLED = {"sms": "text messages", "email": "mails"}

log = structlog.get_logger()


def may_use(session: Session, name: str, now: datetime) -> bool:
    """Whether a message may start by this channel now; while it is paused, True once for each probe that is due."""
    row = session.get_one(Channel, name)
    if row.paused_at is None:
        return True
    if row.probe_at is not None and now < row.probe_at:
        return False
    due = or_(Channel.probe_at.is_(None), Channel.probe_at <= now)
    mine = update(Channel).where(Channel.name == name, Channel.paused_at.is_not(None), due)
    mine = mine.values(probe_at=now + _until_probe(row), probing_until=now + PROBE_TAKES)
    return session.execute(mine.returning(Channel.name)).first() is not None


def met(
    session: Session, desk: Desk, name: str, result: Receipt | SendFailed, started: datetime, now: datetime
) -> None:
    """Take in how an attempt that began at `started` ended: pause the channel, note a failure, or open it again.

    To be called before anything else of that attempt is written, so that everybody locks in one order.
    """
    failed = result if isinstance(result, SendFailed) else None
    at_fault = failed is not None and failed.about in (About.CONFIGURATION, About.PROVIDER)
    if not at_fault and not _answered(result):
        return
    row = session.get_one(Channel, name)
    if not at_fault and row.paused_at is None and not row.failed_at:
        return  # the usual case costs no more than a look
    session.flush()  # or a refresh would undo what an earlier attempt of this transaction has changed
    session.refresh(row, with_for_update=True)
    probing = row.paused_at is None or started >= row.paused_at  # else it set out before the pause, and proves nothing
    if probing:
        row.probing_until = None
    if failed is not None and failed.about is About.CONFIGURATION:
        _refused(session, desk, row, failed, now, probing=probing)
    elif failed is not None and failed.about is About.PROVIDER:
        _failed(row, failed, now)
    elif probing and (failed is None or row.cause != Cause.CONFIGURATION):
        _resume(row, now)


def reported(session: Session, desk: Desk, name: str, failed: SendFailed, accepted: datetime, now: datetime) -> None:
    """Take in a failure of which the provider told only after it had accepted the message at `accepted`."""
    if failed.about is not About.CONFIGURATION:
        return
    session.flush()
    row = session.get_one(Channel, name, with_for_update=True, populate_existing=True)
    if row.resumed_at is None or accepted >= row.resumed_at:
        _refused(session, desk, row, failed, now, probing=False)


def started_anew(session: Session, name: str, now: datetime, *, has_sender: bool) -> None:
    """A process has started, perhaps with other settings: the next message tries a paused channel, and decides.

    A channel that nothing is sent by any more is not paused either.
    """
    row = session.get_one(Channel, name)
    if row.paused_at is None:
        return
    if has_sender:
        row.probe_at = None
    else:
        _resume(row, now)


def paused(session: Session, now: datetime) -> list[Channel]:
    """The channels that are known not to work.

    Not those that no message has tried since a restart, or since a probe of an outage was due: they may be back, and
    the next message tells.
    """
    rows = session.scalars(select(Channel).where(Channel.paused_at.is_not(None)).order_by(Channel.name))
    return [row for row in rows if row.probe_at and not (row.cause == Cause.OUTAGE and row.probe_at < now - UNTRIED)]


def why(row: Channel) -> str:
    """Half a sentence for the record of a message that a pause turned away."""
    return f"{CALLED[row.name]} were paused: {row.reason.partition(': ')[2] or row.reason}"


def _answered(result: Receipt | SendFailed) -> bool:
    """Whether the provider itself spoke: a letter that we kept back, or a fault of ours, tells nothing of it."""
    if isinstance(result, Receipt):
        return True
    return result.outcome is not Outcome.UNCLEAR and (result.http_status is not None or result.code is not None)


def _refused(session: Session, desk: Desk, row: Channel, failed: SendFailed, now: datetime, *, probing: bool) -> None:
    """Our account or settings are refused: every message would be, until somebody mends them."""
    code = failed.code or ""
    if row.paused_at is not None and row.cause == Cause.CONFIGURATION:
        if probing:
            row.probes, row.reason, row.code = row.probes + 1, failed.reason, code
            row.probe_at = now + _until_probe(row)
        return
    again = row.code == code and row.resumed_at is not None and now - row.resumed_at < SOON_AGAIN
    row.probes = row.probes + 1 if again and row.cause == Cause.CONFIGURATION else 0
    _pause(row, Cause.CONFIGURATION, failed, now)
    if row.alarmed_at is None or row.alarmed_code != code or now - row.alarmed_at > ALARM_AGAIN:
        row.alarmed_at, row.alarmed_code = now, code
        session.flush()
        try:
            with session.begin_nested():
                _alarm(session, desk, row, now)
        except TROUBLE:
            raise
        except Exception:  # what is known of the message itself must be kept all the same
            log.exception("the alarm about a channel could not be written", channel=row.name)


def _failed(row: Channel, failed: SendFailed, now: datetime) -> None:
    """The provider is at fault; once it is so again and again, nothing more is put to it but a probe."""
    if row.paused_at is not None:
        return
    recent = [moment for moment in row.failed_at if moment > (now - WITHIN).timestamp()]
    row.failed_at = [*recent, now.timestamp()]
    if len(row.failed_at) >= FAILURES:
        row.probes = 0
        _pause(row, Cause.OUTAGE, failed, now)


def _pause(row: Channel, cause: Cause, failed: SendFailed, now: datetime) -> None:
    if row.paused_at is None:
        row.paused_at = now
    row.cause, row.reason, row.code, row.failed_at = cause, failed.reason, failed.code or "", []
    row.probe_at = now + _until_probe(row)
    log.error("a channel is paused", channel=row.name, cause=str(cause), code=row.code, reason=row.reason)


def _resume(row: Channel, now: datetime) -> None:
    row.failed_at = []
    if row.paused_at is None:
        return
    seconds = round((now - row.paused_at).total_seconds())
    row.paused_at, row.probe_at, row.probing_until, row.resumed_at = None, None, None, now
    log.warning("a channel is in use again", channel=row.name, paused_seconds=seconds)


def _until_probe(row: Channel) -> timedelta:
    if row.cause == Cause.OUTAGE:
        return PROBE_OUTAGE
    return timedelta(minutes=PROBE_SETTINGS_MINUTES[min(row.probes, len(PROBE_SETTINGS_MINUTES) - 1)])


def _alarm(session: Session, desk: Desk, row: Channel, now: datetime) -> None:
    """One mail to each coordinator and admin. If mail is what is paused, the log and the pages have to do."""
    if row.name == "email":
        return
    everybody = select(Recruiter).where(Recruiter.role.in_(("coordinator", "admin")), Recruiter.disabled_at.is_(None))
    for reader in session.scalars(everybody.order_by(Recruiter.id)):
        facts = PausedFacts(
            organisation=briefing.organisation(session).name,
            reader=reader.name,
            channel=CALLED[row.name],
            trouble=row.reason,
            remedy=MEND[row.name],
            dashboard_link=desk.url("/dashboard"),
        )
        words = desk.words.render("paused", "coordinator", "email", facts)
        session.add(letters.mail(reader, "paused", "coordinator", words, now, now + ALARM_OF_USE))
