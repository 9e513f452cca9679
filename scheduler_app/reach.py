"""Whether texts go to the country of a candidate's number; calls go everywhere."""

from __future__ import annotations

from scheduler_app.desk import Desk
from scheduler_app.domain import phone, reach
from scheduler_app.store.people import Organisation

REFUSAL = "texts do not go to numbers of "


def why_not(organisation: Organisation, desk: Desk, number: str | None, *, vouched: bool) -> str:
    """Why no text goes to this number, whoever says that it is theirs; "" if its country gets texts.

    Countries that an admin chose bind every number. Until then those that the deployment's own number suggests bind
    what strangers write into the public form, and not what a recruiter or another system has vouched for.
    """
    if not number:
        return ""
    codes = organisation.sms_countries
    if not codes and vouched:
        return ""
    allowed = reach.chosen(codes) if codes else reach.usual(desk.texts_from)
    if allowed is None or (country := phone.country_of(number)) in allowed:
        return ""
    return f"{REFUSAL}{country or 'that kind'}"
