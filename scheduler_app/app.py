"""create_app: connects settings, database, words and pages; starts nothing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from scheduler_app import handover
from scheduler_app.clock import Clock, utcnow
from scheduler_app.config import Settings, load, private_folder, templates_folder
from scheduler_app.desk import Desk
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.senders import Sender
from scheduler_app.messages.simulator import Simulator
from scheduler_app.messages.smtp import SmtpSender
from scheduler_app.store.db import Sessions, connect, sessions_for
from scheduler_app.web import KEY, Front, security
from scheduler_app.web.routes import register

LARGEST_REQUEST = 64 * 1024  # bytes; the longest form is well under 4 KB


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = utcnow,
    poke: Callable[[], None] = lambda: None,
) -> Flask:
    """The web application. It starts no watcher: `serve.py` does, in the one process that `run` keeps."""
    settings = settings or load()
    app = Flask(
        __name__,
        template_folder=str(templates_folder()),
        static_folder=None,  # web/assets.py serves what pages load
    )
    secure = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SESSION_COOKIE_NAME="signed_in",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    sessions, desk = connected(settings, clock)
    twilio = settings.twilio
    app.extensions[KEY] = Front(
        sessions=sessions,
        desk=desk,
        clock=clock,
        poke=poke,
        simulates=settings.simulates,
        twilio_tokens=tuple(filter(None, (twilio.auth_token, twilio.previous_auth_token))) if twilio else (),
        account_sid=twilio.account_sid if twilio else "",
    )
    security.protect(app, https=secure)
    register(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def connected(settings: Settings, clock: Clock = utcnow) -> tuple[Sessions, Desk]:
    """The database of these settings and what use cases need beside it; on PostgreSQL its commits wake watchers."""
    if settings.database_url.startswith("sqlite") and str(settings.instance) in settings.database_url:
        private_folder(settings.instance)
    desk = Desk(
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        words=Renderer(templates_folder()),
        texting=settings.twilio is not None or settings.simulates,
        secret=settings.secret_key,
        texts_from=(settings.twilio.sender or "") if settings.twilio else "",
    )
    sessions = sessions_for(connect(settings.database_url))
    handover.attach(sessions, clock)
    return sessions, desk


def senders_for(settings: Settings) -> dict[str, Sender]:
    """The way out of each channel: the real one where it is set up, the simulator elsewhere in development.

    In production a channel that is not set up has none: nothing is simulated there.
    """
    senders: dict[str, Sender] = {}
    if settings.twilio is not None:
        senders["sms"] = _twilio_sender(settings)
    elif settings.simulates:
        senders["sms"] = Simulator("sms")
    if settings.smtp_url is not None:
        senders["email"] = SmtpSender(settings.smtp_url, mail_from=settings.mail_from)
    elif settings.simulates:
        senders["email"] = Simulator("email")
    return senders


def _twilio_sender(settings: Settings) -> Sender:
    from scheduler_app.messages.sms import TwilioSender  # the client takes long to import

    twilio = settings.twilio
    if twilio is None:
        raise ValueError("Twilio is not set up")
    return TwilioSender(
        twilio.account_sid,
        twilio.auth_token,
        from_=twilio.sender,
        messaging_service_sid=twilio.service,
        api_base=twilio.api_base,
    )
