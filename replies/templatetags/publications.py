"""Where a reply stands on its way to the public page, inside the page of the reply."""

from typing import Any

from django import template
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.models import Clock, User
from proposals.views.buttons import button
from replies.actions import publishing
from replies.models import Publication, Reply
from replies.states import PublicationState, ReplyState

register = template.Library()


@register.inclusion_tag("replies/_publication.html", takes_context=True)
def publication_of(context: template.Context, reply: Reply, user: User) -> dict[str, Any]:
    """The publication as the reader may see it: the department and the assigning body all of it, everybody what is public."""
    inside = Publication.objects.visible_to(user).filter(pk=OuterRef("pk"))
    public = Publication.objects.on_public_page().values("pk")
    clock = Clock.objects.filter(assignment=OuterRef("reply__assignment"), name="publication", state=Clock.State.RUNNING)
    rows = Publication.objects.annotate(seen=Exists(inside), due=Subquery(clock.values("due_on")[:1])).filter(
        Q(seen=True) | Q(pk__in=public), reply=reply
    )
    publication = rows.first() if reply.state == ReplyState.DISPATCHED or reply.is_imported else None
    seen = publication if publication and publication.seen else None
    if publication:
        publication.reply = reply
    take = None
    if publication is None and reply.is_imported and permissions.holds(user, "publication.publish"):
        url = reverse("publication_take", args=[reply.pk])
        take = button(lambda: publishing.check_take(reply, by=user), "publication-take", _("Publish it here, too"), url, post=True)
    due_on = publication.due if seen and publication and publication.state != PublicationState.PUBLISHED else None
    return {"publication": publication, "inside": seen is not None, "take": take, "due_on": due_on, "csrf_token": context.get("csrf_token")}
