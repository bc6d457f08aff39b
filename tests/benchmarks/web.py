"""The list, a search, a case and My work with 10,000 and 100,000 cases: `make bench-web`.

A part alone: python -m tests.benchmarks.web [--database NAME] [--without-helpdesk] [--keep FOLDER] [CASES …].

On SQLite and, where it is installed, on a PostgreSQL of its own; each site is a process. Beside them, in the same rounds, a plain
changelist of Django's admin over the same cases, and in the same run django-helpdesk with as many tickets, from an environment of its own
under var/. Milliseconds are server time through `django.test.Client` with DEBUG off: by the clock, and what the processors did of it (this
process and PostgreSQL's), which a busy machine changes less. Then how much of the processors a page has beside Django's admin and
django-helpdesk, and last one line of JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import ROOT, Postgres, ServerMissing, manage, running, site_environment

DATABASES = ("SQLite", "PostgreSQL")
TARGET_MS, TARGET_QUERIES = 50, 15
# What the targets are for.
AIMED = ("list, reads all", "list, coordinator", "list, department", "search", "case", "desk, drafter", "desk, coordinator")
HELPDESK = ROOT / "var" / "bench-helpdesk"
PACKAGES = ("django-helpdesk==2.6.1", "Django>=5.2,<5.3", "psycopg[binary]>=3.2")
# Beside what a page is put: as many rows, the same words.
BESIDE = {
    "admin changelist": ("list, reads all", "list, coordinator", "list, department"),
    "admin search": ("search", "search, coordinator"),
    "django-helpdesk list": ("list, reads all", "list, coordinator", "list, department"),
    "django-helpdesk search": ("search", "search, coordinator"),
    "django-helpdesk ticket": ("case",),
    "django-helpdesk dashboard": ("desk, drafter", "desk, coordinator"),
}
Found = dict[str, dict[str, Any]]


def environment(var: Path, url: str) -> dict[str, str]:
    fonts = os.environ.get("FONT_DIR") or str(ROOT / "var" / "fonts")
    places = {"DATABASE_URL": url} if url else {}
    return site_environment(var, DJANGO_SETTINGS_MODULE="config.settings", FONT_DIR=fonts, LOG_LEVEL="WARNING", **places)


def of_site(var: Path, url: str, cases: int) -> Found:
    """Page → its milliseconds and queries, in a new site with so many cases."""
    settings = environment(var, url)
    done = manage(settings, "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    return told([sys.executable, "-m", "tests.benchmarks.web_site", str(cases)], settings)


def of_helpdesk(var: Path, url: str, cases: int) -> Found:
    settings = {**environment(var, url), "DJANGO_SETTINGS_MODULE": "web_helpdesk", "PYTHONPATH": str(Path(__file__).parent)}
    return told([str(HELPDESK / "bin" / "python"), str(Path(__file__).parent / "web_helpdesk.py"), str(cases)], settings)


def told(command: list[str], settings: dict[str, str]) -> Found:
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: Found = json.loads(done.stdout.strip().splitlines()[-1])["pages"]
    return found


def install_helpdesk() -> str:
    """Why django-helpdesk cannot be measured here; empty where it can."""
    python = HELPDESK / "bin" / "python"
    if (HELPDESK / "ready").exists():
        return ""
    HELPDESK.parent.mkdir(parents=True, exist_ok=True)
    for command in ([sys.executable, "-m", "venv", str(HELPDESK)], [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{' '.join(command[:3])} failed: {done.stderr.strip()[-300:]}"
    (HELPDESK / "ready").touch()
    return ""


@contextmanager
def databases(name: str) -> Iterator[Any]:
    """A function from the name of a site to the URL of its database; an empty one is SQLite in the site's own folder."""
    if name == "SQLite":
        yield lambda _site: ""
        return
    with running(Postgres) as postgres:
        yield postgres.create_database


def report(name: str, sizes: list[int], found: dict[int, Found]) -> None:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    heads = "".join(f"{f'{size:,}: median':>18}{'p95':>9}{'processor':>11}{'queries':>9}" for size in sizes)
    print(f"\n{name}; load {load}\n{'page':28}{heads}{'growth: clock':>16}{'processor':>11}")
    for page in found[sizes[-1]]:
        row, medians, worked = f"{page:28}", [], []
        for size in sizes:
            one = found[size].get(page)
            if one is None:
                row += f"{'':>47}"
                continue
            medians.append(statistics.median(one["ms"]))
            worked.append(statistics.median(one["processor"]))
            p95 = statistics.quantiles(one["ms"], n=20)[-1]
            row += f"{medians[-1]:>18.1f}{p95:>9.1f}{worked[-1]:>11.1f}{one['queries']:>9}"
        print(row + (f"{medians[-1] / medians[0]:>15.1f}×{worked[-1] / worked[0]:>10.1f}×" if len(medians) > 1 else ""))
    largest = found[sizes[-1]]
    for other, pages in BESIDE.items():
        if other in largest:
            shares = [
                f"{page} {statistics.median(largest[page]['processor']) / statistics.median(largest[other]['processor']):.2f} ×"
                for page in pages
            ]
            print(f"Beside {other}: {', '.join(shares)}")
    aimed = {page: one for page, one in largest.items() if page in AIMED}
    for measure, words in (("ms", "by the clock"), ("processor", "of the processors")):
        missed = [page for page, one in aimed.items() if statistics.median(one[measure]) >= TARGET_MS]
        print(f"Target of a median under {TARGET_MS} ms {words}: {'missed: ' + ', '.join(missed) if missed else 'met'}")
    missed = [page for page, one in aimed.items() if one["queries"] > TARGET_QUERIES]
    print(f"Target of at most {TARGET_QUERIES} queries: {'missed: ' + ', '.join(missed) if missed else 'met'}", flush=True)


@contextmanager
def folder_for(name: str, keep: Path | None) -> Iterator[Path]:
    """Where the sites lie: for one run, or with `keep`, on SQLite, for the next ones as well."""
    if keep is not None and name == "SQLite":
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def main(sizes: list[int], names: list[str], *, helpdesk: bool, keep: Path | None = None) -> None:
    results: dict[str, dict[int, Found]] = {}
    refused = install_helpdesk() if helpdesk else "not asked for"
    if refused:
        print(f"django-helpdesk: not measured: {refused}")
    for name in names:
        try:
            with databases(name) as database, folder_for(name, keep) as folder, tempfile.TemporaryDirectory(prefix="bench-") as passing:
                results[name] = {}
                for size in sizes:
                    found = of_site(folder / f"site{size}", database(f"site{size}"), size)
                    if not refused:
                        found |= of_helpdesk(Path(passing) / f"helpdesk{size}", database(f"helpdesk{size}"), size)
                    print(f"{name}, {size:,} cases measured", file=sys.stderr, flush=True)
                    results[name][size] = found
        except ServerMissing as missing:
            print(f"{name}: not measured: {missing}")
            continue
        report(name, sizes, results[name])
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0], "databases": results}))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", nargs="*", type=int, default=[10_000, 100_000])
    arguments.add_argument("--database", action="append", choices=DATABASES, help="one of them alone")
    arguments.add_argument("--without-helpdesk", action="store_true")
    arguments.add_argument("--keep", type=Path, metavar="FOLDER", help="sites on SQLite stay there, and are taken again by the next run")
    asked = arguments.parse_args()
    main(asked.cases, asked.database or list(DATABASES), helpdesk=not asked.without_helpdesk, keep=asked.keep)
