"""From a reply to the letter that is printed."""

from datetime import date
from typing import Any

import pytest

from proposals.models import Department
from replies.letters import letter_for, letter_from_parsed, sample_letter
from replies.models import Reply
from replies.parsing import ParsedReply
from replies.structure import Block
from tests.factories import BODY, World

pytestmark = pytest.mark.django_db


def test_a_numbered_reply_of_a_department_with_a_masthead() -> None:
    world = World()
    reply = world.reply("numbered")
    letter = letter_for(reply)
    department = world.lead.department
    assert letter.title == f"对{world.session.label}第{reply.case.case_no}号建议的答复"
    assert letter.addressee == f"{world.person.name}代表："
    assert letter.body == tuple(reply.signed_version.blocks)  # type: ignore[union-attr]
    assert [block.text for block in letter.body] == BODY.splitlines()
    assert letter.signature == letter.masthead == letter.printed_by == department.full_name
    assert letter.issued_on == letter.printed_on == reply.issued_on
    assert letter.class_mark == "A"
    assert letter.contact == f"联系单位及电话：{department.full_name}，0999-5550100"
    assert letter.copies == (world.co.department.short_name,)
    assert letter.document_number == f"{department.suggestion_word}〔{reply.issued_on.year}〕1号"  # type: ignore[union-attr]
    assert letter.form == "file"


@pytest.mark.parametrize(
    ("form", "masthead", "printed_by"), [("file", "云澜市水务局", True), ("letter", "云澜市水务局", False), ("plain", "", False)]
)
def test_the_form_is_the_department_s(form: str, masthead: str, printed_by: bool) -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(form=form, masthead="云澜市水务局")
    letter = letter_for(world.reply("numbered"))
    assert (letter.form, letter.masthead) == (form, masthead)
    assert bool(letter.printed_by) is bool(letter.printed_on) is printed_by


def test_a_draft_is_printed_from_the_version_given_and_without_a_mark_until_there_is_a_result() -> None:
    world = World()
    reply = world.reply("drafting")
    first = reply.versions.get(number=1)
    assert letter_for(reply, first).body == tuple(first.blocks)
    assert len(letter_for(reply).body) == len(BODY.splitlines())
    reply.outcome = ""
    letter = letter_for(reply)
    assert (letter.class_mark, letter.document_number, letter.issued_on) == ("", "", None)


def test_a_result_that_is_not_printed_leaves_no_mark() -> None:
    world = World()
    reply = world.reply("drafting")
    reply.outcome = "no longer in the scheme"
    assert letter_for(reply).class_mark == ""


def test_a_department_that_the_source_does_not_state_signs_nothing() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(kind=Department.Kind.UNSTATED)
    letter = letter_for(world.reply("signed"))
    assert (letter.form, letter.signature, letter.masthead) == ("plain", "", "")


def test_an_imported_reply_without_a_number_is_plain() -> None:
    reply = World().reply("drafting")
    reply.is_imported = True
    assert letter_for(reply).form == "plain"
    reply.imported_number = "云水建〔2025〕3号"
    letter = letter_for(reply)
    assert (letter.form, letter.document_number) == ("file", "云水建〔2025〕3号")


def test_a_reply_without_a_text_has_no_letter() -> None:
    world = World()
    reply = Reply(assignment=world.lead_of(world.assigned()), created_by=world.lead.drafter)
    reply.save()
    with pytest.raises(ValueError, match="version"):
        letter_for(reply)


def test_the_letter_of_a_published_text_adds_nothing() -> None:
    letter = letter_from_parsed(ParsedReply())
    assert (letter.title, letter.addressee, letter.signature, letter.class_mark, letter.contact) == ("答复", "", "", "", "")
    assert (letter.issued_on, letter.body, letter.form) == (None, (), "plain")


def test_the_letter_of_a_published_text() -> None:
    letter = letter_from_parsed(
        ParsedReply(
            kind="提案", session="市政协十四届四次会议", number="0027", addressees=["李文海", "周舟"], issuer="云澜市水务局",
            date="2025-06-30", handling_class="A", contact="办公室，5550100", body=[(1, "一、现状"), (0, "正文")],
        )
    )  # fmt: skip
    assert letter.title == "对市政协十四届四次会议第0027号提案的答复"
    assert letter.addressee == "李文海、周舟委员："
    assert letter.body == (Block(1, "一、现状"), Block(0, "正文"))
    assert str(letter.issued_on) == "2025-06-30"
    assert (letter.signature, letter.class_mark, letter.contact) == ("云澜市水务局", "A", "办公室，5550100")


@pytest.mark.parametrize(
    ("kind", "addressees", "expected"),
    [("建议", ["刘智"], "刘智代表："), ("提案", ["民盟云澜市委会"], "民盟云澜市委会："), (None, ["刘智"], "刘智："), ("提案", [], "")],
)
def test_an_organ_is_not_called_deputy_or_member(kind: str | None, addressees: list[str], expected: str) -> None:
    assert letter_from_parsed(ParsedReply(kind=kind, addressees=addressees)).addressee == expected


def test_a_text_without_session_and_number_keeps_its_own_title() -> None:
    assert letter_from_parsed(ParsedReply(title="关于托位的答复")).title == "关于托位的答复"


LAYOUTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"form": "plain"}, {"form": "plain", "masthead": "", "printed_by": "", "approvers": (), "printed_on": None}),
    ({"form": "letter"}, {"form": "letter", "masthead": "云澜市水务局", "printed_by": "", "approvers": ()}),
    ({"form": "file"}, {"form": "file", "masthead": "云澜市水务局", "printed_by": "云澜市水务局", "approvers": ()}),
    (
        {"form": "file", "masthead": "云澜市河长办", "printing_office": "市水务局办公室"},
        {"masthead": "云澜市河长办", "printed_by": "市水务局办公室"},
    ),
    ({"form": "file", "masthead_says_document": False, "masthead_size": 60}, {"says_document": False, "masthead_size": 60}),
    ({"form": "file", "shows_signer": True}, {"approvers": ("陆知行",)}),
    ({"form": "letter", "shows_signer": True}, {"approvers": ()}),
    ({"sealing": "none"}, {"sealing": "none", "seal_picture": b"", "stamp_picture": b""}),
    ({"sealing": "seal", "seal_size": 38}, {"sealing": "seal", "seal_size": 38, "seal_picture": b"seal", "stamp_picture": b""}),
    ({"sealing": "stamp", "signer_office": "局长"}, {"signer_office": "局长", "seal_picture": b"", "stamp_picture": b"stamp"}),
    ({"copies": "市河长办\n市人大常委会代表工委\n"}, {"copies": ("市人大常委会代表工委", "市河长办")}),
    ({"kind": "unstated"}, {"form": "plain", "signature": ""}),
    ({"suggestion_word": "云水建"}, {"document_number": "云水建〔2026〕1号"}),
    ({"suggestion_word": ""}, {"document_number": "××〔2026〕1号"}),
]


@pytest.mark.parametrize(("fields", "expected"), LAYOUTS, ids=str)
def test_a_sample_shows_the_layout_and_the_pictures_that_are_not_kept(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    department = Department(full_name="云澜市水务局", short_name="市水务局", contact_phone="0999-5550100")
    for name, value in fields.items():
        setattr(department, name, value)
    letter = sample_letter(department, date(2026, 4, 21), {"seal": b"seal", "stamp": b"stamp"})
    assert {name: getattr(letter, name) for name in expected} == expected


def test_a_department_copies_all_its_replies_to_its_own_list() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(copies="市河长办\n市信访局")
    copies = letter_for(world.reply()).copies
    assert {"市河长办", "市信访局", world.co.department.short_name} <= set(copies)
    assert len(set(copies)) == len(copies)
