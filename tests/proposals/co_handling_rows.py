"""A row of each model between departments, and what the database refuses of them."""

from collections.abc import Callable
from typing import Any

from django.db import models

from proposals.models import CoOpinion, Disagreement, OpinionAttachment, OpinionSubmission
from replies.models import Reply, TakenParagraph
from tests.factories import World


def submission(reply: Reply) -> OpinionSubmission:
    return OpinionSubmission.objects.get(opinion=CoOpinion.objects.get(assignment__proposal=reply.case))


def full(reply: Reply) -> None:
    """A disagreement of the co-handler with the lead, a file of its opinion and a paragraph taken from that."""
    given = submission(reply)
    task = given.opinion.assignment
    Disagreement.objects.create(raised_for=task, against=reply.assignment, reason="不同意", wanted="改", raised_by=given.submitted_by)
    OpinionAttachment.objects.create(submission=given, name="清单.txt", file="opinions/0", size=1, sha256="0" * 64)
    version = reply.signed_version
    assert version
    TakenParagraph.objects.create(
        reply=reply, version=version, submission=given, text="一段", agreed_digest="0" * 64, taken_by=version.author
    )


def _update(model: Any, **fields: Any) -> Callable[[World, Reply], object]:
    def change(world: World, reply: Reply) -> None:
        full(reply)
        models.QuerySet(model).update(**fields)

    return change


def _twice(model: Any) -> Callable[[World, Reply], object]:
    def copy(world: World, reply: Reply) -> None:
        full(reply)
        row = model._base_manager.get()
        row.pk = None
        model._base_manager.bulk_create([row])

    return copy


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "one_open_disagreement": _twice(Disagreement),
    "disagreement_says_what": _update(Disagreement, wanted=""),
    "disagreement_has_two_sides": _update(Disagreement, against=models.F("raised_for")),
    "settled_with_decision": _update(Disagreement, decision="照改"),
    "meeting_names_who_was_there": _update(Disagreement, participants="甲"),
    "opinion_file_not_empty": _update(OpinionAttachment, size=0),
    "paragraph_taken_once": _twice(TakenParagraph),
    "taken_paragraph_not_empty": _update(TakenParagraph, text=""),
}
