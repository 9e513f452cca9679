"""What a script may say to one reader."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from scheduler_app.domain.manner import UNSAID
from scheduler_app.domain.said import Said

NEW_TIMES = ("new_time_1", "new_time_2", "new_time_3")
TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "miss", "sir"})


@dataclass(frozen=True)
class Facts:
    """Everything a script may say to one reader.

    Times are text already, made by `domain/clockface` in this reader's manner; those of the words to send (`…_theirs`)
    are in the language and on the clock of whoever will read them. An empty text or a 0 means "there is none": a script
    may ask about it, and printing it raises `scripting.WordsMissing`.
    """

    organisation: str  # "" when the deployment has not named itself
    reader: str  # full name of who reads this
    candidate: str
    recruiter: str  # who promised the call; for a backup or a coordinator still that person
    interview_type: str  # "Phone screen"
    recruiter_phone: str  # number the call comes from, display form
    recruiter_email: str  # where the candidate may write to; "" keeps it out of the words
    candidate_phone: str  # display form
    candidate_tel: str  # "tel:+16025550123"
    candidate_email: str  # for recruiters' words; "" keeps it out
    call_minutes: int
    window_minutes: int
    starts: Said  # full, both clocks, reader's own first (clockface.both)
    starts_theirs: Said  # the same, the other person's clock first: for words that will be sent to them
    starts_aloud: Said  # the same in English, as words are that one side says to the other
    starts_brief: Said  # for SMS (clockface.brief_both)
    closes: Said  # full, both clocks
    closes_theirs: Said  # the same, the other person's clock first
    closes_brief: Said  # clockface.brief_times: "3:00 PM Denver (UTC-7) / 3:00 PM Phoenix (UTC-7)"
    closes_dated: Said  # the same with its date (clockface.brief_both), where no other date stands beside it
    former_starts: str  # after a reschedule, as it was told then; "" otherwise
    late_minutes: int  # running late; 0 otherwise
    late_by: str  # "candidate" | "recruiter" | ""
    cancelled_by: str  # "candidate" | "recruiter" | ""
    cancel_reason: str
    candidate_link: str  # the private page, absolute URL; only for the candidate, "" for every other reader
    book_again_link: str  # public booking page of this interview type, absolute URL
    dashboard_link: str  # this interview on the dashboard, absolute URL; "" for the candidate
    contact_note: str  # e.g. "Ali cannot be texted (no consent on file): we send email instead."
    no_answer_count: int  # how often this recruiter could not reach this candidate, this time included
    answer_by: str  # date text
    thank_you_by: str  # when the 24 hours are over, reader's clock
    ref: str  # "7KQ2": every SMS carries "Ref 7KQ2"; a mail shows it if there is one
    first_text: bool  # first text ever to this number: ends with how to opt out
    told_starts: str = ""  # the present time as it was told, where new rules leave it in doubt; "" otherwise
    left_starts: str = ""  # the same moment by the new rules, on the same clocks
    own_change: str = ""  # what `former_starts` became on the reader's clock: "an hour earlier"; "" if the same
    their_change: str = ""  # the same on the other person's
    changed_places: str = ""  # "Vancouver and Edmonton": whose time zone rules changed since
    flag: str = ""  # what somebody has to decide about the time, in sentences
    invited: bool = True  # the mail carries an invitation, if its script does
    repeated: bool = False  # a time is one that clocks show twice that night: its offset has to be said
    taken_by: str = ""  # full name of the colleague who has taken the call over
    taken_at: str = ""  # when, on the reader's clock
    wrote: str = ""  # the candidate's last text in their own words
    talked: bool = False  # by its digit it says that they did talk
    note: str = ""  # the sentence that came with the candidate's word of being late
    free_until: Said | str = ""  # until when the candidate can take the call, full, both clocks
    free_until_brief: Said | str = ""  # the same for a text
    follow_up: str = ""  # what a reminder is about, one of `domain/follow_ups.FollowUp`
    new_time_1: str = ""  # offered in a text, as it has room to say it; the reader's clock
    new_time_2: str = ""
    new_time_3: str = ""
    confirm_texts: bool = False  # texts wait until the candidate confirms the number on the private page
    language: str = UNSAID  # of sentences: the candidate's own, English for staff
    their_language: str = UNSAID  # of words to send: the other person's


@dataclass(frozen=True)
class SigninFacts:
    """What the sign-in mail says (script `signin`, audience `recruiter`)."""

    organisation: str
    reader: str
    signin_link: str  # one-time, absolute URL
    minutes: int  # how long it stays valid


@dataclass(frozen=True)
class PageFacts:
    """One line of a mail with somebody's private links."""

    interview_type: str
    recruiter: str
    starts: Said  # full, both clocks, reader's own first
    link: str  # the private page, absolute URL


@dataclass(frozen=True)
class LostLinkFacts:
    """What the mail says that brings lost links again (script `lost-link`, audience `candidate`)."""

    organisation: str
    reader: str
    pages: tuple[PageFacts, ...]
    language: str = UNSAID  # of the candidate


@dataclass(frozen=True)
class News:
    """One line of a mail of several: what script it would have been, about which call."""

    script: str
    candidate: str
    recruiter: str
    starts: str  # full, both clocks, reader's own first
    link: str  # this interview on the dashboard, absolute URL


@dataclass(frozen=True)
class BundleFacts:
    """What a mail says that stands for several messages (script `bundle`, audience `staff`)."""

    organisation: str
    reader: str
    count: int
    news: tuple[News, ...]
    dashboard_link: str


@dataclass(frozen=True)
class PausedFacts:
    """What the alarm about a paused channel says (script `paused`, audience `coordinator`)."""

    organisation: str
    reader: str
    channel: str  # "text messages"
    trouble: str  # what the provider said, as a sentence
    remedy: str  # what to do, in sentences
    dashboard_link: str  # absolute URL


@dataclass(frozen=True)
class UnusualFacts:
    """What the alarm about unusual use of the public form says (script `unusual`, audience `admin`)."""

    organisation: str
    reader: str
    count: int
    lines: tuple[str, ...]  # "too many calls with a single mail address: 3"
    limits_link: str  # absolute URL


@dataclass(frozen=True)
class LinkFacts:
    """What the mails say that bring a candidate the link to book by, or remind them of it (scripts `invited…`)."""

    organisation: str
    reader: str
    recruiter: str  # who sends it
    recruiter_email: str
    interview_type: str
    call_minutes: int
    booking_link: str  # for this candidate alone, absolute URL
    stop_link: str  # where they ask for no reminders, absolute URL
    expires: Said  # until when the link is good, on the reader's clock
    language: str = UNSAID  # of the candidate, as far as the recruiter knows it


AnyFacts = Facts | SigninFacts | PausedFacts | BundleFacts | UnusualFacts | LostLinkFacts | LinkFacts


def first(name: str, most: int | None = None) -> str:
    """The first word of a name, cut to at most `most` characters, never between a letter and its accent.

    A title is not a name: Dr. Dana Reyes is Dana.
    """
    words = name.split()
    if len(words) > 1 and words[0].rstrip(".").casefold() in TITLES:
        words = words[1:]
    word = words[0] if words else ""
    if most is None or len(word) <= most:
        return word
    while most > 1 and unicodedata.combining(word[most]):
        most -= 1
    return word[:most]


def shortened(label: str, most: int | None) -> str:
    """At most `most` characters of a label, between words where that leaves any."""
    if most is None or len(label) <= most:
        return label
    return label[: most + 1].rpartition(" ")[0].rstrip() or label[:most]
