"""Phone numbers as people type them, as networks dial them, and as pages may show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, timezone

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused

_TYPED = re.compile(r"[\d\s()./+\-\u00a0\u2010-\u2015]{1,40}")
_EXAMPLE = "+1 602 555 0123"
_NORTH_AMERICAN = re.compile(r"\+1([2-9]\d\d)(\d{3})(\d{4})", re.ASCII)  # one plan, written in one way

# The prefixes of Mexican mobiles until 2019, which address books and chat programs still write: no network reads them.
_OLD_MEXICAN = re.compile(r"(?:1|04[45])(\d{10})", re.ASCII)

# Address books wrap a copied number in direction marks that nobody sees.
_UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])

# Reserved by Ofcom for drama and demonstrations, never given to anybody. The tables call them invalid but
# the North American 555-01xx numbers valid; both are what people put into examples.
_FICTION = ("+447700900", "+441632960")

_NOT_A_PERSON = {
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.SHARED_COST: "a shared-cost number",
    PhoneNumberType.PERSONAL_NUMBER: "a follow-me number, which is charged like a premium-rate one",
    PhoneNumberType.UAN: "a company's universal access number",
    PhoneNumberType.PAGER: "a pager",
    PhoneNumberType.VOICEMAIL: "a voicemail access number",
    # Cannot be reached from abroad, seldom takes texts, and is never one person's own telephone.
    PhoneNumberType.TOLL_FREE: "a toll-free number",
}


def check(
    number: object,
    *,
    field: str,
    allowed_countries: frozenset[str] | None = None,
    region: str | None = None,
) -> str:
    """The number in E.164, known to be dialable and one person's telephone.

    `region` (two capital letters) says how to read a number written without `+`; without it the `+` is
    required. `allowed_countries` holds ISO 3166 codes, None allows all; numbers are told apart by country,
    not by prefix, so Jamaica is not the United States although both are +1.
    Raises `Refused` with `invalid_phone` or `country_not_allowed`.
    """
    found = read(number, field=field, allowed_countries=allowed_countries, region=region)
    if not found.sure:
        raise _invalid(field, "is not a number any network uses: check the country code and count the digits")
    return found.e164


@dataclass(frozen=True)
class Number:
    """A number that can be dialed. `sure` if the numbering plan of its country is known to use it."""

    e164: str
    country: str  # ISO 3166; of an unsure number the largest country of its code
    sure: bool


def read(
    number: object,
    *,
    field: str,
    allowed_countries: frozenset[str] | None = None,
    region: str | None = None,
) -> Number:
    """As `check`, but a number that is only possible by its length is let through, as not `sure`.

    Plans change before the tables do, and the person who types it knows their own number: ask, and never block.
    One that can be read as two numbers is refused all the same: the other one is somebody else's telephone.
    """
    parsed = _parse(number, field=field, region=region)
    if (other := _with_code(number, parsed, region)) is not None:
        both = f"{_e164(parsed)} or {_e164(other)}"
        raise _invalid(field, f"can be read as {both}: write the one you mean, with + and its country code")
    e164 = _e164(parsed)
    if not phonenumbers.is_possible_number(parsed):
        raise _invalid(field, "is not a number any network uses: check the country code and count the digits")
    kind = _NOT_A_PERSON.get(phonenumbers.number_type(parsed))
    if kind:
        raise _invalid(field, f"is {kind}: give the number of the telephone you carry")
    sure = _is_used(parsed)
    land = country_of(e164)
    if not land.isalpha():  # +881 satellites, +883 networks: dear, and loved by fraudsters
        raise _invalid(field, "belongs to no country: give the number of the telephone you carry")
    if allowed_countries is not None and land not in allowed_countries:
        raise Refused.because(
            "country_not_allowed",
            f"{field} is a number of {land}; this service reaches {_listed(allowed_countries)}: "
            "give a number there, or leave it out and be reached by email",
            field=field,
        )
    return Number(e164, land, sure)


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """The ISO country of an E.164 number; of one that no plan is known to use, the largest country of its code.

    Satellites and other numbers of no country have three digits for it.
    """
    if number.startswith(_FICTION):
        return "GB"
    parsed = phonenumbers.parse(number)
    known = phonenumbers.region_code_for_number(parsed)
    return known or phonenumbers.region_code_for_country_code(parsed.country_code or 0)


def is_dialable(number: str, region: str) -> bool:
    """Whether what was typed is a number of a possible length, whoever's telephone it may be."""
    try:
        return phonenumbers.is_possible_number(_parse(number, field="", region=region or None))
    except Refused:
        return False


def readings(number: str, region: str) -> list[str]:
    """The numbers in E.164 that may have been meant: two for digits that may begin with their country's own code."""
    try:
        parsed = _parse(number, field="", region=region or None)
    except Refused:
        return []
    other = _with_code(number, parsed, region)
    return [_e164(one) for one in (parsed, other) if one is not None]


def is_landline(number: str) -> bool:
    """Whether an E.164 number is known to be a line that takes no texts; False where both are numbered alike."""
    return phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.FIXED_LINE


def calling_codes() -> dict[str, int]:
    """The calling code of each country (ISO 3166) that has one, such as 1 for `US`."""
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    return {region: phonenumbers.country_code_for_region(region) for region in regions}


def masked(number: str) -> str:
    """The number with all but its last two digits hidden, for logs and pages others may see."""
    return f"••••{number[-2:]}" if len(number) > 4 else "••••"


@lru_cache(maxsize=4096)
def display(number: str) -> str:
    """An E.164 number as people read it anywhere in the world, such as `+1 602-555-0123`."""
    if plan := _NORTH_AMERICAN.fullmatch(number):  # the library takes longer over it than a message takes to write
        return f"+1 {plan[1]}-{plan[2]}-{plan[3]}"
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def tel(number: str) -> str:
    """The link a telephone dials when it is touched (RFC 3966), of an E.164 number."""
    return f"tel:{number}"


def zones_of(number: str) -> tuple[str, ...]:
    """The zones in which an E.164 number may be at home; several for most mobile ones, none if nothing is known."""
    found = timezone.time_zones_for_number(phonenumbers.parse(number))
    return tuple(zone for zone in found if zone in zones.known())


def number_range(number: str) -> str:
    """The first seven digits of an E.164 number, which neighbours share; pumping schemes work through them."""
    return number[1:8]


def _parse(number: object, *, field: str, region: str | None) -> PhoneNumber:
    # The parser picks a number out of any sentence and reads letters as a keypad; people who type those meant
    # something else.
    typed = number.translate(_UNSEEN).strip() if isinstance(number, str) else ""
    if not _TYPED.fullmatch(typed):
        raise _invalid(field, f"is not a phone number: write digits only, like {_EXAMPLE}, without an extension")
    try:
        return _as_dialed(typed, phonenumbers.parse(typed, region), region)
    except phonenumbers.NumberParseException as unreadable:
        if unreadable.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise _invalid(field, f"does not begin with + and a country code: write it like {_EXAMPLE}") from None
        raise _invalid(field, f"has too few or too many digits: write it like {_EXAMPLE}") from None


def _as_dialed(typed: str, parsed: PhoneNumber, region: str | None) -> PhoneNumber:
    """What is dialed for a number that is written with a prefix which its country's networks do not know.

    00 is how most of the world dials abroad, also where a country has chosen other digits for it.
    """
    national = phonenumbers.national_significant_number(parsed)
    if parsed.country_code == 52 and (old := _OLD_MEXICAN.fullmatch(national)):
        return phonenumbers.parse(f"+52{old[1]}")
    digits = phonenumbers.normalize_digits_only(typed)
    if region and digits.startswith("00") and not _is_used(parsed):
        abroad = _if_used(f"+{digits[2:]}")
        return abroad or parsed
    return parsed


def _with_code(number: object, parsed: PhoneNumber, region: str | None) -> PhoneNumber | None:
    """The other number that was meant if the digits begin with their country's own code, where both are in use."""
    if not isinstance(number, str) or not region or "+" in number:
        return None
    code, digits = str(phonenumbers.country_code_for_region(region)), phonenumbers.normalize_digits_only(number)
    other = _if_used(f"+{digits}") if digits.startswith(code) else None
    return other if other is not None and _is_used(parsed) and _e164(other) != _e164(parsed) else None


def _if_used(number: str) -> PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return parsed if _is_used(parsed) else None


def _is_used(parsed: PhoneNumber) -> bool:
    """Whether the numbering plan of its country is known to use this number."""
    return _e164(parsed).startswith(_FICTION) or phonenumbers.is_valid_number(parsed)


def _e164(parsed: PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _invalid(field: str, what: str) -> Refused:
    return Refused.because("invalid_phone", f"{field} {what}", field=field)


def _listed(countries: frozenset[str]) -> str:
    return ", ".join(sorted(countries)) or "no country by phone"
