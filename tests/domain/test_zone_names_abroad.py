"""People look for a place by the name it has in their own language, whatever language the page is in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from babel import Locale

from scheduler_app.domain import zones
from scheduler_app.domain.manner import LANGUAGES
from scheduler_app.domain.zones import tables

JANUARY = datetime(2027, 1, 12, 16, tzinfo=UTC)
# What CLDR names by a former id that has, or had, another place's rules.
FORMER = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Coral_Harbour": "America/Atikokan",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}


def found(text: str, limit: int = 8) -> list[str]:
    return [match.id for match in zones.search(text, JANUARY, limit)]


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Europe/London", "Londres; Londres, Reino Unido; LONDRES; Londres (Royaume-Uni); Inglaterra; Schottland"),
        ("Europe/Rome", "Roma; Rom; Roma, Italia; Milán; Milano; Mailand; Florencia; Florenz; Venise; Neapel"),
        ("Europe/Zurich", "Ginebra; Genève; Geneve; Genf; Zürich; Zurich; Zuerich; Zúrich; Basilea; Bâle"),
        ("Europe/Vienna", "Wien; Viena; Vienne; Wien, Österreich; wien oesterreich"),
        ("Europe/Berlin", "Berlín; München; Muenchen; Múnich; Köln; Koeln; Colonia; Hamburgo; Francfort; Bayern"),
        ("Europe/Brussels", "Bruxelles; Bruselas; Brüssel; Bruessel; Anvers; Amberes; Lüttich; Lieja"),
        ("Europe/Warsaw", "Varsovia; Varsovie; Warschau; Cracovia; Krakau"),
        ("Europe/Moscow", "Moskau; Moscú; Moscou; San Petersburgo"),
        ("Europe/Lisbon", "Lisboa; Lissabon; Lisbonne"),
        ("Europe/Kyiv", "Odessa, Ucrania; Lemberg; Ucrania"),
        ("Europe/Paris", "París; Niza; Estrasburgo; Straßburg; Strassburg; Burdeos"),
        ("America/New_York", "Nueva York; Nueva York, Estados Unidos; Filadelfia"),
        ("America/Los_Angeles", "Los Ángeles; Kalifornien; Californie"),
        ("America/Mexico_City", "Ciudad de México; CDMX; Mexiko-Stadt; Mexico; México; México DF"),
        ("America/Havana", "La Habana; La Havane; Havanna"),
        (
            "America/Phoenix",
            "Phoenix, Estados Unidos; Phoenix, EE. UU.; Phoenix, États-Unis; Phoenix, Vereinigte Staaten",
        ),
        ("Africa/Cairo", "Le Caire; El Cairo; Kairo; Égypte; Ägypten; Aegypten"),
        ("Africa/Johannesburg", "Kapstadt; Ciudad del Cabo; Le Cap; Sudáfrica"),
        ("Asia/Shanghai", "Pekín; Pékin; Peking; Shanghái; Canton; Chine"),
        ("Asia/Tokyo", "Tokio; Japón; Japon"),
        ("Asia/Kolkata", "Nueva Delhi; Neu-Delhi; Inde; Indien"),
        ("Atlantic/Reykjavik", "Reykjavík; Reikiavik; Island; Islande"),
    ],
)
def test_a_person_finds_a_place_first_by_the_name_it_has_at_home(zone: str, written: str):
    assert {text: found(text)[:1] for text in written.split("; ")} == {text: [zone] for text in written.split("; ")}


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Estados Unidos", "America/New_York America/Chicago America/Los_Angeles America/Denver America/Phoenix"),
        ("États-Unis", "America/New_York America/Chicago"),
        ("Vereinigte Staaten", "America/New_York America/Chicago"),
        ("EEUU", "America/New_York America/Chicago"),
        ("España", "Europe/Madrid Atlantic/Canary Africa/Ceuta"),
        ("Espagne", "Europe/Madrid Atlantic/Canary"),
        ("Deutschland", "Europe/Berlin Europe/Busingen"),
        ("Alemania", "Europe/Berlin Europe/Busingen"),
        ("Allemagne", "Europe/Berlin Europe/Busingen"),
        ("Brasilien", "America/Sao_Paulo"),
        ("Hongkong", "Asia/Hong_Kong"),
    ],
)
def test_a_country_is_found_by_its_name_in_each_language(written: str, listed: str):
    assert found(written)[: len(listed.split())] == listed.split()
    assert "Europe/Tirane" not in found(written)


def test_every_country_is_found_by_its_name_in_each_language():
    official = {"HK", "MO", "PS", "VA"}  # "R.A.S. chinoise de Hong Kong" is what nobody says
    called = [
        (code, Locale.parse(language).territories[code])
        for language in LANGUAGES
        for code in set(tables.table().values()) - official
    ]

    assert [name for code, name in called if code not in map(tables.country_code, found(name, 3))] == []


def test_every_city_of_a_zone_is_found_by_its_name_in_each_language():
    called = [
        (FORMER.get(zone, zone), str(names["city"]))
        for language in LANGUAGES
        for zone, names in Locale.parse(language).time_zones.items()
        if "city" in names and zone != "Etc/Unknown"
    ]

    assert len(called) > 500
    assert [city for zone, city in called if not any(zones.same(zone, one) for one in found(city, 3))] == []


@pytest.mark.parametrize(
    ("written", "first", "later"),
    [
        ("Roma", "Europe/Rome", "Europe/Bucharest"),
        ("Rom", "Europe/Rome", "Europe/Bucharest"),
        ("Granada", "Europe/Madrid", "America/Grenada"),
        ("Salvador", "America/Bahia", "America/El_Salvador"),
        ("Kanton", "Pacific/Kanton", "Asia/Shanghai"),
        ("den", "America/Denver", "Europe/Amsterdam"),
    ],
)
def test_the_whole_name_comes_before_a_longer_one_and_an_english_one_before_a_foreign(
    written: str, first: str, later: str
):
    listed = found(written)

    assert listed[0] == first
    assert later in listed[1:]


@pytest.mark.parametrize(
    ("written", "fit"),
    [
        ("Roma", zones.Fit.EXACT),
        ("varsov", zones.Fit.BEGINS),
        ("Alemanja", zones.Fit.ALIKE),
        ("Bruxeles", zones.Fit.ALIKE),
    ],
)
def test_a_name_is_told_from_a_beginning_and_a_guess(written: str, fit: zones.Fit):
    assert zones.search(written, JANUARY)[0].fit is fit


@pytest.mark.parametrize(
    ("written", "only"),
    [
        ("Londres", "Europe/London"),
        ("Genf", "Europe/Zurich"),
        ("Roma", "Europe/Rome"),
        ("Calcuta", "Asia/Kolkata"),
        ("México DF", "America/Mexico_City"),
        ("Deutschland", None),
        ("Granada", None),
        ("México", None),
        ("varsov", None),
        ("Bruxeles", None),
    ],
)
def test_only_the_whole_name_of_one_place_is_taken_for_it(written: str, only: str | None):
    assert zones.only(written) == only


@pytest.mark.parametrize("name", ["Kiev", "Calcutta"])
def test_a_name_that_an_id_has_too_keeps_that_id(name: str):
    assert found(name)[0].endswith(f"/{name}")


@pytest.mark.parametrize(
    ("written", "language", "through"),
    [
        ("Londres", "es", "Londres"),
        ("Genf", "de", "Genf, Schweiz"),
        ("Genf", "en", "Genf, Switzerland"),
        ("mumbai", "fr", "Mumbai, Inde"),
        ("pekín", "es", "Pekín, China"),
        ("Pékin", "fr", "Pékin, Chine"),
        ("Teheran", "de", "Teheran"),
        ("seattle", "es", "Seattle, Washington"),
        ("Deutschland", "de", ""),
        ("Berlín", "es", ""),
    ],
)
def test_the_name_that_led_to_a_place_is_said_with_its_country_in_the_language_of_the_page(
    written: str, language: str, through: str
):
    assert zones.search(written, JANUARY, language=language)[0].through == through


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("America/Phoenix", "en", "Phoenix, United States"),
        ("America/Phoenix", "es", "Phoenix, Estados Unidos"),
        ("America/Phoenix", "fr", "Phoenix, États-Unis"),
        ("America/Phoenix", "de", "Phoenix, Vereinigte Staaten"),
        ("Asia/Calcutta", "de", "Calcutta, Indien"),
        ("Asia/Singapore", "es", "Singapore, Singapur"),
        ("America/Panama", "es", "Panama"),
        ("Asia/Hong_Kong", "fr", "Hong Kong"),
        ("America/Indiana/Knox", "fr", "Knox, Indiana, États-Unis"),
        ("UTC", "de", "UTC"),
        ("Etc/GMT+7", "es", "fixed offset"),
    ],
)
def test_a_place_is_said_with_its_country_in_the_readers_language(zone: str, language: str, said: str):
    assert zones.place(zone, language) == said


def test_no_two_places_of_the_list_are_said_alike_in_any_language():
    listed = [option.id for option in zones.options(JANUARY)]

    assert {len({zones.place(zone, language) for zone in listed}) for language in LANGUAGES} == {len(listed)}
