"""An empty SQLite database with every table, made once for all processes and all runs until a migration changes."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import django

from tests.servers import ROOT, manage, site_environment

KEPT = ROOT / "var" / "tests"


def _digest() -> str:
    """Of whatever the database is made by."""
    makers = [path for app in ("proposals", "replies") for path in sorted((ROOT / app).glob("migrations/*.py"))]
    makers += [ROOT / "proposals" / "triggers.py", ROOT / "replies" / "triggers.py", ROOT / "proposals" / "case_index.py"]
    makers.append(ROOT / "proposals" / "tally.py")
    found = hashlib.sha256(django.__version__.encode())
    for path in makers:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def migrated_database() -> Path:
    """The file; to be copied, never to be opened."""
    database = KEPT / f"{_digest()}.sqlite3"
    if not database.exists():
        with tempfile.TemporaryDirectory() as folder:
            done = manage(site_environment(Path(folder)), "migrate", "--verbosity=0")
            assert done.returncode == 0, done.stderr
            made = Path(folder) / "db.sqlite3"
            shutil.rmtree(KEPT, ignore_errors=True)
            KEPT.mkdir(parents=True)
            # Under a name of its own first: another run may look for it now.
            Path(shutil.copy(made, KEPT / f"{os.getpid()}.new")).replace(database)
    return database
