"""What the network senders share: an end to every conversation, and which hosts are this machine."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection


class Deadline:
    """Ends the sockets given to it once its time is up; for one conversation, used as a context manager.

    A socket time-out bounds each wait, so a peer that sends one byte now and then could hold a sender for
    ever. `opened` says whether any connection stood, so whether the provider can have heard anything.
    """

    def __init__(self, seconds: float) -> None:
        self.opened = False
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._ends = time.monotonic() + self._seconds
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None

    def watch(self, connected: socket.socket) -> None:
        """Take charge of a socket that has just connected (again, when TLS has wrapped it).

        Raises `TimeoutError` when finding the host and connecting took all the time there was.
        """
        with self._lock:
            if time.monotonic() >= self._ends:
                raise TimeoutError("no time was left once the connection stood")
            self._socket = connected
            self.opened = True

    def _end(self) -> None:
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """HTTP under one `Deadline`, waiting (connect, each read) seconds, and repeating no request."""

    def __init__(self, timeout: tuple[float, float], deadline: Deadline) -> None:
        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                deadline.watch(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                deadline.watch(self.sock)

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        super().__init__(max_retries=0)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
        self._waits = timeout

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        return super().send(request, *args, **{**kwargs, "timeout": self._waits})


def pause_asked(retry_after: str | None, now: datetime) -> float | None:
    """Retry-After in seconds from `now`; a number or a date (RFC 9110 section 10.2.3), else None."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


def is_loopback(host: str | None) -> bool:
    """Whether `host` is this machine by its name alone, so that plain text cannot be overheard on the way."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
