"""One text in several letters, on the pages that show one of them; and what is asked of each department that answers."""

from typing import Any

from django import template
from django.db.models import Q

from proposals.models import Assignment, Proposal, User
from replies.actions.following import heading_of
from replies.models import Reply, ReplyVersion

register = template.Library()


@register.inclusion_tag("replies/_letters.html")
def letters_together(reply: Reply, user: User) -> dict[str, Any]:
    """The letters that share the text of this one, the leading one first; none where it stands alone or for whoever sees no inside."""
    leading = reply.follows_id or reply.pk
    if reply.follows_id is None and not reply.letters.all():
        return {"rows": [], "reply": reply, "leading": reply}
    rows = Reply.objects.visible_to(user).filter(Q(pk=leading) | Q(follows=leading))
    rows = rows.filter(pk__in=ReplyVersion.objects.visible_to(user).values("reply"))
    rows = rows.select_related("assignment__proposal", "number", "signed_version").prefetch_related("versions")
    found = sorted(rows, key=lambda row: (row.pk != leading, row.assignment.proposal.case_no))
    shown = [(row, heading_of(text.text)) for row in found if (text := row.signed_version or row.latest)]
    return {"rows": shown if len(shown) > 1 else [], "reply": reply, "leading": next((row for row in found if row.pk == leading), None)}


@register.inclusion_tag("replies/_letters_signed.html")
def letters_signed(reply: Reply) -> dict[str, Any]:
    """The letters that the signature under this one signs too."""
    letters = reply.letters_in_hand().prefetch_related("versions")
    return {"rows": [(letter, letter.latest) for letter in letters]}


@register.inclusion_tag("replies/_shares.html")
def shares(case: Proposal) -> dict[str, Any]:
    """What is asked of each department where several answer: joint leads and those that answer their own part."""
    several = (Assignment.Mode.JOINT_LEAD, Assignment.Mode.SPLIT)
    return {"tasks": [task for task in case.tasks() if task.mode in several]}


@register.simple_tag
def leading_seen(reply: Reply, user: User) -> Reply | None:
    """The letter whose text this one has, where the reader sees it. No query where it follows none."""
    if reply.follows_id is None:
        return None
    found: Reply | None = Reply.objects.visible_to(user).filter(pk=reply.follows_id).select_related("assignment__proposal").first()
    return found
