"""Which countries' numbers get texts: what an admin chose, or else what a deployment's own number suggests."""

from __future__ import annotations

import re

import phonenumbers

from scheduler_app.domain import phone
from scheduler_app.domain.errors import Refused

EVERYWHERE = "*"
# Where a text costs much the same as at home. Texts that earn money for fraudsters go elsewhere.
NORTH_AMERICA = frozenset({"US", "CA", "PR", "GU", "VI", "AS", "MP"})
EUROPE = frozenset(
    re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSEISLINOCHGB")
)  # the EEA, Switzerland and the United Kingdom
OCEANIA = frozenset({"AU", "NZ"})
_GROUPS = (NORTH_AMERICA, EUROPE, OCEANIA)
_CODE = re.compile(r"[A-Z]{2}")


def usual(texts_from: str) -> frozenset[str] | None:
    """The countries that a number which texts come from suggests; None, which is every country, if it tells nothing."""
    home = phone.country_of(texts_from) if texts_from.startswith("+") else None
    if home is None or not home.isalpha():
        return None
    return next((group for group in _GROUPS if home in group), frozenset({home}))


def chosen(codes: list[str]) -> frozenset[str] | None:
    """The countries that were chosen; None for every country. Ask only where anything was chosen."""
    return None if EVERYWHERE in codes else frozenset(codes)


def read(typed: str, *, field: str) -> list[str]:
    """Countries as an admin types them: ISO codes parted by commas or blanks, `*` for all, nothing for the usual ones.

    Raises `Refused` (`invalid_request`) for what no telephone number belongs to.
    """
    codes = sorted({code.upper() for code in re.split(r"[\s,;]+", typed.strip()) if code})
    if EVERYWHERE in codes:
        return [EVERYWHERE]
    wrong = [code for code in codes if not _CODE.fullmatch(code) or code not in phonenumbers.SUPPORTED_REGIONS]
    if wrong:
        raise Refused.because(
            "invalid_request",
            f"{wrong[0][:10]!r} is no country code; write two letters for each, such as US, CA, or * for every country",
            field=field,
        )
    return codes
