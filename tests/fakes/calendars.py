"""A calendar server on loopback, with TLS, that serves, redirects, hangs, drips or floods as a test tells it to."""

from __future__ import annotations

import gzip
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from scheduler_app.fetching import Fetcher

CERTIFICATE = str(Path(__file__).with_name("relay.pem"))
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//A test//EN\r\n"


def calendar(*events: str, extra: str = "") -> bytes:
    """A calendar of these events, each the lines between BEGIN:VEVENT and END:VEVENT."""
    bodies = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"{HEAD}{extra}{bodies}END:VCALENDAR\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()


@dataclass
class CalendarServer:
    """`https://localhost/<anything>` by `fetcher()`; `asked` are the headers of each request."""

    body: bytes = field(default_factory=calendar)
    etag: str = ""
    status: int = 200
    location: str = ""
    behaviour: str = ""  # "hangs", "drips", "floods", "bomb", "cut off"
    asked: list[dict[str, str]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> CalendarServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None: ...

            def do_GET(self) -> None:
                server.asked.append({name.lower(): value for name, value in self.headers.items()})
                with suppress(OSError):
                    server.answer(self)

        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(CERTIFICATE)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.socket = tls.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def fetcher(self, **options: Any) -> Fetcher:
        known: dict[str, Any] = {"allows": lambda address: address == "127.0.0.1", "ca_certs": CERTIFICATE}
        return Fetcher(port=self._http.server_port, **(known | options))

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if self.behaviour == "hangs":
            self.closing.wait(10)
            return
        if self.etag and handler.headers.get("If-None-Match") == self.etag:
            handler.send_response(304)
            handler.end_headers()
            return
        body = gzip.compress(b"\0" * 50_000_000) if self.behaviour == "bomb" else self.body
        handler.send_response(self.status)
        headers = {"Location": self.location, "ETag": self.etag, "Content-Length": str(len(body))}
        if self.behaviour == "bomb":
            headers["Content-Encoding"] = "gzip"
        if self.behaviour == "floods":
            headers["Content-Length"] = str(1 << 30)
        if self.behaviour == "cut off":
            headers["Content-Length"] = str(len(body) + 1)
        for name, value in headers.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        if self.behaviour == "floods":
            while not self.closing.is_set():
                handler.wfile.write(b"x" * 65_536)
        elif self.behaviour == "drips":
            for byte in body:
                handler.wfile.write(bytes([byte]))
                if self.closing.wait(0.05):
                    return
        else:
            handler.wfile.write(body)
