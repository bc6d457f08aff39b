"""The comments of whoever reviews a draft: made, counted as settled, opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from proposals.errors import InvalidInput
from proposals.views.accounts import reader
from proposals.views.undoing import done
from replies.actions import comments
from replies.actions import review as actions
from replies.comment_forms import CommentForm
from replies.models import Comment
from replies.views.reading import reply_to_read, visible_reply
from replies.views.review import review_page


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A remark on one paragraph; what could not be taken comes back beside it."""
    reply = visible_reply(request, pk)
    row, refusal = actions.check_open(reply, by=reader(request))
    form = CommentForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            comments.add_comment(reply, paragraph=given["paragraph"], text=given["text"], seen=given["version"], by=reader(request))
        except InvalidInput as error:
            form.add_error("text", str(error))
        else:
            return redirect(f"{reverse('reply_review', args=[reply.pk])}#p{given['paragraph']}")
    return review_page(request, reply_to_read(request, pk), row, status=422, refusal=refusal, comment_form=form)


@require_POST
def comment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """算已改好."""
    found = _visible(request, pk)
    comments.close(found, by=reader(request))
    done(request, _("The comment counts as settled."), undo=reverse("comment_reopen", args=[pk]))
    return _back(found)


@require_POST
def comment_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """还没改好."""
    found = _visible(request, pk)
    comments.reopen(found, by=reader(request))
    done(request, _("The comment is open again."), undo=reverse("comment_close", args=[pk]))
    return _back(found)


def _visible(request: HttpRequest, pk: int) -> Comment:
    rows = Comment.objects.visible_to(reader(request))
    related = ("reply__assignment__proposal__rule_set", "reply__assignment__department")
    found: Comment = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


def _back(comment: Comment) -> HttpResponse:
    return redirect(f"{reverse('reply_review', args=[comment.reply_id])}#remark-{comment.pk}")
