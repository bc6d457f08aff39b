"""What follows the answer on the page of a case: promises, supervision, what to know before it is closed, the archive, a later term."""

from typing import Any

from django import template
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.models import CaseArchive, Commitment, Proposal, Supervision, User
from proposals.states import CASE_ENDED, TO_ARCHIVE, CaseState
from proposals.views.buttons import Button, step
from proposals.views.supervision import supervising
from replies.closing import closing_notes
from replies.models import Reply
from replies.states import ReplyState

register = template.Library()
SENT = Q(state=ReplyState.DISPATCHED) | Q(is_imported=True, signed_version__isnull=False)


@register.inclusion_tag("replies/_follow_up.html", takes_context=True)
def follow_up(context: template.Context, case: Proposal, user: User) -> dict[str, Any]:
    """The number of queries is the same however much there is."""
    promises = Commitment.objects.visible_to(user).filter(assignment__proposal=case).select_related("assignment__department")
    notes = list(Supervision.objects.visible_to(user).filter(proposal=case).select_related("department"))
    inside = bool(context.get("inside"))
    asking = supervising(case, user) if inside else []
    judges = case.state == CaseState.ANSWERED and permissions.can(user, "case.close", case)
    archives = inside and case.state in TO_ARCHIVE and permissions.can(user, "case.archive", case)
    archive = CaseArchive.objects.visible_to(user).filter(proposal=case).select_related("made_by").first()
    if archive:
        archive.proposal = case
    return {
        "case": case,
        "csrf_token": context.get("csrf_token"),
        "commitments": list(promises),
        "takes": _takes(case, user) if inside and case.state != CaseState.ARCHIVED else [],
        "supervisions": notes,
        "supervising": asking,
        "supervised": inside and (case.is_priority or bool(asking)),
        "notes": closing_notes(case) if judges else [],
        "archive": archive,
        "archiving": step(case, "archive", by=user, url=reverse("case_archive", args=[case.pk]), post=True) if archives else None,
        "carried_over": case.state not in CASE_ENDED and case.session.is_of_an_earlier_term,
    }


def _takes(case: Proposal, user: User) -> list[Button]:
    """Taking promises out of the signed replies of the case, for those who may."""
    if case.rule_set.policy("commitments").value != "followed":
        return []
    entering = permissions.can(user, "commitment.enter", case)
    if not entering and not permissions.holds(user, "commitment.make"):
        return []
    signed = Reply.objects.visible_to(user).filter(SENT, assignment__proposal=case)
    own = signed if entering else signed.filter(assignment__department=user.department_id)
    return [
        Button(f"take-{reply.pk}", _("Take promises from the reply"), reverse("commitment_new", args=[reply.pk]))
        for reply in own.order_by("pk")
    ]
