"""Fetching what somebody's address names, without becoming a way into our own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.util.connection import create_connection

from scheduler_app.domain.errors import Refused
from scheduler_app.messages.wire import Deadline

LONGEST_ADDRESS = 2000
LARGEST = 5_000_000  # bytes, after decompression
CHUNK = 65_536
REDIRECTS = 3
IN_ALL_SECONDS = 20.0
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
AGENT = "scheduler-app (calendar subscription)"


class FetchFailed(Exception):
    """Why nothing came; a fact for the owner of the address, without anything that the other side wrote."""


@dataclass(frozen=True)
class Fetched:
    """What came; `body` is None when nothing has changed since (304)."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def read_address(typed: str) -> str:
    """The https address that somebody typed or pasted; `webcal:` is the same by another name. Raises `Refused`."""
    text = typed.strip()
    scheme, colon, rest = text.partition("://")
    if colon and scheme.lower() in ("webcal", "webcals"):
        text = f"https://{rest}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme.lower() != "https" or not host or len(text) > LONGEST_ADDRESS or not text.isprintable():
        raise Refused.because(
            "invalid_request",
            "paste the calendar's address, which begins with https:// or webcal://",
            field="address",
        )
    if parts.username or parts.password:
        raise Refused.because(
            "invalid_request", "an address with a name and password in it cannot be used here", field="address"
        )
    if port not in (None, 443):
        raise Refused.because("invalid_request", "only addresses on the usual port (443) can be used", field="address")
    return urlunsplit(parts._replace(scheme="https", fragment=""))


def is_public(address: str) -> bool:
    """Whether an IP address is anybody's on the internet: not this machine, this network, or a cloud's own data."""
    found = ipaddress.ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    tunnelled = isinstance(found, ipaddress.IPv6Address) and (found.sixtofour or found.teredo or _nat64(found))
    return not tunnelled and (mapped or found).is_global and not (mapped or found).is_multicast


class Fetcher:
    """HTTPS only, to public addresses only, checked at the moment of connecting, for each redirect anew.

    At most `LARGEST` bytes in `IN_ALL_SECONDS`, whatever the other side does. Machine proxies are ignored.
    """

    def __init__(
        self,
        *,
        allows: Callable[[str], bool] = is_public,
        ca_certs: str | None = None,
        seconds: float = IN_ALL_SECONDS,
        port: int | None = None,
    ) -> None:
        self._allows, self._seconds, self._port = allows, seconds, port
        self._ca_certs = ca_certs or requests.utils.DEFAULT_CA_BUNDLE_PATH

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Raises `FetchFailed`. With `etag` or `last_modified` of the last time it asks only for news."""
        headers = {"User-Agent": AGENT, "Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip, deflate"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        ends = time.monotonic() + self._seconds
        with Deadline(self._seconds) as deadline:
            try:
                for _ in range(REDIRECTS + 1):
                    found = self._ask(address, headers, deadline, ends)
                    if isinstance(found, Fetched):
                        return found
                    address = found
            except _Forbidden:
                raise FetchFailed("the address leads to a place that is not on the public internet") from None
            except (urllib3.exceptions.HTTPError, OSError, ValueError):
                if time.monotonic() >= ends:
                    raise FetchFailed(f"the calendar did not come within {self._seconds:.0f} seconds") from None
                raise FetchFailed("the calendar's server could not be reached, or broke off") from None
        raise FetchFailed("the address leads from one to the next and never to a calendar")

    def _ask(self, address: str, headers: dict[str, str], deadline: Deadline, ends: float) -> Fetched | str:
        """What stands there, or the address it sends us on to."""
        parts = urlsplit(address)
        with self._pool(parts.hostname or "", deadline) as pool:
            answer = pool.request(
                "GET",
                urlunsplit(("", "", parts.path or "/", parts.query, "")),
                headers=headers | {"Host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            )
            try:
                return _understood(answer, address, ends)
            finally:
                answer.close()

    def _pool(self, host: str, deadline: Deadline) -> urllib3.HTTPSConnectionPool:
        allows = self._allows

        class Guarded(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                connected = _connect(self.host, self.port or 443, allows)
                deadline.watch(connected)  # from here, so that a slow greeting is bounded too
                return connected

            def connect(self) -> None:
                super().connect()
                deadline.watch(self.sock)

        class Pool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Guarded

        return Pool(host, self._port or 443, cert_reqs="CERT_REQUIRED", ca_certs=self._ca_certs)


class _Forbidden(Exception):
    pass


def _connect(host: str, port: int, allows: Callable[[str], bool]) -> socket.socket:
    """A connection to an address that was looked at: a name that changes its mind between the two gains nothing."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(allows, found)):
        raise _Forbidden
    for number, address in enumerate(found):
        try:
            return create_connection((address, port), timeout=CONNECT_SECONDS)
        except OSError:
            if number == len(found) - 1:
                raise
    raise _Forbidden


def _checked(address: str) -> str:
    try:
        return read_address(address)
    except Refused:
        raise FetchFailed("the address leads on to one that cannot be used here") from None


def _understood(answer: urllib3.BaseHTTPResponse, address: str, ends: float) -> Fetched | str:
    if answer.status == 304:
        return Fetched(None)
    if answer.status in (301, 302, 303, 307, 308) and (target := answer.headers.get("Location")):
        return _checked(urljoin(address, target))
    if answer.status in (404, 410):
        raise FetchFailed(f"there is no calendar at this address any more ({answer.status})")
    if answer.status in (401, 403):
        raise FetchFailed(f"the calendar's server does not let us in ({answer.status}); it may be private")
    if answer.status != 200:
        raise FetchFailed(f"the calendar's server answered {answer.status}")
    body = _whole(answer, ends)
    return Fetched(body, answer.headers.get("ETag", "")[:500], answer.headers.get("Last-Modified", "")[:100])


def _whole(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """The body, decompressed piece by piece, so that a small one cannot become a large one unseen."""
    body = bytearray()
    while chunk := answer.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST:
            raise FetchFailed(f"the calendar is larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() >= ends:
            raise TimeoutError
    if answer.length_remaining:
        raise ConnectionError("the body ended before its time")
    return bytes(body)


def _nat64(address: ipaddress.IPv6Address) -> bool:
    return address in ipaddress.ip_network("64:ff9b::/96") or address in ipaddress.ip_network("64:ff9b:1::/48")
