"""Web sites by their origin: scheme, host and port, as browsers compare them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scheduler_app.domain.errors import Problem, Refused

MOST = 20
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
THIS_MACHINE = ("localhost", "127.0.0.1")


def check(value: str, *, field: str) -> list[str]:
    """The origins in a text, one on each line, in the form that browsers compare; raises `Refused`, naming each fault.

    Only https is taken, and http on this machine. A wildcard is none: it would let in whoever gets a name below it.
    """
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Refused.because("invalid_request", f"at most {MOST} sites are taken; leave some out", field=field)
    found = [(line, _origin(line)) for line in lines]
    wrong = [line[:80] for line, origin in found if not origin]
    if wrong:
        words = f"write each site as https:// and its name, such as https://www.example.com; not {', '.join(wrong)}"
        raise Refused([Problem("invalid_request", words, field)])
    return list(dict.fromkeys(origin for _, origin in found))


def _origin(line: str) -> str:
    try:
        parts = urlsplit(line.lower())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # no port, or a name that cannot be one
        return ""
    alone = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc or "?" in line)
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE)
    if not (alone and safe and HOST.fullmatch(host)):
        return ""
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, usual) else f":{port}")
