"""What people text back who read Spanish, French or German: only what can mean nothing else is an answer."""

from __future__ import annotations

import pytest

from scheduler_app.domain.replies import HELP, START, STOP, STOP_ELSEWHERE, Kind, Reply, read


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("1 gracias", "1"),
        ("Dos.", "2"),
        ("Opción 2", "2"),
        ("un, merci", "1"),
        ("Deux !", "2"),
        ("Réponse 1", "1"),
        ("2 bitte", "2"),
        ("Zwei, danke", "2"),
        ("Antwort 1", "1"),
        ("Lo tomo", "TAKE"),
        ("je le prends", "TAKE"),
        ("Ich übernehme das", "TAKE"),
    ],
)
def test_a_digit_is_an_answer_in_every_language(body: str, key: str):
    assert read(body) == Reply(Kind.ANSWER, key)


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("TARDE 15", 15),
        ("Llego tarde 10 minutos", 10),
        ("15 min tarde", 15),
        ("con retraso de 20 min", 20),
        ("RETARD 15", 15),
        ("En retard de 5 minutes, merci", 5),
        ("je suis en retard 10 min", 10),
        ("SPÄT 15", 15),
        ("spaet 15", 15),
        ("Bin 10 Minuten zu spät", 10),
        ("Verspätung 15 Min", 15),
    ],
)
def test_running_late_is_read_with_its_minutes(body: str, minutes: int):
    assert read(body) == Reply(Kind.ANSWER, "LATE", minutes)


@pytest.mark.parametrize("body", ["ALTO", "Baja", "darme de baja", "ARRÊT", "arret", "Désabonner", "STOPP", "abmelden"])
def test_no_more_texts_in_one_word(body: str):
    said = read(body)
    assert said.kind is Kind.STOP
    assert said.key, "Twilio has not understood it, and we answer it"
    assert read("STOP").key == ""
    assert read(body, "STOP").key == ""


@pytest.mark.parametrize(
    "body",
    [
        *(
            "tarde",
            "mejor por la tarde",
            "später",
            "15 Minuten später",
            "trop tard",
            "soy alto",
            "la baja",
            "un momento",
        ),
        *("cancelar", "annuler", "absagen", "fin", "no", "sí", "oui", "ja", "nein", "una pregunta", "les trois"),
    ],
)
def test_what_may_mean_something_else_is_for_a_person(body: str):
    assert read(body) == Reply(Kind.WORDS)


@pytest.mark.parametrize(
    "body",
    [
        *("por favor, no me escriban", "No más mensajes", "número equivocado", "dejen de mandar mensajes"),
        *("ne m'écrivez plus", "plus de SMS svp", "mauvais numéro", "arrêtez de m\u2019écrire"),
        *("bitte keine SMS mehr", "falsche Nummer", "Bitte nicht mehr schreiben"),
    ],
)
def test_no_more_texts_in_other_words_goes_to_a_person(body: str):
    assert read(body) == Reply(Kind.NO_TEXTS)


@pytest.mark.parametrize(
    "body", ["Gracias!", "merci beaucoup", "D\u2019accord", "Danke schön", "Vielen Dank", "Bien reçu"]
)
def test_a_courtesy_asks_for_nothing(body: str):
    assert read(body) == Reply(Kind.COURTESY)


@pytest.mark.parametrize("body", ["Ayuda", "AIDE", "Hilfe"])
def test_help_is_heard(body: str):
    assert read(body) == Reply(Kind.HELP)


def test_our_words_are_not_those_that_twilio_acts_on():
    assert not STOP_ELSEWHERE & (STOP | START | HELP)
