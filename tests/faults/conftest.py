"""Sites to break: made anew for each test, from a database that is migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from proposals import audit
from tests.factories import World
from tests.faults.site import NewSite, Site


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table."""
    var = tmp_path_factory.mktemp("migrated")
    Site.make(var).migrate()
    return var / "db.sqlite3"


@pytest.fixture
def new_site(tmp_path: Path, migrated: Path) -> NewSite:
    """`new_site(**places)` makes a site on SQLite; `places` as for `site_environment`."""

    def new(**places: str) -> Site:
        site = Site.make(tmp_path / "var", **places)
        shutil.copy(migrated, site.var)
        return site

    return new


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """People at work; whatever the test does, the record is whole after it."""
    yield World()
    assert list(audit.verify_events()) == []
