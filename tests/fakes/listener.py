"""Somebody outside who waits for signs of life, on this machine."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Listener:
    """Use as a context manager; `url` is then the heartbeat URL, `heard` what was asked for, oldest first."""

    answer: int = 200
    elsewhere: str = ""  # a Location to redirect to
    heard: list[str] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Listener:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.listener = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/ping/secret-part"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    listener: Listener


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        listener = self.server.listener
        listener.heard.append(f"GET {self.path}")
        self.send_response(302 if listener.elsewhere else listener.answer)
        if listener.elsewhere:
            self.send_header("Location", listener.elsewhere)
        self.send_header("Content-Length", "0")
        self.end_headers()
