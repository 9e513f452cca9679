"""The product's server with an empty view beside its own; prints its port, and serves until it is told to end."""

from __future__ import annotations

import socket
import sys
import threading
import time

from flask import Flask
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

from scheduler_app import serve
from scheduler_app.app import create_app
from scheduler_app.config import load


def loaded() -> Flask:
    app = create_app(load({"SCHEDULER_INSTANCE": sys.argv[1]}))
    app.add_url_rule("/empty", "empty", lambda: "")
    return app


def announce(port: int) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                print(port, flush=True)
                return
        time.sleep(0.05)


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(
        "benchmarks.served",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=serve.THREADS,
        runtime_mode=RuntimeModes.st,
        websockets=False,
        log_level=LogLevels.error,
    )
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    server.serve(target_loader=loaded, wrap_loader=False)


if __name__ == "__main__":
    main()
