"""Settings, read once from the environment; what is wrong is refused by name, with the remedy."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PACKAGE = Path(__file__).resolve().parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_SECRET = 32


class BadConfig(Exception):
    """A setting that cannot work; the message names it and says what to do."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"{name}: {remedy} (see 'Configuration' in README.md)")
        self.name = name


@dataclass(frozen=True)
class Twilio:
    """How to reach Twilio; exactly one of `sender` and `service` is set."""

    account_sid: str
    auth_token: str = field(repr=False)
    previous_auth_token: str | None = field(repr=False)
    sender: str | None
    service: str | None
    api_base: str | None


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. `twilio` and `smtp_url` are None where a channel is not set up."""

    database_url: str = field(repr=False)
    base_url: str
    secret_key: str = field(repr=False)
    production: bool
    instance: Path
    trusted_proxies: int
    twilio: Twilio | None
    smtp_url: str | None = field(repr=False)
    mail_from: str
    heartbeat_url: str | None = field(repr=False)  # whoever knows it can give the sign of life

    @property
    def simulates(self) -> bool:
        """Whether channels without settings are simulated; never in production."""
        return not self.production


def load(environ: Mapping[str, str] | None = None, *, served_at: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of this process; raises `BadConfig`. `served_at` is the base URL when none is set."""
    env = {name: value.strip() for name, value in (os.environ if environ is None else environ).items() if value.strip()}
    production = _production(env)
    instance = Path(env.get("SCHEDULER_INSTANCE", "instance")).absolute()
    smtp_url = _smtp(env)
    if production and smtp_url is None:
        raise BadConfig("SMTP_URL", "production sends real mail; set smtp://user:password@host:587")
    return Settings(
        database_url=_database(env, instance),
        base_url=_base_url(env, production, served_at),
        secret_key=_secret(env, production, instance),
        production=production,
        instance=instance,
        trusted_proxies=_proxies(env),
        twilio=_twilio(env),
        smtp_url=smtp_url,
        mail_from=_mail_from(env, smtp_url),
        heartbeat_url=_heartbeat(env),
    )


def templates_folder() -> Path:
    """Where the words are: inside the package once installed, beside it in a checkout."""
    shipped = PACKAGE / "templates"
    return shipped if shipped.is_dir() else PACKAGE.parent / "templates"


def private_folder(folder: Path) -> Path:
    """The folder for local state, made if need be, for nobody but its owner (mode 0700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def on_loopback(url: str) -> bool:
    return (_split(url).hostname or "") in LOOPBACK


def _production(env: Mapping[str, str]) -> bool:
    name = env.get("SCHEDULER_ENV", "development")
    if name not in ("development", "production"):
        raise BadConfig("SCHEDULER_ENV", f"{name!r} is neither development nor production")
    return name == "production"


def _database(env: Mapping[str, str], instance: Path) -> str:
    given = env.get("SCHEDULER_DATABASE_URL")
    if given is None:
        return f"sqlite:///{instance / 'scheduler.db'}"
    try:
        backend = make_url(given).get_backend_name()
    except ArgumentError:
        raise BadConfig(
            "SCHEDULER_DATABASE_URL", "this is no database URL; use sqlite:///… or postgresql://…"
        ) from None
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise BadConfig("SCHEDULER_DATABASE_URL", f"{backend} is not supported; use sqlite:///… or postgresql://…")
    return given


def _base_url(env: Mapping[str, str], production: bool, served_at: str) -> str:
    given = env.get("SCHEDULER_BASE_URL")
    if given is None:
        if production:
            raise BadConfig("SCHEDULER_BASE_URL", "production needs the https address that people open")
        return served_at.rstrip("/")
    parts = _split(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadConfig("SCHEDULER_BASE_URL", f"{given!r} is no address; use one like https://calls.example.com")
    if production and parts.scheme != "https" and not on_loopback(given):
        raise BadConfig("SCHEDULER_BASE_URL", "production links must be https")
    return given.rstrip("/")


def _secret(env: Mapping[str, str], production: bool, instance: Path) -> str:
    given = env.get("SCHEDULER_SECRET_KEY")
    if given is not None:
        if len(given) < SHORTEST_SECRET:
            raise BadConfig("SCHEDULER_SECRET_KEY", f"use at least {SHORTEST_SECRET} random characters")
        return given
    if production:
        raise BadConfig("SCHEDULER_SECRET_KEY", "production needs one; make it with: openssl rand -hex 32")
    return _kept_secret(private_folder(instance) / "secret_key")


def _kept_secret(file: Path) -> str:
    """The development key: made once, in one step, so that two processes starting together agree on it."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_hex(32))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def _proxies(env: Mapping[str, str]) -> int:
    given = env.get("SCHEDULER_TRUSTED_PROXIES", "0")
    if not given.isascii() or not given.isdigit() or int(given) > 9:
        raise BadConfig("SCHEDULER_TRUSTED_PROXIES", f"{given!r} is not a number of proxies; use 0 to 9")
    return int(given)


def _twilio(env: Mapping[str, str]) -> Twilio | None:
    names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID")
    sid, token, sender, service = (env.get(name) for name in names)
    if not any((sid, token, sender, service, *map(env.get, ("TWILIO_API_BASE", "TWILIO_AUTH_TOKEN_PREVIOUS")))):
        return None
    for name, value in ((names[0], sid), (names[1], token)):
        if not value:
            raise BadConfig(name, "Twilio is half set up; set it too, or none of the TWILIO_ settings")
    if not sender and not service:
        raise BadConfig("TWILIO_FROM", "Twilio is half set up; set it, or TWILIO_MESSAGING_SERVICE_SID")
    if sender and service:
        raise BadConfig("TWILIO_FROM", "set either this or TWILIO_MESSAGING_SERVICE_SID, not both")
    return Twilio(sid or "", token or "", env.get("TWILIO_AUTH_TOKEN_PREVIOUS"), sender, service, _api_base(env))


def _api_base(env: Mapping[str, str]) -> str | None:
    given = env.get("TWILIO_API_BASE")
    if given is None:
        return None
    parts = _split(given)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and on_loopback(given))):
        raise BadConfig("TWILIO_API_BASE", "the account's token goes there; use https, or http on this machine only")
    return given.rstrip("/")


def _smtp(env: Mapping[str, str]) -> str | None:
    given = env.get("SMTP_URL")
    if given is None:
        return None
    try:
        parts = urlsplit(given)
        fine = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise BadConfig("SMTP_URL", "use smtp://user:password@host:587 or smtps://user:password@host:465")
    if bool(parts.username) != bool(parts.password):
        raise BadConfig("SMTP_URL", "it names only one of user and password; give both or neither")
    return given


def _mail_from(env: Mapping[str, str], smtp_url: str | None) -> str:
    given = env.get("MAIL_FROM")
    if given is None:
        user = unquote(urlsplit(smtp_url).username or "") if smtp_url else ""
        if smtp_url and "@" not in user:
            raise BadConfig("MAIL_FROM", "mail is half set up; set the address that mail comes from")
        return user or "calls@localhost"
    if given.count("@") != 1 or any(character.isspace() for character in given):
        raise BadConfig("MAIL_FROM", f"{given!r} is no mail address")
    return given


def _heartbeat(env: Mapping[str, str]) -> str | None:
    given = env.get("SCHEDULER_HEARTBEAT_URL")
    if given is None:
        return None
    parts = _split(given)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and on_loopback(given))):
        raise BadConfig("SCHEDULER_HEARTBEAT_URL", "use an https address, or http on this machine only")
    return given


def _split(address: str) -> SplitResult:
    """The parts of an address; none at all for text that no address can be."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts
