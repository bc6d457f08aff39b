"""The handbook: every role has its page, every word of the screen is one, every picture and link leads somewhere; how it is read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image

from proposals import handbook
from proposals.permissions import ROLES
from tests.factories import user

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(handbook.FOLDER.glob("*.md"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}
PICTURES = [name for text in TEXTS.values() for name in re.findall(r"!\[[^\]]+\]\(images/([^)]+)\)", text)]
FILLED = r"%(?:\(\w+\))?[sd]|\{\w+\}"
MOST_OF_ONE, MOST_OF_ALL = 90_000, 5_000_000  # bytes


def test_every_role_and_every_file_has_its_page() -> None:
    pages = handbook.pages().values()
    assert sorted(f"{page.slug}.md" for page in pages) == [path.name for path in FILES]
    assert sorted(role for page in pages for role in page.roles) == sorted(ROLES)
    assert {page.slug for page in pages if page.open} == {"proposer"}


def words_of_the_screen() -> Iterator[re.Pattern[str]]:
    """Of the catalogue, where what is filled in may be anything short; of Django's own forms; what templates say in any language."""
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            for text in message.string if isinstance(message.string, tuple) else [message.string]:
                plain = re.sub(r"<[^>]+>", "", str(text)).strip()
                if len(re.sub(FILLED, "", plain)) > 1:
                    yield re.compile("[^，。]{1,12}".join(map(re.escape, re.split(FILLED, plain))))
    with translation.override("zh-hans"):
        yield from (re.compile(gettext(word)) for word in ("username", "Password"))
    for path in (ROOT / "templates").rglob("*.html"):
        yield from (re.compile(word) for word in re.findall(r">\s*([A-Z]{3}|（?一[、）])<", path.read_text(encoding="utf-8")))


def test_the_handbook_names_no_button_that_is_not_there() -> None:
    known = list(words_of_the_screen())
    named = {word for text in TEXTS.values() for word in re.findall("「([^」]+)」", text)}
    assert len(named) > 100
    assert sorted(word for word in named if not any(pattern.fullmatch(word) for pattern in known)) == []


def test_every_picture_is_named_once_and_kept_small() -> None:
    kept = {path.name: path for path in handbook.IMAGES.glob("*.png")}
    assert sorted(PICTURES) == sorted(kept)
    noted = {f"{name}.png" for path in handbook.IMAGES.glob("*.json") for name in json.loads(path.read_text(encoding="utf-8"))}
    assert noted == set(kept)
    sizes = {name: path.stat().st_size for name, path in kept.items()}
    assert max(sizes.values()) < MOST_OF_ONE
    assert sum(sizes.values()) < MOST_OF_ALL
    assert {Image.open(path).mode for path in kept.values()} == {"P"}


def test_every_link_leads_to_a_heading() -> None:
    anchors = {f"{page.slug}.md": {section.anchor for section in page.sections} for page in handbook.pages().values()}
    for name, text in TEXTS.items():
        for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", text):
            target, _mark, place = link.partition("#")
            assert target in anchors, (name, link)
            assert not place or place in anchors[target], (name, link)
    addresses = get_resolver().reverse_dict
    for address, targets in handbook.contents()["how_to"].items():
        assert address in addresses, address
        for target in targets:
            slug, _mark, place = target.partition("#")
            assert place in anchors[f"{slug}.md"], target


def test_an_anchor_is_as_github_makes_it() -> None:
    assert handbook.anchor("来不及，怎样申请延期") == "来不及怎样申请延期"
    assert handbook.anchor("From Word to PDF") == "from-word-to-pdf"


@pytest.fixture
def client_of(db: None) -> Client:
    client = Client()
    client.force_login(user("drafter"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_page_shows_its_pictures_its_neighbours_and_its_links(client_of: Client) -> None:
    page = client_of.get(reverse("help_page", args=["drafter"])).content.decode()
    assert '<h2 id="怎样签收">怎样签收</h2>' in page
    assert re.search(r'<img src="/static/handbook/drafter-my-work\.png" alt="[^"]+" width="\d+" height="\d+" loading="lazy"', page)
    assert f'href="{reverse("help_page", args=["situations"])}#' in page
    assert 'rel="prev" href="/help/"' in page
    assert 'rel="next" href="/help/co-handler/"' in page
    assert client_of.get("/help/nothing/").status_code == 404
    assert client_of.get("/help/README/").status_code == 404


def test_words_are_found_in_sections_with_all_of_them(client_of: Client) -> None:
    found = handbook.find(["签收", "撤销"])
    assert "怎样签收" in [section.title for _page, section, _text in found]
    shown = client_of.get(reverse("help"), {"q": "签收 撤销"}).content.decode()
    assert "#怎样签收" in shown
    assert "<mark>签收</mark>" in shown
    assert "没有同时写到这些词" in client_of.get(reverse("help"), {"q": "航空母舰"}).content.decode()


def test_help_leads_to_the_own_page_and_how_to_do_this_to_the_right_section(client_of: Client) -> None:
    page = client_of.get(reverse("case_list")).content.decode()
    assert 'href="/help/drafter/"' in page
    assert 'href="/help/#怎样找一件案"' in page
    assert handbook.how_to("reply_review", frozenset({"deputy_head"})) == "/help/leader/#怎样在手机上审阅"
    assert handbook.how_to("reply_review", frozenset({"co_handler"})) == "/help/co-handler/#怎样会签"
    assert handbook.how_to("logout", frozenset({"drafter"})) == ""


@pytest.mark.django_db
def test_a_stranger_reads_the_page_for_proposers_alone() -> None:
    assert Client().get(reverse("help_page", args=["proposer"])).status_code == 200
    assert Client().get(reverse("help_page", args=["drafter"]))["Location"] == "/login/?next=/help/drafter/"
    assert Client().get(reverse("help"))["Location"] == "/login/?next=/help/"
