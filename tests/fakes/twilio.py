"""A Twilio on this machine: real HTTP, a ledger of what it accepted, and faults in the order a test asks for.

Also a process of its own, for tests that kill the product: `python -m tests.fakes.twilio --ledger FILE` prints
its base URL and writes each accepted message as one JSON line, on disk before the answer leaves.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import secrets
import ssl
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.twilio_faults import Fault, act, answer_json
from tests.fakes.twilio_webhooks import posted

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "fedcba9876543210" * 2
FROM = "+16025550199"
CREATE_FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod"}
LIST_FIELDS = {"To", "From", "DateSent", "DateSent>", "DateSent<", "PageSize", "Page", "PageToken"}


@dataclass
class FakeTwilio:
    """Use as a context manager; `base` is then its URL. `clock` dates the messages, and
    `certificate` (a PEM file) makes it speak TLS.

    `ledger` holds the accepted messages, oldest first; `requests` every request, as "POST create", "GET list",
    "GET one" or "GET account"; `looks` each listing: for which number, which SIDs it showed, how long the ledger was.
    For `list_lag` after its acceptance a message is in no list. `standing` is the account's status. A field the
    product does not send today is refused, so that a misspelt one shows.
    """

    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    certificate: str | None = None
    port: int = 0
    ledger_file: Path | None = None
    ledger: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    looks: list[tuple[str, frozenset[str], int]] = field(default_factory=list)
    list_lag: timedelta = timedelta()
    base: str = ""
    standing: str = "active"

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._faults: deque[Fault] = deque()
        self._outage: Fault | None = None

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.fake = self
        scheme = "http"
        if self.certificate:
            scheme, tls = "https", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self.certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.base = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()  # ends what hangs
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Whom it texted what, oldest first."""
        with self.lock:
            return [(message["to"], message["body"]) for message in self.ledger]

    def fail_next(self, kind: str, *, times: int = 1, on: str = "create", **how: Any) -> None:
        """Script the next requests: a kind of `twilio_faults.KINDS`, on "create", "list", "one" or "account"."""
        with self.lock:
            self._faults.extend([Fault(kind, on, how)] * times)

    def fail_until_recovered(self, kind: str, **how: Any) -> None:
        """The same for every request of every sort, until `recover()`."""
        with self.lock:
            self._outage = Fault(kind, "any", how)

    def recover(self) -> None:
        with self.lock:
            self._outage = None
            self._faults.clear()

    def report(self, sid: str, status: str, error_code: str | None = None) -> int:
        """Set a message's status and tell its StatusCallback, signed; the HTTP status it answered."""
        with self.lock:
            message = next(message for message in self.ledger if message["sid"] == sid)
            message["status"], message["error_code"] = status, error_code
        return posted(message, self.auth_token)

    def next_fault(self, on: str) -> Fault | None:
        with self.lock:
            if self._outage:
                return self._outage
            wanted = next((fault for fault in self._faults if fault.on == on), None)
            if wanted:
                self._faults.remove(wanted)
            return wanted

    def accept(self, form: dict[str, str]) -> dict[str, Any]:
        """Write a message into the ledger; from here on it counts as sent."""
        with self.lock:
            message = {
                "order": len(self.ledger) + 1,
                "at": self.clock().isoformat(),
                "sid": "SM" + secrets.token_hex(16),
                "account_sid": self.account_sid,
                "to": form["To"],
                "from": form.get("From"),
                "messaging_service_sid": form.get("MessagingServiceSid"),
                "body": form["Body"],
                "validity_period": int(form["ValidityPeriod"]) if "ValidityPeriod" in form else None,
                "status_callback": form.get("StatusCallback"),
                "status": "accepted" if "MessagingServiceSid" in form else "queued",
                "error_code": None,
            }
            self.ledger.append(message)
            if self.ledger_file:
                with self.ledger_file.open("a") as lines:
                    lines.write(json.dumps(message) + "\n")
                    lines.flush()
                    os.fsync(lines.fileno())
        return message


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    fake: FakeTwilio

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # who was killed does not listen any more
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        if self.path == "/fake/fail":  # how a test scripts a fake that runs as a process
            self.server.fake.fail_next(**json.loads(body))
            return answer_json(self, 200, {})
        form = {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
        return self._serve("create", lambda: self._create(form), form)

    def do_GET(self) -> None:
        if self.path == f"/2010-04-01/Accounts/{self.server.fake.account_sid}.json":
            return self._serve("account", self._account, None)
        one = "/Messages/" in self.path
        return self._serve("one" if one else "list", self._one if one else self._list, None)

    def _serve(self, on: str, work: Any, form: dict[str, str] | None) -> None:
        fake = self.server.fake
        with fake.lock:
            fake.requests.append(f"{self.command} {on}")
        fault = fake.next_fault(on)
        if fault and fault.kind == "delay":
            fake.closing.wait(fault.how.get("seconds", 1))
        elif fault:
            return act(self, fault, lambda: fake.accept(form) if form else None, fake.closing)
        login = base64.b64encode(f"{fake.account_sid}:{fake.auth_token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {login}":
            return self._error(401, 20003, "Authenticate")
        messages = f"/2010-04-01/Accounts/{fake.account_sid}/Messages"
        if on != "account" and not urlsplit(self.path).path.startswith(messages):
            return self._error(404, 20404, f"The requested resource {self.path} was not found")
        work()
        return None

    def _create(self, form: dict[str, str]) -> None:
        wrong = refusal(form)
        if wrong:
            return self._error(400, *wrong)
        return answer_json(self, 201, resource(self.server.fake.accept(form)))

    def _one(self) -> None:
        sid = urlsplit(self.path).path.rpartition("/")[2].removesuffix(".json")
        for message in self.server.fake.ledger:
            if message["sid"] == sid:
                return answer_json(self, 200, resource(message))
        return self._error(404, 20404, "The requested resource was not found")

    def _list(self) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if not asked.keys() <= LIST_FIELDS:
            return self._error(400, 20001, f"unknown {sorted(asked.keys() - LIST_FIELDS)}")
        size, page = int(asked.get("PageSize", 50)), int(asked.get("Page", 0))
        fake = self.server.fake
        with fake.lock:
            until = fake.clock() - fake.list_lag
            found = [entry for entry in reversed(fake.ledger) if _wanted(entry, asked, until)]
            fake.looks.append((asked.get("To", ""), frozenset(entry["sid"] for entry in found), len(fake.ledger)))
        following = urlencode({**asked, "PageSize": size, "Page": page + 1})
        shown = [resource(message) for message in found[page * size : (page + 1) * size]]
        paging = {"page": page, "page_size": size, "uri": self.path}
        paging["next_page_uri"] = f"{urlsplit(self.path).path}?{following}" if len(found) > (page + 1) * size else None
        return answer_json(self, 200, {"messages": shown, **paging})

    def _account(self) -> None:
        fake = self.server.fake
        return answer_json(self, 200, {"sid": fake.account_sid, "status": fake.standing, "type": "Full"})

    def _error(self, status: int, code: int, words: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        answer_json(self, status, {"code": code, "message": words, "more_info": more, "status": status})


def refusal(form: dict[str, str]) -> tuple[int, str] | None:
    """Twilio's code and words for a form it would not take."""
    if not form.keys() <= CREATE_FIELDS:
        return 20001, f"unknown {sorted(form.keys() - CREATE_FIELDS)}"
    if not form.get("To"):
        return 21604, "A 'To' phone number is required."
    if not form.get("Body"):
        return 21602, "Message body is required."
    if bool(form.get("From")) == bool(form.get("MessagingServiceSid")):
        return 21603, "A 'From' phone number is required."
    if len(form["Body"]) > 1600:
        return 21617, "The concatenated message body exceeds the 1600 character limit"
    if not form["To"].startswith("+"):
        return 21211, f"The 'To' number {form['To']} is not a valid phone number."
    if not 1 <= int(form.get("ValidityPeriod", 36_000)) <= 36_000:
        return 20001, "ValidityPeriod must be between 1 and 36000"
    return None


def resource(message: dict[str, Any]) -> dict[str, Any]:
    """A ledger entry as Twilio's API shows it."""
    created = datetime.fromisoformat(message["at"]).strftime("%a, %d %b %Y %H:%M:%S +0000")
    sent = message["status"] not in ("queued", "accepted")
    shown = {name: message[name] for name in ("sid", "account_sid", "to", "from", "messaging_service_sid", "body")}
    return {
        **shown,
        "status": message["status"],
        "error_code": message["error_code"],
        "date_created": created,
        "date_updated": created,
        "date_sent": created if sent else None,
        "direction": "outbound-api",
        "num_segments": "1" if message["from"] else "0",
        "num_media": "0",
        "api_version": "2010-04-01",
        "price": None,
        "price_unit": "USD",
        "error_message": None,
        "uri": f"/2010-04-01/Accounts/{message['account_sid']}/Messages/{message['sid']}.json",
        "subresource_uris": {},
    }


def _wanted(message: dict[str, Any], asked: dict[str, str], until: datetime) -> bool:
    taken = datetime.fromisoformat(message["at"])
    if taken > until or any(name in asked and asked[name] != message[name.lower()] for name in ("To", "From")):
        return False
    if "DateSent>" in asked:
        sent = message["status"] not in ("queued", "accepted")
        return sent and taken >= datetime.fromisoformat(asked["DateSent>"])
    return True


def main() -> None:
    """Serve until killed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--ledger", type=Path, required=True)
    asked = options.parse_args()
    with FakeTwilio(port=asked.port, ledger_file=asked.ledger) as fake:
        print(fake.base, flush=True)
        fake.closing.wait()


if __name__ == "__main__":
    main()
