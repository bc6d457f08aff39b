"""Where a reply stands on its way to the public page, inside the page of the reply."""

from typing import Any

from django import template
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import permissions
from proposals.models import Clock, User
from proposals.views.buttons import button
from replies.actions import publishing
from replies.models import Publication, Reply
from replies.states import PublicationState, ReplyState

register = template.Library()
# What comes next on the way to the public page, and who may do it.
NEXT = {
    PublicationState.TO_CHECK: ("publication.check", gettext_lazy("Check the text")),
    PublicationState.CHECKED: ("publication.publish", gettext_lazy("Publish")),
}


@register.inclusion_tag("replies/_publication.html", takes_context=True)
def publication_of(context: template.Context, reply: Reply, user: User) -> dict[str, Any]:
    """The publication as the reader may see it: the department and the assigning body all of it, everybody what is public."""
    inside = Publication.objects.visible_to(user).filter(pk=OuterRef("pk"))
    public = Publication.objects.on_public_page().values("pk")
    due = Clock.of_task("publication", "reply__assignment")
    rows = Publication.objects.annotate(seen=Exists(inside), due=due).filter(Q(seen=True) | Q(pk__in=public), reply=reply)
    publication = rows.first() if reply.state == ReplyState.DISPATCHED or reply.is_imported else None
    seen = publication if publication and publication.seen else None
    if publication:
        publication.reply = reply
    take = None
    if publication is None and reply.is_imported and permissions.holds(user, "publication.publish"):
        url = reverse("publication_take", args=[reply.pk])
        take = button(lambda: publishing.check_take(reply, by=user), "publication-take", _("Publish it here, too"), url, post=True)
    needed, label = NEXT.get(seen.state, ("", "")) if seen else ("", "")
    due_on = publication.due if seen and publication and publication.state != PublicationState.PUBLISHED else None
    return {
        "publication": publication,
        "inside": seen is not None,
        "next": label if needed and permissions.can(user, needed, publication) else "",
        "take": take,
        "due_on": due_on,
        "csrf_token": context.get("csrf_token"),
    }
