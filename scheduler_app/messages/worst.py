"""The longest that a text can become, so that its cost is known when its words are written and not when they are sent.

Today's words are files, checked by the tests and by `doctor`. A page on which words can be edited has to ask `too_long`
before it saves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from scheduler_app.domain import clockface, date_words, segments
from scheduler_app.domain.manner import LANGUAGES, UNSAID, Manner
from scheduler_app.messages.facts import NEW_TIMES, Facts
from scheduler_app.messages.forms import SMS_SEGMENTS
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.scripting import spoken

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Montgomery-Featherstonehaugh"
# A plain name; one that turns the text to UCS-2, whose segments hold less than half; and one of paired code units.
NAMES = (LONG_NAME, "Владимиросвятославович Константинопольский", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷 李")
LABEL = "Northwind International Staffing and Partners"
CANDIDATE_ZONE, RECRUITER_ZONE = "Asia/Ho_Chi_Minh", "America/Argentina/Buenos_Aires"  # long, and a day apart
LONG_BASE = "https://interviews.staffing-northwind.co"
TOKEN = "Q" * 24
INTERVIEW = "4f2a9c71-d05e-4b8a-9c3f-6d7e8a1b2c3d"
STARTS = datetime(2027, 9, 29, 14, 30, tzinfo=UTC)  # a Wednesday in September, late in the evening in one of the cities
CLOSES = STARTS + timedelta(minutes=30)
WALL = STARTS.replace(tzinfo=None)


def too_long(words: Renderer) -> Iterator[str]:
    """Every text among `words` that may need more segments than a text is allowed, as a sentence that names it.

    In every language of candidates; a text to a recruiter may hold words in it, too.
    """
    for script, audience, channel in sorted(words.scripts()):
        if channel != "sms":
            continue
        most = {
            language: max(
                segments.count(words.render(script, audience, "sms", told).body).segments
                for told in worst(audience, language)
            )
            for language in LANGUAGES
        }
        over = [LANGUAGES[language] for language, count in most.items() if count > SMS_SEGMENTS]
        if over:
            where = "" if len(over) == len(LANGUAGES) else f" in {', '.join(over)}"
            yield (
                f"the text {script} to the {audience} may take {max(most.values())} segments{where},"
                f" and {SMS_SEGMENTS} are allowed"
            )


def worst(audience: str, language: str) -> Iterator[Facts]:
    """What makes a text long: names, labels, cities, a first text, a time that clocks show twice."""
    for name, repeated in product(NAMES, (False, True)):
        yield _facts(audience, name, Manner(language), repeated=repeated)


def _new_times(zone: str, manner: Manner) -> dict[str, str]:
    starts = (STARTS + timedelta(days=days) for days in (1, 2, 3))
    brief = (segments.in_gsm(clockface.brief_both(start, zone, zone, manner)) for start in starts)
    return dict(zip(NEW_TIMES, map(spoken, brief), strict=True))


def _facts(audience: str, name: str, manner: Manner, *, repeated: bool) -> Facts:
    for_candidate = audience == "candidate"
    own, other = (CANDIDATE_ZONE, RECRUITER_ZONE) if for_candidate else (RECRUITER_ZONE, CANDIDATE_ZONE)
    theirs = manner.in_english() if for_candidate else manner
    return Facts(
        organisation=LABEL,
        reader=name,
        candidate=name,
        recruiter=name,
        interview_type=LABEL,
        recruiter_phone="+54 9 11 2345-6789",
        recruiter_email="montgomery.featherstonehaugh@staffing-northwind.co",
        candidate_phone="+84 912 345 678",
        candidate_tel="" if for_candidate else "tel:+84912345678",
        candidate_email="" if for_candidate else "wolfeschlegelsteinhausenbergerdorff@example.com",
        call_minutes=120,
        window_minutes=120,
        starts=clockface.both(STARTS, own, other, manner),
        starts_theirs=clockface.both(STARTS, other, own, theirs),
        starts_aloud=clockface.both(STARTS, other, own),
        starts_brief=clockface.brief_both(STARTS, own, other, manner),
        closes=clockface.both(CLOSES, own, other, manner),
        closes_theirs=clockface.both(CLOSES, other, own, theirs),
        closes_brief=clockface.brief_times(CLOSES, own, other, manner),
        closes_dated=clockface.brief_both(CLOSES, own, other, manner),
        former_starts=clockface.both(STARTS - timedelta(days=1), own, other, manner),
        late_minutes=60,
        late_by="recruiter" if for_candidate else "candidate",
        cancelled_by="",
        cancel_reason="",
        candidate_link=f"{LONG_BASE}/c/{TOKEN}" if for_candidate else "",
        book_again_link=f"{LONG_BASE}/book/phone-screen",
        dashboard_link="" if for_candidate else f"{LONG_BASE}/dashboard/{INTERVIEW}",
        contact_note="",
        no_answer_count=2,
        answer_by=clockface.say_date(STARTS + timedelta(days=2), own, manner),
        thank_you_by=clockface.say(STARTS + timedelta(days=1), own, manner),
        ref="WWWW",
        note="N" * 140,
        free_until=clockface.both(STARTS + timedelta(minutes=20), own, other, manner),
        free_until_brief=clockface.brief_times(STARTS + timedelta(minutes=20), own, other, manner),
        follow_up="thank-you",
        first_text=True,
        repeated=repeated,
        taken_by=name,
        taken_at=clockface.say(CLOSES, own, manner),
        wrote=name,
        own_change=clockface.shift(WALL, WALL + timedelta(hours=1, minutes=30), manner),
        changed_places=date_words.listed(["Ho Chi Minh City", "Buenos Aires"], manner.language),
        language=manner.language if for_candidate else UNSAID,
        their_language=theirs.language,
        **(_new_times(own, manner) if for_candidate else {}),  # type: ignore[arg-type]
    )
