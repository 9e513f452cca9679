"""The numbers of each channel: how late its messages set out, what became of them, whether it is paused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import channels
from scheduler_app.store.channels import DWELL, DWELL_BOUNDS, SENDS, Cause, Meter


def channel_metrics(session: Session, now: datetime) -> Iterator[Metric]:
    """The counters are of all processes together, and outlive them."""
    meters = list(session.scalars(select(Meter).order_by(Meter.channel, Meter.label)))
    sends = CounterMetricFamily(
        "scheduler_sends", "Attempts to send, by what came of them.", labels=["channel", "outcome"]
    )
    for row in meters:
        if row.metric == SENDS:
            sends.add_metric([row.channel, row.label], row.count)
    yield sends
    yield _dwell([row for row in meters if row.metric == DWELL])
    paused = GaugeMetricFamily("scheduler_channel_paused", "1 while a channel is paused.", labels=["channel", "cause"])
    causes = {row.name: row.cause for row in channels.paused(session, now)}
    for channel in channels.CALLED:
        for cause in Cause:
            paused.add_metric([channel, cause], int(causes.get(channel) == cause))
    yield paused


def _dwell(meters: list[Meter]) -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "scheduler_dwell_seconds", "From the moment a message is due to its first attempt.", labels=["channel"]
    )
    for channel in channels.CALLED:
        mine = {row.label: row for row in meters if row.channel == channel}
        buckets, total = [], 0
        for bound in (*map(str, DWELL_BOUNDS), "inf"):
            total += mine[bound].count if bound in mine else 0
            buckets.append(("+Inf" if bound == "inf" else bound, total))
        family.add_metric([channel], buckets, sum_value=sum(row.seconds for row in mine.values()))
    return family
