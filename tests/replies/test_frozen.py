"""What is signed stays as it was signed, whatever happens to master data; what was decided is noticed by whoever reviews."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals import pictures
from proposals.errors import NotReady, WrongState
from proposals.models import Department, User
from replies import transitions
from replies.actions import drafts, review
from replies.errors import StaleDraft
from replies.forms import as_posted
from replies.letters import letter_for
from replies.models import Reply
from replies.rendering import Letter
from tests.factories import World, picture

pytestmark = pytest.mark.django_db


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.mark.parametrize("state", ["drafting", "signed"])
def test_the_letter_follows_the_department_until_it_is_signed(state: str) -> None:
    world = World()
    reply = world.reply(state)
    before = letter_for(reply)
    department, rules = reply.department, reply.case.rule_set
    department.full_name, department.form, department.masthead = "云澜市新局", "letter", "云澜市新局"
    department.save()
    rules.outcomes = [{"code": "A", "label": "甲", "meaning": "解决", "mark": "甲"}]
    rules.save()
    after = letter_for(Reply.objects.get(pk=reply.pk))
    assert (after == before) is (state == "signed")
    assert after.signature == ("云澜市新局" if state == "drafting" else before.signature)
    assert after.class_mark == ("甲" if state == "drafting" else "A")


def seal(*color: int) -> bytes:
    return pictures.clean(picture("RGBA", color=color), longest=100, transparent=True)


CHANGED = {
    "masthead_says_document": False, "masthead_size": 60, "sealing": "none", "seal_size": 58, "signer_office": "局长", "shows_signer": True,
    "printing_office": "云澜市新局办公室",
}  # fmt: skip


@pytest.mark.parametrize("state", ["drafting", "signed"])
@pytest.mark.parametrize("field", CHANGED)
def test_no_part_of_a_layout_changes_a_signed_letter(field: str, state: str) -> None:
    world = World()
    reply = world.reply(state, co=False)
    before = reply.frame()
    Department.objects.filter(pk=reply.department.pk).update(**{field: CHANGED[field]})
    after = Reply.objects.get(pk=reply.pk)
    # Who signs is known at the signature only.
    assert (after.frame() == before) is (state == "signed" or field == "shows_signer")
    assert (letter_for(after) == letter_for(reply)) is (state == "signed" or field in ("shows_signer",))


@pytest.mark.parametrize("sealing", ["seal", "stamp", "none"])
def test_a_signed_letter_keeps_the_very_seal_that_it_was_signed_with(sealing: str) -> None:
    world = World()
    old, new = seal(200, 0, 0, 90), seal(0, 0, 200, 90)
    digests = {"seal_sha256": pictures.keep(old), "stamp_sha256": pictures.keep(old)}
    Department.objects.filter(pk=world.lead.department.pk).update(sealing=sealing, **digests)
    reply = world.reply("head_approval", co=False)
    assert (letter_for(reply).seal_picture, letter_for(reply).stamp_picture) == (b"", b""), "nothing is sealed before it is signed"
    transitions.agree(reply, "sign", by=world.lead.head)
    Department.objects.filter(pk=world.lead.department.pk).update(seal_sha256=pictures.keep(new), stamp_sha256=pictures.keep(new))
    letter = letter_for(Reply.objects.get(pk=reply.pk))
    assert letter.sealing == sealing
    assert (letter.seal_picture, letter.stamp_picture) == (old if sealing == "seal" else b"", old if sealing == "stamp" else b"")


def test_the_signer_is_named_as_he_was_called_then() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(shows_signer=True, form="file")
    reply = world.reply("head_approval", co=False)
    assert letter_for(reply).approvers == ()
    called = world.lead.head.display_name
    transitions.agree(reply, "sign", by=world.lead.head)
    User.objects.filter(pk=world.lead.head.pk).update(display_name="改名")
    assert letter_for(Reply.objects.get(pk=reply.pk)).approvers == (called,)
    reply.signed_frame = reply.signed_frame | {"form": "letter"}
    assert letter_for(reply).approvers == ()


def test_what_was_signed_before_there_were_layouts_is_printed_as_it_was() -> None:
    world = World()
    reply = world.reply("signed")
    reply.signed_frame = {"issuer": "云澜市旧局", "masthead": "云澜市旧局", "form": "file", "class_mark": "B"}
    letter, plain = letter_for(reply), Letter("题", "主送：", ())
    assert (letter.signature, letter.masthead, letter.printed_by, letter.class_mark) == ("云澜市旧局", "云澜市旧局", "云澜市旧局", "B")
    for name in (
        "says_document",
        "masthead_size",
        "sealing",
        "seal_picture",
        "seal_size",
        "stamp_picture",
        "signer_office",
        "approvers",
        "other_seals",
    ):
        assert getattr(letter, name) == getattr(plain, name), name


def test_a_lost_seal_stops_the_letter_with_words() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(seal_sha256="0" * 64)
    with pytest.raises(NotReady, match="0000"):
        letter_for(world.reply("signed"))


def test_a_reply_published_elsewhere_is_not_sealed_here() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(seal_sha256=pictures.keep(seal(9, 9, 9, 9)))
    reply = world.reply("signed")
    assert letter_for(reply).seal_picture
    reply.is_imported = True
    assert not letter_for(reply).seal_picture


def test_a_decision_of_another_window_is_a_conflict_too() -> None:
    world = World()
    reply = world.reply("drafting")
    assert reply.latest is not None
    base, text = reply.latest.number, reply.latest.text
    drafts.save_draft(reply, text, base=base, by=world.lead.drafter, outcome="C")
    with pytest.raises(StaleDraft):
        drafts.save_draft(reply, text, base=base, by=world.lead.drafter, outcome="B")
    page = client(world.lead.drafter).post(
        reverse("reply_edit", args=[reply.pk]), {**as_posted(text), "base": base, "outcome": "B", "publication": "full", "step": "save"}
    )
    assert page.status_code == 409
    labels = [world_outcome.label for world_outcome in reply.case.rule_set.outcome_scheme if world_outcome.code in "BC"]
    assert all(label in page.content.decode() for label in labels)
    reply.refresh_from_db()
    assert reply.outcome == "C"


def test_nobody_passes_on_a_result_that_he_has_not_seen() -> None:
    world = World()
    reply = world.reply("office_review", co=False)
    assert reply.latest is not None
    seen = reply.latest.number
    transitions.take_back(reply, by=world.lead.drafter, reason="改结果")
    drafts.save_draft(reply, reply.latest.text, base=seen, by=world.lead.drafter, outcome="D")
    transitions.submit(reply, by=world.lead.drafter)
    with pytest.raises(WrongState):
        review.agree(reply, by=world.lead.office_reviewer, seen=seen)
    reply.refresh_from_db()
    assert reply.state == "office_review"


@pytest.mark.parametrize("base", ["", "abc", None])
def test_a_damaged_form_comes_back_with_what_was_typed(base: str | None) -> None:
    world = World()
    reply = world.reply("office_review", co=False)
    review.send_back(reply, by=world.lead.office_reviewer, reason="请核数")
    assert reply.latest is not None
    given = {**as_posted(reply.latest.text), "body": "我写的字", "step": "save"} | ({} if base is None else {"base": base})
    page = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert page.status_code == 422
    assert "我写的字" in page.content.decode()


def test_a_number_that_is_no_row_is_not_an_error_of_the_server() -> None:
    world = World()
    world.reply("signed")
    page = client(world.lead.document_administrator).post(reverse("printing_send"), {"reply": "1" * 30})
    assert page.status_code < 500
