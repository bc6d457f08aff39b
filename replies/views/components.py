"""All components of the desk on one page, in all their states: what a new page is built of, and where a change of the theme is looked at.

The texts in the samples are data, as a case would bring them, and plainly invented.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from proposals import states
from proposals.forms import DateInput, DeskForm
from proposals.templatetags.desk import LOOKS
from proposals.views.buttons import Button
from proposals.views.undoing import UNDO
from replies import states as reply_states

TITLE = "关于增加老旧小区周边普惠托位的建议"


def words() -> dict[str, Any]:
    """The word of every state of every machine."""
    kinds = [kind for module in (states, reply_states) for kind in vars(module).values() if isinstance(kind, type)]
    return {member.value: member.label for kind in kinds if issubclass(kind, TextChoices) for member in kind}


class SampleForm(DeskForm):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), initial=TITLE)
    due_on = forms.DateField(label=_("Due"), widget=DateInput(), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", "人大代表建议"), ("b", "政协提案")])
    outcome = forms.ChoiceField(label=_("Result"), choices=[("A", "A"), ("B", "B"), ("C", "C")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("Priority case"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 2}), required=False)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    wrong = SampleForm({"kind": "a"})
    wrong.is_valid()
    said = words()
    context: dict[str, Any] = {
        "case": TITLE,
        "hits": ["老旧小区"],
        "today": today,
        "dues": [today + timedelta(days=n) for n in (12, 1, 0, -1)],
        "looks": [{"symbol": symbol, "style": style, "word": said[state]} for state, (symbol, style) in LOOKS.items()],
        "samples": [
            Message(messages.INFO, "市卫生健康委员会补来会办意见一份。"),
            Message(messages.SUCCESS, "第0112号已交办给市住房和城乡建设局。", f"{UNDO}{request.path}"),
            Message(messages.WARNING, "还差一份会办意见，离答复期限还有三天。"),
        ],
        "buttons": [
            Button("one", "同意，送审阅", request.path, style="btn-primary"),
            Button("two", "退回修改", request.path),
            Button("three", "送核稿", request.path, refusal="还有 1 条“必须改”没有处理。"),
            Button("four", "签发", request.path, refusal="这件由叶知秋签发。", allowed=False),
        ],
        "form": SampleForm(auto_id="sample_%s"),
        "wrong": wrong,
        "prose": "全市每千人口有托位4.1个，其中普惠托位占62%。\n老旧小区86个，已有普惠托位412个。",
        "page": Paginator(range(90), 30).page(2),
        "sheets": ["work.css", "lists.css", "review.css", "overview.css", "editor/surface.css"],
    }
    return render(request, "replies/components.html", context)
