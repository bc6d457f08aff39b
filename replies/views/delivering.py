"""The way of a letter to its addressees, and the receipts that come back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import workflow
from proposals.errors import InvalidInput
from proposals.views.accounts import reader
from replies.actions import delivering as actions
from replies.delivery_forms import DispatchForm, ReceiptForm
from replies.models import Delivery
from replies.views.reading import visible_reply


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Records how the reply went to each of those whom it is addressed to."""
    reply = visible_reply(request, pk)
    workflow.check_move(reply, "dispatch", by=reader(request))
    form = DispatchForm(request.POST or None, reply=reply)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deliver(reply, {key: actions.Sent(**sent) for key, sent in form.sent.items()}, by=reader(request))
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%s is answered; the proposer now sees the reply.") % reply.case.number_label)
            return redirect("reply_detail", pk=reply.pk)
    context = {"reply": reply, "case": reply.case, "form": form, "document": reply.documents.order_by("pk").last()}
    return render(request, "replies/dispatch.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds the receipt of one addressee."""
    rows = Delivery.objects.visible_to(reader(request)).select_related("reply__assignment__proposal", "proposer__person", "proposer__group")
    delivery = get_object_or_404(rows, pk=pk)
    actions.check_receipt(delivery, by=reader(request))
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_receipt(delivery, by=reader(request), **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The receipt is on record."))
            return redirect("reply_detail", pk=delivery.reply_id)
    context = {"delivery": delivery, "reply": delivery.reply, "case": delivery.reply.case, "form": form}
    return render(request, "replies/receipt.html", context, status=422 if form.errors else 200)
