"""From models to the documents beside the reply: who and what is named, and what is left open."""

from typing import Any

import pytest
from django.utils import timezone

from proposals.actions import cases, co_handling
from proposals.errors import NotReady, WrongState
from proposals.models import CoOpinion, ProposalKind, RuleSet
from replies import documents
from replies.actions import links
from replies.models import Reply, Volume
from replies.rendering import feedback
from replies.states import ReplyState
from tests.factories import World, deputy, group, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def opinion(world: World, text: str = "一、关于场地\n场地可以改作托育点。", **layout: Any) -> CoOpinion:
    for name, value in layout.items():
        setattr(world.co.department, name, value)
    world.co.department.save()
    asked = world.opinion_of(world.assigned())
    cases.accept_assignment(asked.assignment, by=world.co.co_handler)
    if text:
        co_handling.submit_opinion(asked, text, by=world.co.co_handler)
    return CoOpinion.objects.get(pk=asked.pk)


def rules(world: World, **fields: Any) -> None:
    RuleSet.objects.update(**fields)


# The co-handler's opinion


def test_an_opinion_is_a_letter_of_its_department_to_the_lead(world: World) -> None:
    given = opinion(world, opinion_word="云住提函", opinion_form="letter", contact_name="规划科", contact_phone="0999-5550100")
    letter = documents.opinion_letter(given)
    case, day = given.case, timezone.localdate()
    assert letter.title == f"关于{case.session.label}第{case.case_no}号建议的会办意见"
    assert letter.addressee == f"{world.lead.department.full_name}："
    assert [block.text for block in letter.body] == ["一、关于场地", "场地可以改作托育点。"]  # type: ignore[union-attr]
    assert (letter.form, letter.masthead, letter.signature) == ("letter", world.co.department.full_name, world.co.department.full_name)
    assert (letter.document_number, letter.issued_on) == (f"云住提函〔{day.year}〕\u3000号", day)
    assert letter.contact == "规划科，0999-5550100"
    assert documents.print_opinion(given).report.pages == 1


def test_an_opinion_has_no_number_without_a_word_and_none_when_plain(world: World) -> None:
    given = opinion(world, opinion_form="file")
    assert documents.opinion_letter(given).document_number == ""
    given.assignment.department.opinion_word = "云住提函"
    plain = documents.opinion_letter(given, plain=True)
    assert (plain.form, plain.masthead, plain.document_number) == ("plain", "", "")
    assert documents.opinion_letter(given).form == "file"


def test_an_opinion_is_not_sealed_by_the_engine(world: World) -> None:
    letter = documents.opinion_letter(opinion(world, seal_sha256="a" * 64, stamp_sha256="b" * 64, sealing="stamp"))
    assert (letter.sealing, letter.seal_picture, letter.stamp_picture) == ("seal", b"", b"")


def test_the_letter_is_of_the_newest_text(world: World) -> None:
    given = opinion(world, "第一稿。")
    co_handling.send_back_opinion(given, by=world.lead.drafter, reason="请写明面积")
    co_handling.submit_opinion(given, "面积共三百平方米。", by=world.co.co_handler)
    letter = documents.opinion_letter(CoOpinion.objects.get(pk=given.pk))
    assert [block.text for block in letter.body] == ["面积共三百平方米。"]  # type: ignore[union-attr]


def test_there_is_no_letter_before_there_is_a_text(world: World) -> None:
    with pytest.raises(NotReady):
        documents.opinion_letter(opinion(world, ""))


# The form for the proposer's rating


@pytest.mark.parametrize("state", list(ReplyState))
def test_the_form_goes_with_a_numbered_reply(world: World, state: ReplyState) -> None:
    reply = world.reply(state)
    if state in ("numbered", "printed", "dispatched"):
        assert documents.feedback_form(reply).report.pages == 1
    else:
        with pytest.raises(WrongState):
            documents.feedback_form(reply)


def test_the_form_names_the_case_and_the_reply(world: World) -> None:
    world.body.address, world.body.contact_phone = "云澜市河湾路1号", "0999-5550111"
    world.body.save()
    reply = Reply.objects.get(pk=world.reply("numbered").pk)
    form = documents.feedback_of(reply)
    case = reply.case
    assert (form.session, form.number, form.kind, form.title) == (case.session.label, f"第{case.case_no}号", "建议", case.title)
    assert (form.handler, form.co_handlers) == (world.lead.department.full_name, (world.co.department.short_name,))
    assert (form.answered_on, form.document_number) == (reply.issued_on, reply.number_text)
    assert (form.return_to, form.address, form.phone) == (world.body.full_name, "云澜市河湾路1号", "0999-5550111")
    grades = ("满意", "基本满意", "不满意")
    assert (form.scales, form.due) == ((("办理态度", grades), ("办理结果", grades)), "收到答复后15个工作日内")


@pytest.mark.parametrize(("raters", "asked"), [("each", 3), ("lead", 1)])
def test_each_proposer_who_is_asked_has_a_page(world: World, raters: str, asked: int) -> None:
    first, second, third = deputy(delegation="河湾代表团"), deputy(), group(kind="delegation")
    case = world.reply("numbered", proposers=[first, second, third]).case
    rules(world, policies={"raters": {"value": raters, "assumed": True}})
    reply = Reply.objects.get(assignment__proposal=case)
    form = documents.feedback_of(reply)
    wanted = [feedback.Asked(first.name, "河湾代表团"), feedback.Asked(second.name), feedback.Asked(third.name, is_group=True)]
    assert list(form.proposers) == wanted[:asked]
    assert documents.feedback_form(reply).report.pages == asked


@pytest.mark.parametrize(
    ("unit", "count", "words"),
    [
        ("working_days", 15, "收到答复后15个工作日内"),
        ("days", 20, "收到答复后20日内"),
        ("months", 1, "收到答复后1个月内"),
        ("date", "6-05", "6月5日前"),
    ],
)
def test_the_form_says_by_when_it_is_due(world: World, unit: str, count: int | str, words: str) -> None:
    reply = world.reply("numbered")
    limits = RuleSet.objects.get(pk=reply.case.rule_set_id).limits
    rules(world, limits=limits | {"feedback": {"unit": unit, "count": count, "anchor": "received", "article": "某条例第三十条"}})
    assert documents.feedback_of(Reply.objects.get(pk=reply.pk)).due == words


def test_what_is_rated_and_its_grades_are_those_of_the_rule_set(world: World) -> None:
    reply = world.reply("numbered")
    grades = [{"code": str(place), "label": word} for place, word in enumerate(("同意", "理解", "不同意"))]
    rules(world, scales={"reply": grades, "promise": grades[::2]})
    scales = (("答复内容", ("同意", "理解", "不同意")), ("承诺事项", ("同意", "不同意")))
    assert documents.feedback_of(Reply.objects.get(pk=reply.pk)).scales == scales


def test_nothing_secret_is_on_the_form_that_goes_through_the_department(world: World) -> None:
    """The same bytes whether there are links or not, and no address."""
    reply = Reply.objects.get(pk=world.reply("dispatched").pk)
    before = documents.feedback_form(reply).pdf
    links.make_links(reply, [reply.case.proposers.get()], by=world.coordinator)
    assert documents.feedback_form(reply).pdf == before
    assert b"/URI" not in before


# What is bound


def made(world: World, *replies: Reply, **fields: Any) -> Volume:
    volume = Volume.objects.create(
        title="汇编", department=world.lead.department, requested_by=world.lead.document_administrator, total=len(replies), **fields
    )
    volume.replies.set(replies)
    return volume


def test_a_volume_is_grouped_by_session_and_kind_in_the_order_of_numbers(world: World) -> None:
    first, second = (world.reply("numbered", co=False, case_no=number) for number in ("0030", "0004"))
    council = session(organ="cppcc")
    proposal = world.reply("numbered", co=False, session=council, kind=ProposalKind.CPPCC_PROPOSAL, case_no="0001")
    content = documents.volume_of(made(world, proposal, first, second))
    assert [(one.title, [entry.number for entry in one.entries]) for one in content.groups] == [
        (f"一、{first.case.session.label}代表建议", ["第0004号", "第0030号"]),
        (f"二、{council.label}提案", ["第0001号"]),
    ]
    assert content.lines == ("共收录答复3件（建议2件、提案1件）",)
    assert (content.organ, content.period) == (world.lead.department.full_name, f"{timezone.localdate().year}年")
    assert {entry.department for one in content.groups for entry in one.entries} == {""}  # one department: it stands on the cover
    assert next(entry.letter.document_number for one in content.groups for entry in one.entries) == second.number_text


def test_a_volume_by_department(world: World) -> None:
    other = World()
    replies = [world.reply("numbered", co=False), other.reply("numbered", co=False)]
    by_department = documents.volume_of(made(world, *replies, grouping="department"))
    names = sorted(one.department.full_name for one in (world.lead, other.lead))
    assert [one.title for one in by_department.groups] == [f"{number}、{name}" for number, name in zip("一二", names, strict=True)]
    by_kind = documents.volume_of(made(world, *replies))
    assert {entry.department for one in by_kind.groups for entry in one.entries} == {
        one.department.short_name for one in (world.lead, other.lead)
    }


def test_a_volume_s_order_does_not_hang_on_the_order_of_choosing(world: World) -> None:
    replies = [world.reply("numbered", co=False) for _each in range(3)]
    there, back = (documents.volume_of(made(world, *order)) for order in (replies, replies[::-1]))
    assert there == back


def test_titles_of_volumes(world: World) -> None:
    suggestion = world.reply("numbered", co=False)
    assert documents.volume_title([suggestion]) == f"{suggestion.case.session.label}代表建议答复汇编"
    council = session(organ="cppcc")
    proposal = world.reply("numbered", co=False, session=council, kind=ProposalKind.CPPCC_PROPOSAL)
    assert documents.volume_title([proposal]) == f"{council.label}提案答复汇编"
    assert documents.volume_title([suggestion, proposal]) == f"{timezone.localdate().year}年建议、提案答复汇编"
    assert documents.period_of([]) == ""
