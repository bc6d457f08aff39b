"""The public pages: what everybody reads without signing in, and that nothing else ever shows."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals import pictures
from replies import searching
from replies.actions import publishing
from replies.disclosure import Decision
from replies.models import Publication, ReplyFigure
from replies.states import PUBLICATION, REPLY, PublicationState
from tests.factories import World, picture
from tests.replies.publication_walk import REASON, onward, opened, rewritten, walked

pytestmark = pytest.mark.django_db
STATES = [str(state) for state in PUBLICATION.states]
SECRET = "青石桥头"


def marked(world: World, state: str) -> Publication:
    """A publication in the state, with a word in its text that stands nowhere else."""
    publication = opened(world)
    rewritten(publication, world, f"现答复如下：\n{SECRET}的托位已经建成。")
    return onward(publication, world, state)


def get(path: str, **headers: Any) -> Any:
    return Client().get(path, **headers)


def seen_at(pk: int) -> dict[str, bool]:
    """Where a text shows, whoever asks."""
    page = get(f"/public/{pk}/")
    return {
        "list": f'"/public/{pk}/"' in get("/public/").content.decode(),
        "search": f'"/public/{pk}/"' in get("/public/", data={"q": SECRET}).content.decode(),
        "feed": f"/public/{pk}/</id>" in get("/public/feed/").content.decode(),
        "page": SECRET in page.content.decode(),
    }


def test_just_what_is_published_shows_whatever_state_the_rest_is_in() -> None:
    world = World()
    there = {state: marked(world, state) for state in STATES}
    for state, publication in there.items():
        assert set(seen_at(publication.pk).values()) == {state == "published"}, state
        assert get(f"/public/{publication.pk}/").status_code == {"published": 200, "withdrawn": 410}.get(state, 404), state


def test_before_its_dispatch_nothing_of_a_reply_shows() -> None:
    world = World()
    for state in REPLY.states:
        world.reply(str(state), co=state == "co_signing", title=f"关于{SECRET}的建议")
    assert SECRET not in get("/public/").content.decode() + get("/public/feed/").content.decode()
    assert Publication.objects.count() == 1  # of the one that was dispatched


def test_a_newer_text_shows_once_the_correction_is_published() -> None:
    world = World()
    publication = walked(world, "published")
    rewritten(publication, world, f"现答复如下：\n{SECRET}的托位已经建成。")

    def shown() -> set[bool]:
        there = [get(path).content.decode() for path in ("/public/", "/public/feed/", f"/public/{publication.pk}/", f"/public/?q={SECRET}")]
        return {"的托位已经建成" in text for text in there}

    assert shown() == {False}
    publishing.correct(publication, by=world.lead.document_administrator, reason="原文地名有误")
    page = get(f"/public/{publication.pk}/").content.decode()
    assert shown() == {True}
    assert "原文地名有误" in page
    assert "关于托位底数" not in page


def test_a_withdrawn_page_stays_as_a_notice_until_it_is_published_again() -> None:
    world = World()
    publication = marked(world, "withdrawn")
    clerk = world.lead.document_administrator

    def notice() -> bool:
        response = get(f"/public/{publication.pk}/")
        text = response.content.decode()
        return response.status_code == 410 and text.count(REASON) == 1 and SECRET not in text

    assert notice()
    publishing.take_up(publication, by=clerk, reason="已更正")
    assert notice()
    publishing.finish_check(publication, by=clerk)
    assert notice()
    publishing.publish(publication, by=clerk)
    assert set(seen_at(publication.pk).values()) == {True}


def test_the_page_says_what_it_is_and_nothing_of_a_contact() -> None:
    world = World()
    publication = walked(world, "published")
    reply, case = publication.reply, publication.case
    text = get(f"/public/{publication.pk}/").content.decode()
    for shown in (case.title, case.number_label, case.session.label, reply.department.full_name, "一、关于托位底数", "/verify/"):
        assert shown in text
    assert reply.department.contact_phone not in text
    assert world.lead.drafter.display_name not in text
    assert f"/replies/{reply.pk}/" not in text
    assert 'rel="canonical"' in text


def test_the_pages_set_no_cookie_and_may_be_kept_for_minutes() -> None:
    publication = walked(World(), "published")
    for path in ("/public/", f"/public/{publication.pk}/", "/public/feed/", "/public/0/"):
        response = get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "public" in response["Cache-Control"]
        assert "max-age=300" in response["Cache-Control"]
        if path == "/public/0/":
            continue
        again = get(path, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert get(f"/public/{publication.pk}/")["Last-Modified"]


def test_whatever_changes_the_pages_changes_their_tag() -> None:
    world = World()
    publication = walked(world, "published")
    tags = [get("/public/")["ETag"]]
    rewritten(publication, world)
    assert get("/public/")["ETag"] == tags[0]  # a draft is nobody's business
    for step in (publishing.correct, publishing.withdraw):
        step(publication, by=world.lead.document_administrator, reason=REASON)
        tags.append(get("/public/")["ETag"])
    walked(world, "published")
    tags.append(get("/public/")["ETag"])
    assert len(set(tags)) == 4


def test_what_was_withdrawn_is_gone_for_those_who_have_it_already() -> None:
    world = World()
    publication = walked(world, "published")
    path = f"/public/{publication.pk}/"
    page = get(path)
    kept = [{"If-None-Match": page["ETag"]}, {"If-Modified-Since": page["Last-Modified"]}, {"If-None-Match": "*"}]
    assert [get(path, headers=one).status_code for one in kept] == [304, 304, 304]
    publishing.withdraw(publication, by=world.lead.document_administrator, reason=REASON)
    assert [get(path, headers=one).status_code for one in kept] == [410, 410, 410]


def test_a_feed_reader_gets_no_markup_out_of_a_text() -> None:
    world = World()
    publication = opened(world)
    rewritten(publication, world, "现答复如下：<script>alert(1)</script>")
    onward(publication, world, "published")
    page, feed = (get(path).content.decode() for path in (f"/public/{publication.pk}/", "/public/feed/"))
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "&amp;lt;script&amp;gt;" in feed


def test_a_number_in_the_title_of_the_case_shows_nowhere() -> None:
    publication = walked(World(), "published", title="关于顾晚舟（13812345678）所提停车问题的建议")
    for path in ("/public/", f"/public/{publication.pk}/", "/public/feed/"):
        page = get(path).content.decode()
        assert "13812345678" not in page
        assert "138****5678" in page


def test_only_reading_is_served() -> None:
    publication = walked(World(), "published")
    for path in ("/public/", f"/public/{publication.pk}/", "/public/feed/"):
        assert Client().post(path).status_code == 405
        assert Client().head(path).status_code == 200


SEARCHES = {
    "托位": True,
    "现有托位412个": True,
    "河湾 托位": True,
    "河": True,
    "河位": False,  # both characters, not beside each other
    "托位河湾": False,
    "社区托位": True,  # of the quoted title
    "河湾 柳浦": False,
    "abc-d": True,
    "ABC": True,
    "%": False,
    "_": False,
    "' OR 1=1 --": False,
    '"托位': False,
    "托位 AND": False,
    "托位\0": False,
}


def test_words_are_found_where_they_stand() -> None:
    world = World()
    publication = opened(world)
    rewritten(publication, world, "现答复如下：\n河湾街道现有托位412个，系统名Abc-D。")
    onward(publication, world, "published")
    for query, found in SEARCHES.items():
        page = get("/public/", data={"q": query}).content.decode()
        assert (f'href="/public/{publication.pk}/"' in page) is found, query


def test_the_index_finds_what_the_text_says() -> None:
    """Every pair and every run of three of a text is found in it, and in no other text."""
    world = World()
    bodies = ["河湾街道托位充足，场地已查清。", "柳浦街道停车位不足，正在规划。"]
    made = []
    for body in bodies:
        publication = opened(world)
        rewritten(publication, world, body)
        made.append(onward(publication, world, "published"))
    rows = Publication.objects.on_public_page()
    for body in bodies:
        for length in (1, 2, 3, 6):
            for n in range(len(body) - length + 1):
                word = body[n : n + length]
                expected = {
                    one.pk
                    for one, text in zip(made, bodies, strict=True)
                    if word in text or word in one.case.title or word in one.shown.title
                }
                assert set(searching.matching(rows, [word]).values_list("pk", flat=True)) == expected, word


def test_as_many_questions_for_thirty_rows_as_for_one() -> None:
    world = World()
    first = walked(world, "published")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            get("/public/")
        with CaptureQueriesContext(connection) as of_feed:
            get("/public/feed/")
        counts.append((len(asked), len(of_feed)))
        for _n in range(3):
            walked(world, "published")
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 9
    with CaptureQueriesContext(connection) as of_page:
        get(f"/public/{first.pk}/")
    assert len(of_page) <= 7


def test_the_figures_of_the_shown_text_and_no_others() -> None:
    world = World()
    publication = opened(world)
    for name in ("用上的", "没用上的"):
        upload: SimpleUploadedFile = picture()
        sha256 = pictures.keep(pictures.clean(upload, longest=1400, transparent=False))
        ReplyFigure.objects.create(
            reply=publication.reply, name=name, sha256=sha256, size=1, width=60, height=40, uploaded_by=world.lead.drafter
        )
    rewritten(publication, world, "现答复如下：\n【图：用上的】")
    (found,) = publication.unresolved()
    path = f"/public/{publication.pk}/figures/1/"
    assert get(path).status_code == 404
    publishing.settle(publication, [Decision(found.kind, found.text, "keep", "图中无人像")], base=2, by=world.lead.document_administrator)
    onward(publication, world, "published")
    assert (get(path).status_code, get(path)["Content-Type"]) == (200, "image/png")
    assert get(f"/public/{publication.pk}/figures/2/").status_code == 404
    assert path in get(f"/public/{publication.pk}/").content.decode()
    publishing.withdraw(publication, by=world.lead.document_administrator, reason=REASON)
    assert get(path).status_code == 404


def test_a_summary_says_that_it_is_one() -> None:
    world = World()
    publication = opened(world)
    newest = publication.newest
    given = publishing.NewText("summary", newest.title, newest.addressee, "已建成托位。", reason="涉及其他单位未公开事项")
    publishing.save_text(publication, given, base=1, by=world.lead.document_administrator)
    onward(publication, world, PublicationState.PUBLISHED)
    text = get(f"/public/{publication.pk}/").content.decode()
    assert "涉及其他单位未公开事项" in text
    assert "关于托位底数" not in text
