"""Settings: what works, and every wrong or half-set one refused by its name."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scheduler_app.config import BadConfig, Settings, load

TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token", "TWILIO_FROM": "+16025550199"}
MAIL = {"SMTP_URL": "smtp://me%40example.com:pw@mail.example.com:587"}
PRODUCTION = {
    "SCHEDULER_ENV": "production",
    "SCHEDULER_BASE_URL": "https://calls.example.com",
    "SCHEDULER_SECRET_KEY": "k" * 32,
    **MAIL,
}


@pytest.fixture
def settings(tmp_path: Path):
    """The settings of an environment that has only these names, and an instance folder."""

    def given(environ: dict[str, str], **more: str) -> Settings:
        return load({"SCHEDULER_INSTANCE": str(tmp_path / "instance")} | environ, **more)

    return given


def without(environ: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in environ.items() if key != name}


def test_nothing_needs_to_be_set_for_development(settings, tmp_path: Path):
    plain = settings({})

    assert plain.database_url == f"sqlite:///{tmp_path / 'instance' / 'scheduler.db'}"
    assert plain.base_url == "http://127.0.0.1:8000"
    assert (plain.production, plain.simulates, plain.trusted_proxies) == (False, True, 0)
    assert (plain.twilio, plain.smtp_url, plain.mail_from) == (None, None, "calls@localhost")


def test_an_empty_value_is_no_value(settings):
    names = (*TWILIO, *PRODUCTION, "MAIL_FROM", "SCHEDULER_DATABASE_URL", "TWILIO_API_BASE")

    assert settings(dict.fromkeys(names, " ")) == settings({})


def test_the_base_url_is_the_one_served_unless_it_is_set(settings):
    assert settings({}, served_at="http://127.0.0.1:8080").base_url == "http://127.0.0.1:8080"
    set_by_hand = settings({"SCHEDULER_BASE_URL": "https://calls.example.com/"}, served_at="http://127.0.0.1:8080")
    assert set_by_hand.base_url == "https://calls.example.com"


def test_production_works_with_what_it_needs_and_simulates_nothing(settings):
    ready = settings(PRODUCTION | TWILIO)

    assert ready.production
    assert not ready.simulates
    assert ready.mail_from == "me@example.com"
    assert settings(PRODUCTION).twilio is None
    assert settings(PRODUCTION | {"SCHEDULER_BASE_URL": "http://127.0.0.1:9000"}).base_url == "http://127.0.0.1:9000"


REFUSED = [
    ("SCHEDULER_ENV", {"SCHEDULER_ENV": "prod"}),
    ("SCHEDULER_BASE_URL", without(PRODUCTION, "SCHEDULER_BASE_URL")),
    ("SCHEDULER_BASE_URL", PRODUCTION | {"SCHEDULER_BASE_URL": "http://calls.example.com"}),
    ("SCHEDULER_BASE_URL", {"SCHEDULER_BASE_URL": "calls.example.com"}),
    ("SCHEDULER_BASE_URL", {"SCHEDULER_BASE_URL": "ftp://calls.example.com"}),
    ("SCHEDULER_BASE_URL", {"SCHEDULER_BASE_URL": "https://calls.example.com?a=b"}),
    ("SCHEDULER_SECRET_KEY", without(PRODUCTION, "SCHEDULER_SECRET_KEY")),
    ("SCHEDULER_SECRET_KEY", {"SCHEDULER_SECRET_KEY": "k" * 31}),
    ("SMTP_URL", without(PRODUCTION, "SMTP_URL")),
    ("SCHEDULER_DATABASE_URL", {"SCHEDULER_DATABASE_URL": "mysql://localhost/x"}),
    ("SCHEDULER_DATABASE_URL", {"SCHEDULER_DATABASE_URL": "scheduler.db"}),
    ("SCHEDULER_TRUSTED_PROXIES", {"SCHEDULER_TRUSTED_PROXIES": "-1"}),
    ("SCHEDULER_TRUSTED_PROXIES", {"SCHEDULER_TRUSTED_PROXIES": "10"}),
    ("SCHEDULER_TRUSTED_PROXIES", {"SCHEDULER_TRUSTED_PROXIES": "٣"}),
    ("SCHEDULER_HEARTBEAT_URL", {"SCHEDULER_HEARTBEAT_URL": "hc.example.com"}),
    ("TWILIO_ACCOUNT_SID", without(TWILIO, "TWILIO_ACCOUNT_SID")),
    ("TWILIO_AUTH_TOKEN", without(TWILIO, "TWILIO_AUTH_TOKEN")),
    ("TWILIO_FROM", without(TWILIO, "TWILIO_FROM")),
    ("TWILIO_FROM", TWILIO | {"TWILIO_MESSAGING_SERVICE_SID": "MG1"}),
    ("TWILIO_ACCOUNT_SID", {"TWILIO_MESSAGING_SERVICE_SID": "MG1"}),
    ("TWILIO_API_BASE", TWILIO | {"TWILIO_API_BASE": "http://twilio.example.com"}),
    ("TWILIO_API_BASE", TWILIO | {"TWILIO_API_BASE": "127.0.0.1:9"}),
    ("TWILIO_API_BASE", TWILIO | {"TWILIO_API_BASE": "http://[x"}),
    ("TWILIO_ACCOUNT_SID", {"TWILIO_API_BASE": "https://twilio.example.com"}),
    ("TWILIO_ACCOUNT_SID", {"TWILIO_AUTH_TOKEN_PREVIOUS": "abc"}),
    ("SCHEDULER_BASE_URL", {"SCHEDULER_BASE_URL": "http://[::1"}),
    ("SCHEDULER_HEARTBEAT_URL", {"SCHEDULER_HEARTBEAT_URL": "http://[x"}),
    ("SCHEDULER_HEARTBEAT_URL", {"SCHEDULER_HEARTBEAT_URL": "http://hc.example.com/ping"}),
    ("SMTP_URL", {"SMTP_URL": "mail.example.com:587"}),
    ("SMTP_URL", {"SMTP_URL": "smtp://mail.example.com:many"}),
    ("SMTP_URL", {"SMTP_URL": "smtp://"}),
    ("SMTP_URL", {"SMTP_URL": "smtp://me@mail.example.com:587"}),
    ("MAIL_FROM", {"SMTP_URL": "smtp://127.0.0.1:25"}),
    ("MAIL_FROM", {"SMTP_URL": "smtp://me:pw@mail.example.com:587"}),
    ("MAIL_FROM", MAIL | {"MAIL_FROM": "calls at example.com"}),
    ("MAIL_FROM", MAIL | {"MAIL_FROM": "Calls <calls@example.com>"}),
]


@pytest.mark.parametrize(
    ("name", "environ"), REFUSED, ids=[f"{name}-{number}" for number, (name, _) in enumerate(REFUSED)]
)
def test_a_wrong_setting_is_refused_by_its_name_with_the_remedy(settings, name: str, environ: dict[str, str]):
    with pytest.raises(BadConfig) as refused:
        settings(environ)

    assert refused.value.name == name
    assert str(refused.value).startswith(f"{name}: ")
    assert "see 'Configuration' in README.md" in str(refused.value)
    assert "pw" not in str(refused.value).split()


@pytest.mark.parametrize("token", ["fedcba", "pw", "k" * 32])
def test_no_secret_shows_when_settings_are_printed(settings, token: str):
    everything = settings(PRODUCTION | TWILIO | {"TWILIO_AUTH_TOKEN": "fedcba", "TWILIO_AUTH_TOKEN_PREVIOUS": "fedcba"})

    assert token not in repr(everything)


def test_the_development_key_is_made_once_for_its_owner_alone(settings, tmp_path: Path):
    with ThreadPoolExecutor(8) as together:
        keys = set(together.map(lambda _: settings({}).secret_key, range(16)))

    (key,) = keys
    assert len(key) >= 32
    file = tmp_path / "instance" / "secret_key"
    assert file.read_text() == key
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"], "no draft is left behind"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
