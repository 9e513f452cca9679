"""Names that people say for a clock and that the gazetteer lacks or knows more by, and names that are also words."""

from __future__ import annotations

from functools import cache

# A country's far islands are not meant by its name.
_USUAL = """
America/Denver: navajo, navajo nation
America/Los_Angeles: silicon valley
America/Mexico_City: ciudad de mexico, cdmx
America/New_York: nueva york
America/Sao_Paulo: rio
Asia/Kolkata: indian, new delhi
Asia/Seoul: korea
Asia/Shanghai: china
Europe/Berlin: german
Europe/Kyiv: ukraine
Europe/London: britain
Europe/Madrid: spain
Europe/Paris: french
Pacific/Auckland: new zealand
"""
# Also given names, surnames and everyday words: they count only where a clock is plainly meant.
RISKY = {
    "regina", "sydney", "davis", "stanley", "casey", "palmer", "victoria", "austin", "paris", "madison", "mesa",
    "man", "center", "troll", "resolute", "wake", "midway", "johnston", "knox", "jersey", "charlotte", "nelson",
    "easter", "la", "bc", "az", "rio", "samoa", "jordan", "lima", "cork", "bath", "mendoza", "jamaica", "orlando",
    "rome", "tempe", "south", "north", "west", "east", "general", "virgin", "isle", "mahe", "truk", "acre", "german",
    "french", "indian", "zulu", "universal", "alexandria", "america", "aurora", "brandon", "buffalo", "cali",
    "chandler", "columbia", "concord", "dayton", "dover", "durham", "essen", "fez", "flint", "florence", "gary",
    "georgia", "gilbert", "hamilton", "henderson", "irving", "jackson", "kingston", "lancaster", "lansing", "laval",
    "leon", "lincoln", "medina", "mobile", "nice", "nis", "norfolk", "reading", "richmond", "rosario", "salvador",
    "santiago", "split", "surrey", "chad", "virginia", "washington", "windsor", "york", "male", "us", "usa", "bali",
    "adelaide", "brooklyn", "cheyenne", "darwin", "eugene", "holland", "israel", "savannah", "sofia", "trenton",
}  # fmt: skip
# So common in any sentence that they count only with a capital.
EVERYDAY = {
    "america", "bath", "buffalo", "center", "concord", "cork", "easter", "essen", "flint", "general", "la", "male",
    "man", "mobile", "nice", "nis", "reading", "resolute", "split", "turkey", "universal", "us", "wake", "chad",
    "orange", "china", "reunion", "midway", "troll", "lincoln", "sf",
    "boulder", "canary", "cologne", "nome", "oral", "providence", "queens", "savannah", "surat",
}  # fmt: skip
LONGEST = 4  # words in a name


@cache
def usual() -> dict[str, str]:
    """Lower-case name -> the zone that people mean by it."""
    rows = (line.partition(": ") for line in _USUAL.strip().splitlines())
    return {name: zone for zone, _, names in rows for name in names.split(", ")}
