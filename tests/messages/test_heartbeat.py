"""The sign of life to somebody outside: one GET, which goes nowhere else and gives nothing away."""

from __future__ import annotations

import socket

import pytest

from scheduler_app.messages.heartbeat import PingFailed, checked, greet, ping
from tests.fakes.listener import Listener


def test_a_sign_of_life_is_one_get():
    with Listener() as listener:
        ping(listener.url)
        assert listener.heard == ["GET /ping/secret-part"]


@pytest.mark.parametrize(("answer", "elsewhere"), [(404, ""), (500, ""), (302, "http://127.0.0.1:1/elsewhere")])
def test_any_other_answer_is_a_failure_and_redirects_are_not_followed(answer: int, elsewhere: str):
    with Listener(answer=answer, elsewhere=elsewhere) as listener, pytest.raises(PingFailed) as failed:
        ping(listener.url)
    assert str(failed.value) == f"the outside heartbeat answered {answer}"
    assert len(listener.heard) == 1


def test_nobody_there_is_a_failure_that_keeps_the_address_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(PingFailed) as failed:
        ping(f"http://127.0.0.1:{port}/ping/secret-part")
    assert "secret" not in str(failed.value)


def test_greeting_gives_no_sign_of_life():
    with Listener() as listener:
        assert greet(listener.url) == "127.0.0.1"
        assert listener.heard == []
    with pytest.raises(PingFailed):
        greet(listener.url)


@pytest.mark.parametrize("url", ["http://hc.example.com/ping", "ftp://hc.example.com", "hc.example.com", ""])
def test_an_address_that_others_could_overhear_is_refused(url: str):
    with pytest.raises(ValueError, match="SCHEDULER_HEARTBEAT_URL"):
        checked(url)
