"""Sites to break: made anew for each test, from a database that is migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from proposals import audit
from tests.factories import World
from tests.faults.site import NewSite, Site
from tests.migrated import migrated_database


@pytest.fixture
def new_site(tmp_path: Path) -> NewSite:
    """`new_site(**places)` makes a site on SQLite; `places` as for `site_environment`."""

    def new(**places: str) -> Site:
        site = Site.make(tmp_path / "var", **places)
        shutil.copy(migrated_database(), site.var / "db.sqlite3")
        return site

    return new


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """People at work; whatever the test does, the record is whole after it."""
    yield World()
    assert list(audit.verify_events()) == []
