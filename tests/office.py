"""An office for stories: a real database, real senders to a loopback Twilio and mail server, a clock the test moves.

What was heard is read from the providers' own ledgers; our rows only lend the names of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from scheduler_app import booking, deliver, diversion, limits, reconcile, reports, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.config import templates_folder
from scheduler_app.desk import Desk
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.senders import Sender
from scheduler_app.messages.sms import TwilioSender
from scheduler_app.messages.smtp import SmtpSender
from scheduler_app.store.channels import Channel
from scheduler_app.store.db import Sessions, reading, sessions_for
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message
from tests.fakes.mailbox import Mail, Mailbox
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio
from tests.ready import migrated

MONDAY = datetime(2027, 1, 11, 16, 0, tzinfo=UTC)  # 9:00 AM in Denver and in Phoenix
DANA, LEE, COLE = "dana@example.com", "lee@example.com", "cole@example.com"
ALI = "ali@example.com"
ALIS_NUMBER, DANAS_NUMBER = "+16025550123", "+13035550110"
WORDS = Renderer(templates_folder())


@dataclass
class Office:
    """Dana in Denver and Lee in London take calls, Cole coordinates; `now` is Monday morning until it is moved."""

    sessions: Sessions
    desk: Desk
    twilio: FakeTwilio
    mailbox: Mailbox
    senders: dict[str, Sender]
    now: datetime = MONDAY
    _texts_heard: int = 0
    _mails_heard: int = 0
    interviews: list[UUID] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def books(self, wall: str = "2027-01-12T14:30", zone: str = "America/Denver", **changes: Any) -> UUID:
        """Ali in Phoenix is promised a call by Dana; the API vouches for the number."""
        wanted = read_wanted(request(wall, zone, **changes))
        with self.sessions.begin() as session:
            made = booking.book(session, self.desk, wanted, Booker("api", True, "said yes", "a test"), self.now)
        self.interviews.append(made.id)
        self.rounds()
        return made.id

    def reports(self, by: Side, outcome: Outcome, minutes: int | None = None, interview: UUID | None = None) -> None:
        with self.sessions.begin() as session:
            reports.report(
                session,
                self.desk,
                interview or self.interviews[-1],
                by,
                outcome,
                self.now,
                minutes=minutes,
                via="api",
            )
        self.rounds()

    def allows(self, **changes: Any) -> None:
        """Other quiet hours or caps from now on."""
        with self.sessions.begin() as session:
            limits.change(session, replace(limits.present(session), **changes), self.now)

    def passes(self, **span: float) -> None:
        """Time goes by, with a round at each moment at which something is due."""
        self.until(self.now + timedelta(**span))

    def until(self, moment: datetime) -> None:
        while (due := next_due(self.sessions, self.now)) is not None and due <= moment:
            self.now = max(self.now, due)
            self.rounds()
        self.now = max(self.now, moment)
        self.rounds()

    def sleeps_until(self, moment: datetime) -> None:
        """The service is down until then; nothing looks at anything."""
        self.now = moment

    def rounds(self) -> None:
        """What the watcher does in its rounds, until there is nothing left to do now."""
        deliver.reap(self.sessions, self.clock)
        while watch.sweep(self.sessions, self.desk, self.now):
            pass
        for channel in diversion.CHANNELS:
            if channel not in self.senders:
                diversion.divert(self.sessions, self.desk, channel, self.clock)
        for channel, sender in self.senders.items():
            reconcile.reconcile(self.sessions, self.desk, sender, channel, self.clock)
            while claimed := deliver.claim(self.sessions, self.desk, channel, "the test", self.clock):
                deliver.carry(self.sessions, self.desk, sender, claimed, self.clock)
            diversion.divert_paused(self.sessions, self.desk, channel, self.clock)

    def heard(self) -> list[str]:
        """What reached people since the last time this was asked, e.g. `lapse: sms to candidate`, sorted."""
        texts = self.twilio.ledger[self._texts_heard :]
        mails = self.mailbox.mails[self._mails_heard :]
        self._texts_heard, self._mails_heard = len(self.twilio.ledger), len(self.mailbox.mails)
        with reading(self.sessions) as session:
            rows = [session.scalars(select(Message).where(Message.provider_id == text["sid"])).one() for text in texts]
            rows += [session.get_one(Message, UUID(hex=mail.key)) for mail in mails]
            return sorted(f"{row.name}: {row.channel} to {row.audience}" for row in rows)

    def interview(self, which: UUID | None = None) -> Interview:
        """The interview as stored, with what belongs to it loaded."""
        with reading(self.sessions) as session:
            found = session.get_one(Interview, which or self.interviews[-1])
            _ = found.candidate, found.recruiter, found.type, found.steps, found.reports
            _ = found.watch.plan, found.watch.interview
            return found

    def messages(self, which: UUID | None = None) -> list[Message]:
        with reading(self.sessions) as session:
            rows = select(Message).where(Message.interview_id == (which or self.interviews[-1]))
            return list(session.scalars(rows.order_by(Message.created_at, Message.rank)))

    def mail_to(self, address: str) -> Mail:
        """The last mail to this address."""
        return next(mail for mail in reversed(self.mailbox.mails) if mail.recipients == [address])

    def text_to(self, number: str) -> str:
        return next(body for to, body in reversed(self.twilio.texts) if to == number)


def next_due(sessions: Sessions, now: datetime) -> datetime | None:
    """The next moment ahead at which anything happens by itself."""
    with reading(sessions) as session:
        retry = session.scalar(select(func.min(Message.due_at)).where(deliver.WAITING))
        asked = session.scalar(select(func.min(Message.reconcile_at)).where(reconcile.UNKNOWN))
        lost = session.scalar(select(func.min(Message.lease_until)).where(deliver.SENDING))
        probe = session.scalar(select(func.min(Channel.probe_at)))
        moments = [watch.next_look(session), retry, asked, probe, lost and lost + timedelta(microseconds=1)]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def request(wall: str = "2027-01-12T14:30", zone: str = "America/Denver", **changes: Any) -> dict[str, Any]:
    """A booking as the API gets it; `candidate` and the top level take changes."""
    candidate = {
        "name": "Ali Haddad",
        "email": ALI,
        "phone": ALIS_NUMBER,
        "zone": "America/Phoenix",
        "sms_consent": True,
    }
    body: dict[str, Any] = {
        "interview_type": "phone-screen",
        "recruiter": DANA,
        "candidate": candidate | changes.pop("candidate", {}),
        "starts": {"wall": wall, "zone": zone},
    }
    return body | changes


def desk() -> Desk:
    return Desk("https://calls.example.com", "calls@example.com", WORDS, texting=True, secret="s" * 40)


@contextmanager
def opened(database_url: str, now: datetime = MONDAY) -> Iterator[Office]:
    """A staffed office on an empty database."""
    engine = migrated(database_url)
    sessions = sessions_for(engine)
    at = desk()
    with FakeTwilio() as twilio, Mailbox() as mailbox:
        senders: dict[str, Sender] = {
            "sms": TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=twilio.base),
            "email": SmtpSender(mailbox.url, mail_from=at.mail_from),
        }
        office = Office(sessions, at, twilio, mailbox, senders, now)
        twilio.clock = office.clock
        with sessions.begin() as session:
            for email, name, zone, phone, role in STAFF:
                staff.add_recruiter(
                    session, email=email, name=name, zone=zone, phone=phone, role=role, now=now - timedelta(days=7)
                )
        yield office
    engine.dispose()


STAFF = (
    (DANA, "Dana Reyes", "America/Denver", DANAS_NUMBER, "recruiter"),
    (LEE, "Lee Okafor", "Europe/London", None, "recruiter"),
    (COLE, "Cole Winter", "America/New_York", None, "coordinator"),
)
