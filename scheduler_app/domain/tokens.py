"""Tokens that open one thing: derived or random, and only their digest is ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence

# Stands for the reader's private token in a stored message body. People cannot type it into a name or a note
# (private-use characters are refused), and only the sender, or a page of its owner, turns it into the token.
PLACE = "\ue000"
SEVERAL = 0xE100  # a text with several links has one of these for each, in their order
BYTES = 18  # 144 bits; 24 characters, short enough for a text message
ANY = "-" * 24  # as long as every private token, for whoever counts letters


def fresh(prefix: str = "") -> str:
    """A new random token of 144 bits, URL-safe."""
    return prefix + secrets.token_urlsafe(BYTES)


def derived(secret: str, purpose: str, *parts: object) -> str:
    """The token of one thing: the same each time, unguessable without the secret (HMAC-SHA-256, 144 bits)."""
    text = "\n".join([purpose, *map(str, parts)])
    mac = hmac.digest(secret.encode(), text.encode(), "sha256")
    return urlsafe_b64encode(mac[:BYTES]).decode()


def digest(token: str) -> str:
    """What is stored and looked up instead of the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sealed(text: str, token: str) -> str:
    """The text as it may rest in the database."""
    return text.replace(token, PLACE) if token else text


def placeholder(number: int) -> str:
    """What stands for one of several tokens in a text that is about to rest."""
    return chr(SEVERAL + number)


def all_opened(text: str, tokens: Sequence[str]) -> str:
    """The text with each of several tokens in its place."""
    return text.translate({SEVERAL + number: token for number, token in enumerate(tokens)})


def opened(text: str, token: str) -> str:
    """The text as its reader gets it."""
    return text.replace(PLACE, token)
