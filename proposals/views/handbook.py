"""The handbook in the product: its contents, its search, and each of its pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals import handbook


@login_not_required
def help_page(request: HttpRequest, slug: str = handbook.INDEX) -> HttpResponse:
    """One page of the handbook; whoever has not signed in sees those that are open to all, and is sent to sign in for the others."""
    page = handbook.pages().get(slug)
    if page is None or request.path != page.url:
        raise Http404
    if not page.open and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return shown(request, page)


@require_safe
def shown(request: HttpRequest, page: handbook.Page) -> HttpResponse:
    """The page between the one before and the one after, or on the first one what was found."""
    pages = [one for one in handbook.pages().values() if one.open or request.user.is_authenticated]
    place, index = pages.index(page), page.slug == handbook.INDEX
    words = request.GET.get("q", "").split() if index else []
    context = {
        "page": page,
        "index": index,
        "pages": pages,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
        "words": words,
        "found": handbook.find(words) if words else [],
    }
    return render(request, "proposals/help.html", context)
