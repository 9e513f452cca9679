"""Demo data: an office with a past, made by the real use cases on a clock of its own, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from scheduler_app import booking, briefing, deliver, journal, reports, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.config import Settings
from scheduler_app.desk import Desk
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.plan import business_morning
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.simulator import Simulator
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Organisation, Recruiter

ORGANISATION = "Northwind Staffing"
DANA, LEE, COLE = "dana@example.com", "lee@example.com", "cole@example.com"
STAFF = (
    (DANA, "Dana Reyes", "America/Denver", "+13035550110", "recruiter"),
    (LEE, "Lee Okafor", "Europe/London", "+442079460112", "recruiter"),
    (COLE, "Cole Winter", "America/New_York", None, "coordinator"),
)
HOME = {DANA: "America/Denver", LEE: "Europe/London"}
CONSENT = "Demo data: agreed to text messages about this call."
PAST = timedelta(days=16)  # how far back this office goes
WINDOW = timedelta(minutes=30)
LAST_WINDOW = timedelta(minutes=2)  # until it closes; the newcomer watches that happen
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Somebody:
    """A candidate whom no message can reach: the addresses and numbers are reserved for examples."""

    name: str
    zone: str
    phone: str | None = None

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.com"


def why_not(settings: Settings) -> str:
    """Why these settings get no demo data; "" if they may. Nobody invented is ever sent a real message."""
    if settings.production:
        return "SCHEDULER_ENV is production"
    for name, real in (("TWILIO_ACCOUNT_SID", settings.twilio), ("SMTP_URL", settings.smtp_url)):
        if real is not None:
            return f"{name} is set, and people of a demo must get no real messages"
    return ""


def fill(sessions: Sessions, desk: Desk, now: datetime) -> bool:
    """Give an office without recruiters and interviews its demo data; False, and nothing done, for any other.

    Interviews of every state end up as if the service had watched them: what was due before `now` has happened, and
    nothing is left to send at once. One window closes within two minutes. A death on the way leaves nothing behind.
    """
    with _together(sessions) as inside:
        with inside.begin() as session:
            if not _is_empty(session):
                return False
            briefing.organisation(session).name = ORGANISATION
            for email, name, zone, phone, role in STAFF:
                staff.add_recruiter(session, email=email, name=name, zone=zone, phone=phone, role=role, now=now - PAST)
        past = _Past(inside, desk, now - PAST)
        for at, happen in sorted(_events(past, now), key=lambda event: event[0]):
            past.until(at)
            happen()
        past.until(now)
    return True


class _Past:
    """A service of long ago, whose clock is moved from one due moment to the next."""

    def __init__(self, sessions: Sessions, desk: Desk, now: datetime) -> None:
        self.sessions, self.desk, self.now = sessions, desk, now
        self.made: dict[str, UUID] = {}
        self._senders = {"sms": Simulator("sms"), "email": Simulator("email")}

    def until(self, moment: datetime) -> None:
        while (due := self._next_due()) is not None and due <= moment:
            self.now = max(self.now, due)
            self._round()
        self.now = moment

    def books(self, who: Somebody, recruiter: str, starts: datetime, *, by_form: bool = False) -> None:
        """Staff may book any time; who uses the form gets one of the recruiter's own."""
        booker = (
            Booker("candidate", False, CONSENT, "/book") if by_form else Booker("recruiter", True, CONSENT, recruiter)
        )
        raw = {
            "interview_type": "phone-screen",
            "recruiter": recruiter,
            "candidate": {
                "name": who.name,
                "email": who.email,
                "phone": who.phone,
                "zone": who.zone,
                "sms_consent": who.phone is not None,
            },
            "starts": _agreed(starts, HOME[recruiter]),
            "override_availability": not by_form,
        }
        with self.sessions.begin() as session:
            self.made[who.name] = booking.book(session, self.desk, read_wanted(raw), booker, self.now).id
        self._round()

    def reports(self, who: Somebody, by: Side, outcome: Outcome) -> None:
        via = "dashboard" if by is Side.RECRUITER else "page"
        with self.sessions.begin() as session:
            reports.report(session, self.desk, self.made[who.name], by, outcome, self.now, via=via)
        self._round()

    def moves(self, who: Somebody, recruiter: str, starts: datetime) -> None:
        agreed = _agreed(starts, HOME[recruiter])
        agreement = walltime.agree(
            walltime.parse_wall(agreed["wall"], field="wall"), agreed["zone"], walltime.Which(agreed["which"])
        )
        with self.sessions.begin() as session:
            booking.reschedule(session, self.desk, self.made[who.name], agreement, self.now)
        self._round()

    def cancels(self, who: Somebody, reason: str) -> None:
        with self.sessions.begin() as session:
            booking.cancel(session, self.desk, self.made[who.name], Side.CANDIDATE, reason, self.now)
        self._round()

    def _round(self) -> None:
        while watch.sweep(self.sessions, self.desk, self.now):
            pass
        for channel, sender in self._senders.items():
            while claimed := deliver.claim(self.sessions, self.desk, channel, "demo", lambda: self.now):
                deliver.carry(self.sessions, self.desk, sender, claimed, lambda: self.now)

    def _next_due(self) -> datetime | None:
        with reading(self.sessions) as session:
            return watch.next_look(session)


def _events(past: _Past, now: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """What happened, in any order. Past calls lie on business days, at hours of their recruiter's that differ."""

    def day(offset: int, recruiter: str, hours: float) -> datetime:
        """So many hours after 9:00 on the first business day after the day `offset` days from now."""
        return business_morning(now + offset * DAY, 1, HOME[recruiter]) + hours * HOUR

    ali = Somebody("Ali Haddad", "America/Phoenix", "+16025550123")
    starts = (now + LAST_WINDOW).replace(second=0, microsecond=0) - WINDOW
    yield starts - 2 * DAY, lambda: past.books(ali, DANA, starts)

    grace, held = Somebody("Grace Lin", "America/New_York", "+12125550187"), day(-9, DANA, 1.5)
    yield held - 3 * DAY, lambda: past.books(grace, DANA, held)
    yield held + 12 * MINUTE, lambda: past.reports(grace, Side.RECRUITER, Outcome.HELD)
    yield held + 40 * MINUTE, lambda: past.reports(grace, Side.CANDIDATE, Outcome.HELD)

    tomas, forgotten = Somebody("Tomas Rivera", "America/Los_Angeles", "+13235550155"), day(-8, LEE, 7)
    yield forgotten - 2 * DAY, lambda: past.books(tomas, LEE, forgotten)
    yield forgotten + 55 * MINUTE, lambda: past.reports(tomas, Side.RECRUITER, Outcome.MISSED)

    noor, rang = Somebody("Noor Rahman", "America/Chicago", "+13125550164"), day(-6, DANA, 3)
    yield rang - 2 * DAY, lambda: past.books(noor, DANA, rang)
    yield rang + 8 * MINUTE, lambda: past.reports(noor, Side.RECRUITER, Outcome.NO_ANSWER)

    jonas, unclear = Somebody("Jonas Weber", "Europe/Berlin"), day(-7, LEE, 2)
    yield unclear - 2 * DAY, lambda: past.books(jonas, LEE, unclear, by_form=True)
    yield unclear + 10 * MINUTE, lambda: past.reports(jonas, Side.RECRUITER, Outcome.HELD)
    yield unclear + 45 * MINUTE, lambda: past.reports(jonas, Side.CANDIDATE, Outcome.NO_CALL)

    priya, lapsed = Somebody("Priya Natarajan", "Asia/Kolkata"), day(-5, LEE, 6)
    yield lapsed - 2 * DAY, lambda: past.books(priya, LEE, lapsed, by_form=True)

    mei, off = Somebody("Mei Tanaka", "Asia/Tokyo"), day(3, LEE, 0.5)
    yield now - 3 * DAY, lambda: past.books(mei, LEE, off, by_form=True)
    yield now - DAY, lambda: past.cancels(mei, "I have accepted another offer.")

    amara, later = Somebody("Amara Nwosu", "America/Anchorage", "+19075550131"), _quarter(now + 3 * HOUR)
    yield now - DAY, lambda: past.books(amara, LEE, later)

    sofia, ahead = Somebody("Sofia Rossi", "America/New_York", "+17185550109"), day(1, DANA, 2)
    yield now - 20 * HOUR, lambda: past.books(sofia, DANA, ahead, by_form=True)

    keoni, first, second = Somebody("Keoni Akana", "Pacific/Honolulu", "+18085550117"), day(2, DANA, 4), day(4, DANA, 5)
    yield now - 30 * HOUR, lambda: past.books(keoni, DANA, first)
    yield now - 6 * HOUR, lambda: past.moves(keoni, DANA, second)


@contextmanager
def _together(sessions: Sessions) -> Iterator[Sessions]:
    """Sessions whose every commit is a savepoint of one transaction."""
    with sessions.kw["bind"].begin() as connection:
        untold = {journal.UNTOLD: True}  # nobody looks for a past that is made up in the log
        yield sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False, info=untold)


def _is_empty(session: Session) -> bool:
    session.scalars(select(Organisation).with_for_update()).one()  # two that start together take turns
    people, calls = (session.scalar(select(func.count()).select_from(rows)) for rows in (Recruiter, Interview))
    return not people and not calls


def _agreed(instant: datetime, zone: str) -> dict[str, str]:
    there = walltime.local(instant, zone)
    which = walltime.Which.LATER if there.fold else walltime.Which.EARLIER
    return {"wall": walltime.wall_text(there.replace(tzinfo=None, fold=0)), "zone": zone, "which": which}


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
