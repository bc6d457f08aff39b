"""What the addresses of the table in test_urls.py name: each makes an object and says by which keys the address knows it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.actions import cases, co_handling, delegating, disagreements, requests, saved_views
from proposals.models import CoOpinion, Delegation, ExtensionRequest, SavedView
from replies import binding, transitions
from replies.actions import batches, comments, figures, volumes, working_copies
from replies.models import RenderBatch, RenderJob
from tests import factories
from tests.factories import World, hand_over, picture, user
from tests.replies import publication_walk, rating_rows


def case(world: World) -> dict[str, Any]:
    return {"pk": world.case().pk}


def to_file(world: World) -> dict[str, Any]:
    return {"pk": world.case(session=factories.session(organ="cppcc"), kind="cppcc_proposal").pk}


def objection(world: World) -> dict[str, Any]:
    made = requests.raise_objection(world.lead_of(world.assigned()), by=world.lead.drafter, reason="不属我局职责")
    return {"pk": made.pk}


def more_time(world: World) -> dict[str, Any]:
    task = world.lead_of(world.assigned())
    asked = requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason="需现场勘察")
    return {"pk": asked.pk}


def more_time_allowed(world: World) -> dict[str, Any]:
    asked = ExtensionRequest.objects.get(pk=more_time(world)["pk"])
    requests.allow_extension(asked, by=world.coordinator)
    return {"pk": asked.pk}


def delegation(world: World) -> Delegation:
    lead, today = world.lead, timezone.localdate()
    return delegating.delegate(lead.head, user(department=lead.department), begins_on=today, ends_on=today, reason="外出", by=lead.head)


def assigned(world: World) -> dict[str, Any]:
    return {"pk": world.assigned().pk}


def counted(world: World) -> dict[str, Any]:
    """Something to count; nothing that an address names."""
    world.assigned()
    return {}


def handled(world: World) -> dict[str, Any]:
    return {"pk": world.handled().pk}


def answered(world: World) -> dict[str, Any]:
    return {"pk": world.reply("dispatched").case.pk}


def commented(*, settled: bool = False) -> Callable[[World], dict[str, Any]]:
    """A comment of the office that has the draft to check."""

    def make(world: World) -> dict[str, Any]:
        judged, office = world.reply("office_review"), world.lead.office_reviewer
        made = comments.add_comment(judged, paragraph=1, text="请注明截止日期。", seen=2, by=office)
        if settled:
            comments.close(made, by=office)
        return {"pk": made.pk}

    return make


def reply(state: str, **more: int) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": world.reply(state).pk, **more}


def working_copy(world: World) -> dict[str, Any]:
    written = {"title": ["另一个题目"]}
    return {"pk": working_copies.keep(world.reply("drafting"), written, window="window-one", base=1, by=world.lead.drafter).pk}


def opinion(world: World) -> CoOpinion:
    asked = world.opinion_of(world.assigned())
    cases.accept_assignment(asked.assignment, by=world.co.co_handler)
    return asked


def submitted(world: World) -> dict[str, Any]:
    given = opinion(world)
    co_handling.submit_opinion(given, "场地可用。", by=world.co.co_handler)
    return {"pk": given.pk}


def opinion_file(world: World) -> dict[str, Any]:
    given = opinion(world)
    upload = SimpleUploadedFile("清单.txt", b"x")
    made = co_handling.submit_opinion(given, "场地可用。", by=world.co.co_handler, files=[upload])
    return {"pk": made.attachments.get().pk}


def disagreement(world: World) -> dict[str, Any]:
    case = world.assigned()
    task = case.assignments.get(department=world.co.department)
    made = disagreements.raise_disagreement(task, by=world.co.co_handler, against=world.lead_of(case), reason="不同意", wanted="改")
    return {"pk": made.pk}


def attachment(world: World) -> dict[str, Any]:
    return {"pk": cases.attach(world.assigned(), SimpleUploadedFile("附件.txt", b"x")).pk}


def batch(world: World) -> RenderBatch:
    made = batches.number_and_print([world.reply("numbered")], by=world.lead.document_administrator).batch
    assert made
    return made


def failed_batch(world: World) -> dict[str, Any]:
    made = batch(world)
    job = transitions.claim_job(RenderJob.objects.get(batch=made).pk)
    assert job
    transitions.fail_job(job, "字体未安装")
    return {"pk": made.pk}


def printed_batch(world: World) -> dict[str, Any]:
    """With a file that can be joined."""
    with pikepdf.new() as page, BytesIO() as out:
        page.add_blank_page()
        page.save(out)
        pdf = out.getvalue()
    made = batch(world)
    job = transitions.claim_job(RenderJob.objects.get(batch=made).pk)
    assert job
    assert transitions.finish_job(job, factories.document(job.reply, pdf))
    return {"pk": made.pk}


def to_send(world: World) -> dict[str, Any]:
    world.reply("signed")
    return {}


def document(world: World) -> dict[str, Any]:
    made = world.reply("printed").documents.get()
    return {"pk": made.pk}


def figure(world: World) -> dict[str, Any]:
    made = figures.add_figure(world.reply("drafting"), picture(), name="托位分布", by=world.lead.drafter)
    return {"pk": made.pk}


def volume(world: World) -> dict[str, Any]:
    by = world.lead.document_administrator
    return {"pk": volumes.make_volume([world.reply("printed")], by=by, grouping="kind", choice={}).pk}


def bound(world: World) -> dict[str, Any]:
    made = volume(world)
    assert binding.run_volume(made["pk"]) == "done"
    return made


def rating_link(world: World) -> dict[str, Any]:
    return {"pk": rating_rows.link_row(world, world.reply("dispatched")).pk}


def paper_rating(world: World) -> dict[str, Any]:
    reply = world.reply("dispatched")
    made = rating_rows.rating_row(world, reply, scan=ContentFile(b"%PDF-1.7", "form.pdf"))
    return {"pk": made.pk}


def paper_to_enter(world: World) -> dict[str, Any]:
    reply = world.reply("dispatched")
    return {"pk": reply.pk, "proposer": rating_rows.lead_of(reply).pk}


def bad_rating(world: World) -> dict[str, Any]:
    reply = world.reply("dispatched")
    rating_rows.rating_row(world, reply, verdict="dissatisfied", reasons="没有时间表")
    return {"pk": reply.pk}


def sent_letter(world: World) -> dict[str, Any]:
    return {"pk": world.reply("dispatched").deliveries.get().pk}


def publication(state: str, **also: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": publication_walk.walked(world, state).pk, **also}


def imported(world: World) -> dict[str, Any]:
    """A reply that counts as taken over, and was sent without being published here."""
    reply = world.reply("printed")
    reply.publication, reply.publication_reason = "none", "暂不公开"
    reply.save()
    hand_over(reply, by=world.lead.document_administrator, words="邮寄")
    reply.is_imported = True
    reply.save()
    return {"pk": reply.pk}


def view(world: World) -> SavedView:
    """The head of the lead has saved it, and shares it with the department."""
    return saved_views.save_view("本月", saved_views.Shown("due=month"), by=world.lead.head, shared=True)


def removed_view(world: World) -> dict[str, Any]:
    made = view(world)
    saved_views.remove_view(made, by=world.lead.head)
    return {"pk": made.pk}
