"""The public pages of the replies: list, page, feed. Nobody signs in and nothing is kept of who reads; all of it comes from
`Publication.objects.on_public_page()`, and a page that was withdrawn stays as a notice."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
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
from replies.models import Publication, ReplyFigure
from replies.public_search import ORDERS, PublicFilter
from replies.structure import Element, Figure, parse_body
from replies.views.public_promises import promises_of

PAGE, FEED = 20, 30
EXCERPT = 90
# 您提出的……收悉，现答复如下： says in every letter the same.
OPENING = re.compile(r".{0,200}?答复如下[：:。] ?(?=.)")
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
    """The newest first, by twenty; `q`, the facets and `sort` stand in the address."""
    found = _filter(request)
    page = Paginator(found.found, PAGE).get_page(request.GET.get("page"))
    given = request.GET.copy()
    given.pop("page", None)
    chips = [(words, _without(given, name, value)) for name, value, words in found.chips]
    context = {
        "filter": found,
        "facets": found.facets,
        "page": page,
        "rows": [(one, excerpt(one, found.words)) for one in page],
        "words": found.words,
        "chips": chips,
        "narrowed": bool(chips) or not found.form.is_valid(),
        "without": [(found.words_for(name), n, _without(given, name)) for name, n in found.without()] if not page else [],
        "orders": [(name, _without(given, "sort", sort=name)) for name in ("", *ORDERS)],
        "sort": request.GET.get("sort", "") if request.GET.get("sort") in ORDERS else "",
        "feed": f"{reverse('public_feed')}?{given.urlencode()}" if chips else reverse("public_feed"),
        # A search engine keeps the pages of the whole list, and of what is found in it only what is behind the links.
        "canonical": address(reverse("public_list") + (f"?page={page.number}" if page.number > 1 and not chips else "")),
    }
    return _page(request, "public/list.html", context)


def _filter(request: HttpRequest) -> PublicFilter:
    return PublicFilter(request.GET, queryset=Publication.objects.on_public_page().select_related(*RELATED))


def _without(given: QueryDict, name: str, value: str | None = None, **put: str) -> str:
    """The address of the list without a condition, or without one of its values; with `put` in its place."""
    left = given.copy()
    left.setlist(name, [one for one in left.getlist(name) if value is not None and one != value and name != "sort"])
    for key, one in put.items():
        if one:
            left[key] = one
    return f"{reverse('public_list')}?{left.urlencode()}" if left.urlencode() else reverse("public_list")


def excerpt(publication: Publication, words: list[str]) -> str:
    """Around the first word that was looked for, else what follows the opening sentence."""
    shown = publication.shown
    assert shown is not None  # on the public page
    text = " ".join(shown.body.split())
    found = [place for word in words if (place := text.lower().find(word.lower())) > EXCERPT // 2]
    opening = OPENING.match(text)
    start = max(0, min(found) - EXCERPT // 3) if found else opening.end() if opening and not words else 0
    return ("…" if found and start else "") + text[start : start + EXCERPT] + ("…" if len(text) > start + EXCERPT else "")


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
        "promises": promises_of(publication, text),
        "first_words": excerpt(publication, []),
        "canonical": address(reverse("public_page", args=[pk])),
    }
    response = _page(request, "public/page.html", context)
    assert publication.changed_at is not None  # published_text_at_and_by
    # What became of a promise changes by the day and by other pages: then the tag alone says whether the page is still the same.
    if not context["promises"]:
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


def _robots(_request: HttpRequest) -> HttpResponse:
    """Search engines find the public pages and nothing else."""
    return HttpResponse(
        "User-agent: *\nDisallow: /\nAllow: /public/\nAllow: /static/\nAllow: /verify/$\n", content_type="text/plain; charset=utf-8"
    )


class PublicFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs alone
    """The newest public pages as Atom; the same words in the address narrow it as they do the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> PublicFilter:
        return _filter(request)

    def title(self, found: PublicFilter) -> str:
        chosen = "、".join(words for _name, _value, words in found.chips)
        return _("Replies to suggestions and proposals") + (f"：{chosen}" if chosen else "")

    def link(self, found: PublicFilter) -> str:
        chosen = found.data.urlencode() if found.chips else ""
        return reverse("public_list") + (f"?{chosen}" if chosen else "")

    def items(self, found: PublicFilter) -> QuerySet[Publication] | list[Publication]:
        return list(found.found[:FEED])

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
public_feed, robots = _cached(PublicFeed()), _cached(_robots)
