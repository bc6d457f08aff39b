"""The servers of the suite are what the tests that rely on them take them for."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.db import connection

from tests.servers import Postgres, Redis, manage, running, site_environment


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_pass_on_postgres_runs_on_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


@pytest.mark.faults
def test_a_private_postgres_ends_with_its_block(postgres: Postgres) -> None:
    with running(Postgres) as other:
        assert other.folder != postgres.folder
        with psycopg.connect(other.create_database("another")) as session:
            assert session.execute("SELECT current_database()").fetchone() == ("another",)
    assert other.process.returncode == 0
    assert not other.folder.exists()
    with psycopg.connect(postgres.url()) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.redis
def test_redis_comes_back_empty_after_an_outage(redis_server: Redis, redis_url: str) -> None:
    client: Any = redis.Redis.from_url(redis_url)
    client.set("key", "value")
    redis_server.stop()
    with pytest.raises(redis.ConnectionError):
        client.ping()
    redis_server.start()
    assert client.get("key") is None
    client.close()


@pytest.mark.faults
def test_a_site_of_its_own_writes_nothing_outside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    environment = site_environment(tmp_path / "site", SECRET_KEY="0" * 40)
    command = "from django.conf import settings; print(settings.DATABASES['default']['NAME'], settings.SECRET_KEY)"
    result = manage(environment, "shell", "--no-imports", "--command", command)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [str(tmp_path / "site" / "db.sqlite3"), "0" * 40]
