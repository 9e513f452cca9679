"""Text messages through Twilio: one POST for one letter, and a look-up for those whose answer was lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
import urllib3
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from scheduler_app.messages.policy import ANSWER_LOST, TOO_LATE, UNREACHABLE, judge
from scheduler_app.messages.senders import About, Letter, Outcome, Receipt, SendFailed
from scheduler_app.messages.wire import Deadline, WatchedAdapter, is_loopback, pause_asked

API_BASE = "https://api.twilio.com"
TRIAL_PREFIX = "Sent from your Twilio trial account - "
LONGEST_VALIDITY = 36_000  # seconds, Twilio's limit
CLOCKS_APART = timedelta(minutes=5)

# Besides Twilio's and the network's own, what its client trips over when an answer has a wrong shape.
_FAULTS = (
    TwilioException,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)


class TwilioSender:
    """Texts through the account's one number or its messaging service.

    Every call has a fresh connection, because an old one that had died looks just like a lost answer. It
    waits `timeout` = (connect, each read) seconds and never longer than `budget` in all, repeats nothing by
    itself, and ignores proxy settings of the machine. Raises `ValueError` unless exactly one sender is given,
    and for a base URL that `BaseUrlHttpClient` would refuse.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        from_: str | None = None,
        messaging_service_sid: str | None = None,
        api_base: str | None = None,
        timeout: tuple[float, float] = (3.05, 10.0),
        budget: float = 15.0,
    ) -> None:
        if bool(from_) == bool(messaging_service_sid):
            raise ValueError("set exactly one of TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID")
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._ours = {"from_": from_} if from_ else {"messaging_service_sid": messaging_service_sid}
        self._base = api_base or API_BASE
        self._base_host = checked_base(self._base).hostname
        self._timeout = timeout
        self._budget = budget

    def send(self, letter: Letter, now: datetime) -> Receipt:
        """See `Sender.send`. Twilio drops the text by itself once `expires_at` has passed."""
        seconds = int((letter.expires_at - now).total_seconds())
        if seconds < 1:
            raise TOO_LATE.failure("text")
        wanted: dict[str, Any] = {"validity_period": min(seconds, LONGEST_VALIDITY), **self._ours}
        if letter.receipt_url and self._can_reach(letter.receipt_url):
            wanted["status_callback"] = letter.receipt_url
        with self._conversation() as (twilio, http, deadline):
            try:
                message = twilio.messages.create(to=letter.to, body=letter.body, **wanted)
                sid = message.sid
                if not isinstance(sid, str) or not sid:
                    raise ValueError("the answer names no message")
            except _FAULTS as fault:
                # Not chained: Twilio's own message repeats the number.
                raise _failure(fault, http, deadline, now) from None
            return Receipt(sid, _state(message), http.status, str(message.status or ""))

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        """See `Sender.find`: a text to the same number, with the same body, made since `since`.

        Bodies are told apart by the reference they carry. The receipt may say that Twilio could not deliver
        it (`status_text` failed or undelivered); it was accepted all the same. Twilio's list may lag by
        seconds.
        """
        earliest = since.astimezone(UTC) - CLOCKS_APART
        with self._conversation() as (twilio, http, _):
            try:
                # A text still in the queue has no date of sending, so the newest are looked at in any case.
                seen = twilio.messages.list(to=letter.to, date_sent_after=earliest, limit=200)
                seen += twilio.messages.list(to=letter.to, limit=50)
                mine = [message for message in seen if _is_same(message, letter, earliest)]
            except _FAULTS:
                raise SendFailed(
                    "the text could not be looked up at Twilio: look again later",
                    outcome=Outcome.UNCLEAR,
                    about=About.OTHER,
                    http_status=http.status,
                ) from None
        if not mine:
            return None
        # Lists run from the newest to the oldest, and dates are whole seconds.
        first = min(reversed(mine), key=lambda message: _created(message) or earliest)
        return Receipt(str(first.sid), _state(first), http.status, str(first.status or ""))

    def account(self, now: datetime) -> str:
        """How the account stands, in Twilio's word, such as `active`; raises `SendFailed`."""
        with self._conversation() as (twilio, http, deadline):
            try:
                return str(twilio.api.v2010.accounts(self._account_sid).fetch().status)
            except _FAULTS as fault:
                raise _failure(fault, http, deadline, now) from None

    def _can_reach(self, receipt_url: str) -> bool:
        # Twilio refuses the whole text (21609) when told to report to a machine only we can reach.
        return is_loopback(self._base_host) or not is_loopback(urlsplit(receipt_url).hostname)

    @contextmanager
    def _conversation(self) -> Iterator[tuple[Client, BaseUrlHttpClient, Deadline]]:
        with Deadline(self._budget) as deadline:
            http = BaseUrlHttpClient(self._base, self._timeout, deadline)
            try:
                yield Client(self._account_sid, self._auth_token, http_client=http), http, deadline
            finally:
                http.close()


class BaseUrlHttpClient(TwilioHttpClient):
    """Twilio's HTTP client aimed at another base URL, which must be https or this very machine.

    The account's token goes to that base with every request; anything else raises `ValueError`. `status` is
    that of the last answer, None when none came.
    """

    def __init__(self, base: str, timeout: tuple[float, float], deadline: Deadline) -> None:
        super().__init__(pool_connections=False, timeout=timeout[1])
        self.base = checked_base(base)
        self.status: int | None = None
        self.retry_after: str | None = None
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchedAdapter(timeout, deadline))
        self.session = session
        self.close = session.close
        # At INFO and DEBUG these write the addresses of requests, which hold phone numbers.
        self.logger.setLevel(logging.WARNING)
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

    # Its two parents disagree about the name of `url`.
    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        self.status = self.retry_after = None
        asked = urlsplit(url)
        path = self.base.path.rstrip("/") + asked.path
        there = urlunsplit((self.base.scheme, self.base.netloc, path, asked.query, ""))
        answer = super().request(method, there, *args, **kwargs)
        self.status = answer.status_code
        self.retry_after = (answer.headers or {}).get("Retry-After")
        return answer


def checked_base(base: str) -> SplitResult:
    """The parts of a TWILIO_API_BASE; raises `ValueError` where the auth token would travel in the clear."""
    parts = urlsplit(base)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    if not safe or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("set TWILIO_API_BASE to https://host, or to http:// on this machine (127.0.0.1)")
    return parts


def _failure(fault: Exception, http: BaseUrlHttpClient, deadline: Deadline, now: datetime) -> SendFailed:
    if http.status is None:
        return (ANSWER_LOST if deadline.opened else UNREACHABLE).failure("text", answer=type(fault).__name__)
    code = getattr(fault, "code", None)
    # Twilio's client puts the HTTP status where an answer had no code.
    code = None if code is None or code == http.status else str(code)
    return judge(http.status, code).failure(
        "text",
        answer=f"Twilio {http.status}, code {code}" if code else f"Twilio {http.status}",
        http_status=http.status,
        code=code,
        retry_after=pause_asked(http.retry_after, now),
    )


def _is_same(message: MessageInstance, letter: Letter, earliest: datetime) -> bool:
    created = _created(message)
    body = (message.body or "").strip().removeprefix(TRIAL_PREFIX)
    return message.to == letter.to and body == letter.body.strip() and (created is None or created >= earliest)


def _created(message: MessageInstance) -> datetime | None:
    created = message.date_created
    return created.astimezone(UTC) if isinstance(created, datetime) else None


def _state(message: MessageInstance) -> Literal["accepted", "delivered"]:
    return "delivered" if str(message.status) == "delivered" else "accepted"
