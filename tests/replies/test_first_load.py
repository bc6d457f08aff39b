"""What a browser that has nothing yet fetches for a page of the desk: markup, styles, scripts and what these name in turn."""

import gzip
import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from proposals.models import User
from tests.factories import World

pytestmark = pytest.mark.django_db

MOST = 150_000  # bytes as they go over the line
NAMED = {
    ".js": re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']"""),
    ".css": re.compile(r"""(?:url\(|@import )["']?(?!data:)([^"')]+)["']?"""),
}


def fetched(html: str) -> dict[str, int]:
    """Name of each static file → its bytes as whitenoise packs them; the markup goes as it is."""
    waiting = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    found: dict[str, int] = {}
    while waiting:
        if (name := waiting.pop()) in found:
            continue
        content = Path(str(finders.find(name))).read_bytes()
        found[name] = len(gzip.compress(content, 9))
        if pattern := NAMED.get(Path(name).suffix):
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in pattern.findall(content.decode())]
    return found


@pytest.mark.parametrize("page", ["work", "case_list", "case_detail", "reply_edit", "case_assign"])
def test_a_first_load_stays_small(page: str) -> None:
    world = World()
    reply = world.reply("drafting")
    person: User = world.coordinator if page == "case_assign" else world.lead.drafter
    args = {"case_detail": [reply.case.pk], "reply_edit": [reply.pk], "case_assign": [world.case().pk]}.get(page, [])
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(page, args=args))
    assert answer.status_code == 200
    files = fetched(answer.content.decode())
    assert {"theme.css", "desk.js"} < files.keys()
    assert len(answer.content) + sum(files.values()) < MOST, files
