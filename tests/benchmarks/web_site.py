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


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from tests.benchmarks.web_data import RARE, Bulk

    settings.ALLOWED_HOSTS = ["*"]
    begun = time.monotonic()
    bulk = Bulk(count)
    analyse()
    loaded = time.monotonic() - begun
    settings.ROOT_URLCONF = "tests.benchmarks.web_urls"
    world = bulk.world
    root = world.administrator
    root.is_superuser = root.is_staff = True
    root.save()

    def page(user: Any, *addresses: str) -> Callable[[int], Any]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return lambda n: client.get(addresses[n % len(addresses)])

    listed, plain = reverse("case_list"), "/plain/proposals/proposal/"
    words = [quote(word) for word in ("湿地养老", RARE, "码头", "噪声治理监管", "商圈绿道")]
    common = quote("建议")
    pages = {
        "list, reads all": page(world.auditor, f"{listed}?view=all"),
        "list, coordinator": page(world.coordinator, f"{listed}?view=all"),
        "list, department": page(world.lead.drafter, f"{listed}?view=all"),
        "list by number": page(world.auditor, f"{listed}?view=all&sort=number"),
        "list, filtered": page(world.auditor, f"{listed}?state=handling&due=late", f"{listed}?state=closed&outcome=A"),
        "list, page 40": page(world.auditor, f"{listed}?view=all&page=40"),
        "list, departments": page(world.auditor, f"{listed}?view=all&open=department"),
        "search": page(world.auditor, *(f"{listed}?q={word}" for word in words)),
        "search, coordinator": page(world.coordinator, *(f"{listed}?q={word}" for word in words)),
        "search, in every case": page(world.auditor, f"{listed}?q={common}"),
        "case": page(world.lead.drafter, reverse("case_detail", args=[bulk.case.pk])),
        "desk, drafter": page(world.lead.drafter, reverse("work")),
        "desk, coordinator": page(world.coordinator, reverse("work")),
        "admin changelist": page(root, plain),
        "admin search": page(root, *(f"{plain}?q={word}" for word in words)),
    }
    print(json.dumps({"cases": count, "loaded": loaded, "pages": timed(pages)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
