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
def new_site(tmp_path: Path) -> Iterator[NewSite]:
    """`new_site(**places)` makes a site on SQLite; `places` as for `site_environment`."""

    made: list[Site] = []

    def new(**places: str) -> Site:
        made.append(Site.make(tmp_path / "var", **places))
        shutil.copy(migrated_database(), made[-1].var / "db.sqlite3")
        return made[-1]

    yield new
    for site in made:
        site.close()


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """People at work; whatever the test does, the record is whole after it."""
    yield World()
    assert list(audit.verify_events()) == []
