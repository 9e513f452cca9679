"""The dashboard: the calls open now first, then what needs action, what is ahead, and what is settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from scheduler_app import caps, guard, switches
from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.said import Said
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from scheduler_app.web import desk, interview_page, now, sessions, texts
from scheduler_app.web.board import LOOKS_BACK, paused_channels, undelivered, unwatched_since
from scheduler_app.web.board import board as listed
from scheduler_app.web.glance import Glance, glance
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

NOON = time(12)  # which every clock shows once a day

bp = Blueprint("dashboard", __name__, url_prefix="/dashboard")
bp.register_blueprint(interview_page.bp)


@bp.get("")
@signed_in_only
def board() -> ResponseReturnValue:
    return render_template("pages/dashboard.html", **_now_listed())


@bp.get("/now")
@signed_in_only
def fresh_board() -> ResponseReturnValue:
    """The changing part alone, for a page that is open already."""
    return render_template("parts/staff_board.html", **_now_listed())


def _now_listed() -> dict[str, Any]:
    reader, moment = signed_in_recruiter(), now()
    with reading(sessions()) as session:
        found = listed(session, reader, moment)
        silent, last = unwatched_since(session, moment)
        pauses = paused_channels(session, reader, moment)
        rows = {row.id: row for row in (*found.open, *found.action, *found.ahead, *found.settled)}
        failed = undelivered(session, rows)
        texts_used_up = caps.used_up(session, moment)
        switched_off = [
            (
                str(which),
                clockface.say(since.replace(second=0, microsecond=0), reader.zone, reader.manner) if since else "",
                by,
            )
            for which, since, by in switches.off(session)
        ]
        over_limits = guard.unusual(session, moment) if reader.sees_all else 0
        notes = texts.undecided(session, reader, moment - LOOKS_BACK)
        glances = {
            key: glance(session, desk(), row, reader, moment, undelivered=key in failed) for key, row in rows.items()
        }
    seen = glances.__getitem__
    return {
        "reader": reader,
        "at": clockface.say(moment, reader.zone, reader.manner),
        "silent": silent,
        "texts_used_up": texts_used_up,
        "switched_off": switched_off,
        "over_limits": over_limits,
        "silent_since": clockface.say(last, reader.zone, reader.manner) if last else "",
        "pauses": pauses,
        "notes": notes,
        "open": [seen(row.id) for row in found.open],
        "action": [seen(row.id) for row in found.action],
        "days": _by_day([seen(row.id) for row in found.ahead], reader, moment),
        "further": found.further,
        "settled": [seen(row.id) for row in found.settled],
    }


def _by_day(ahead: Iterable[Glance], reader: Recruiter, moment: datetime) -> list[tuple[str, Said, list[Glance]]]:
    """Under the dates of the reader's calendar, each with its nearness in a word, or ""."""
    say_date = partial(clockface.say_date, zone=reader.zone, manner=reader.manner)
    zone = reader.zone
    tomorrow = walltime.local(moment, zone).date() + timedelta(days=1)  # 24 hours ahead may be today, or the day after
    near = {
        say_date(moment): "Today",
        say_date(walltime.at_wall(tomorrow, NOON, zone)): "Tomorrow",
    }
    days = groupby(ahead, key=lambda seen: say_date(seen.starts_at))
    return [(near.get(day, ""), day, list(seen)) for day, seen in days]
