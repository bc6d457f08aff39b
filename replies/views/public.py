"""The public pages of the replies: list, page, feed. Nobody signs in and nothing is kept of who reads; all of it comes from
`Publication.objects.on_public_page()`, and a page that was withdrawn stays as a notice."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_response_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from proposals import pictures
from proposals.models import Event
from replies import searching
from replies.models import Publication, ReplyFigure
from replies.publication_forms import PublicFilter
from replies.structure import Element, Figure, parse_body

PAGE, FEED = 20, 30
EXCERPT = 90
# How long a reader's browser, or a cache on the way, may show what it has; a withdrawal is seen everywhere after this.
SECONDS = 300
RELATED = (
    "reply__assignment__proposal__session",
    "reply__assignment__proposal__rule_set",
    "reply__assignment__department",
    "shown",
)
View = Callable[..., HttpResponse]


def address(path: str) -> str:
    """The one address of a page, whichever way it was asked for; without PUBLIC_URL its path."""
    return f"{settings.PUBLIC_URL}{path}"


def _cached(view: View) -> View:
    """Open to everybody, told apart by the ETag of what it shows, kept for a few minutes, and without a cookie."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True)
        patch_response_headers(response, SECONDS)
        # The login middleware asks on every page who is signed in; what stands here is the same for all, and caches are told so.
        request.session.accessed = False
        return response

    made: View = login_not_required(require_safe(conditional_page(shown)))
    return made


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Without the context processors, which would ask who is signed in, and so make each page a different one for each cookie."""
    return HttpResponse(render_to_string(template, {"request": request, **(context or {})}), status=status)


def _public_list(request: HttpRequest) -> HttpResponse:
    """The newest first, by twenty; `q`, year, session, kind, department and field narrow it."""
    there = Publication.objects.on_public_page()
    found = PublicFilter(request.GET, queryset=there.select_related(*RELATED))
    rows = found.qs if found.form.is_valid() else there.none()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    words = searching.words_of(request.GET.get("q", ""))
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, excerpt(one, words)) for one in page],
        "words": words,
        "narrowed": [name for name in found.form.fields if request.GET.get(name)],
        "canonical": address(reverse("public_list")),
    }
    return _page(request, "public/list.html", context)


def excerpt(publication: Publication, words: list[str]) -> str:
    """Around the first word that was looked for, else the beginning."""
    shown = publication.shown
    assert shown is not None  # on the public page
    text = " ".join(shown.body.split())
    found = [place for word in words if (place := text.lower().find(word.lower())) > EXCERPT // 2]
    start = max(0, min(found) - EXCERPT // 3) if found else 0
    return ("…" if start else "") + text[start : start + EXCERPT] + ("…" if len(text) > start + EXCERPT else "")


def _public_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One reply; 410 with the reason where it was withdrawn, 404 for whatever never was public."""
    publication = Publication.objects.on_public_page().select_related(*RELATED).filter(pk=pk).first()
    if publication is None or publication.shown is None:
        return _not_there(request, pk)
    reply, text, case = publication.reply, publication.shown, publication.case
    figures = list(ReplyFigure.objects.filter(reply=reply, name__in=text.figure_names)) if text.figure_names else []
    shown = {figure.name: (text.figure_names.index(figure.name) + 1, figure) for figure in figures}
    corrections = Event.objects.filter(proposal=case, subject_type="publication", subject_id=pk, name="correct").order_by("-sequence")
    context = {
        "publication": publication,
        "reply": reply,
        "case": case,
        "text": text,
        "blocks": with_figures(text.blocks, shown),
        "attachments": [(one["title"], with_figures(parse_body(one["body"]), shown)) for one in text.attachments],
        "outcome": case.rule_set.outcome(reply.outcome) if reply.outcome else None,
        "corrections": list(corrections.values("at", "reason")),
        "canonical": address(reverse("public_page", args=[pk])),
    }
    response = _page(request, "public/page.html", context)
    assert publication.changed_at is not None  # published_text_at_and_by
    response["Last-Modified"] = http_date(publication.changed_at.timestamp())
    return response


def with_figures(elements: list[Element], shown: dict[str, tuple[int, ReplyFigure]]) -> list[tuple[Element, Any]]:
    """Each element with (place among the figures, figure) where it shows one."""
    return [(element, shown.get(element.name) if isinstance(element, Figure) else None) for element in elements]


def _not_there(request: HttpRequest, pk: int) -> HttpResponse:
    withdrawn = Publication.objects.once_public().select_related(*RELATED).filter(pk=pk).first()
    if withdrawn is None:
        return _page(request, "public/unknown.html", status=404)
    return _page(request, "public/withdrawn.html", {"publication": withdrawn, "case": withdrawn.case}, status=410)


def _public_figure(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The figure of this place in the text that the page shows, and no other of the reply."""
    publication = Publication.objects.on_public_page().select_related("shown").filter(pk=pk).first()
    names = publication.shown.figure_names if publication and publication.shown else []
    if publication is None or not 0 < number <= len(names):
        return _page(request, "public/unknown.html", status=404)
    figure = ReplyFigure.objects.filter(reply=publication.reply_id, name=names[number - 1]).first()
    if figure is None:
        return _page(request, "public/unknown.html", status=404)
    response = HttpResponse(pictures.load(figure.sha256), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    return response


class PublicFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs alone
    """The newest public pages as Atom; the same words in the address narrow it as they do the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> PublicFilter:
        return PublicFilter(request.GET, queryset=Publication.objects.on_public_page().select_related(*RELATED))

    def title(self, _found: PublicFilter) -> str:
        return _("Replies to suggestions and proposals")

    def link(self, _found: PublicFilter) -> str:
        return reverse("public_list")

    def items(self, found: PublicFilter) -> QuerySet[Publication] | list[Publication]:
        return list(found.qs[:FEED]) if found.form.is_valid() else []

    def item_title(self, item: Publication) -> str:
        return item.shown.title.replace("\n", " ") if item.shown else ""

    def item_description(self, item: Publication) -> str:
        return escape(f"{item.case_title}　{excerpt(item, [])}")  # readers take it as HTML

    def item_link(self, item: Publication) -> str:
        return reverse("public_page", args=[item.pk])

    def item_author_name(self, item: Publication) -> str:
        return str(item.reply.department.full_name)

    def item_pubdate(self, item: Publication) -> Any:
        return item.published_at

    def item_updateddate(self, item: Publication) -> Any:
        return item.changed_at


public_list, public_page, public_figure = _cached(_public_list), _cached(_public_page), _cached(_public_figure)
public_feed = _cached(PublicFeed())
