"""How the letters of a department look: the list of departments, and the page where one is edited beside a picture of page 1."""

import base64
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import retarget

from proposals import permissions
from proposals.actions.layouts import check_edit_layout, layout_changes, save_layout
from proposals.errors import CaseError
from proposals.finding import find
from proposals.models import Department
from proposals.views.accounts import reader
from replies import rendering
from replies.forms import LayoutForm
from replies.inspection.pictures import page_picture
from replies.letters import sample_letter

# Pixels: sharp at the width that the page gives it on a screen of two pixels to the point.
PICTURE_WIDTH = 1100
MOST_PAGES = 2
ROWS = 100  # of the list
SECTIONS = (
    (
        gettext_lazy("Head"),
        ("form", "masthead", "masthead_says_document", "masthead_size", "shows_signer", "suggestion_word", "proposal_word"),
    ),
    (gettext_lazy("Signature and seal"), ("sealing", "seal", "remove_seal", "seal_size", "signer_office", "stamp", "remove_stamp")),
    (gettext_lazy("Foot"), ("copies", "printing_office")),
    (gettext_lazy("Opinions given to others"), ("opinion_form", "opinion_word")),
)


@require_safe
def department_list(request: HttpRequest) -> HttpResponse:
    """The departments whose layout the person may change; whoever keeps the master data finds, enters and changes all of them here.

    `q` is any of their names or pinyin, `show` all: those out of use as well.
    """
    user = reader(request)
    keeps = permissions.holds(user, "master.edit")
    if not permissions.holds(user, "layout.edit"):
        permissions.check(user, "master.edit")
    rows = Department.objects.layouts_visible_to(user)
    everything = keeps and request.GET.get("show") == "all"
    if not everything:
        rows = rows.filter(active=True)
    typed = " ".join(request.GET.get("q", "").split())
    page = Paginator(find(rows, typed) if typed else rows, ROWS).get_page(request.GET.get("page"))
    context = {"departments": page.object_list, "page": page, "keeps": keeps, "everything": everything, "typed": typed}
    return render(request, "replies/departments.html", context | {"path": reverse("department_list")})


@require_http_methods(["GET", "HEAD", "POST"])
# The picture of a page that is stored nowhere comes within the answer itself.
@csp_update({"img-src": ["data:"]})  # type: ignore[arg-type]  # typed for views without arguments
def department_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `step`: preview (the picture alone for htmx, else the page; nothing is written), or save."""
    user = reader(request)
    department = get_object_or_404(Department.objects.layouts_visible_to(user), pk=pk)
    check_edit_layout(department, by=user)
    name = str(department)
    form = LayoutForm(request.POST, request.FILES, instance=department) if request.method == "POST" else LayoutForm(instance=department)
    well_filled = form.is_valid() or not form.is_bound
    preview = request.POST.get("step") == "preview"
    if form.is_bound and well_filled and not preview:
        changed = save_layout(department, form.changes, by=user)
        messages.success(request, _("The layout is saved.") if changed else _("Nothing was changed."))
        return redirect("department_layout", pk=pk)
    shown = _pages(form) if well_filled else {}
    status = 200 if well_filled and "refusal" not in shown else 422
    if preview and request.headers.get("HX-Request"):
        # What is wrong leaves the picture of before standing. htmx takes no answer of 400 and above.
        answer = render(
            request, "replies/_layout_picture.html" if "pictures" in shown else "replies/_layout_errors.html", {"form": form} | shown
        )
        return answer if "pictures" in shown else retarget(answer, "#layout-errors")
    context = {
        "department": department,
        "name": name,
        "form": form,
        "sections": [(title, [form[name] for name in names if name in form.fields]) for title, names in SECTIONS],
        "files_again": preview and bool(request.FILES),
        "changes": layout_changes(department),
        **shown,
    }
    return render(request, "replies/layout.html", context, status=status)


def _pages(form: LayoutForm) -> dict[str, Any]:
    """`pictures`, PNGs as data: addresses, with the `report` of the printing; or `refusal`, why there are none.

    The sample stands on one page unless the layout takes much room; what does not, such as a long list of copies, is on a second.
    """
    try:
        printed = rendering.render(sample_letter(form.instance, timezone.localdate(), form.uploaded))
    except (rendering.RenderError, CaseError) as error:
        return {"refusal": str(error)}
    pages = [page_picture(printed.pdf, number, PICTURE_WIDTH) for number in range(1, min(printed.report.pages, MOST_PAGES) + 1)]
    return {
        "pictures": [f"data:image/png;base64,{base64.b64encode(png).decode()}" for png in pages],
        "report": printed.report.as_dict(),
    }
