"""The settings: nothing set is a developer's machine; production refuses to start half-configured and says why."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k" * 40
GIVEN = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "a.example,b.example"}


def python(code: str, tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Runs `code` in a process of its own, with no more of the environment than the search path."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment_ = {**own, "PYTHONPATH": str(ROOT), "VAR_DIR": str(tmp_path), **variables}
    return subprocess.run([sys.executable, "-c", code], env=environment_, cwd=ROOT, capture_output=True, text=True, check=False)


def start(tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    code = "import django; django.setup(); from django.conf import settings; print(settings.PRODUCTION, settings.DEBUG, settings.APP_ENV)"
    return python(code, tmp_path, DJANGO_SETTINGS_MODULE="config.settings", **variables)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_nothing_set_is_a_developer_s_machine(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "False False development"), done.stderr


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"ALLOWED_HOSTS": "reply.example"}, "Production needs SECRET_KEY"),
        ({"SECRET_KEY": "short", "ALLOWED_HOSTS": "reply.example"}, "Production needs SECRET_KEY"),
        ({"SECRET_KEY": " ", "ALLOWED_HOSTS": "reply.example"}, "Production needs SECRET_KEY"),
        ({"SECRET_KEY": KEY}, "Production needs ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": " , "}, "Production needs ALLOWED_HOSTS"),
        ({**GIVEN, "RENDER_LEASE_SECONDS": "soon"}, "RENDER_LEASE_SECONDS must be a whole number"),
        ({**GIVEN, "STORAGE_URL": "ftp://bucket"}, "STORAGE_URL must read s3://"),
        ({**GIVEN, "EMAIL_URL": "mail.example"}, "EMAIL_URL must read submission://"),
    ],
)
def test_a_half_configured_production_does_not_start_and_says_why(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    done = start(tmp_path, APP_ENV="production", **variables)
    assert done.returncode != 0
    assert says in last_line(done.stderr)


def test_a_production_start(tmp_path: Path) -> None:
    done = start(tmp_path, APP_ENV="production", SECRET_KEY=KEY, ALLOWED_HOSTS="reply.example, www.reply.example")
    assert (done.returncode, done.stdout.strip()) == (0, "True False production"), done.stderr


def test_production_is_behind_https(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS)"
    )
    given = {**GIVEN, "APP_ENV": "production", "DJANGO_SETTINGS_MODULE": "config.settings"}
    assert python(code, tmp_path, **given).stdout.strip() == "True True True True ['a.example', 'b.example']"
    assert python(code, tmp_path, **given, SECURE_SSL_REDIRECT="off").stdout.startswith("False False False")


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_server_is_production_unless_told_otherwise(tmp_path: Path, module: str) -> None:
    code = f"import {module}; from django.conf import settings; print(settings.APP_ENV)"
    refused = python(code, tmp_path)
    assert refused.returncode != 0
    assert "Production needs SECRET_KEY" in last_line(refused.stderr)
    assert python(code, tmp_path, SECRET_KEY=KEY, ALLOWED_HOSTS="reply.example").stdout.strip() == "production"
    assert python(code, tmp_path, APP_ENV="development").stdout.strip() == "development"


def test_importing_celery_first_does_not_make_a_server_a_developer_s(tmp_path: Path) -> None:
    done = python("import config.celery, config.wsgi", tmp_path)
    assert "Production needs SECRET_KEY" in last_line(done.stderr)


# The parts of the environment


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("off", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("A_FLAG", value)
    assert environment.flag("A_FLAG", default=False) is expected


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_NAME", "  ")
    assert environment.text("A_NAME", "default") == "default"
    assert environment.flag("A_NAME", default=True) is True
    assert environment.number("A_NAME", 7) == 7
    assert environment.words("A_NAME") == []


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "1_0"])
def test_numbers_are_whole(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("A_NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match=f"A_NUMBER must be a whole number, not “{value}”"):
        environment.number("A_NUMBER", 1)


def test_without_a_database_url_there_is_sqlite_with_one_writer_at_a_time(tmp_path: Path) -> None:
    settings = environment.database("", tmp_path / "new" / "db.sqlite3")
    assert (settings["ENGINE"], settings["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "new" / "db.sqlite3"))
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]
    assert (tmp_path / "new").is_dir()


def test_a_database_url_is_postgresql(tmp_path: Path) -> None:
    settings = environment.database("postgres://desk:p%40ss@db.example:5433/reply", tmp_path / "unused" / "db")
    expected = {"NAME": "reply", "USER": "desk", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": 5433}
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert {name: settings[name] for name in expected} == expected
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (60, True)
    assert not (tmp_path / "unused").exists()


def test_files_are_local_without_a_storage_url(tmp_path: Path) -> None:
    storage = environment.storage("", tmp_path)
    assert storage["BACKEND"].endswith("FileSystemStorage")
    assert storage["OPTIONS"] == {"location": str(tmp_path), "base_url": None}


def test_a_storage_url_is_a_private_bucket(tmp_path: Path) -> None:
    url = "s3://KEY:se%2Fcret@documents/replies/2026?endpoint=https://s3.example:9000&region=cn-north"
    options: dict[str, Any] = environment.storage(url, tmp_path)["OPTIONS"]
    assert options == {
        "bucket_name": "documents", "location": "replies/2026", "access_key": "KEY", "secret_key": "se/cret",
        "endpoint_url": "https://s3.example:9000", "region_name": "cn-north", "default_acl": "private", "file_overwrite": False,
    }  # fmt: skip
    bare = environment.storage("s3://documents", tmp_path)["OPTIONS"]
    assert (bare["access_key"], bare["secret_key"], bare["endpoint_url"], bare["location"]) == (None, None, None, "")


@pytest.mark.parametrize("url", ["documents", "https://bucket", "s3://", "s3:///prefix"])
def test_another_storage_url_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL must read s3://"):
        environment.storage(url, tmp_path)


def test_mail() -> None:
    assert environment.mail("")["EMAIL_BACKEND"].endswith("console.EmailBackend")
    sent = environment.mail("submission://desk:p%40ss@mail.example")
    assert sent["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert (sent["EMAIL_HOST"], sent["EMAIL_PORT"], sent["EMAIL_HOST_USER"], sent["EMAIL_HOST_PASSWORD"], sent["EMAIL_USE_TLS"]) == (
        "mail.example", 587, "desk", "p@ss", True
    )  # fmt: skip


@pytest.mark.parametrize("url", ["smtp+tls://desk:secret@mail.example:587", "mail.example", "https://mail.example"])
def test_another_mail_url_is_refused_rather_than_sent_in_the_clear(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must read submission://"):
        environment.mail(url)


def test_the_broker(tmp_path: Path) -> None:
    assert environment.broker("redis://cache.example:6379/1", tmp_path)["broker_url"] == "redis://cache.example:6379/1"
    local = environment.broker("", tmp_path / "queue")
    assert local["broker_url"] == "filesystem://localhost/"
    folders = local["broker_transport_options"]
    assert folders["data_folder_in"] == folders["data_folder_out"] == str(tmp_path / "queue" / "messages")
    assert all(Path(folders[name]).is_dir() for name in ("data_folder_in", "processed_folder", "control_folder"))


def test_a_redis_url_carries_messages_and_the_cache(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.CELERY['broker_url'], s.CACHES['default']['BACKEND'].rsplit('.')[-1], s.CACHES['default']['LOCATION'])"
    )
    done = python(code, tmp_path, DJANGO_SETTINGS_MODULE="config.settings", REDIS_URL="redis://127.0.0.1:6399/0")
    assert done.stdout.split() == ["redis://127.0.0.1:6399/0", "RedisCache", "redis://127.0.0.1:6399/0"]


def test_a_misspelt_environment_does_not_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="prod"):
        environment.is_production("prod")
    assert environment.is_production("production")
    assert not environment.is_production("development")
