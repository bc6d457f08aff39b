"""Attachments, secrecy and urgency of a letter: what is taken, what is refused, and that no word of two windows is lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from proposals.errors import InvalidInput
from proposals.models import User
from proposals.workflow import digest
from replies.actions import drafts
from replies.actions.drafts import LONGEST_BODY, MOST_ATTACHMENTS, clean_text
from replies.attachments import MARK, as_text, from_text
from replies.errors import StaleDraft
from replies.forms import as_posted
from replies.letters import letter_for
from replies.models import Reply, ReplyVersion
from replies.structure import Block, parse_body
from replies.views.changes import changes
from tests.factories import World, user

TEXT = {"title": "对建议的答复", "addressee": "刘智代表：", "body": "经研究，现答复如下："}
LIST = [{"title": "托位一览", "body": "一、城区\n云溪街道120个。"}, {"title": "改造计划", "body": "今年12处。"}]

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12).filter(lambda line: not line.startswith(MARK))
ATTACHED = st.lists(st.fixed_dictionaries({"title": LINES, "body": st.lists(LINES, max_size=4).map("\n".join)}), max_size=4)


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    return world.reply()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def post(reply: Reply, person: User, text: dict[str, Any], **more: Any) -> Any:
    latest = reply.latest
    assert latest
    given = {"base": latest.number, "outcome": "A", "publication": "none", "step": "save", **as_posted(text), **more}
    return client(person).post(reverse("reply_edit", args=[reply.pk]), given)


def save(reply: Reply, person: User, **fields: Any) -> ReplyVersion:
    latest = reply.latest
    assert latest
    return drafts.save_draft(reply, latest.text | fields, base=latest.number, by=person, publication="none")


@given(ATTACHED)
def test_one_text_and_back(attachments: list[dict[str, str]]) -> None:
    assert [(one["title"], one["body"].strip("\n")) for one in from_text(as_text(attachments))] == [
        (one["title"], one["body"].strip("\n")) for one in attachments
    ]


@given(st.lists(LINES | LINES.map(lambda line: MARK + line), max_size=12))
def test_no_line_is_lost_whatever_was_put_together(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = "\n".join(f"{one['title']}\n{one['body']}" for one in from_text(text))
    assert sorted(line for line in found.splitlines() if line) == sorted(
        line for line in (line.removeprefix(MARK) for line in text.splitlines()) if line
    )


def test_a_text_without_them_has_the_digest_that_it_always_had() -> None:
    version = ReplyVersion(**TEXT)
    assert version.text == {**TEXT, "contact": "", "copies": "", "notes": ""}
    assert clean_text({**TEXT, "attachments": [], "secrecy": " ", "urgency": ""}) == version.text
    rare = {"attachments": LIST, "secrecy": "秘密★1年", "urgency": "加急", "issuers": "云澜市公安局"}
    assert rare.keys() == set(ReplyVersion.RARE_FIELDS)
    digests = {digest(ReplyVersion(**TEXT, **{name: value}).text) for name, value in rare.items()} | {digest(version.text)}
    assert len(digests) == len(rare) + 1


@pytest.mark.parametrize(
    "secrecy", ["秘密", "机密", "秘密★1年", "秘密★10年", "机密★20年", "机密★6个月", "秘密★120个月", "机密★长期", " 秘密 ★ 2年"]
)
def test_marks_of_secrecy(secrecy: str) -> None:
    assert clean_text({**TEXT, "secrecy": secrecy})["secrecy"] == "".join(secrecy.split())


@pytest.mark.parametrize(
    "fields",
    [
        *(
            {"secrecy": text}
            for text in ("绝密", "秘密★", "秘密1年", "秘密★0年", "秘密★11年", "机密★21年", "秘密★1日", "秘密★一年", "x", "内部")
        ),
        {"urgency": "急"},
        {"urgency": "prompt"},
        {"attachments": [{"title": "", "body": "甲"}]},
        {"attachments": [{"title": "甲", "body": " \n"}]},
        {"attachments": [{"title": "长" * 101, "body": "甲"}]},
        {"attachments": [{"title": "甲", "body": f"乙\n{MARK}丙"}]},
        {"attachments": [{"title": f"{MARK}甲", "body": "乙"}]},
        {"attachments": [{"title": "甲", "body": "字" * LONGEST_BODY}]},
        {"attachments": [{"title": "甲", "body": "乙"}] * (MOST_ATTACHMENTS + 1)},
    ],
    ids=str,
)
def test_what_could_not_be_printed_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        clean_text({**TEXT, **fields})


def test_as_many_attachments_as_are_allowed_are_taken_and_cleaned() -> None:
    given = [{"title": f" 第{n}表\n续\u200b ", "body": "甲\x07\r\n乙 "} for n in range(MOST_ATTACHMENTS)]
    assert clean_text({**TEXT, "attachments": given})["attachments"] == [
        {"title": f"第{n}表 续", "body": "甲\n乙"} for n in range(MOST_ATTACHMENTS)
    ]


def test_a_secret_letter_is_not_published(reply: Reply, world: World) -> None:
    latest = reply.latest
    assert latest
    for published in ("full", "summary"):
        with pytest.raises(InvalidInput):
            drafts.save_draft(reply, latest.text | {"secrecy": "秘密"}, base=latest.number, by=world.lead.drafter, publication=published)
    assert drafts.save_draft(
        reply, latest.text | {"secrecy": "秘密"}, base=latest.number, by=world.lead.drafter, publication="none"
    ).secrecy


def test_they_reach_the_letter(reply: Reply, world: World) -> None:
    save(reply, world.lead.drafter, attachments=LIST, secrecy="秘密★1年", urgency="特急")
    letter = letter_for(reply)
    assert [(one.title, list(one.body)) for one in letter.attachments] == [(one["title"], parse_body(one["body"])) for one in LIST]
    assert letter.attachments[0].body[0] == Block(1, "一、城区")
    assert (letter.secrecy, letter.urgency) == ("秘密★1年", "特急")


def test_the_form_takes_what_it_gives(reply: Reply, world: World) -> None:
    text = {**TEXT, "contact": "", "copies": "", "notes": "", "attachments": LIST, "secrecy": "机密★6个月", "urgency": "加急"}
    assert post(reply, world.lead.drafter, text).status_code == 302
    assert reply.latest
    assert reply.latest.text == text
    html = client(world.lead.drafter).get(reverse("reply_edit", args=[reply.pk])).content.decode()
    assert all(escape(word) in html for one in LIST for word in (one["title"], one["body"]))
    assert post(reply, world.lead.drafter, text).status_code == 302
    assert reply.versions.count() == 3, "the same again is no new version"


def test_attachments_are_put_in_order_removed_and_added_without_scripts(reply: Reply, world: World) -> None:
    save(reply, world.lead.drafter, attachments=[*LIST, {"title": "第三", "body": "丙"}])
    assert reply.latest
    fields = as_posted(reply.latest.text) | {"attachments-INITIAL_FORMS": 3, "attachments-TOTAL_FORMS": 4}
    fields |= {f"attachments-{n}-ORDER": order for n, order in enumerate((3, 1, 2))}
    fields |= {"attachments-0-DELETE": "on", "attachments-2-ORDER": 0, "attachments-3-title": "新的", "attachments-3-body": "丁"}
    assert post(reply, world.lead.drafter, {}, **fields).status_code == 302
    newest = Reply.objects.get(pk=reply.pk).latest
    assert newest
    assert [one["title"] for one in newest.attachments] == ["第三", "改造计划", "新的"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"attachments-0-title": ""}, {"attachments-0-body": " "}, {"term": "1年"}, {"term": "二年", "level": "秘密"}, {"urgency": "x"},
        {"level": "绝密"}, {"attachments-TOTAL_FORMS": "x"}, {"attachments-TOTAL_FORMS": ""}, {"attachments-0-ORDER": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_saved_comes_back_as_it_was_typed(reply: Reply, world: World, wrong: dict[str, str]) -> None:
    latest = reply.latest
    assert latest
    page = post(reply, world.lead.drafter, {**latest.text, "attachments": [{"title": "刚写的题", "body": "刚写的附件"}]}, **wrong)
    assert page.status_code == 422
    html = page.content.decode()
    if "attachments-TOTAL_FORMS" not in wrong:
        assert "刚写的题" in html or not wrong.get("attachments-0-title", "x")
        assert "刚写的附件" in html or "attachments-0-body" in wrong
    assert reply.versions.count() == 2


class TestTwoWindows:
    """Two people save one draft; each had changed something in its attachments."""

    def stale(self, world: World, reply: Reply, mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[Any, dict[str, Any], int]:
        """The page of two texts, what I had sent, and the version that both started from."""
        start = save(reply, world.lead.drafter, attachments=LIST)
        colleague = user("drafter", department=world.lead.department)
        drafts.save_draft(reply, start.text | theirs, base=start.number, by=colleague)
        given = as_posted(start.text | mine) | {"base": start.number, "outcome": "A", "publication": "none", "step": "save"}
        return client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given), given, start.number

    def test_the_page_carries_every_word_of_both(self, world: World, reply: Reply) -> None:
        mine = {"attachments": [LIST[0] | {"body": "我改的附件"}, LIST[1]], "urgency": "加急"}
        theirs = {"attachments": [LIST[0], LIST[1], {"title": "对方加的", "body": "对方的字"}], "secrecy": "秘密★1年"}
        page, _given, _base = self.stale(world, reply, mine, theirs)
        assert page.status_code == 409
        html = page.content.decode()
        plain = re.sub(r"</?(ins|del)>", "", html)
        for words in ("我改的附件", f"{MARK}对方加的", "对方的字", "加急", "秘密★1年"):
            assert words in plain
        for name, value in as_posted(clean_text(TEXT | mine)).items():
            if name.startswith("attachments-") or name == "urgency":
                assert f'name="{name}" value="{escape(value)}"' in html

    def test_changes_of_different_attachments_go_together_by_default(self, world: World, reply: Reply) -> None:
        mine = {"attachments": [LIST[0] | {"body": "一、城区\n云溪街道130个。"}, LIST[1]]}
        theirs = {"attachments": [LIST[0], LIST[1] | {"body": "今年12处，明年20处。"}], "urgency": "特急"}
        _page, given, base = self.stale(world, reply, mine, theirs)
        sent = given | {"base": base + 1, "origin": base, "step": "merge", "pick-urgency": "theirs"}
        page = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), sent)
        assert page.status_code == 200
        form = page.context["form"]
        assert [one.initial for one in form.attachments.initial_forms] == [
            {"title": "托位一览", "body": "一、城区\n云溪街道130个。"},
            {"title": "改造计划", "body": "今年12处，明年20处。"},
        ]
        assert form["urgency"].value() == "特急"

    def test_mine_can_be_saved_and_theirs_stays_a_version(self, world: World, reply: Reply) -> None:
        _page, given, base = self.stale(world, reply, {"attachments": LIST[:1]}, {"attachments": LIST[1:]})
        assert client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given | {"base": base + 1}).status_code == 302
        assert [version.attachments for version in reply.versions.order_by("number")][-2:] == [LIST[1:], LIST[:1]]

    def test_a_stale_save_is_refused_for_an_attachment_alone(self, world: World, reply: Reply) -> None:
        start = save(reply, world.lead.drafter, attachments=LIST)
        save(reply, world.lead.drafter, attachments=LIST[:1])
        with pytest.raises(StaleDraft) as conflict:
            drafts.save_draft(reply, start.text | {"attachments": LIST[1:]}, base=start.number, by=world.lead.drafter)
        assert conflict.value.mine["attachments"] == LIST[1:]


def test_what_changed_in_them_is_told(reply: Reply, world: World) -> None:
    old = save(reply, world.lead.drafter, attachments=LIST)
    new = save(reply, world.lead.drafter, attachments=[LIST[0], LIST[1] | {"body": "今年20处。"}], secrecy="秘密", urgency="加急")
    found = changes(old, new)
    assert [name for name, _pieces in found.fields] == ["密级", "紧急程度"]
    assert [same for same, _rows in found.attached] == [True, False]
    assert not found.none
    assert changes(new, new).none
    assert not changes(old, save(reply, world.lead.drafter, attachments=LIST[:1], secrecy="", urgency="")).none
    html = client(world.lead.drafter).get(reverse("reply_compare", args=[reply.pk, old.number, new.number])).content.decode()
    assert "<ins>20处</ins>" in html


def test_two_tables_are_not_fused_by_putting_texts_together(world: World, reply: Reply) -> None:
    tables = "说明\n|甲|乙|\n|1|2|\n\n|丙|丁|\n|3|4|"
    start = save(reply, world.lead.drafter, body=tables)
    colleague = user("drafter", department=world.lead.department)
    drafts.save_draft(reply, start.text | {"body": tables + "\n对方的末段。"}, base=start.number, by=colleague)
    given = as_posted(start.text | {"body": "我的首段。\n" + tables}) | {"base": start.number + 1, "origin": start.number}
    page = client(world.lead.drafter).post(
        reverse("reply_edit", args=[reply.pk]), given | {"step": "merge", "outcome": "A", "publication": "none"}
    )
    body = page.context["form"]["body"].value()
    assert parse_body(body) == parse_body(f"我的首段。\n{tables}\n对方的末段。")
