"""The service as processes: it starts, stops quietly, keeps its port to itself and leaves no orphan."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from scheduler_app import booking, serve
from scheduler_app.app import connected
from scheduler_app.booking import Booker
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.jobs import ROLE
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Attempt, Heartbeat, Message, MessageState
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.office import DANAS_NUMBER, request
from tests.service import COMMAND, Service
from tests.waiting import eventually

OURS = ("SCHEDULER_", "TWILIO_", "SMTP_", "MAIL_")
STOPS_IN = 20  # seconds, on a busy machine; nothing is under way in these tests


@dataclass
class Place:
    """A folder and a port, and the processes started there."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {"SCHEDULER_INSTANCE": str(self.folder / "instance")}

    def start(self, *words: str, port: int | None = None) -> subprocess.Popen[str]:
        where = [] if words[0] == "watch" else ["--port", str(port or self.port)]
        process = subprocess.Popen(
            [*COMMAND, *words, *where],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def run(self, *words: str) -> subprocess.Popen[str]:
        """Started, and answering."""
        process = self.start(*words)
        eventually(lambda: self.answers() or process.poll() is not None, seconds=30, what="the service answering")
        assert process.poll() is None, process.communicate()
        return process

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stored(self) -> dict[UUID, Message]:
        """Every message, by its id."""
        sessions, _ = connected(load({"SCHEDULER_INSTANCE": str(self.folder / "instance")}))
        with reading(sessions) as session:
            found = {message.id: message for message in session.scalars(select(Message))}
            session.expunge_all()
        sessions.kw["bind"].dispose()
        return found

    def left(self, known: Iterable[UUID]) -> list[Message]:
        """Those not tried yet, but for what quiet hours keep for the morning or give to the step's mail."""
        aside, rows = (MessageState.DEFERRED, MessageState.SUPPRESSED), self.stored()
        return [rows[one] for one in known if not rows[one].attempts and rows[one].state not in aside]

    def beat(self) -> bool:
        sessions, _ = connected(load({"SCHEDULER_INSTANCE": str(self.folder / "instance")}))
        with reading(sessions) as session:
            found = session.get(Heartbeat, ROLE) is not None
        sessions.kw["bind"].dispose()
        return found


def told(message: Message) -> tuple[UUID | None, str, str, str]:
    """What is told to whom: of which interview, by which step and which way."""
    return message.interview_id, message.name, message.recipient, message.channel


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ended(process: subprocess.Popen[str], wish: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    """What it leaves when it is asked to stop: exit code, standard output and standard error."""
    process.send_signal(wish)
    out, err = process.communicate(timeout=STOPS_IN)
    return process.returncode, out, err


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, free_port())
    yield place
    for process in place.processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_run_prints_its_links_serves_watches_and_stops_quietly(place: Place):
    process = place.run("run", "--demo")
    eventually(place.beat, seconds=15, what="the watcher's first round")

    code, out, err = ended(process)
    lines = [line for line in err.splitlines() if "a message is settled" not in line]
    assert (code, lines) == (0, [])
    assert not list(place.folder.glob("instance/scheduler.db-*")), "everything is in the one file"
    base = re.escape(f"http://127.0.0.1:{place.port}")
    assert re.search(rf"^Book a call +{base}/book/phone-screen$", out, re.M)
    assert re.search(rf"^Sign in as Dana Reyes +{base}/signin/[\w-]{{20,}}$", out, re.M)
    assert re.search(rf"^Outbox +{base}/outbox$", out, re.M)
    assert re.search(rf"^A callback window closes in .* Phoenix .*: watch it on {base}/outbox$", out, re.M)
    assert not place.answers()


def test_a_second_start_on_the_same_data_repeats_nothing_and_prints_a_new_link(place: Place):
    first = ended(place.run("run", "--demo"))
    before = place.stored()
    again = place.run("run", "--demo")
    eventually(lambda: not place.left(before), seconds=15, what="what the first start left being sent")
    second = ended(again)

    links = [re.findall(r"/signin/([\w-]+)", out) for _, out, _ in (first, second)]
    assert len({*links[0], *links[1]}) == 2
    after = place.stored()
    assert set() < before.keys() <= after.keys()
    assert max(row.attempts for row in after.values()) == 1
    # Time goes on: a step may fall due meanwhile, and be written but not yet sent at the stop. None is told again.
    new = [told(row) for known, row in after.items() if known not in before]
    assert len({*new}) == len(new)
    assert not {*new} & {told(row) for row in before.values()}


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_for_whom_ever_is_told_with_a_connection_still_open(place: Place, wish: signal.Signals):
    process = place.run("run")
    with socket.create_connection(("127.0.0.1", place.port), timeout=10) as kept:
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
        assert kept.recv(1000).startswith(b"HTTP/1.1 200")
        os.killpg(process.pid, wish)  # as a terminal does: to parent and worker alike
        _, err = process.communicate(timeout=STOPS_IN)
    assert (process.returncode, err) == (0, "")


def test_it_can_be_stopped_before_it_is_up(place: Place):
    process = place.start("run")
    assert process.stdout is not None
    process.stdout.readline()  # the first link: the worker is being made

    code, _, err = ended(process)
    assert (code, err) == (0, "")


def test_a_taken_port_is_told_before_any_data_is_written(place: Place, tmp_path: Path):
    place.run("run")
    elsewhere = Place(tmp_path / "other", place.port)
    second = elsewhere.start("run", "--demo")
    out, err = second.communicate(timeout=30)

    assert (second.returncode, out) == (1, "")
    assert err == (
        f"scheduler-app: port {place.port} is in use: is the service running already? use --port for another one\n"
    )
    assert not (tmp_path / "other" / "instance" / "scheduler.db").exists()


def test_a_connection_that_was_just_closed_does_not_keep_the_port(place: Place):
    first = place.run("run")
    with socket.create_connection(("127.0.0.1", place.port)) as kept:
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        while kept.recv(1000):
            pass
    assert ended(first)[0] == 0

    assert ended(place.run("run"))[0] == 0


def test_killed_it_leaves_no_orphan_that_holds_the_port(place: Place):
    process = place.run("run")
    process.kill()
    process.communicate()

    eventually(lambda: not place.answers(), seconds=10, what="the worker's end")
    with serve.reserved("127.0.0.1", place.port):
        pass
    assert ended(place.run("run"))[0] == 0


def test_a_worker_that_dies_is_started_again(place: Place):
    process = place.run("run")
    (worker,) = children(process.pid)
    os.kill(worker, signal.SIGKILL)

    eventually(lambda: children(process.pid) not in ([], [worker]), seconds=15, what="another worker")
    eventually(place.answers, seconds=15, what="the other worker answering")
    code, _, err = ended(process)
    assert code == 0
    assert "Unexpected exit from worker-1" in err


def test_web_and_watch_are_the_two_apart(place: Place):
    subprocess.run([*COMMAND, "db", "upgrade"], env=place.environment, check=True, capture_output=True)
    web = place.run("web", "--workers", "2")
    assert not place.beat()

    watch = place.start("watch")
    eventually(place.beat, seconds=15, what="the watcher's first round")
    code, _, err = ended(watch, signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in err
    assert ended(web)[0] == 0


def test_stopping_lets_a_text_that_is_under_way_finish(tmp_path: Path):
    with FakeTwilio() as twilio, Mailbox() as mailbox:
        service = Service(tmp_path, twilio, mailbox).ready()
        sessions, desk = connected(load(service.environment))
        now = utcnow().replace(microsecond=0)
        start = (now - timedelta(seconds=36)).replace(tzinfo=None).isoformat()  # the nudge is due in 4 seconds
        with sessions.begin() as session:
            wanted = read_wanted(request(start, "UTC", override_availability=True, callback_window_minutes=1))
            booking.book(session, desk, wanted, Booker("api", True, "yes", "test"), now)
        twilio.fail_next("accept_then_hang", seconds=2.0)
        service.start()
        try:
            eventually(lambda: [to for to, _ in twilio.texts] == [DANAS_NUMBER], seconds=20, what="the text")
        finally:
            code = service.stop()
        assert code == 0
        with reading(sessions) as session:
            text = session.scalars(select(Message).where(Message.channel == "sms")).one()
            (attempt,) = session.scalars(select(Attempt).where(Attempt.message_id == text.id))
        sessions.kw["bind"].dispose()
    assert text.state == "unknown", "recorded, not left behind as being sent"
    assert attempt.ended_at is not None


def children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return sorted(map(int, found.stdout.split()))


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 8000, "http://127.0.0.1:8000"),
        ("0.0.0.0", 80, "http://127.0.0.1:80"),
        ("::", 8000, "http://[::1]:8000"),
        ("::1", 8000, "http://[::1]:8000"),
        ("desk.local", 8000, "http://desk.local:8000"),
    ],
)
def test_the_address_served_is_one_that_can_be_opened_here(host: str, port: int, url: str):
    assert serve.address(host, port) == url


def test_a_reserved_port_is_nobody_elses_until_it_is_let_go():
    port = free_port()
    with serve.reserved("127.0.0.1", port):
        with pytest.raises(Refused, match=f"port {port} is in use"), serve.reserved("127.0.0.1", port):
            pass
        with pytest.raises(Refused, match="in use"), serve.reserved("0.0.0.0", port):
            pass
    with serve.reserved("127.0.0.1", port):
        pass


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match=r"listen on 192\.0\.2\.1"), serve.reserved("192.0.2.1", free_port()):
        pass
