"""The way out that goes nowhere: in development the message row itself is the outbox people read."""

from __future__ import annotations

from datetime import datetime

from scheduler_app.messages.policy import TOO_LATE
from scheduler_app.messages.senders import Letter, Receipt


class Simulator:
    """Takes every letter that still has time and calls it delivered; its ids begin with `sim-`."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def send(self, letter: Letter, now: datetime) -> Receipt:
        if letter.useless(now):
            raise TOO_LATE.failure("text" if self.channel == "sms" else "mail")
        return self._receipt(letter)

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        """Always the receipt: sending did nothing that a crash could have lost, and so nothing to repeat."""
        return self._receipt(letter)

    def _receipt(self, letter: Letter) -> Receipt:
        return Receipt(provider_id=f"sim-{letter.id}", state="delivered", status_text="simulated")
