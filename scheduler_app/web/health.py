"""Signs of life: whether the process answers, whether it can do its work, and numbers to watch. No personal data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from scheduler_app import __version__, channels, deliver, reconcile, selfwatch
from scheduler_app.domain import walltime
from scheduler_app.store import schema
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import Heartbeat, Message
from scheduler_app.web import node_metrics, now, sessions
from scheduler_app.web.channel_metrics import channel_metrics

SILENCE = timedelta(seconds=90)  # without a sign of life of the watcher, after which somebody should look

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers: always 200. `ok` also says whether the database does."""
    reachable = True
    try:
        with reading(sessions()) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        reachable = False
    return _fresh(
        jsonify(
            ok=reachable,
            version=__version__,
            tz_release=walltime.tz_release(),
            database="reachable" if reachable else "unreachable",
        )
    )


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when the service does its whole work, else 503 with the reasons."""
    reasons: list[str] = []
    try:
        with reading(sessions()) as session:
            reasons += _what_is_missing(session, now())
    except SQLAlchemyError:
        reasons.append("the database does not answer")
    return _fresh(jsonify(ready=not reasons, reasons=reasons)), 503 if reasons else 200


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus text, counted at this moment in the database; 503 while that does not answer."""
    try:
        with reading(sessions()) as session:
            found = list(_measured(session, now()))
    except SQLAlchemyError:
        return Response("The database does not answer.\n", 503, content_type="text/plain; charset=utf-8")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Found(found))
    return _fresh(Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4))


class _Found(Collector):
    """Hands to the library what was measured already."""

    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> list[Metric]:
        return self._found


def _what_is_missing(session: Session, moment: datetime) -> Iterator[str]:
    revision = MigrationContext.configure(session.connection()).get_current_revision()
    if revision != schema.head():
        yield f"the database is at revision {revision}, this code needs {schema.head()}; {schema.remedy(revision)}"
        return
    beat = session.get(Heartbeat, "watch")
    if beat is None:
        yield "nothing has ever watched here; run: scheduler-app watch"
    elif moment - beat.at > SILENCE:
        yield f"nothing is watching since {walltime.instant_text(beat.at)}; run: scheduler-app watch"
    yield from selfwatch.audit(session, moment).complaints()


def _measured(session: Session, moment: datetime) -> Iterator[Metric]:
    yield _gauge("scheduler_build", "What is running.", 1, version=__version__, tz_release=walltime.tz_release())
    yield _backlog(session)
    oldest = session.scalar(select(func.min(Message.due_at)).where(deliver.WAITING, Message.due_at <= moment))
    yield _gauge("scheduler_message_overdue_seconds", "Age of the oldest message due.", _age(oldest, moment))
    late = Watch.next_due_at <= moment
    count, first = session.execute(select(func.count(), func.min(Watch.next_due_at)).where(late)).one()
    yield _gauge("scheduler_watch_due", "Interviews whose moment has come and that wait to be looked at.", count)
    yield _gauge("scheduler_watch_overdue_seconds", "Age of the oldest of them.", _age(first, moment))
    yield from channel_metrics(session, moment)
    found = selfwatch.audit(session, moment)
    yield _gauge("scheduler_unknown_too_long", "Messages whose fate is unknown for over five minutes.", found.unknown)
    yield _gauge("scheduler_messages_put_aside", "Messages that a fault of ours keeps back.", found.put_aside)
    yield _gauge("scheduler_watch_parked", "Interviews that could not be looked at.", found.parked)
    yield _gauge("scheduler_watch_lost", "Scheduled interviews that nothing would look at again.", len(found.lost))
    yield from node_metrics.measured(session, moment)
    beat = session.get(Heartbeat, "watch")
    if beat is not None:
        yield _gauge(
            "scheduler_watch_tick_age_seconds", "Since the watcher's last sign of life.", _age(beat.at, moment)
        )


def _backlog(session: Session) -> GaugeMetricFamily:
    """Only what is not settled: those states have small indices of their own, the rest would mean reading every row."""
    open_states = ("queued", "deferred", "sending", "unknown")
    unsettled = {(channel, state): 0 for channel in channels.CALLED for state in open_states}
    for which in (deliver.WAITING, deliver.SENDING, reconcile.UNKNOWN):
        counted = select(Message.channel, Message.state, func.count()).where(which)
        rows = session.execute(counted.group_by(Message.channel, Message.state))
        unsettled |= {(channel, state): count for channel, state, count in rows}
    family = GaugeMetricFamily("scheduler_messages", "Messages not settled yet.", labels=["channel", "state"])
    for labels, count in unsettled.items():
        family.add_metric(list(labels), count)
    return family


def _gauge(name: str, meaning: str, value: float, **labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family


def _age(then: datetime | None, moment: datetime) -> float:
    return (moment - then).total_seconds() if then else 0.0


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
