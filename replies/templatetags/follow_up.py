"""What follows the answer on the page of a case: what to know before it is closed, promises, supervision, the archive, a later term."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.asking import ask
from proposals.models import CaseArchive, Commitment, Proposal, Supervision, User
from proposals.states import CASE_ENDED, TO_ARCHIVE, CaseState
from proposals.views.buttons import Button, step
from proposals.views.supervision import supervising
from replies.closing import closing_notes
from replies.models import Reply
from replies.states import ReplyState
from replies.templatetags.reply_tags import letters_of

register = template.Library()


@register.inclusion_tag("replies/_closing.html", takes_context=True)
def before_closing(context: template.Context, case: Proposal, user: User) -> dict[str, Any]:
    """Stands above the button that closes the case, which cannot be undone: nobody finds it below after the step."""
    if case.state != CaseState.ANSWERED or not permissions.can(user, "case.close", case):
        return {}
    there = context["there"]
    promised = {one.assignment_id for one in ask(_promises, user, case.pk)} if "commitment" in there else set()
    return {"notes": closing_notes(case, letters_of(case), rated="rating" in there, promised=promised)}


@register.inclusion_tag("replies/_follow_up.html", takes_context=True)
def follow_up(context: template.Context, case: Proposal, user: User) -> dict[str, Any]:
    """For whoever is inside the case of `case_page`, whose history names in `there` what there is: nothing else is asked for."""
    there, letters = context["there"], letters_of(case)

    asking = supervising(case, user)
    commitments = ask(_promises, user, case.pk) if "commitment" in there else []
    archives = case.state in TO_ARCHIVE and permissions.can(user, "case.archive", case)
    archive = next(iter(ask(_archives, user, case.pk) if "archive" in there else []), None)
    if archive:
        archive.proposal = case
    return {
        "case": case,
        "csrf_token": context.get("csrf_token"),
        "commitments": commitments,
        "takes": _takes(case, letters, user) if case.state != CaseState.ARCHIVED else [],
        "supervisions": ask(_supervisions, user, case.pk) if "supervision" in there else [],
        "supervising": asking,
        "supervised": case.is_priority or bool(asking),
        "archive": archive,
        "archiving": step(case, "archive", by=user, url=reverse("case_archive", args=[case.pk]), post=True) if archives else None,
        "carried_over": case.carried_over
        if hasattr(case, "carried_over")
        else case.state not in CASE_ENDED and case.session.is_of_an_earlier_term,
    }


def _promises(user: User, case: int) -> "QuerySet[Any]":
    return Commitment.objects.visible_to(user).filter(assignment__proposal=case).select_related("assignment__department")


def _supervisions(user: User, case: int) -> "QuerySet[Any]":
    return Supervision.objects.visible_to(user).filter(proposal=case).select_related("department")


def _archives(user: User, case: int) -> "QuerySet[Any]":
    return CaseArchive.objects.visible_to(user).filter(proposal=case).select_related("made_by")[:1]


def _takes(case: Proposal, letters: list[Reply], user: User) -> list[Button]:
    """Taking promises out of the signed replies of the case, for those who may."""
    if case.rule_set.policy("commitments").value != "followed":
        return []
    entering = permissions.can(user, "commitment.enter", case)
    if not entering and not permissions.holds(user, "commitment.make"):
        return []
    signed = [one for one in letters if one.state == ReplyState.DISPATCHED or (one.is_imported and one.signed_version_id)]
    own = signed if entering else [one for one in signed if one.department.pk == user.department_id]
    return [
        Button(f"take-{reply.pk}", _("Take promises from the reply"), reverse("commitment_new", args=[reply.pk]))
        for reply in sorted(own, key=lambda reply: reply.pk)
    ]
