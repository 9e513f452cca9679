"""What is usual on a public form, and what is asked of whoever goes beyond it."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from scheduler_app.domain import phone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNUSUAL = 5  # trips within an hour, from which on somebody is told
DIGITS = 4  # in a question; a guess is right once in ten thousand times
SOONEST = timedelta(seconds=4)  # after which an answer counts: a person has not read the question before
LASTS = timedelta(minutes=30)
IPV6_NETWORK = 64  # bits that one customer of a provider has to themselves
GMAIL = frozenset({"gmail.com", "googlemail.com"})  # who deliver name, na.me and n.a.m.e to one person


@dataclass(frozen=True)
class Measure:
    """How many calls one caller may book within `span`: after `asks` a question comes first, after `stops` it ends.

    None: it never ends, because several people may share what is counted.
    """

    name: str
    span: timedelta
    asks: int
    stops: int | None


NETWORK = Measure("network", HOUR, 10, 60)
ADDRESS = Measure("address", DAY, 5, 5)  # a question does not help the owner of the address, who gets the mails
NUMBER = Measure("number", DAY, 5, 10)
RANGE = Measure("range", DAY, 20, None)


def counted(address: str, email: str, number: str | None) -> list[tuple[Measure, str]]:
    """What one booking counts for, and under which name, in the order in which everybody locks the counters."""
    found = [(ADDRESS, mailbox(email)), (NETWORK, network(address))]
    if number:
        found += [(NUMBER, number), (RANGE, phone.number_range(number))]
    return [(measure, subject) for measure, subject in found if subject]


def network(address: str) -> str:
    """Who asks, by their IP address: one in IPv4, a /64 in IPv6. "" where it tells nobody apart.

    That is so on this machine and in private networks, where it may be a proxy that nobody has named in the settings.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))
    return str(found)


def mailbox(email: str) -> str:
    """One mail address however it is spelled: no capitals, nothing after a plus and, at Gmail, no dots."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def digits_in(answer: str) -> str:
    """The digits of an answer, whichever script they are in and whatever stands between them."""
    plain = unicodedata.normalize("NFKC", answer[:100])
    return "".join(str(unicodedata.digit(found)) for found in re.findall(r"\d", plain))
