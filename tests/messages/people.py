"""Who the scripts are read out to: Ali in Phoenix, Dana in Denver, and people with long names far apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler_app.domain import clockface
from scheduler_app.messages.facts import (
    AnyFacts,
    BundleFacts,
    Facts,
    LinkFacts,
    LostLinkFacts,
    News,
    PageFacts,
    PausedFacts,
    SigninFacts,
    UnusualFacts,
)

BASE = "https://northwind.example"
LONG_BASE = "https://interviews.staffing-northwind.co"
TOKEN = "Q3xV9rT2mK8sLw5ZyP1aBg"
INTERVIEW = "4f2a9c71-d05e-4b8a-9c3f-6d7e8a1b2c3d"
STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
CLOSES = STARTS + timedelta(minutes=30)
COMMANDS = r"\b(CANCEL|END|QUIT|STOP|STOPALL|UNSUBSCRIBE|YES|START|UNSTOP|HELP|INFO)\b"  # carriers act on these
FLAG = (
    "By new time zone rules the agreed time is now Tue 12 Jan 2027, 1:30 PM Denver (UTC-7), which is 1:30 PM Phoenix"
    " (UTC-7), but another call is promised then. Nothing was moved: agree with Ali Hassan on the time and set it,"
    " even if it stays."
)
NEW_TIMES = {
    "new_time_1": "Wed 13 Jan 9:00 AM Phoenix",
    "new_time_2": "Wed 13 Jan 9:15 AM Phoenix",
    "new_time_3": "Wed 13 Jan 9:30 AM Phoenix",
}
EMPTY: dict[str, Any] = {  # all that an interview may lack
    "organisation": "",
    "recruiter_phone": "",
    "recruiter_email": "",
    "candidate_phone": "",
    "candidate_tel": "",
    "candidate_email": "",
    "cancelled_by": "",
    "cancel_reason": "",
    "contact_note": "",
    "answer_by": "",
    "ref": "",
}


def facts(
    audience: str,
    *,
    zones: tuple[str, str] = ("America/Phoenix", "America/Denver"),
    base: str = BASE,
    **changes: Any,
) -> Facts:
    """What `audience` knows of the call at 2:30 PM Denver; `zones`: the candidate's, the recruiter's."""
    of_candidate = audience == "candidate"
    own, other = zones if of_candidate else zones[::-1]
    readers = {"candidate": "Ali Hassan", "recruiter": "Dana Reyes"}
    known: dict[str, Any] = {
        "organisation": "Northwind",
        "reader": readers.get(audience, "Sam Okafor"),
        "candidate": "Ali Hassan",
        "recruiter": "Dana Reyes",
        "interview_type": "Phone screen",
        "recruiter_phone": "+1 303-555-0142",
        "recruiter_email": "dana@example.com",
        "candidate_phone": "+1 602-555-0123",
        "candidate_tel": "tel:+16025550123",
        "candidate_email": "ali@example.com",
        "call_minutes": 30,
        "window_minutes": 30,
        "starts": clockface.both(STARTS, own, other),
        "starts_theirs": clockface.both(STARTS, other, own),
        "starts_aloud": clockface.both(STARTS, other, own),
        "starts_brief": clockface.brief_both(STARTS, own, other),
        "closes": clockface.both(CLOSES, own, other),
        "closes_theirs": clockface.both(CLOSES, other, own),
        "closes_brief": clockface.brief_times(CLOSES, own, other),
        "closes_dated": clockface.brief_both(CLOSES, own, other),
        "former_starts": clockface.both(STARTS - timedelta(days=1), own, other),
        "told_starts": clockface.both(STARTS, own, other),
        "left_starts": clockface.both(STARTS, own, other),
        "own_change": "" if of_candidate else "an hour earlier",
        "their_change": "an hour earlier" if of_candidate else "",
        "changed_places": "Phoenix",
        "flag": FLAG,
        "late_minutes": 15,
        "late_by": "recruiter" if of_candidate else "candidate",
        "cancelled_by": "recruiter",
        "cancel_reason": "The role has been filled.",
        "candidate_link": f"{base}/c/{TOKEN}" if of_candidate else "",
        "book_again_link": f"{base}/book/phone-screen",
        "dashboard_link": "" if of_candidate else f"{base}/dashboard/{INTERVIEW}",
        "contact_note": "" if of_candidate else "Ali cannot be texted (no consent on file): we send email.",
        "no_answer_count": 1,
        "answer_by": clockface.say_date(STARTS + timedelta(days=2), own),
        "thank_you_by": clockface.say(STARTS + timedelta(days=1), own),
        "taken_by": "Lee Okafor",
        "taken_at": clockface.say(CLOSES + timedelta(minutes=7), own),
        "wrote": "Can you call on my work number? Thanks, Ali",
        "note": "The bus is stuck.",
        "free_until": clockface.both(STARTS + timedelta(minutes=20), own, other),
        "free_until_brief": clockface.brief_times(STARTS + timedelta(minutes=20), own, other),
        "follow_up": "thank-you",
        "ref": "7KQ2",
        "first_text": False,
    }
    return Facts(**(known | changes))


def long_facts(audience: str, **changes: Any) -> Facts:
    """The longest the product must fit into two segments: long names, two far cities, a long address."""
    name = "Wolfeschlegelsteinhausenbergerdorff Montgomery-Featherstonehaugh"
    known: dict[str, Any] = {
        "zones": ("Asia/Ho_Chi_Minh", "America/Argentina/Buenos_Aires"),
        "base": LONG_BASE,
        "organisation": "Northwind International Staffing and Partners",
        "reader": name,
        "candidate": name,
        "recruiter": name,
        "taken_by": name,
        "recruiter_phone": "+54 9 11 2345-6789",
        "candidate_phone": "+84 912 345 678",
        "first_text": True,
    }
    return facts(audience, **(known | changes))


BUNDLED = ("lapse", "open", "nudge", "prepare-10m", "backup", "coordinator", "late", "answer-by", "moved")
SIGNIN = SigninFacts(organisation="Northwind", reader="Dana Reyes", signin_link=f"{BASE}/signin/{TOKEN}", minutes=15)
PAUSED = PausedFacts(
    organisation="Northwind",
    reader="Cole Winter",
    channel="text messages",
    trouble="the text was not sent: Twilio does not accept our account SID and auth token (Twilio 401, code 20003)",
    remedy="Check the TWILIO_ settings and the account in Twilio's console, then restart the service.",
    dashboard_link=f"{BASE}/dashboard",
)
BUNDLE = BundleFacts(
    organisation="Northwind",
    reader="Dana Reyes",
    count=len(BUNDLED),
    news=tuple(
        News(
            script=script,
            candidate="Ali Hassan",
            recruiter="Dana Reyes",
            starts=clockface.both(STARTS, "America/Denver", "America/Phoenix"),
            link=f"{BASE}/dashboard/{INTERVIEW}",
        )
        for script in BUNDLED
    ),
    dashboard_link=f"{BASE}/dashboard",
)
UNUSUAL = UnusualFacts(
    organisation="Northwind",
    reader="Ada Park",
    count=7,
    lines=("too many calls from a single internet address: 5", "a field filled in that people do not see: 2"),
    limits_link=f"{BASE}/dashboard/limits",
)
LOST = LostLinkFacts(
    organisation="Northwind",
    reader="Ali Hassan",
    pages=(
        PageFacts(
            "Phone screen",
            "Dana Reyes",
            clockface.both(STARTS, "America/Phoenix", "America/Denver"),
            f"{BASE}/c/{TOKEN}",
        ),
    ),
)
LINK = LinkFacts(
    organisation="Northwind",
    reader="Ali Hassan",
    recruiter="Dana Reyes",
    recruiter_email="dana@example.com",
    interview_type="Phone screen",
    call_minutes=30,
    booking_link=f"{BASE}/book/phone-screen?for={TOKEN}",
    stop_link=f"{BASE}/invited/{TOKEN}/stop",
    expires=clockface.say(STARTS, "America/Phoenix"),
)
OTHERS: dict[str, AnyFacts] = {  # of no one interview
    "signin": SIGNIN,
    "paused": PAUSED,
    "bundle": BUNDLE,
    "unusual": UNUSUAL,
    "lost-link": LOST,
    "invited": LINK,
    "invited-again": LINK,
    "invited-last": LINK,
}
