"""The interface speaks English to whoever chose it: what is left in Chinese on its main pages is what people have written."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from proposals.models import Session
from replies.models.feedback import ASPECTS
from replies.models.review_desk import STANDARD
from tests.factories import World
from tests.url_rows import TABLE

pytestmark = pytest.mark.django_db

# The page, and who looks at it.
PAGES = {
    "work": "lead.drafter",
    "case_list": "lead.drafter",
    "case_detail": "lead.drafter",
    "case_assign": "coordinator",
    "reply_edit": "lead.drafter",
    "reply_review": "lead.office_reviewer",
    "rate_signed_in": "proposer",
    "preferences": "lead.drafter",
    "statistics": "coordinator",
    "statistics_measure": "coordinator",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
READ = ("aria-label", "title", "placeholder", "alt", "data-key-label", "data-said", "data-empty")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Read(HTMLParser):
    """What is read on a page, but for the parts that say that they are Chinese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._chinese: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        chinese = any(self._chinese[-1:]) or given.get("lang") == "zh-Hans"
        if not chinese:
            self.said += [given[name] or "" for name in READ if name in given]
        if tag not in VOID:
            self._chinese.append(chinese)

    def handle_endtag(self, tag: str) -> None:
        if self._chinese and tag not in VOID:
            self._chinese.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._chinese[-1:]):
            self.said.append(data)


def written() -> Iterator[str]:
    """Every text that the database holds."""
    for model in apps.get_models():
        fields = [
            field.name for field in model._meta.get_fields() if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values_list(*fields):
            yield from map(str, row)
    yield from (session.label for session in Session.objects.all())
    # What the drafter and the proposer read, and on paper too; the levels of headings as they are printed; examples of what is
    # typed into a letter; a language is called what it is called by those who speak it.
    yield from (*STANDARD, *(f"对{aspect}" for aspect in ASPECTS.values()), "一、（一）", "|街道|托位|", "长期", "简体中文")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_what_people_wrote_is_chinese(name: str) -> None:
    world, row = World(), TABLE[name]
    actor = world.actors()[PAGES[name]]
    actor.language = "en"
    actor.save(update_fields=["language"])
    path = reverse(name, kwargs=row.make(world))
    client = Client()
    client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(path).content.decode()
    assert '<html lang="en"' in page
    data = "\n".join(written())
    assert [words for said in Read(page).said for words in CHINESE.findall(said) if words not in data] == []
