"""What can go wrong between a product and Twilio, done for real to one HTTP exchange."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

# Kinds in which Twilio has the message although the product cannot know it.
ACCEPTING = {
    "accept_then_drop",
    "accept_then_hang",
    "accept_then_500",
    "bad_json",
    "odd_json",
    "half_body",
    "drip",
}
REFUSING = {"status", "problem", "rate_limit", "html_503", "hang", "drop", "redirect", "empty_list"}
SLOW = {"delay"}  # answered as ever, after a while
KINDS = ACCEPTING | REFUSING | SLOW


@dataclass(frozen=True)
class Fault:
    kind: str
    on: str
    how: dict[str, Any]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind}: {sorted(KINDS)}")


def act(handler: BaseHTTPRequestHandler, fault: Fault, accept: Callable[[], Any], closing: threading.Event) -> None:
    """Do to one request what `fault` says; `accept` writes the ledger, `closing` ends every wait."""
    how = fault.how
    if fault.kind in ACCEPTING:
        accept()
    match fault.kind:
        case "status":
            body = {
                "code": how.get("code"),
                "message": how.get("message", "refused"),
                "status": how["status"],
            }
            answer_json(handler, how["status"], {name: value for name, value in body.items() if value})
        case "problem":
            problem = {"type": "https://twilio.test/p", "title": "Bad", "detail": "no", **how}
            answer_json(handler, how["status"], problem)
        case "rate_limit":
            after = {"Retry-After": str(how.get("retry_after", 7))}
            answer_json(handler, 429, {"code": 20429, "message": "Too Many Requests", "status": 429}, after)
        case "html_503":
            _answer(handler, 503, b"<html>Service Unavailable</html>", "text/html", {})
        case "accept_then_500":
            answer_json(handler, 500, {"code": 20500, "message": "Internal", "status": 500})
        case "redirect":
            _answer(handler, 307, b"", "text/plain", {"Location": how["to"]})
        case "empty_list":
            answer_json(handler, 200, {"messages": [], "next_page_uri": None, "uri": handler.path})
        case "bad_json":
            _answer(handler, 201, b"all is well", "text/plain", {})
        case "odd_json":
            _answer(handler, 201, json.dumps(how.get("body", [])).encode(), "application/json", {})
        case "half_body":
            _answer(handler, 201, b'{"sid": "SM', "application/json", {"Content-Length": "400"})
            _reset(handler)
        case "drip":
            _answer(handler, 201, b"{", "application/json", {"Content-Length": "10000"})
            _drip(handler, how.get("every", 0.05), closing)
        case "hang" | "accept_then_hang":
            closing.wait(how.get("seconds", 60))
            _reset(handler)
        case "drop" | "accept_then_drop":
            _reset(handler)


def answer_json(
    handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    _answer(handler, status, json.dumps(body).encode(), "application/json", headers or {})


def _answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


def _drip(handler: BaseHTTPRequestHandler, every: float, closing: threading.Event) -> None:
    try:
        while not closing.wait(every):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:  # the product hung up
        pass
    handler.close_connection = True


def _reset(handler: BaseHTTPRequestHandler) -> None:
    # Lingering for no time makes the kernel send RST, as a crashed peer does, and not a polite FIN.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()
