"""Twilio's side of a webhook, signed by its published recipe and not by its library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode


def signature(url: str, form: dict[str, str], auth_token: str) -> str:
    """HMAC-SHA1 over the URL and the fields in order of their names (X-Twilio-Signature)."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def post(url: str, form: dict[str, str], auth_token: str) -> int:
    """POST a signed form as Twilio would; the HTTP status of the answer."""
    request = urllib.request.Request(
        url, urlencode(form).encode(), {"X-Twilio-Signature": signature(url, form, auth_token)}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=15) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def posted(message: dict[str, Any], auth_token: str) -> int:
    """Tell a message's StatusCallback about its status."""
    form = {
        "MessageSid": message["sid"],
        "SmsSid": message["sid"],
        "AccountSid": message["account_sid"],
        "To": message["to"],
        "From": message["from"] or "",
        "MessageStatus": message["status"],
        "SmsStatus": message["status"],
        "ApiVersion": "2010-04-01",
    }
    if message["error_code"]:
        form["ErrorCode"] = str(message["error_code"])
    return post(message["status_callback"], form, auth_token)
