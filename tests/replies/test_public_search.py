"""What the public list finds, counts and sorts, what a page says of promises, and what its head tells search engines."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from proposals.models import Commitment
from replies.models import Publication, Reply
from replies.public_search import COLUMNS, PublicFilter
from tests.factories import World
from tests.replies.publication_walk import onward, opened, rewritten, walked

pytestmark = pytest.mark.django_db


def get(path: str, **headers: Any) -> Any:
    return Client().get(path, **headers)


def shown(**query: Any) -> list[int]:
    return [int(pk) for pk in re.findall(r'<h2><a href="/public/(\d+)/"', get("/public/", data=query).content.decode())]


def test_a_list_is_narrowed_by_what_stands_in_its_address() -> None:
    world = World()
    one, other = walked(world, "published", category="教育"), walked(world, "published", category="交通")
    Publication.objects.filter(pk=other.pk).update(published_at=timezone.now() - timedelta(days=800))
    both = [one.pk, other.pk]
    assert shown() == both
    assert shown(field="教育") == [one.pk]
    assert shown(year=timezone.localdate().year) == [one.pk]
    assert shown(department=world.lead.department.pk) == both
    assert shown(session=world.session.pk, kind="suggestion") == both
    for nonsense in ({"department": world.co.department.pk}, {"session": "x"}, {"kind": "x"}, {"year": "1"}, {"field": "无"}):
        assert shown(**nonsense) == []
    assert shown(page="x") == both
    assert shown(sort="x") == both
    assert shown(sort="number") == sorted(both, key=lambda pk: Publication.objects.get(pk=pk).case.case_no)
    Reply.objects.filter(pk=one.reply_id).update(issued_on=timezone.localdate() - timedelta(days=900))
    assert shown(sort="answered") == [other.pk, one.pk]
    feed = get("/public/feed/", data={"field": "教育"}).content.decode()
    assert f"/public/{one.pk}/" in feed
    assert f"/public/{other.pk}/" not in feed
    assert "公开：教育</title>" in feed


def test_every_count_of_the_facets_is_that_of_a_list_counted_by_hand() -> None:
    """Over all pairs of values and a word; and what is said to be found without one of the conditions."""
    worlds = World(), World()
    rows: list[dict[str, str]] = []
    for n, (at, category, body) in enumerate(
        [(0, "教育", "河湾街道的托位"), (0, "交通", "河湾街道的车位"), (0, "", "柳浦街道"), (1, "教育", "柳浦的托位")]
    ):
        world, day = worlds[at], timezone.now() - timedelta(days=400 * n)
        publication = opened(world, category=category, kind="cppcc_proposal" if n == 1 else "suggestion", title="关于本市工作的建议")
        rewritten(publication, world, body)
        onward(publication, world, "published")
        Publication.objects.filter(pk=publication.pk).update(published_at=day)
        reply = publication.reply
        row = {
            "year": str(timezone.localtime(day).year),
            "kind": publication.case.kind,
            "field": category,
            "q": body,
            "result": reply.outcome,
        }
        rows.append(row | {"department": str(reply.department.pk), "session": str(publication.case.session.pk)})

    def meets(row: dict[str, str], query: dict[str, str]) -> bool:
        return all(value in row[name] if name == "q" else value == row[name] for name, value in query.items())

    values = [(name, value) for name in COLUMNS for value in {row[name] for row in rows if row[name]}]
    queries: list[dict[str, str]] = [{}, {"q": "托位"}, {"q": "无此词"}]
    queries += [{**words, first: one, second: two} for words in ({}, {"q": "河湾"}) for first, one in values for second, two in values]
    for query in queries:
        there = PublicFilter(QueryDict(urlencode(query)), queryset=Publication.objects.on_public_page())
        assert there.found.count() == sum(meets(row, query) for row in rows), query
        for facet in there.facets:
            others = {name: value for name, value in query.items() if name != facet.name}
            counted = {choice.value: choice.count for choice in facet.choices if choice.count}
            assert counted == Counter(row[facet.name] for row in rows if meets(row, others) and row[facet.name]), (query, facet.name)
        without = {name: sum(meets(row, {key: one for key, one in query.items() if key != name}) for row in rows) for name in query}
        assert dict(there.without()) == without, query


def promised(world: World, body: str, *sentences: str) -> tuple[Publication, list[Commitment]]:
    publication = opened(world)
    rewritten(publication, world, body)
    task, due = publication.reply.assignment, timezone.localdate() + timedelta(days=30)
    made = [
        Commitment.objects.create(assignment=task, sentence=one, owner="学前教育科", due_on=due, made_by=world.lead.drafter)
        for one in sentences
    ]
    return onward(publication, world, "published"), made


def test_what_was_promised_shows_with_where_it_stands_and_no_more_than_the_text_says() -> None:
    world = World()
    sentence, masked = "我们将于年底前建成托位380个。", "我们将于年底前上门看望王秀兰。"
    publication, (kept, _private) = promised(world, f"现答复如下：\n{sentence}\n我们将于年底前上门看望居民。", sentence, masked)
    path = f"/public/{publication.pk}/"

    def said() -> str:
        text = get(path).content.decode()
        assert masked not in text
        assert "学前教育科" not in text
        return text

    assert sentence in said().split('class="promise"')[1]
    assert said().count('class="promise"') == 1
    assert "进行中" in said()
    tag = get(path)["ETag"]
    assert not get(path).has_header("Last-Modified")  # another day, or another page, may change it
    Commitment.objects.filter(pk=kept.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert "已过期限，还没有报告办到" in said()
    assert get(path, headers={"If-None-Match": tag}).status_code == 200
    words = {"kept": "单位已报办到，正在核实", "confirmed": "办到", "changed": "情况有变化，已书面说明"}
    for state, word in words.items():
        day = None if state == "changed" else timezone.localdate()
        QuerySet(Commitment).filter(pk=kept.pk).update(state=state, kept_on=day)
        assert word in said(), state
        assert "已过期限" not in said()


def test_the_head_of_a_page_tells_search_engines_what_it_is() -> None:
    world = World()
    publication = walked(world, "published")
    head = get(f"/public/{publication.pk}/").content.decode().split("</head>")[0]
    assert f'<meta property="og:title" content="{publication.shown.title}">' in head
    assert f"“{publication.case.title}”的答复" in head
    assert "noindex" not in head
    for query, indexed in {"": True, "q=托位": False, "field=无": False, "sort=number": False, "page=1": True}.items():
        assert ('name="robots"' not in get(f"/public/?{query}").content.decode()) is indexed, query
    assert 'content="noindex"' in get("/public/0/").content.decode()
    assert "托位" in get("/public/?q=托位").content.decode().split("</title>")[0]
    assert "Disallow: /\nAllow: /public/" in get("/robots.txt").content.decode()
