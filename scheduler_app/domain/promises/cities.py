"""Cities, states and countries that people name for a clock and that the tz database lists under another name."""

from __future__ import annotations

from functools import cache

from scheduler_app.domain import zones

_ELSEWHERE = """
America/New_York: boston, philadelphia, washington, washington dc, washington d.c., atlanta, miami, orlando, tampa,
  charlotte, raleigh, pittsburgh, cleveland, columbus, cincinnati, baltimore, new york city, nyc, brooklyn, manhattan
America/Toronto: ottawa, montreal, quebec, mississauga
America/Chicago: dallas, houston, austin, san antonio, fort worth, minneapolis, milwaukee, st. louis, saint louis,
  kansas city, new orleans, memphis, nashville, omaha, oklahoma city
America/Denver: salt lake city, albuquerque, santa fe, colorado springs, boulder, colorado, utah, cheyenne, billings
America/Phoenix: arizona, az, tucson, scottsdale, tempe, mesa
America/Edmonton: calgary, alberta
America/Vancouver: british columbia, bc, b.c., victoria bc
America/Winnipeg: manitoba
America/Los_Angeles: san francisco, seattle, san diego, san jose, portland, sacramento, oakland, las vegas,
  silicon valley, california, palo alto, irvine, la
Pacific/Honolulu: hawaii
America/Anchorage: alaska
America/Sao_Paulo: rio de janeiro, rio, brasilia
America/Argentina/Buenos_Aires: argentina
Europe/London: uk, u.k., england, britain, scotland, wales, manchester, birmingham, edinburgh, glasgow, leeds, bristol,
  cambridge, oxford, cardiff, belfast
Europe/Dublin: ireland, cork, galway
Europe/Berlin: germany, german, munich, hamburg, frankfurt, cologne, stuttgart, dusseldorf, leipzig
Europe/Paris: france, french, lyon, marseille, toulouse
Europe/Madrid: spain, barcelona, valencia, seville
Europe/Rome: italy, milan, turin, naples
Europe/Zurich: switzerland, geneva, basel, bern
Europe/Amsterdam: netherlands, rotterdam, the hague
Europe/Warsaw: poland, krakow, wroclaw
Europe/Kyiv: ukraine, lviv
Asia/Kolkata: india, indian, mumbai, bombay, delhi, new delhi, bangalore, bengaluru, hyderabad, chennai, pune, calcutta,
  noida, gurgaon
Asia/Kathmandu: nepal
Asia/Shanghai: china, beijing, shenzhen, guangzhou
Asia/Tokyo: japan, osaka, kyoto
Asia/Seoul: korea, south korea
Asia/Dubai: uae, abu dhabi
Europe/Istanbul: istanbul, turkey, ankara
Asia/Jerusalem: israel, tel aviv
Asia/Ho_Chi_Minh: saigon
Australia/Sydney: canberra
Australia/Brisbane: queensland, gold coast
Pacific/Auckland: wellington, new zealand
Africa/Johannesburg: south africa, cape town, pretoria
"""
# Also given names, surnames and everyday words: they count only where a clock is plainly meant.
RISKY = {
    "regina", "sydney", "davis", "stanley", "casey", "palmer", "victoria", "austin", "paris", "madison", "mesa",
    "man", "center", "troll", "resolute", "wake", "midway", "johnston", "knox", "jersey", "charlotte", "nelson",
    "easter", "la", "bc", "az", "rio", "samoa", "jordan", "lima", "cork", "bath", "mendoza", "jamaica", "orlando",
    "rome", "tempe", "south", "north", "west", "east", "general", "virgin", "isle", "mahe", "truk", "acre", "german",
    "french", "indian", "zulu", "universal",
}  # fmt: skip
LONGEST = 4  # words in a name


@cache
def known() -> dict[str, str]:
    """Lower-case name without accents -> zone."""
    found: dict[str, str] = {}
    for name in sorted(name for name in zones.known() if not name.startswith(("Etc/", "US/", "Canada/"))):
        said = zones.city(name).casefold()
        if said != "utc":
            found.setdefault(said, name)
            found.setdefault(said.partition(", ")[0], name)
    for line in _ELSEWHERE.strip().replace("\n  ", " ").splitlines():
        zone, _, cities = line.partition(": ")
        found.update((city.strip(), zone) for city in cities.split(","))
    return found
