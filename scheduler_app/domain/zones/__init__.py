"""Names of time zones: which are accepted, how they are said, and which ones a person can pick from.

Everything is read from the pinned tzdata package, never from the machine's own tables.
"""

from scheduler_app.domain.zones.accepting import check
from scheduler_app.domain.zones.finding import Fit, Match, is_offset, only, search
from scheduler_app.domain.zones.letters import meanings
from scheduler_app.domain.zones.namesakes import Namesake
from scheduler_app.domain.zones.picker import ZoneOption, option, options
from scheduler_app.domain.zones.said import city, offset_label, place
from scheduler_app.domain.zones.tables import country, country_code, known, same
from scheduler_app.domain.zones.tables import links as _links

__all__ = [
    "Fit", "Match", "Namesake", "ZoneOption", "_links", "check", "city", "country", "country_code", "is_offset",
    "known", "meanings", "offset_label", "only", "option", "options", "place", "same", "search",
]  # fmt: skip
