"""Document numbers: one after another, without gaps, per department, word and year."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from proposals.actions import cases, imports
from proposals.errors import NotAllowed, WrongState
from proposals.models import Department, ProposalKind
from replies import transitions
from replies.actions import batches, printing
from replies.models import DocumentNumber, NumberCounter, Reply, ReplyVersion
from tests.factories import BODY, World, session

pytestmark = pytest.mark.django_db


def signed(world: World, on: date | None = None, **fields: object) -> Reply:
    reply = world.reply("signed", co=False, **fields)
    if on:
        reply.issued_on = on
        reply.save()
    return reply


def numbers(world: World, *replies: Reply) -> list[str]:
    for reply in replies:
        printing.number_reply(reply, by=world.lead.document_administrator)
    return [str(DocumentNumber.objects.get(reply=reply)) for reply in replies]


def test_numbers_count_up_by_department_word_and_year() -> None:
    world = World()
    department = world.lead.department
    Department.objects.filter(pk=department.pk).update(suggestion_word="云水建", proposal_word="云水提")
    day, next_year = date(2026, 12, 31), date(2027, 1, 2)
    suggestions = [signed(world, day), signed(world, day), signed(world, next_year), signed(world, day)]
    cppcc = session(organ="cppcc", region="市")
    proposals = [signed(world, day, session=cppcc, kind=ProposalKind.CPPCC_PROPOSAL, case_no=str(n)) for n in (1, 2)]
    assert numbers(world, *suggestions) == ["云水建〔2026〕1号", "云水建〔2026〕2号", "云水建〔2027〕1号", "云水建〔2026〕3号"]
    assert numbers(world, *proposals) == ["云水提〔2026〕1号", "云水提〔2026〕2号"]
    other = World()
    Department.objects.filter(pk=other.lead.department.pk).update(suggestion_word="云水建")
    assert numbers(other, signed(other, day)) == ["云水建〔2026〕1号"]
    assert [str(counter) for counter in NumberCounter.objects.filter(department=department, year=2027)] == ["云水建〔2027〕"]


def test_the_number_is_known_at_once_and_recorded() -> None:
    world = World()
    reply = signed(world)
    (number,) = numbers(world, reply)
    assert reply.number_text == number
    assert reply.state == "numbered"
    event = reply.case.events.last()
    assert event
    assert (event.name, event.data) == ("number", {"number": number})
    assert Reply.objects.get(pk=reply.pk).number_text == number
    drawn = DocumentNumber.objects.get(reply=reply)
    assert (drawn.drawn_by, drawn.department, drawn.serial) == (world.lead.document_administrator, world.lead.department, 1)


def test_a_number_whose_step_fails_is_drawn_again_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    first, second = signed(world), signed(world)
    numbers(world, first)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("proposals.workflow.record", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            printing.number_reply(second, by=world.lead.document_administrator)
    assert NumberCounter.objects.get().last == 1
    assert numbers(world, Reply.objects.get(pk=second.pk))[0].endswith("〕2号")


def test_a_refused_draw_moves_no_counter() -> None:
    world = World()
    reply = signed(world)
    with pytest.raises(NotAllowed):
        transitions.number(reply, by=world.lead.drafter)
    assert not NumberCounter.objects.exists()
    numbers(world, reply)
    with pytest.raises(WrongState):
        transitions.number(reply, by=world.lead.document_administrator)
    assert NumberCounter.objects.get().last == 1


def test_a_published_reply_keeps_its_number() -> None:
    world = World()
    new = cases.NewCase(world.session, "suggestion", "0001", "关于增加社区托位的建议", [world.person])
    assignment = imports.take_over_case(new, world.lead.department, [], by=world.administrator)
    reply = Reply.objects.create(assignment=assignment, created_by=world.administrator)
    ReplyVersion.objects.create(reply=reply, number=1, title="答复", addressee="某代表：", body=BODY, author=world.administrator)
    transitions.import_signed(reply, by=world.administrator, issued_on=date(2021, 6, 1), number="云水建〔2021〕12号", data={})
    transitions.number(reply, by=world.lead.document_administrator)
    assert (reply.number_text, reply.state) == ("云水建〔2021〕12号", "numbered")
    assert not DocumentNumber.objects.exists()
    assert not NumberCounter.objects.exists()


def test_one_that_is_refused_does_not_stop_the_others() -> None:
    world = World()
    mine, other = signed(world), World()
    theirs, draft = signed(other), world.reply("drafting", co=False)
    queued = batches.number_and_print([theirs, mine, draft], by=world.lead.document_administrator)
    assert [job.reply for job in queued.jobs] == [mine]
    assert {refused.reply for refused in queued.refused} == {theirs, draft}
    assert all(refused.reason for refused in queued.refused)
    assert queued.batch
    assert queued.batch.requested_by == world.lead.document_administrator
    theirs.refresh_from_db()
    assert theirs.state == "signed"


def test_a_number_is_given_once() -> None:
    world = World()
    first, second = signed(world), signed(world)
    numbers(world, first)
    drawn = DocumentNumber.objects.get()
    fields = {"department": drawn.department, "word": drawn.word, "year": drawn.year, "drawn_by": drawn.drawn_by}
    for reply, serial in ((second, 1), (first, 2), (second, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentNumber.objects.create(reply=reply, serial=serial, **fields)
