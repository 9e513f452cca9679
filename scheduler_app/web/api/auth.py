"""Who asks: a bearer key for every call, a write key for every change, and a limit for each key."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request

from scheduler_app import access, last_use
from scheduler_app.access import Holder
from scheduler_app.domain.errors import Refused
from scheduler_app.store.access import ApiKey
from scheduler_app.store.db import reading
from scheduler_app.web import now, problems, sessions
from scheduler_app.web.pace import Quota

View = TypeVar("View", bound=Callable[..., Any])

A_MINUTE = 600
FAILURES_A_MINUTE = 120  # from one address; a good key passes all the same
KEYS, STRANGERS = "api keys", "api strangers"


def limit(app: Flask) -> None:
    """Count this application's calls from zero."""
    app.extensions[KEYS] = Quota(A_MINUTE, timedelta(minutes=1))
    app.extensions[STRANGERS] = Quota(FAILURES_A_MINUTE, timedelta(minutes=1))


def holder() -> Holder:
    """Whose call this is; only inside a view that is `keyed`."""
    return cast(Holder, g.holder)


def keyed(*, writes: bool = False) -> Callable[[View], View]:
    """Let a call in only with a key, and only with a write key if it `writes`."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                g.holder = _identified()
                _count(KEYS, holder().id, f"a key may ask {A_MINUTE} times a minute")
                if writes and not holder().writes:
                    raise Refused.because("forbidden", "this key may only read; use a key of scope write")
                return view(*args, **kwargs)
            except Refused as refused:
                answer = problems.refusal(refused)
                if answer.status_code == 401:
                    answer.headers["WWW-Authenticate"] = 'Bearer realm="api"'
                if answer.status_code == 429:
                    answer.headers["Retry-After"] = str(refused.extras["retry_after"])
                return answer

        return cast(View, guarded)

    return wrap


def _identified() -> Holder:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise _stranger("send your key in the header Authorization: Bearer KEY")
    with reading(sessions()) as session:
        found = access.api_key_holder(session, key.strip())
        stale = found is not None and last_use.worth_noting(session.get_one(ApiKey, found.id).used_at, now())
    if found is None:
        raise _stranger("this key is unknown or revoked; ask an operator for a new one")
    if stale:
        with sessions().begin() as session:
            last_use.note_key(session, found.id, now())
    return found


def _stranger(words: str) -> Refused:
    _count(STRANGERS, request.remote_addr, f"an address may fail {FAILURES_A_MINUTE} times a minute")
    return Refused.because("unauthorized", words)


def _count(which: str, key: int | str | None, rule: str) -> None:
    quota = cast(Quota, current_app.extensions[which])
    wait = quota.wait(key, now())
    if wait:
        seconds = max(1, math.ceil(wait.total_seconds()))
        raise Refused.because("too_many_requests", f"{rule}; try again in {seconds} s", retry_after=seconds)
