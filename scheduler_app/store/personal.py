"""What each table keeps of a candidate, column by column: how a person's rows are found, what is erased, what stays.

Whoever adds a column says here what it is; `tests/test_personal.py` names those that are missing. What is erased
leaves the row in place, so that counts and times still add up. Export gives every column but the `SECRET` ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Key(StrEnum):
    """What a column holds by which a person's rows are found."""

    CANDIDATE = "candidate"  # the id of a candidate
    INTERVIEW = "interview"  # the id of an interview
    MESSAGE = "message"  # the id of a message
    MAIL = "mail"  # a mail address, in a row of no interview if the table knows interviews
    NUMBER = "number"  # a telephone number, likewise
    ANSWER = "answer"  # JSON with the id of an interview under "id"


class Rule(StrEnum):
    """What erasing makes of a column."""

    NAME = "name"  # the words that stand for a name from then on
    MAIL = "mail"  # an address that nobody has, and no two rows share
    BLANK = "blank"  # NULL where it may be, else nothing: "" or {} or []
    ENDED = "ended"  # an instant: the moment of the erasing, where there is none yet
    IF_THEIRS = "if theirs"  # BLANK where it is the candidate's own name, address or number
    FACTS = "facts"  # JSON of an event: only what `FACTS_KEPT` names, and what is no text, stays
    SCRUB = "scrub"  # words of ours: the person's name, address and number are cut out


@dataclass(frozen=True)
class Kept:
    """One table. `by` has the columns through which a row is a person's; empty: the table tells nothing of candidates.

    `erased` and `stays` together name every column.
    """

    stays: str
    by: Mapping[str, Key] = field(default_factory=dict)
    erased: Mapping[str, Rule] = field(default_factory=dict)


NOBODY = "Candidate (erased)"
NOWHERE = "@erased.invalid"  # what an address ends with that stands for an erased one (RFC 2606: nobody has it)
SECRET = frozenset({"link_digest", "token_digest", "key_digest", "request_digest", "lease_owner"})
# Of an event's facts; another text in them may be about the person.
FACTS_KEPT = frozenset({"wall", "zone", "utc", "tz_release", "recruiter", "was", "state", "lapsed_at", "later"})
FACTS_KEPT |= {"message_id", "step", "audience", "channel", "sides"}

TABLES: Mapping[str, Kept] = {
    "candidate": Kept(
        by={"id": Key.CANDIDATE},
        erased={
            "name": Rule.NAME,
            "email": Rule.MAIL,
            "phone": Rule.BLANK,
            "sms_consent_wording": Rule.BLANK,
            "sms_consent_from": Rule.BLANK,
            "sms_refused": Rule.BLANK,
        },
        stays="id zone sms_consent_at number_vouched_at number_vouched_by erased_at language clock_hours",
    ),
    "interview": Kept(
        by={"id": Key.INTERVIEW},
        erased={"cancel_reason": Rule.BLANK, "rules_flag": Rule.SCRUB},
        # The digest of the private link stays, so that whoever still has it is told kindly; it opens nothing.
        stays="id type_id recruiter_id candidate_id wall zone which starts_at offset_seconds tz_release call_minutes"
        " window_minutes closes_at occupied_until former_starts_at candidate_offset_seconds recruiter_offset_seconds"
        " former_candidate_offset_seconds former_recruiter_offset_seconds rules_checked state missed_by generation"
        " sequence link_version link_digest made_by created_at booked_at changed_at lapsed_at held_at cancelled_by"
        " recruiter_late_minutes candidate_late_minutes superseded_by taken_by_id taken_at"
        " free_until follow_ups",
    ),
    "watch": Kept(
        by={"interview_id": Key.INTERVIEW},
        erased={"parked": Rule.SCRUB},
        stays="interview_id generation next_due_at plan_id failures",
    ),
    "step": Kept(
        by={"interview_id": Key.INTERVIEW},
        erased={"reason": Rule.SCRUB},
        stays="id interview_id generation name audience script planned due_at state decided_at",
    ),
    "report": Kept(
        by={"interview_id": Key.INTERVIEW},
        erased={"note": Rule.BLANK},
        stays="id interview_id generation by outcome minutes settles via at person_id",
    ),
    "event": Kept(
        by={"interview_id": Key.INTERVIEW},
        erased={"facts": Rule.FACTS},
        stays="id interview_id generation at kind by",
    ),
    "message": Kept(
        by={"id": Key.MESSAGE},
        erased={
            "to_address": Rule.IF_THEIRS,
            "to_name": Rule.IF_THEIRS,
            "subject": Rule.BLANK,
            "body": Rule.BLANK,
            "html": Rule.BLANK,
            "calendar": Rule.BLANK,
            "reason": Rule.BLANK,
            "provider_status": Rule.SCRUB,
        },
        stays="id step_id interview_id generation name audience recipient channel rank falls_back calendar_method ref"
        " link_kind link_key menu state due_at expires_at created_at settled_at lease_owner lease_until fence attempts"
        " dwell_seconds reconcile_at lookups may_duplicate faults provider_id provider_code bundle_id erased_at",
    ),
    "attempt": Kept(
        by={"message_id": Key.MESSAGE},
        erased={"reason": Rule.BLANK},
        stays="message_id n fence started_at ended_at outcome http_status provider_id",
    ),
    "provider_event": Kept(by={"message_id": Key.MESSAGE}, stays="provider_id status message_id code at"),
    "inbound": Kept(
        by={"interview_id": Key.INTERVIEW, "message_id": Key.MESSAGE, "from_number": Key.NUMBER},
        erased={
            "from_number": Rule.IF_THEIRS,
            "body": Rule.BLANK,
            "reply": Rule.BLANK,
            "offered": Rule.BLANK,
            "handled_at": Rule.ENDED,
        },
        stays="provider_sid at message_id interview_id action passive",
    ),
    # An answer that was given to another system; that system sends its request again in vain from then on.
    "answered": Kept(
        by={"body": Key.ANSWER},
        erased={"body": Rule.BLANK, "request_digest": Rule.BLANK},
        stays="id api_key_id idempotency_key status at",
    ),
    # What somebody does not want outlasts them, as a keyed hash: `erasing.py` puts it in the number's place.
    "opt_out": Kept(by={"address": Key.NUMBER}, stays="address channel since source"),
    "question_answer": Kept(
        by={"interview_id": Key.INTERVIEW},
        erased={"answer": Rule.BLANK},
        stays="id interview_id place wording kind",
    ),
    "booking_link": Kept(
        by={"email": Key.MAIL, "interview_id": Key.INTERVIEW},
        erased={
            "name": Rule.NAME,
            "email": Rule.MAIL,
            "phone": Rule.BLANK,
            "withdrawn_at": Rule.ENDED,
            "hushed_at": Rule.ENDED,
        },
        stays="id token_digest type_id made_by_id zone language made_at expires_at booked_at interview_id",
    ),
    "lost_link": Kept(by={"email": Key.MAIL}, erased={"email": Rule.MAIL}, stays="id asked_at"),
    # A time kept for a form is known by digests, and goes by itself.
    "hold": Kept("form recruiter_id starts_at until since expires_at address_key"),
    # Of candidates the next ones keep nothing; counters of messages are keyed by digests and go by themselves.
    "tally": Kept("key since used"),
    "organisation": Kept(
        "id name invites_recruiters sms_countries quiet_from quiet_until texts_an_hour texts_a_day range_texts_a_day"
        " all_texts_a_day mails_an_hour booking_is_open booking_switched_at booking_switched_by booking_contact"
        " candidates_are_texted texts_switched_at texts_switched_by colour logo_digest logo_width logo_height framed_by"
    ),
    "logo": Kept("digest kind body"),
    "recruiter": Kept(
        "id email name zone phone role wants_invites created_at disabled_at language clock_hours"
        " buffer_before_minutes buffer_after_minutes most_a_day most_a_week holiday_country holiday_subdivision"
    ),
    "date_hours": Kept("id recruiter_id day opens closes"),
    "time_off": Kept("id recruiter_id first_day last_day begins ends label"),
    "question": Kept("id type_id place wording kind choices required retired_at"),
    "weekly_hours": Kept("id recruiter_id weekday opens closes"),
    "interview_type": Kept(
        "id slug name plan_id call_minutes slot_minutes window_minutes notice_minutes horizon_days buffer_after_minutes"
        " buffer_before_minutes most_a_day most_a_week may_overlap"
    ),
    "type_recruiter": Kept("type_id recruiter_id last_booked_at last_asked_at weight turn"),
    "plan": Kept("id digest steps"),
    "calendar_edition": Kept("recruiter_id number"),
    "sign_in_link": Kept("id recruiter_id token_digest made_at expires_at used_at"),
    "signed_in": Kept("token_digest recruiter_id since expires_at"),
    "api_key": Kept("id name scope key_digest made_at used_at revoked_at"),
    "feed": Kept(
        "id recruiter_id name scope type_id detail alarm_minutes token_digest made_at fetched_at fetched_by revoked_at"
    ),
    "other_calendar": Kept(
        "id recruiter_id name address added_at next_fetch_at tried_at read_at read_until etag last_modified failures"
        " trouble remarks"
    ),
    "busy_time": Kept("id calendar_id recruiter_id starts_at until"),
    "channel": Kept(
        "name paused_at cause reason code probe_at probing_until probes resumed_at alarmed_at alarmed_code failed_at"
    ),
    "meter": Kept("metric channel label count seconds"),
    "heartbeat": Kept("role at"),
    "node": Kept("id role version started_at last_beat_at wall_minus_db_ms"),
}
