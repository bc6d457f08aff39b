"""The rows behind what waits for a person, with all that their sentences say: one query for each kind of row, however many there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import copy
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from proposals.kept import Kept, blanks, filled
from proposals.models import (
    Assignment,
    Clock,
    Commitment,
    CoOpinion,
    Disagreement,
    Event,
    ExtensionRequest,
    LookBack,
    Objection,
    OpinionSubmission,
    Proposal,
    Supervision,
)
from replies.models import OfficialDocument, Publication, Rating, RenderJob, Reply, ReplyVersion, ReviewStep, Verdict
from replies.work import Waiting
from replies.work_together import cases_together, letters_together

Rows = QuerySet[Any]
MODELS: dict[str, type[Model]] = {
    **dict.fromkeys(("file", "assign", "close"), Proposal),
    **dict.fromkeys(("accept", "begin"), Assignment),
    **dict.fromkeys(("opinion", "judge"), CoOpinion),
    **dict.fromkeys(("revise", "draft", "co_sign", "review", "approve", "sign", "number", "dispatch", "rework", "meet"), Reply),
    **dict.fromkeys(("fulfil", "confirm_kept"), Commitment),
    **dict.fromkeys(("supervision", "judge_supervision"), Supervision),
    **dict.fromkeys(("publication_check", "publication_publish"), Publication),
    "objection": Objection,
    "extension": ExtensionRequest,
    "look_back": LookBack,
    "disagreement": Disagreement,
}
# Kinds whose sentence tells of all departments of the case, and those that name the proposers.
OF_ALL_DEPARTMENTS = frozenset({"begin", "revise", "draft", "opinion"})
OF_PROPOSERS = frozenset({"file", "assign", "close"})


def rows_of(wanted: Iterable[Waiting]) -> list[tuple[Waiting, Any]]:
    """Each with its row, which has its `due`, in the order given; what is gone since it was asked for is left out."""
    wanted = list(wanted)
    ids: dict[type[Model], set[int]] = defaultdict(set)
    for one in wanted:
        ids[MODELS[one.kind]].add(one.pk)
    rows = {model: _rows(model, sorted(pks)) for model, pks in ids.items()}
    made = []
    for one in wanted:
        if row := rows[MODELS[one.kind]].get(one.pk):
            row = copy(row)
            row.due = one.due
            made.append((one, row))
    _fetch([row.case for one, row in made if one.kind in OF_ALL_DEPARTMENTS], Prefetch("assignments", _departments()))
    _fetch([row.case for one, row in made if one.kind in OF_PROPOSERS], "proposers__person", "proposers__group")
    return made


def _rows(model: type[Model], pks: list[int]) -> dict[Any, Any]:
    asked = filled(pks, pks[-1])
    return {row.pk: row for row in _dressed(model, len(asked)).ask(*asked)}


@lru_cache
def _dressed(model: type[Model], count: int) -> Kept:
    return Kept(DRESSED[model](model._default_manager.filter(pk__in=blanks(count))))


def _fetch(cases: list[Proposal], *related: Any) -> None:
    if cases:
        prefetch_related_objects(cases, *related)


def _departments() -> Rows:
    return Assignment.objects.current().select_related("department", "opinion")


def _of_task(path: str, *further: str) -> Callable[[Rows], Rows]:
    return lambda rows: rows.select_related(f"{path}proposal__session", f"{path}department", *further)


def _tasks(rows: Rows) -> Rows:
    found: Rows = _of_task("", "proposal__assigning_body")(rows).annotate(
        together=cases_together(""),
        to_sign_by=Clock.of_task("receipt"),
        to_sign_by_is_provisional=Clock.of_task("receipt", field="provisional"),
    )
    return found


def _opinions(rows: Rows) -> Rows:
    sent_back = Event.objects.filter(subject_type="coopinion", subject_id=OuterRef("pk"), name="send_back").order_by("-sequence")
    last = OpinionSubmission.objects.filter(opinion=OuterRef("pk")).order_by("-number")
    found: Rows = _of_task("assignment__")(rows).annotate(
        together=cases_together("assignment__"),
        sent_back_because=Subquery(sent_back.values("reason")[:1]),
        submitted_text=Subquery(last.values("text")[:1]),
        submitted_at=Subquery(last.values("submitted_at")[:1]),
    )
    return found


def rated_cases() -> Exists:
    """Of a case: whether any of its proposers has rated an answer."""
    return Exists(Rating.objects.standing().filter(reply__assignment__proposal=OuterRef("pk")))


def _replies(rows: Rows) -> Rows:
    newest = ReplyVersion.objects.filter(reply=OuterRef("pk")).order_by("-number")
    last_job = RenderJob.objects.filter(reply=OuterRef("pk")).order_by("-pk")
    pages = OfficialDocument.objects.filter(reply=OuterRef("pk")).order_by("-pk").values("pages")[:1]
    bad = Rating.objects.standing().filter(reply=OuterRef("pk"), verdict=Verdict.DISSATISFIED).order_by().values("reply")
    steps = ReviewStep.objects.exclude(decision=ReviewStep.Decision.VOID).select_related("decided_by", "co_signer__department")
    related = _of_task("assignment__", "assignment__proposal__rule_set", "number", "signed_by")(rows)
    found: Rows = related.prefetch_related(Prefetch("review_steps", steps)).annotate(
        together=letters_together(),
        version_number=Subquery(newest.values("number")[:1]),
        version_author_name=Subquery(newest.values("author__display_name")[:1]),
        version_at=Subquery(newest.values("created_at")[:1]),
        job_state=Subquery(last_job.values("state")[:1]),
        job_error=Subquery(last_job.values("error")[:1]),
        pages=Subquery(pages),
        dissatisfied=Subquery(bad.annotate(count=Count("pk")).values("count")),
    )
    return found


DRESSED: dict[type[Model], Callable[[Rows], Rows]] = {
    Proposal: lambda rows: rows.select_related("session").annotate(is_rated=rated_cases()),
    Assignment: _tasks,
    CoOpinion: _opinions,
    Reply: _replies,
    Commitment: _of_task("assignment__"),
    Supervision: lambda rows: rows.select_related("proposal__session", "proposal__assigning_body", "department"),
    Publication: _of_task("reply__assignment__"),
    Objection: _of_task("assignment__", "asked_by", "suggested"),
    ExtensionRequest: _of_task("assignment__", "asked_by", "clock"),
    LookBack: _of_task("commitment__assignment__"),
    Disagreement: _of_task("raised_for__", "against__department"),
}
