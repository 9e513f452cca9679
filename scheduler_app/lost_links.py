"""A lost private link, mailed again to whoever owns the address, without telling anybody who has one.

The page only notes the request, which takes as long for a stranger's address as for a candidate's. Who has a page is
looked up afterwards, by the watcher.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import briefing, caps, letters
from scheduler_app.caps import DAY, HOUR, Cap
from scheduler_app.desk import CANDIDATES, Desk
from scheduler_app.domain import clockface, tokens
from scheduler_app.domain.interview import State
from scheduler_app.messages.facts import LostLinkFacts, PageFacts
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.lost_links import LostLink
from scheduler_app.store.people import Candidate

LOST = "lost-link"  # the mail's name and its script
OURS = f"{caps.FORM}{LOST} "  # what the keys of these counters begin with
AN_HOUR, A_DAY, FROM_ONE_PLACE = 3, 8, 20  # for one mail address, and from one network address in an hour
LOOKS_BACK = timedelta(days=60)
MOST_PAGES = 10
AT_ONCE = 20
USEFUL = timedelta(days=1)


def ask(session: Session, desk: Desk, email: str, origin: str, now: datetime) -> None:
    """Note that the owner of this address wants their links; silently nothing over a cap.

    `origin` stands for where the request came from. Neither is kept beyond the answer, but as keyed hashes that are
    counted, and forgotten after a day.
    """
    whose, whence = desk.hidden(LOST, email.lower()), desk.hidden(LOST, origin)
    limits = [
        Cap(f"{OURS}{whose} in an hour", HOUR, AN_HOUR, "requests for this address within an hour", urgent=True),
        Cap(f"{OURS}{whose} in a day", DAY, A_DAY, "requests for this address within a day", urgent=True),
        Cap(f"{OURS}from {whence}", HOUR, FROM_ONE_PLACE, "requests from one place", urgent=True),
    ]
    if caps.take(session, limits, now, urgent=True) is None:
        session.add(LostLink(email=email, asked_at=now))


def answer(sessions: Sessions, desk: Desk, clock: Callable[[], datetime]) -> int:
    """Mail what was asked for, once for each request; returns how many requests were looked at."""
    with reading(sessions) as session:
        if session.scalar(select(LostLink.id).limit(1)) is None:
            return 0
    now = clock()
    with sessions.begin() as session:
        waiting = select(LostLink).order_by(LostLink.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        asked = list(session.scalars(waiting))
        for address in {row.email.lower() for row in asked if row.asked_at > now - USEFUL}:
            _mail(session, desk, address, now)
        for row in asked:
            session.delete(row)
    return len(asked)


def live(session: Session, email: str, now: datetime) -> list[Interview]:
    """The calls of this address whose pages still say something of use, the latest first."""
    found = (
        select(Interview)
        .join(Candidate)
        .where(
            func.lower(Candidate.email) == email.lower(),
            Interview.state != State.CANCELLED,
            Interview.starts_at > now - LOOKS_BACK,
        )
        .order_by(Interview.starts_at.desc(), Interview.id)
    )
    return list(session.scalars(found.limit(MOST_PAGES)))


def _mail(session: Session, desk: Desk, email: str, now: datetime) -> None:
    pages = live(session, email, now)
    if not pages:
        return
    reader = pages[0].candidate
    told = LostLinkFacts(
        briefing.organisation(session).name,
        reader.name,
        tuple(
            PageFacts(
                page.type.name,
                page.recruiter.name,
                clockface.both(page.starts_at, reader.zone, page.recruiter.zone, reader.manner),
                desk.candidate_link(tokens.placeholder(number)),
            )
            for number, page in enumerate(pages)
        ),
        reader.sentences.language,
    )
    words = desk.words.render(LOST, "candidate", "email", told)
    key = ",".join(page.id.hex for page in pages)
    session.add(letters.mail(reader, LOST, "candidate", words, now, now + USEFUL, link_kind=CANDIDATES, link_key=key))
