"""Reads the environment for the settings, and says what is wrong with it in one line."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    return value.lower() in TRUE if value else default


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”.")
    return int(value)


def words(name: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def is_production(name: str) -> bool:
    """What APP_ENV says; a misspelt one must not start with a developer's settings."""
    if name not in ("development", "production"):
        raise ImproperlyConfigured(f"APP_ENV is development or production, not “{name}”.")
    return name == "production"


def secret_key(*, production: bool) -> str:
    """SECRET_KEY, which a production start must be given; on a developer's machine a fixed one will do."""
    key = text("SECRET_KEY")
    if production and len(key) < 32:
        raise ImproperlyConfigured(
            "Production needs SECRET_KEY (32 characters or more). Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key or "development-only-never-used-in-production"


def allowed_hosts(*, production: bool) -> list[str]:
    """ALLOWED_HOSTS, which a production start must be given."""
    hosts = words("ALLOWED_HOSTS")
    if production and not hosts:
        raise ImproperlyConfigured("Production needs ALLOWED_HOSTS: the host names that this site answers to, separated by commas.")
    return hosts or ["127.0.0.1", "localhost", "[::1]", "testserver"]


def database(url: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL; without one, SQLite in WAL mode with immediate transactions.

    Immediate transactions take the write lock at BEGIN, so that two writers queue instead of one failing half way.
    """
    import dj_database_url

    if not url:
        sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{sqlite_file}"
    settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["CONN_MAX_AGE"] = 0
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # The file is read where it lies, without a copy of each page: a connection lasts for one request.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=1073741824;",
        }
    elif settings["ENGINE"].endswith("postgresql"):
        # As a disk without moving parts has it: else what an index has in order is read from the table and put in order once more.
        options = settings.setdefault("OPTIONS", {})
        options.setdefault("options", "-c random_page_cost=1.1 -c jit=off")
        # Only what asks for it is prepared, see `proposals.kept`; with Django's own setting, nothing ever would be.
        options.setdefault("prepare_threshold", 1_000_000_000)
    return settings


def storage(url: str, media: Path) -> dict[str, Any]:
    """Django's default storage for STORAGE_URL: s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://…&region=…; without one, local files."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(media), "base_url": None}}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured("STORAGE_URL must read s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://…")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "endpoint_url": query.get("endpoint"),
        "region_name": query.get("region"),
        "default_acl": "private",
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def mail(url: str) -> dict[str, Any]:
    """Django's e-mail settings for EMAIL_URL (submission://user:password@host:587, with TLS); without one, mail goes to the console."""
    import dj_email_url

    settings = dict(dj_email_url.parse(url or "console:"))
    # A scheme that is not known would otherwise leave Django's own default, which is mail without TLS.
    if "EMAIL_BACKEND" not in settings:
        raise ImproperlyConfigured("EMAIL_URL must read submission://USER:PASSWORD@HOST:587 (TLS), smtp://HOST:25 or console:")
    return settings


def broker(redis_url: str, queue: Path, poll_seconds: float = 0.05) -> dict[str, Any]:
    """Celery's broker: Redis where REDIS_URL is set, else a directory of files that a real worker process polls."""
    if redis_url:
        return {"broker_url": redis_url, "broker_transport_options": {"visibility_timeout": 600}}
    for folder in ("messages", "processed", "control"):
        (queue / folder).mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost/",  # kombu warns where no host is named; none is asked
        "broker_transport_options": {
            "data_folder_in": str(queue / "messages"),
            "data_folder_out": str(queue / "messages"),
            "processed_folder": str(queue / "processed"),
            "control_folder": str(queue / "control"),
            "store_processed": False,
            "polling_interval": poll_seconds,
        },
    }
