"""A candidate's call for calendars that do not read the invitation: as a file, or as a link that fills in a form there.

Google and Microsoft describe neither form of link as a whole; both are what their own pages and those of others use.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from scheduler_app import feed
from scheduler_app.domain.phrases import phrase
from scheduler_app.store.interviews import Interview


def links(interview: Interview) -> list[tuple[str, str]]:
    """Each program by its name, or by a phrase, and the address that opens its form.

    Times are UTC, the words those of the invitation.
    """
    title, words = feed.words_for_candidate(interview)
    opens, ends = interview.starts_at, interview.occupied_until
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{_basic(opens)}/{_basic(ends)}",
        "details": words,
    }
    microsoft = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": _extended(opens),
        "enddt": _extended(ends),
        "body": words,
    }
    compose = f"/calendar/0/deeplink/compose?{urlencode(microsoft)}"
    return [
        ("Google Calendar", f"https://calendar.google.com/calendar/render?{urlencode(google)}"),
        ("Outlook.com", f"https://outlook.live.com{compose}"),
        (phrase("Outlook at work"), f"https://outlook.office.com{compose}"),
    ]


def _basic(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _extended(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
