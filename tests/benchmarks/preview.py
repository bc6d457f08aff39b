"""How long after a pause the printed page stands beside the text, findings included: python -m tests.benchmarks.preview

A letter of six pages, another text each time, its caret on page 1 and on the last. First the server's answer alone, then what the person
waits for in Chromium: from the last letter typed to the page drawn, the 400 ms of the pause included.
"""

import os
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django

ROUNDS = 24
TARGET = 1000  # ms from the last letter typed
# Called in the page: types a text, resolves with the milliseconds until another page is drawn.
WAIT = """text => new Promise(done => {
    const canvas = document.querySelector("[data-canvas]"), body = document.querySelector("textarea[name=body]"), begun = performance.now();
    const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - begun); });
    seen.observe(canvas, { attributes: true, attributeFilter: ["data-digest"] });
    body.value = text;
    body.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("FONT_DIR", str(Path("var/fonts").resolve()))
        os.environ |= {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measure()


def _measure() -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from replies.forms import as_posted
    from replies.views import preview
    from tests.factories import World
    from tests.replies.rendering.samples import body

    settings.ALLOWED_HOSTS = ["*"]
    preview.MOST_IN_TEN_MINUTES = 10 * ROUNDS
    world = World()
    reply = world.reply("drafting")
    assert reply.latest is not None
    client = Client()
    client.force_login(world.lead.drafter, backend="django.contrib.auth.backends.ModelBackend")
    fields = {**as_posted(reply.latest.text), "base": reply.latest.number, "outcome": "A", "publication": "full", "window": "benchmark"}
    texts = [body(17, seed) for seed in range(ROUNDS)]
    answers: list[dict[str, Any]] = []

    worked: list[float] = []

    def ask(text: str, line: int) -> float:
        begun, before = time.perf_counter(), time.process_time()
        answers.append(client.post(reverse("reply_preview", args=[reply.pk]), fields | {"body": text, "line": line}).json())
        worked.append(1000 * (time.process_time() - before))
        return 1000 * (time.perf_counter() - begun)

    ask(texts[0], 1)
    with CaptureQueriesContext(connection) as queries:
        ask(texts[0], 1)
    print(f"{answers[-1]['pages']} pages, {len(texts[0])} characters, {len(queries)} queries, load {os.getloadavg()[0]:.1f}")
    _told("server, caret on page 1", [ask(text, 1) for text in texts])
    _told("server, caret on the last page", [ask(text, text.count("\n")) for text in texts])
    print(f"processor time of an answer: median {statistics.median(worked):.0f} ms")
    print(f"picture of a page: {statistics.median(len(one['picture']) for one in answers) * 3 / 4 / 1024:.0f} KiB")
    _told("browser, from the last letter typed", list(_in_browser(client.cookies[settings.SESSION_COOKIE_NAME].value, reply.pk, texts)))


def _in_browser(session: str, pk: int, texts: list[str]) -> list[float]:
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    class Silent(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
        chromium = playwright.chromium.launch(args=["--no-sandbox", "--disable-gpu"], executable_path=found)
        context = chromium.new_context(viewport={"width": 1366, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page = context.new_page()
        page.goto(address + reverse("reply_edit", args=[pk]))
        page.wait_for_selector("[data-canvas][data-digest]")
        times = [float(page.evaluate(WAIT, text)) for text in texts]
        chromium.close()
    server.shutdown()
    return times


def _told(what: str, times: list[float]) -> None:
    slow = statistics.quantiles(times, n=20)[-1]
    met = "" if "browser" not in what else f"; target {TARGET} ms {'met' if slow < TARGET else 'missed'}"
    print(f"{what}: median {statistics.median(times):.0f} ms, 95th percentile {slow:.0f} ms{met}")


if __name__ == "__main__":
    main()
