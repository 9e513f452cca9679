"""What letters such as MST and phrases such as "Pacific time" can mean: always a choice, never a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# Letters people write for a zone, and the places they usually mean, likeliest first. An American's EST is not
# the tz database's (Panama), and since 2026 CST and EST are also Edmonton and Winnipeg: no guessing.
_MEANT = """
EST ET EST5EDT: America/New_York America/Toronto America/Panama America/Winnipeg Australia/Sydney
EDT: America/New_York America/Toronto
CST CT CST6CDT: America/Chicago America/Mexico_City America/Regina America/Winnipeg America/Edmonton
  America/Havana Asia/Shanghai
CDT: America/Chicago America/Winnipeg America/Havana
MST MT MST7MDT: America/Denver America/Phoenix America/Vancouver America/Edmonton America/Whitehorse
MDT: America/Denver America/Edmonton
PST PT PST8PDT: America/Los_Angeles America/Vancouver America/Tijuana Asia/Manila
PDT: America/Los_Angeles America/Vancouver America/Tijuana
HST HDT HAST HADT: Pacific/Honolulu America/Adak
AST AT: America/Halifax America/Puerto_Rico Atlantic/Bermuda Asia/Riyadh
ADT: America/Halifax Atlantic/Bermuda
GMT: Europe/London Africa/Accra Atlantic/Reykjavik UTC
BST: Europe/London Asia/Dhaka
IST: Asia/Kolkata Europe/Dublin Asia/Jerusalem
WET WEST: Europe/Lisbon Atlantic/Canary Atlantic/Faroe
CET CEST MET MEST MEZ MESZ: Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Warsaw Africa/Tunis
EET EEST: Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Bucharest Africa/Cairo
CAT: Africa/Maputo Africa/Harare Africa/Khartoum
ICT: Asia/Bangkok Asia/Ho_Chi_Minh
KST: Asia/Seoul Asia/Pyongyang
AEST AET: Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Hobart
AEDT: Australia/Sydney Australia/Melbourne Australia/Hobart
ACST ACT: Australia/Adelaide Australia/Darwin
AKST AKDT AKT: America/Anchorage; NST NDT NT: America/St_Johns; IDT: Asia/Jerusalem; MSK MSD: Europe/Moscow
WAT: Africa/Lagos; EAT: Africa/Nairobi; SAST: Africa/Johannesburg; TRT: Europe/Istanbul; GST: Asia/Dubai
PKT: Asia/Karachi; NPT: Asia/Kathmandu; WIB: Asia/Jakarta; WITA: Asia/Makassar; WIT: Asia/Jayapura
HKT: Asia/Hong_Kong; SGT: Asia/Singapore; PHT: Asia/Manila; JST: Asia/Tokyo; ACDT: Australia/Adelaide
AWST: Australia/Perth; NZST NZDT NZT: Pacific/Auckland; CHST: Pacific/Guam; SST: Pacific/Pago_Pago
BRT: America/Sao_Paulo; ART: America/Argentina/Buenos_Aires; CLT CLST: America/Santiago; COT: America/Bogota
PET: America/Lima
"""
# "Pacific time" and "Pacific Standard Time" stand for these letters. Windows' other names are in windows.txt.
_SPOKEN = """
eastern: ET; central: CT; mountain: MT; pacific: PT; atlantic: AT; alaskan: AKT; hawaiian: HST; gmt: GMT
greenwich mean: GMT; british: BST; indian: IST; irish: IST; central european: CET; eastern european: EET
western european: WET; australian eastern: AET; us eastern: ET; us central: CT; us pacific: PT
"""
# These are understood without the word "time", too: nobody who types them means a place of that name.
_ALONE = {"eastern", "central", "mountain", "pacific", "atlantic"}
_TIME = re.compile(r"\s+(?:(?:standard|daylight|summer)\s+)?time(?:\s+zone)?$|\s+time\s+zone$")


def _entries(rows: str) -> dict[str, str]:
    split = (entry.partition(":") for entry in re.split(r"\n(?=\S)|;", rows.strip()))
    return {key.strip(): meaning.strip() for key, _, meaning in split}


_ABBREVIATIONS = {letters: places.split() for key, places in _entries(_MEANT).items() for letters in key.split()}
_PHRASES = _entries(_SPOKEN)


def meanings() -> Mapping[str, list[str]]:
    """What letters such as MST can mean: zones, likeliest first."""
    return MappingProxyType(_ABBREVIATIONS)


def phrases() -> Mapping[str, list[str]]:
    """What stands before the word "time", in lower case, and the zones it can mean."""
    return {spoken: _ABBREVIATIONS[letters] for spoken, letters in _PHRASES.items()}


def read(plain: str) -> list[str]:
    """The zones that letters or a phrase can mean, likeliest first; `plain` is lower case and single-spaced."""
    before = without_time(plain)
    if before != plain or plain in _ALONE:
        return phrases().get(before) or _ABBREVIATIONS.get(before.upper(), [])
    return _ABBREVIATIONS.get(plain.upper(), [])


def without_time(plain: str) -> str:
    """What is left of "denver time" and of "tokyo standard time": the place."""
    return _TIME.sub("", plain)
