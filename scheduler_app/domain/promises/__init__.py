"""A promise in people's own words: what it says for certain, what it leaves open, and every way to read it."""

from scheduler_app.domain.promises.bare import bare_times
from scheduler_app.domain.promises.notes import About, Remark
from scheduler_app.domain.promises.verdict import Check, Reading, check

__all__ = ["About", "Check", "Reading", "Remark", "bare_times", "check"]
