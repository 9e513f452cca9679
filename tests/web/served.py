"""An application in this process, answering real browsers on a port of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Its address, for as long as this lasts."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    answering = Thread(target=server.serve_forever, args=(0.05,))
    answering.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        answering.join()
        server.server_close()
