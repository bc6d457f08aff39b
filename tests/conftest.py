"""What every test has: storage in memory, tasks that stay in memory, quick passwords, and the real servers where a test asks for them."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

from config.celery import app
from tests.migrated import migrated_database
from tests.servers import Postgres, Redis, ServerMissing, Worker, running
from tests.walked import GROUND

# Under CI the same examples every time, so that a red run is a change's fault, and half of them; elsewhere new ones. The machine may be
# busy: no deadline.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=50)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in use: in memory all threads of the live server would share one connection. No test minds what a crash would lose.
        folder = tempfile.TemporaryDirectory(prefix="tests-")
        config.add_cleanup(folder.cleanup)
        database["TEST"]["NAME"] = str(Path(folder.name) / "db.sqlite3")
        process = os.environ.get("PYTEST_XDIST_WORKER", "")
        shutil.copy(migrated_database(), database["TEST"]["NAME"] + (f"_{process}" if process else ""))
        config.option.reuse_db = True
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A task sent by a test goes nowhere; `eager_tasks` runs it on the spot, and tests of the queue start real workers.
    app.conf.update(broker_url="memory://", broker_transport_options={})


def pytest_collection_finish() -> None:
    """What has been loaded by now stays: no collection of garbage need look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)  # little of a page is garbage while it is made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Those that take longest begin before the others of their kind, or one process would still be at them when all the others are done.
    slow = [item for item in items if item.get_closest_marker("browser") or item.get_closest_marker("faults")]
    late = set(slow)
    items[:] = [item for item in items if item not in late] + sorted(slow, key=lambda item: item.get_closest_marker("long") is None)
    on_postgres = django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: python -m tests.on_postgres python -m pytest -m postgres"))


@pytest.fixture(autouse=True)
def _storage_in_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    GROUND.begin(request, monkeypatch)
    cache.clear()  # it counts how often strangers ask
    in_memory = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    with override_settings(STORAGES=django_settings.STORAGES | in_memory):
        yield


@pytest.fixture
def eager_tasks() -> Iterator[None]:
    """Tasks run where they are sent. A task's exception stays in the task, as with a worker."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def server_missing(reason: str) -> None:
    """`make test` and CI must not pass without what they are to test; a developer's bare pytest may."""
    if os.environ.get("REQUIRE_SERVERS") or os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL; `postgres.create_database(name)` gives the URL of an empty database."""
    try:
        with running(Postgres) as server:
            yield server
    except ServerMissing as missing:
        server_missing(str(missing))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A private Redis, shared by the session's tests."""
    try:
        with running(Redis) as server:
            yield server
    except ServerMissing as missing:
        server_missing(str(missing))


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    """The address of a running, empty Redis."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """`start_worker(environment, *options)` starts a Celery worker; those still running are killed at the end."""
    workers: list[Worker] = []

    def start(environment: dict[str, str], *options: str) -> Worker:
        workers.append(Worker(environment, tmp_path / f"worker{len(workers) + 1}.log", *options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
