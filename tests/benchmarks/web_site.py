"""The pages of a site with so many cases, measured in this process: python -m tests.benchmarks.web_site 100000. Prints a line of JSON."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django

ROUNDS, WARMING = 15, 2


def timed(pages: "dict[str, Callable[[int], Any]]", rounds: int = ROUNDS) -> dict[str, dict[str, Any]]:
    """Name → milliseconds by the clock and by the processors (this process and PostgreSQL's) of each round, and the most queries of one.

    The pages take turns, so that all have the same disturbances; what the processors did says how long a page takes on quiet ones.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times: dict[str, list[float]] = {name: [] for name in pages}
    worked: dict[str, list[float]] = {name: [] for name in pages}
    queries = dict.fromkeys(pages, 0)
    for n in range(WARMING + rounds):
        for name, ask in pages.items():
            begun, busy = time.perf_counter(), processor()
            answer = ask(n)
            spent, busy = 1000 * (time.perf_counter() - begun), processor() - busy
            assert answer.status_code == 200, (name, answer.status_code)
            if n >= WARMING:
                times[name].append(spent)
                worked[name].append(busy)
    for name, ask in pages.items():
        for n in (0, 1):
            with CaptureQueriesContext(connection) as asked:
                ask(n)
            queries[name] = max(queries[name], len(asked))
    return {name: {"ms": times[name], "processor": worked[name], "queries": queries[name]} for name in pages}


def processor() -> float:
    """Milliseconds of processor that this process has had, and the process of PostgreSQL that answers it."""
    from django.db import connection

    spent = 1000 * time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        spent += int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6
    return spent


def analyse() -> None:
    """What PostgreSQL does by itself after a while."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def filled(count: int) -> dict[str, int]:
    """The keys of the case and of the people who read the pages: of a new site, or of one that was kept with as many cases."""
    from django.conf import settings

    from proposals import tally
    from tests.benchmarks.web_data import Bulk

    kept = settings.VAR_DIR / f"bench-{count}.json"
    if kept.exists():
        keys: dict[str, int] = json.loads(kept.read_text())
        return keys
    bulk = Bulk(count)
    tally.sum_up()  # as the clock does
    analyse()
    world = bulk.world
    root = world.administrator
    root.is_superuser = root.is_staff = True
    root.save()
    people = {"auditor": world.auditor, "coordinator": world.coordinator, "drafter": world.lead.drafter, "root": root}
    keys = {"case": bulk.case.pk, **{name: person.pk for name, person in people.items()}}
    kept.write_text(json.dumps(keys))
    return keys


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from proposals.models import User
    from tests.benchmarks.web_data import RARE

    settings.ALLOWED_HOSTS = ["*"]
    settings.ROOT_URLCONF = "tests.benchmarks.web_urls"
    begun = time.monotonic()
    keys = filled(count)
    loaded = time.monotonic() - begun

    def page(name: str, *addresses: str) -> Callable[[int], Any]:
        client = Client()
        client.force_login(User.objects.get(pk=keys[name]), backend="django.contrib.auth.backends.ModelBackend")
        return lambda n: client.get(addresses[n % len(addresses)])

    listed, plain = reverse("case_list"), "/plain/proposals/proposal/"
    words = [quote(word) for word in ("湿地养老", RARE, "码头", "噪声治理监管", "商圈绿道")]
    common = quote("建议")
    pages = {
        "list, reads all": page("auditor", f"{listed}?view=all"),
        "list, coordinator": page("coordinator", f"{listed}?view=all"),
        "list, department": page("drafter", f"{listed}?view=all"),
        "list by number": page("auditor", f"{listed}?view=all&sort=number"),
        "list, filtered": page("auditor", f"{listed}?state=handling&due=late", f"{listed}?state=closed&outcome=A"),
        "list, page 40": page("auditor", f"{listed}?view=all&page=40"),
        "list, departments": page("auditor", f"{listed}?view=all&open=department"),
        "search": page("auditor", *(f"{listed}?q={word}" for word in words)),
        "search, coordinator": page("coordinator", *(f"{listed}?q={word}" for word in words)),
        "search, in every case": page("auditor", f"{listed}?q={common}"),
        "case": page("drafter", reverse("case_detail", args=[keys["case"]])),
        "desk, drafter": page("drafter", reverse("work")),
        "desk, coordinator": page("coordinator", reverse("work")),
        "admin changelist": page("root", plain),
        "admin search": page("root", *(f"{plain}?q={word}" for word in words)),
    }
    print(json.dumps({"cases": count, "loaded": loaded, "pages": timed(pages)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
