"""并案: which cases are handled together with one, and which might be."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions import merging
from proposals.errors import CaseError, InvalidInput, WrongState
from proposals.forms import MergeForm
from proposals.models import MergeMember, Proposal, User
from proposals.states import BEFORE_ASSIGNMENT, CaseState
from proposals.suggesting import same_cases
from proposals.views.accounts import reader


@require_http_methods(["GET", "HEAD", "POST"])
def case_merge(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user).select_related("session"), pk=pk)
    permissions.check(user, "case.assign", case)
    if request.method != "POST" and case.state not in merging.UNTIL:
        told = {"case": case.number_label, "state": CaseState(case.state).label}
        raise WrongState(_("Only cases that are not assigned yet are put together; %(case)s stands at “%(state)s”.") % told)
    form = MergeForm(request.POST or None)
    error_message, status = "", 200
    if request.method == "POST":
        try:
            messages.success(request, _merge(request, form, case, user))
            return redirect("case_merge", case.pk)
        except CaseError as error:
            error_message, status = str(error), error.status
    together = members(case, user)
    context = {
        "case": case,
        "form": form,
        "error": error_message,
        "together": together,
        "same": [like for like in same_cases(case, user) if like.case not in {one.proposal for one in together}],
        "open": case.state in BEFORE_ASSIGNMENT,
    }
    return render(request, "proposals/case_merge.html", context, status=status)


def members(case: Proposal, user: User) -> list[MergeMember]:
    """The cases of the group that the person sees, the leading one first; none where the case stands alone."""
    mine = MergeMember.objects.filter(proposal=case).values("group")
    return list(MergeMember.objects.visible_to(user).filter(group__in=mine).select_related("proposal__session"))


def _merge(request: HttpRequest, form: MergeForm, case: Proposal, user: User) -> str:
    """Does what the button says; the sentence that tells of it."""
    seen = Proposal.objects.visible_to(user)
    for name, act in (("out", merging.take_out), ("lead", merging.lead)):
        if name in request.POST:
            one = get_object_or_404(seen, pk=request.POST[name]) if request.POST[name].isdigit() else case
            act(one, by=user)
            words = _("%s is handled on its own again.") if name == "out" else _("%s leads now.")
            return words % one.number_label
    others = list(seen.filter(pk__in=[word for word in request.POST.getlist("case") if word.isdecimal() and len(word) < 19]))
    if not form.is_valid():
        raise InvalidInput(form.error_text)
    if number := form.cleaned_data["number"]:
        found = seen.filter(session=case.session_id, kind=case.kind, case_no=number).first()
        if found is None:
            raise InvalidInput(_("No case of this session and kind has the number %s.") % number)
        others.append(found)
    merging.merge(case, list(dict.fromkeys(others)), by=user)
    return _("Handled together with %s now.") % "、".join(one.number_label for one in dict.fromkeys(others))
