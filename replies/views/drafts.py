"""Reading a reply, and writing its draft."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import workflow
from proposals.errors import CaseError, InvalidInput, NotAllowed
from proposals.forms import ReasonForm
from proposals.models import Assignment
from proposals.views.accounts import reader
from replies import transitions, wording
from replies.actions import comments, drafts, figures
from replies.actions.working_copies import became_version
from replies.attachments import as_text, from_text
from replies.comment_forms import notes_in
from replies.differences import Choice, choices, merge
from replies.documents import ISSUED
from replies.errors import StaleDraft
from replies.forms import ATTACHMENTS, DECIDED, LABELS, SETTLEMENTS, DraftForm, FigureForm, as_posted
from replies.models import Reply, ReplyVersion, ReviewStep, WorkingCopy
from replies.structure import body_text, parse_body
from replies.views import headings, working_copies
from replies.views.changes import ONE_FIELD, paragraphs
from replies.views.co_signing import send_for_review
from replies.views.editing import found, kept
from replies.views.reading import gather, opinions_read, reply_to_read, visible_reply
from replies.views.remarks import remarks_on
from replies.views.steps import buttons_of, deliveries_of, print_again
from replies.views.taking import saving

Text = Mapping[str, Any]  # as `ReplyVersion.text`


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(reader(request)).select_related("proposal", "department"), pk=pk)
    reply = drafts.open_reply(assignment, by=reader(request))
    return redirect("reply_edit", pk=reply.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    reply = reply_to_read(request, pk)
    versions, steps = list(reply.versions.all()), list(reply.review_steps.all())
    outcome = reply.case.rule_set.outcome(reply.outcome) if reply.outcome else None
    context = {
        "reply": reply,
        "case": reply.case,
        # Whoever does not see the inside sees what was signed and sent, and nothing else.
        "version": next((one for one in versions if one.pk == reply.signed_version_id), reply.signed_version or reply.latest),
        "versions": len(versions),
        "steps": [step for step in steps if step.decision != ReviewStep.Decision.VOID],
        "documents": list(reversed(reply.documents.all())) if reply.state in ISSUED or reply.is_imported else [],
        "buttons": buttons_of(reply, reader(request)),
        "print_again": print_again(reply, reader(request)),
        "deliveries": deliveries_of(reply, reader(request)) if reply.dispatched_at else [],
        "outcome": outcome,
        "inside": bool(versions),
        "has_form": reply.state in ISSUED,
    }
    return render(request, "replies/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. POST `step`: save, submit (save, then send for review), figure (add a picture; the text stays as it was typed), or
    merge (the choices of the page of two texts). GET `copy`: with what was kept of an earlier window; `both`: beside the newest version."""
    reply = visible_reply(request, pk)
    if request.method != "POST":
        drafts.check_save_draft(reply, by=reader(request))
        gather(reply, reader(request))
        if "copy" in request.GET:
            return _taken_up(request, reply)
        # A later round begins without a text: the standing words are shown, and saved when the drafter saves them.
        latest = reply.latest or ReplyVersion(number=0, **wording.first_text(reply.assignment, reply.round))
        return _editor(request, reply, DraftForm.opened(reply, latest))
    form = DraftForm(request.POST, reply=reply)
    well_filled = form.is_valid()
    try:
        drafts.check_save_draft(reply, by=reader(request))
        if request.POST.get("step") == "figure":
            return _figure_added(request, reply, form)
        if not well_filled:
            return _editor(request, reply, form, status=422)
        return _merged(request, reply, form) if request.POST.get("step") == "merge" else _saved(request, reply, form)
    except NotAllowed:
        raise
    except StaleDraft as stale:
        return _two_texts(request, reply, form, stale, str(stale))
    except CaseError as error:
        # What was typed stays on the screen, even where the draft has left the drafter's hands meanwhile.
        form.add_error(None, str(error))
        return _editor(request, reply, form, status=error.status)


def _saved(request: HttpRequest, reply: Reply, form: DraftForm) -> HttpResponse:
    given = form.cleaned_data
    with transaction.atomic():
        decided = {name: given[name] for name in DECIDED}
        version = saving(request)(reply, given, base=given["base"], by=reader(request), letters=headings.given(request, reply), **decided)
        comments.settle(reply, {pk: comments.Settled(*how) for pk, how in form.settlements.settled.items()}, by=reader(request))
        comments.add_notes(reply, [comments.Note(*note) for note in notes_in(request.POST)], by=reader(request))
        became_version(reply, [request.POST.get("window", ""), request.POST.get("taken", "")], by=reader(request))
    if request.POST.get("step") == "submit":
        return _submit_saved(request, reply, version)
    said = _("The paragraph stands in the draft; saved as version %s.") if "take" in request.POST else _("Saved as version %s.")
    messages.success(request, said % version.number)
    return redirect("reply_edit", pk=reply.pk)


def _taken_up(request: HttpRequest, reply: Reply) -> HttpResponse:
    """The editor with a working copy of the person, or both texts where he wants to choose between it and the newest version."""
    copy = WorkingCopy.objects.visible_to(reader(request)).filter(reply=reply, pk=_number(request.GET.get("copy"))).first()
    if copy is None:  # it became a version, or goes on in another window; what there is is offered there
        return redirect("reply_edit", pk=reply.pk)
    # The headings of letters that follow are read from what was posted, too.
    request.POST = working_copies.as_data(copy)  # type: ignore[assignment]  # it is immutable; the stubs tell the two apart
    form = DraftForm(request.POST, reply=reply)
    latest = reply.latest
    if "both" in request.GET and latest and form.is_valid():
        said = _("What you had not saved, beside the saved draft. Nothing is lost: choose which text to keep.")
        stale = StaleDraft(latest, drafts.clean_text(form.cleaned_data), reader(request))
        return _two_texts(request, reply, form, stale, said, status=200)
    return _editor(request, reply, form, unsaved=True, taken=copy)


def _submit_saved(request: HttpRequest, reply: Reply, version: ReplyVersion) -> HttpResponse:
    """Sends what was just saved; where it cannot go yet the text stays saved and the editor says what is missing."""
    try:
        send_for_review(request, reply, _("Version %s was sent for review.") % version.number)
    except CaseError as error:
        form = DraftForm.opened(reply, version)
        return _editor(request, reply, form, status=error.status, refusal=str(error), saved=version, new_notes=())
    _warn_of_contacts(request, reply)
    return redirect("reply_detail", pk=reply.pk)


def _warn_of_contacts(request: HttpRequest, reply: Reply) -> None:
    """Told early: the signature will ask for them."""
    if told := reply.contacts_lacking():
        messages.warning(request, _("%s It is asked for before the signature.") % told)


def _figure_added(request: HttpRequest, reply: Reply, form: DraftForm) -> HttpResponse:
    """The editor with what was typed, not saved, and with one figure more, or with what is wrong with it."""
    given = FigureForm(request.POST, request.FILES, prefix="figure")
    if given.is_valid():
        try:
            figures.add_figure(reply, given.cleaned_data["picture"], name=given.cleaned_data["name"], by=reader(request))
            return _editor(request, reply, form, unsaved=True)
        except InvalidInput as error:
            given.add_error("picture", str(error))
    return _editor(request, reply, form, status=422, unsaved=True, figure_form=given)


def _editor(request: HttpRequest, reply: Reply, form: DraftForm, *, status: int = 200, **more: Any) -> HttpResponse:
    gather(reply, reader(request))
    lacking = reply.contacts_lacking()
    sent_back = [step for step in reply.review_steps.all() if step.decision == ReviewStep.Decision.SENT_BACK]
    body = form["body"].value() or ""
    blocks = parse_body(body)
    remarks = remarks_on(reply, [block.text for block in blocks], reader(request))
    fields = form.settlements.rows()
    context = {
        "reply": reply,
        "case": reply.case,
        "form": form,
        "base": base if str(base := form["base"].value()).isdecimal() else None,
        "elements": blocks,
        "new_notes": notes_in(request.POST),
        "headings": [block for block in blocks if block.heading],
        "paragraphs": len(blocks),
        "characters": sum(len(block.text) for block in blocks),
        "opinions": opinions_read(reply),
        "sent_back": sent_back[-1] if sent_back else None,
        "remarks": remarks,
        "to_settle": [(remark, *fields[remark.comment.pk]) for remark in remarks.open if remark.comment.pk in fields],
        "proposers": list(reply.case.proposers.all()),
        "publication_rule": reply.case.rule_set.policy("publication"),
        "lacking": lacking,
        "headings_of_letters": headings.forms_of(request, reply),
        "figures": list(reply.figures.all()),
        "figure_form": FigureForm(prefix="figure"),
        **kept(request, reply),
        **found(reply, by=reader(request), lacking=lacking),
        **more,
    }
    return render(request, "replies/edit.html", context, status=status)


def _two_texts(
    request: HttpRequest, reply: Reply, form: DraftForm, stale: StaleDraft, message: str, *, status: int = StaleDraft.status
) -> HttpResponse:
    """Somebody saved in between: both texts side by side, and a choice for each field and paragraph that differs."""
    theirs, mine = stale.theirs, stale.mine
    reasons = {name: form.cleaned_data[name] for name in ("publication_reason", "contact_exception")}
    posted = as_posted(mine) | reasons | form.settlements.cleaned_data
    origin = reply.versions.filter(number=form.cleaned_data["base"]).first()
    before = origin.text if origin else {}
    fields = [
        {
            "name": name,
            "label": LABELS[name],
            "mine": mine.get(name, ""),
            "theirs": theirs.text.get(name, ""),
            "default": "theirs" if mine.get(name, "") == before.get(name, "") else "mine",
        }
        for name in ONE_FIELD
        if mine.get(name, "") != theirs.text.get(name, "")
    ]
    context = {
        "reply": reply,
        "case": reply.case,
        "theirs": theirs,
        # Nobody is told of himself as of another.
        "whose": _("the saved draft") if theirs.author_id == reader(request).pk else theirs.author,
        "posted": [(name, one) for name, value in posted.items() for one in (value if isinstance(value, list) else [value])]
        + headings.carried(request)
        + [(name, request.POST[name]) for name in ("window", "taken") if name in request.POST]
        + [pair for on, text in notes_in(request.POST) for pair in (("note-on", on), ("note", text))],
        "given": form.cleaned_data,
        "decided": _decided(reply, form),
        "fields": fields,
        "rows": _rows(mine, theirs.text, before),
        "attached": _attached_rows(mine, theirs.text, before),
        "message": message,
    }
    return render(request, "replies/two_texts.html", context, status=status)


def _decided(reply: Reply, form: DraftForm) -> list[tuple[str, str, str]]:
    """(label, theirs, mine) of the handling result and the publication, where the two windows chose differently."""
    found = []
    for name in ("outcome", "publication"):
        field = form.fields[name]
        words: dict[str, Any] = dict(getattr(field, "choices", ()))
        theirs, mine = getattr(reply, name), form.cleaned_data[name]
        if mine and theirs != mine:
            found.append((str(field.label), str(words.get(theirs, "—")), str(words.get(mine, mine))))
    return found


def _merged(request: HttpRequest, reply: Reply, form: DraftForm) -> HttpResponse:
    """The editor with the sides chosen, not yet saved, over the version that was chosen from."""
    theirs = get_object_or_404(ReplyVersion.objects.visible_to(reader(request)), reply=reply, number=form.cleaned_data["base"])
    before = ReplyVersion.objects.visible_to(reader(request)).filter(reply=reply, number=_number(request.POST.get("origin"))).first()
    mine = drafts.clean_text(form.cleaned_data)
    origin = before.text if before else {}
    text = {n: theirs.text.get(n, "") if request.POST.get(f"pick-{n}") == "theirs" else mine.get(n, "") for n in ONE_FIELD}
    text["body"] = _merge(request, _rows(mine, theirs.text, origin), "pick")
    text[ATTACHMENTS] = from_text(_merge(request, _attached_rows(mine, theirs.text, origin), "pick-attached"))
    chosen = {name: form.cleaned_data[name] for name in DECIDED}
    merged = DraftForm.opened(reply, theirs, text | chosen | {SETTLEMENTS: form.settlements.cleaned_data})
    return _editor(request, reply, merged, merged_with=theirs)


def _rows(mine: Text, theirs: Text, before: Text) -> list[Choice]:
    return _choices(*(text.get("body", "") for text in (mine, theirs, before)))


def _attached_rows(mine: Text, theirs: Text, before: Text) -> list[Choice]:
    return _choices(*(as_text(text.get(ATTACHMENTS, ())) for text in (mine, theirs, before)))


def _choices(mine: str, theirs: str, before: str) -> list[Choice]:
    return choices(paragraphs(mine), paragraphs(theirs), set(paragraphs(before)))


def _merge(request: HttpRequest, rows: list[Choice], name: str) -> str:
    """The text of the sides chosen in the fields `name`-number."""
    chosen = {n: side for n in range(len(rows)) if (side := request.POST.get(f"{name}-{n}")) in ("mine", "theirs")}
    return body_text(element for paragraph in merge(rows, chosen) for element in parse_body(paragraph))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    reply = visible_reply(request, pk)
    send_for_review(request, reply, _("The draft was sent for review."))
    _warn_of_contacts(request, reply)
    return redirect("reply_detail", pk=reply.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The drafter takes the draft back, with the reason that those who had it will read."""
    reply = visible_reply(request, pk)
    workflow.check_move(reply, "take_back", by=reader(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        transitions.take_back(reply, by=reader(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The draft is back with you."))
        return redirect("reply_edit", pk=reply.pk)
    return render(request, "replies/take_back.html", {"reply": reply, "case": reply.case, "form": form}, status=422 if form.errors else 200)
