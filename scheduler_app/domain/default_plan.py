"""The plan an interview type starts with: the table in the README, row by row."""

from __future__ import annotations

from scheduler_app.domain.interview import Side
from scheduler_app.domain.plan import Anchor, Audience, Moment, Step

CANDIDATE, RECRUITER = Audience.CANDIDATE, Audience.RECRUITER
EMAIL = ("email",)
SMS_OR_EMAIL = ("sms", "email")

START = Moment(Anchor.START)
CLOSES = Moment(Anchor.CLOSES)
TWO_THIRDS = Moment(Anchor.START, share=(2, 3))


def before_start(minutes: int) -> Moment:
    return Moment(Anchor.START, minutes=-minutes)


def after_close(*, minutes: int = 0, business_days: int = 0) -> Moment:
    return Moment(Anchor.CLOSES, minutes=minutes, business_days=business_days)


def after_call(*, hours: int = 0, business_days: int = 0, clock: Side = Side.CANDIDATE) -> Moment:
    return Moment(Anchor.HELD, minutes=60 * hours, business_days=business_days, clock=clock)


BOOKED = Moment(Anchor.BOOKED)
NEXT_DAY = after_close(business_days=1)
LAST_DAY = after_close(business_days=5)
ANSWER_DAY, ANSWER_WEEK = (after_call(business_days=days, clock=Side.RECRUITER) for days in (2, 5))

DEFAULT_PLAN: tuple[Step, ...] = (
    Step("confirm", CANDIDATE, BOOKED, CLOSES, EMAIL, "confirm"),
    Step("confirm", RECRUITER, BOOKED, CLOSES, EMAIL, "confirm"),
    Step("remind-24h", CANDIDATE, before_start(24 * 60), before_start(60), SMS_OR_EMAIL, "remind-24h"),
    Step("remind-1h", CANDIDATE, before_start(60), START, SMS_OR_EMAIL, "remind-1h"),
    Step("prepare-60m", RECRUITER, before_start(60), before_start(10), EMAIL, "prepare-60m"),
    Step("prepare-10m", RECRUITER, before_start(10), START, SMS_OR_EMAIL, "prepare-10m"),
    Step("open", RECRUITER, START, TWO_THIRDS, SMS_OR_EMAIL, "open"),
    Step("nudge", RECRUITER, TWO_THIRDS, CLOSES, SMS_OR_EMAIL, "nudge"),
    Step("lapse", CANDIDATE, CLOSES, NEXT_DAY, SMS_OR_EMAIL, "lapse", together=True),
    Step("lapse", RECRUITER, CLOSES, LAST_DAY, SMS_OR_EMAIL, "lapse"),
    Step("backup", Audience.BACKUP, after_close(minutes=5), after_close(minutes=60), SMS_OR_EMAIL, "backup"),
    Step("coordinator", Audience.COORDINATOR, after_close(minutes=15), LAST_DAY, EMAIL, "coordinator"),
    Step("next-day", CANDIDATE, NEXT_DAY, LAST_DAY, EMAIL, "next-day"),
    Step("last", CANDIDATE, LAST_DAY, after_close(business_days=8), EMAIL, "last"),
    Step("thank-you", CANDIDATE, after_call(hours=2), after_call(hours=24), EMAIL, "thank-you"),
    Step("answer-by", RECRUITER, ANSWER_DAY, ANSWER_WEEK, EMAIL, "answer-by"),
)

# Notices: not part of a plan, sent the moment something happens.
CANCELLED = tuple(Step("confirm", side, BOOKED, CLOSES, EMAIL, "cancelled") for side in (CANDIDATE, RECRUITER))
RECRUITER_LATE = Step("late", CANDIDATE, BOOKED, CLOSES, SMS_OR_EMAIL, "late")
CANDIDATE_LATE = Step("late", RECRUITER, BOOKED, CLOSES, SMS_OR_EMAIL, "late")
TAKEN_OVER = Step("taken", RECRUITER, BOOKED, CLOSES, SMS_OR_EMAIL, "taken")
# Scripts of notices that are of use after the call, too.
OF_ANY_STATE = frozenset({"cancelled", "taken", "wrote"})
WHILE_CALLING = frozenset({"new-number"})  # of those that are of use until nobody will call any more
# Scripts of notices that the next one of the same script replaces: an older one would tell what holds no more.
REPLACED = frozenset({"leaving", "new-number"})


def texted(number: int) -> Step:
    """What the candidate has texted in their own words; each text is told once, so each is a step of its own."""
    return Step(f"wrote-{number}", RECRUITER, BOOKED, CLOSES, EMAIL, "wrote")


def leaving(number: int) -> Step:
    """Until when the candidate can take the call; it may be said again, each time as a step of its own."""
    return Step(f"leaving-{number}", RECRUITER, BOOKED, CLOSES, SMS_OR_EMAIL, "leaving")


def new_number(number: int, *, soon: bool) -> Step:
    """The number to call now; by text as well where somebody may be about to dial the former one."""
    channels = SMS_OR_EMAIL if soon else EMAIL
    return Step(f"new-number-{number}", RECRUITER, BOOKED, CLOSES, channels, "new-number", together=soon)


def by_new_rules(script: str, audience: Audience, release: str) -> Step:
    """Told by a change of time zone rules; once for each release, as the next one may change the same time again."""
    return Step(f"{script}-{release}", audience, BOOKED, CLOSES, EMAIL, script)
