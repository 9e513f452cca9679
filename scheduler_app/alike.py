"""A burst decided once for all who are alike: those that differ in nothing but names, numbers, links and ids.

The rules look at the first of each kind as ever, and what they wrote is copied for the others with their own names in
it. That is only done where it is sure to be the same: a kind is all that the tables hold of an interview and its
people, but for what is their own (`store/lines.py`); the rules must not have asked the database anything, nor written
anything else; and the copy for the first one must be just what they wrote. Whatever is in doubt they look at one by
one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import night, offering, planning, reach, telling
from scheduler_app.desk import Desk
from scheduler_app.domain import phone, replies, tokens
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.plan import Anchor
from scheduler_app.messages import moulds
from scheduler_app.messages.facts import NEW_TIMES, Facts
from scheduler_app.patterns import Pattern, Patterns, Said
from scheduler_app.store.batch import Batch, Standing, changed
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.lines import Line
from scheduler_app.store.outbox import new_id

PERSONAL = (
    "id",
    "step_id",
    "interview_id",
    "recipient",
    "to_address",
    "to_name",
    "subject",
    "body",
    "html",
    "ref",
    "menu",
)
# Of what is a reader's own (`moulds.PERSONAL`), all that `_values` knows for each.
NAMED = {"reader", "candidate", "recruiter", "recruiter_phone", "candidate_phone", "candidate_tel", "ref"} | {
    "candidate_email",
    "recruiter_email",
    "candidate_link",
    "dashboard_link",
    "contact_note",
    *NEW_TIMES,
}
_told_apart = attrgetter("name", "email", "phone")


class Alike:
    """The kinds of one batch."""

    def __init__(self, session: Session, desk: Desk, batch: Batch, now: datetime, patterns: Patterns) -> None:
        self._session, self._desk, self._batch, self._now = session, desk, batch, now
        self._patterns = patterns.of(now, batch.organisation)
        self._open: dict[Hashable, bool] = {}
        self._unreachable: dict[str | None, str] = {}
        step, message = batch.step_rows.at, batch.message_rows.at
        self._step_of = step["interview_id"]
        self._places = [message[name] for name in PERSONAL]
        processed = batch.message_rows.processed
        self._id_for_driver, self._menu_for_driver = processed[message["id"]], processed[message["menu"]]
        self._members = defaultdict[Hashable, list[UUID]](list)
        self._lasting = {line.id: self._what_lasts(line) for line in batch.lines.values()}
        for line in batch.lines.values():
            self._members[self._kind(line)].append(line.id)
        alone = [which for kind, members in self._members.items() for which in self._to_bring(kind, members)]
        batch.bring(alone)

    def _to_bring(self, kind: Hashable, members: list[UUID]) -> list[UUID]:
        if kind is None or self._patterns.get(kind, False) is None:
            return members
        return [] if kind in self._patterns else members[:1]

    def look(self, which: UUID) -> None:
        """As `planning.look`; a fault raises, and the transaction is of no use any more."""
        line = self._batch.lines[which]
        kind = self._kind(line)
        pattern = self._patterns.get(kind)
        if pattern is not None and self._copied(line, pattern):
            return
        if which not in self._batch.interviews:
            self._batch.bring([which])
        interview = self._batch.interviews[which]
        then = self._batch.gathered() if kind is not None and kind not in self._patterns else None
        planning.look(self._session, self._desk, interview, self._now, lenient=False)
        if then is not None:
            self._patterns[kind] = self._pattern(line, interview, then)
            if self._patterns[kind] is None:
                self._batch.bring([other for other in self._members[kind] if other not in self._batch.interviews])

    def _kind(self, line: Line) -> Hashable:
        """None if it is like no other: about it the rules will ask the database.

        Asked anew when its turn comes, as others of the batch may have had texts to the same numbers by then.
        """
        lasting, batch = self._lasting[line.id], self._batch
        if lasting is None or line.id in batch.waiting:
            return None
        return lasting, line.candidate.phone in batch.texted, line.recruiter.phone in batch.texted

    def _what_lasts(self, line: Line) -> Hashable:
        """Of its kind all that stays as it is while the batch is looked at; None as above."""
        batch, ours, theirs = self._batch, line.candidate, line.recruiter
        if line.id in batch.reported or line.id in batch.followed:
            return None
        if ours.email.lower() in batch.missed_before or (ours.phone and ours.phone == theirs.phone):
            return None
        if night.says_nothing(line.zones[2]) and any(map(night.says_nothing, line.zones[:2])):
            return None  # then their numbers tell where they are
        past = batch.past.get(line.id)
        opted_out = [person.phone in batch.opted_out for person in (ours, theirs)]
        booked_at = line.booked_at if self._counts_from_booking(line.plan_id, past) else None
        offered = batch.offers.get(line.id)
        if ours.phone not in self._unreachable:
            why = reach.why_not(batch.organisation, self._desk, ours.phone, vouched=False)
            self._unreachable[ours.phone] = why
        unreachable = self._unreachable[ours.phone]
        return line.shape, past, booked_at, None if offered is None else len(offered), unreachable, *opted_out

    def _counts_from_booking(self, plan_id: int, past: Any) -> bool:
        """Whether a step is still open whose moment follows from when the booking was made."""
        if (plan_id, past) not in self._open:
            done = {key for key, state in past or () if state != planning.STOPPED}
            steps = [step for step in self._batch.plans[plan_id].read if step.key not in done]
            anchors = {moment.anchor for step in steps for moment in (step.at, step.until)}
            self._open[plan_id, past] = Anchor.BOOKED in anchors
        return self._open[plan_id, past]

    def _pattern(self, line: Line, interview: Interview, then: Standing) -> Pattern | None:
        written = self._batch.since(then)
        if written is None:
            return None
        steps, messages = written
        own = [text for person in (line.candidate, line.recruiter) for text in _told_apart(person) if text]
        reasons = [row.reason for row in steps] + [values["reason"] for _, values, _ in messages]
        if any(text in reason for reason in reasons if reason for text in own):
            return None
        rows = {id(row): place for place, row in enumerate(steps)}
        if any(values["calendar"] for _, values, _ in messages) or any(id(row) not in rows for row, _, _ in messages):
            return None
        manner = interview.candidate.manner
        said, known = list[Said](), _known(line, self._new_times(line, manner))
        for row, values, told in messages:
            found = self._said(line, interview, rows[id(row)], row, values, told) if known else None
            if not found or not known or self._values(line, found, known, values["ref"], manner) != _written(values):
                return None
            said.append(found)
        copied = [self._batch.step_values(row) for row in steps]
        return Pattern(copied, said, changed(interview), changed(interview.watch), manner)

    def _said(
        self, line: Line, interview: Interview, step: int, row: StepRow, values: dict[str, Any], told: Facts
    ) -> Said | None:
        readers = (line.candidate, f"candidate:{line.candidate.id}"), (line.recruiter, f"recruiter:{line.recruiter.id}")
        if values["recipient"] not in [key for _, key in readers]:
            return None
        to_candidate = values["recipient"] == readers[0][1]
        token = self._desk.candidate_token(interview) if to_candidate else ""
        if {name for name, value in moulds.own(told).items() if value} - NAMED:
            return None  # something of the reader's own that no copy would know
        before, _, after = told.dashboard_link.partition(str(line.id))
        by_text = values["channel"] == telling.SMS
        offers = telling.offers(row.script, values["channel"], to_candidate=to_candidate)
        return Said(
            step,
            to_candidate,
            by_text,
            offers,
            replies.menu(row.script, row.audience) if by_text else None,
            self._desk.words.asking(row.script, told) if offers else "",
            self._desk.words.cut(row.script, row.audience, values["channel"], told),
            self._batch.message_rows.row(values),
            values["state"],
            values["channel"],
            values["due_at"],
            tokens.sealed(told.candidate_link, token),
            (before, after),
            told.contact_note.removeprefix(line.candidate.name),
        )

    def _copied(self, line: Line, pattern: Pattern) -> bool:
        """False, and nothing done, if the words do not fit these people."""
        known = _known(line, self._new_times(line, pattern.manner))
        if known is None:
            return False
        steps = [list(row) for row in pattern.steps]
        for row in steps:
            row[self._step_of] = line.key
        messages = []
        for said in pattern.messages:
            ref = telling.new_ref() if said.by_text else ""
            *own, menu = self._values(line, said, known, ref, pattern.manner)
            which, row = new_id(self._now), list(said.values)
            personal = (self._id_for_driver(which), None, line.key, *own, self._menu_for_driver(menu))
            for place, value in zip(self._places, personal, strict=True):
                row[place] = value
            messages.append((steps[said.step], row))
            self._batch.put.append((which, said.state, said.channel, said.due_at))
            if said.by_text:
                self._batch.texted.add(own[1])
        self._batch.copy(steps, messages)
        self._batch.change_alike(Watch, line.id, pattern.watch)
        self._batch.change_alike(Interview, line.id, pattern.interview)
        return True

    def _new_times(self, line: Line, manner: Manner) -> dict[str, str]:
        return offering.said(self._batch.offers.get(line.id, []), line.zones[0], manner)

    def _values(self, line: Line, said: Said, known: Mapping[str, str], ref: str, manner: Manner) -> tuple[Any, ...]:
        """Of the personal columns all but the keys."""
        reader = line.candidate if said.to_candidate else line.recruiter
        told = {
            **known,
            "reader": reader.name,
            "candidate_tel": phone.tel(line.candidate.phone) if line.candidate.phone else "",
            "candidate_link": said.link,
            "dashboard_link": f"{said.dashboard[0]}{line.id}{said.dashboard[1]}",
            "contact_note": f"{line.candidate.name}{said.note}",
            "ref": ref,
        }
        words = said.cut.words(told)
        menu = said.menu
        if said.offers:
            starts = self._batch.offers.get(line.id, [])
            menu = offering.menu(words.body, starts, line.zones[0], manner, or_else=(said.asking, menu))
        key = f"{'candidate' if said.to_candidate else 'recruiter'}:{reader.id}"
        address = (reader.phone if said.by_text else reader.email) or ""
        return key, address, reader.name, words.subject, words.body, words.html, ref, menu


def _known(line: Line, new_times: dict[str, str]) -> dict[str, str] | None:
    """What anybody's words about this call may say, as `briefing.facts` has it; None if words would not fit it."""
    candidate, recruiter = line.candidate, line.recruiter
    known = {
        "candidate": candidate.name,
        "recruiter": recruiter.name,
        "recruiter_phone": phone.display(recruiter.phone) if recruiter.phone else "",
        "candidate_phone": phone.display(candidate.phone) if candidate.phone else "",
        "candidate_email": candidate.email,
        "recruiter_email": recruiter.email,
        **new_times,
    }
    return known if moulds.fits(known) else None


def _written(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(values[name] for name in PERSONAL[3:])
