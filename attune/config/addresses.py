"""Addresses in the environment, turned into Django's settings."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;",
}

# A page asks the same few questions again and again: each connection has the server plan them once.
POSTGRESQL = {"server_side_binding": True, "prepare_threshold": 3}


def database_from(url: str, home: Path) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?option=value`, `sqlite:///path`, or "" for SQLite in `home`."""
    parts = urlsplit(url)
    if parts.scheme in ("", "sqlite"):
        path = Path(unquote(parts.path)) if parts.path else home / "attune.sqlite3"
        path.parent.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(SQLITE), "CONN_MAX_AGE": None}
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with {parts.scheme}:// but Attune runs on sqlite:// or postgres://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": POSTGRESQL | dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
    }


def mail_from(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:port`, `smtps://…` (TLS from the start), `smtp+tls://…` (STARTTLS), or "" for the outbox."""
    if not url:
        return {"EMAIL_BACKEND": "attune.outreach.outbox.OutboxBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls"):
        raise ValueError(f"EMAIL_URL begins with {parts.scheme}:// but must be smtp://, smtp+tls:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 15,
    }
