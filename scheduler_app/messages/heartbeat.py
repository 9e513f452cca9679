"""The sign of life to somebody outside, who alarms when it stays away."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import requests

from scheduler_app.messages.wire import Deadline, WatchedAdapter, is_loopback

PATIENCE = (3.05, 5.0)  # seconds to connect, and for each read
BUDGET = 10.0  # seconds in all


class PingFailed(Exception):
    """Nobody took the sign of life; the message does not name the address, which lets in whoever has it."""


def checked(url: str) -> str:
    """The URL, if it is https or leads to this machine; raises `ValueError` otherwise."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    if not safe or not parts.hostname:
        raise ValueError("set SCHEDULER_HEARTBEAT_URL to an https address, or to http on this machine")
    return url


def greet(url: str) -> str:
    """Connect to where the sign of life goes without giving it; the host. Raises `PingFailed`."""
    parts = urlsplit(checked(url))
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), PATIENCE[1]) as plain:
            if parts.scheme == "https":
                ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    except OSError as fault:
        raise PingFailed(f"{host} could not be reached ({type(fault).__name__})") from None
    return host


def ping(url: str) -> None:
    """One GET within ten seconds, redirects not followed; raises `PingFailed` unless the answer is a 2xx."""
    with Deadline(BUDGET) as deadline, requests.Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchedAdapter(PATIENCE, deadline))
        try:
            with session.get(checked(url), allow_redirects=False, stream=True) as answer:
                status = answer.status_code
        except (requests.RequestException, OSError, ValueError) as fault:
            raise PingFailed(f"the outside heartbeat could not be reached ({type(fault).__name__})") from None
    if not 200 <= status < 300:
        raise PingFailed(f"the outside heartbeat answered {status}")
