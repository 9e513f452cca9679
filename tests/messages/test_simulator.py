"""The outbox of development: it takes what a provider would take, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app.messages.senders import Outcome, SendFailed
from scheduler_app.messages.simulator import Simulator
from tests.fakes.letters import NOW, a_mail, a_text


@pytest.mark.parametrize(("channel", "letter"), [("sms", a_text()), ("email", a_mail())])
def test_it_delivers_at_once_under_an_id_anyone_can_tell(channel, letter):
    receipt = Simulator(channel).send(letter, NOW)

    assert (receipt.provider_id, receipt.state) == (f"sim-{letter.id}", "delivered")


def test_a_look_finds_what_a_crash_left_in_the_air():
    assert Simulator("sms").find(a_text(), NOW) == Simulator("sms").send(a_text(), NOW)


def test_it_delivers_until_the_moment_the_letter_is_useless():
    letter = a_text()
    Simulator("sms").send(letter, letter.expires_at - timedelta(microseconds=1))
    with pytest.raises(SendFailed) as caught:
        Simulator("sms").send(letter, letter.expires_at)

    assert caught.value.outcome is Outcome.REFUSED
