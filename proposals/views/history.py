"""The record of a case as sentences: who, as what, when, what, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import permissions
from proposals.models import Assignment, Contact, Event, User
from proposals.models.stateful import Stateful
from proposals.templatetags.desk import short_date

# (kind of object, event) → the sentence after the name; %(…)s are fields of the event's data.
SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("proposal", "register"): gettext_lazy("registered the case"),
    ("proposal", "assign"): gettext_lazy("assigned the case: %(departments)s"),
    ("proposal", "import"): gettext_lazy("took the case over with its published reply"),
    ("proposal", "begin"): gettext_lazy("Handling began"),
    ("proposal", "answer"): gettext_lazy("All departments have answered"),
    ("proposal", "close"): gettext_lazy("closed the case"),
    ("proposal", "withdraw"): gettext_lazy("recorded the withdrawal of the case"),
    ("proposal", "withdraw_agreed"): gettext_lazy("recorded the withdrawal of the case, with the written consent of %(consents)s"),
    ("proposal", "file"): gettext_lazy("filed the case"),
    ("proposal", "refuse"): gettext_lazy("decided that the case is not filed"),
    ("proposal", "convert"): gettext_lazy("passed the case on as public opinion"),
    ("proposal", "merge"): gettext_lazy("put the case together with %(cases)s; each is answered to its own proposers"),
    ("proposal", "unmerge"): gettext_lazy("took the case apart from %(cases)s"),
    ("proposal", "lead"): gettext_lazy("made the case the leading one of those handled together"),
    ("assignment", "accept"): gettext_lazy("signed for the case"),
    ("assignment", "import"): gettext_lazy("took the task over as published"),
    ("assignment", "urge"): gettext_lazy("urged %(department)s"),
    ("assignment", "finish"): gettext_lazy("The task of %(department)s is done"),
    ("coopinion", "submit"): gettext_lazy("submitted the opinion (text %(number)s)"),
    ("coopinion", "send_back"): gettext_lazy("sent the opinion of %(department)s back"),
    ("coopinion", "adopt"): gettext_lazy("adopted the opinion of %(department)s"),
    ("assignment", "give_back"): gettext_lazy("%(department)s gave the case back"),
    ("proposal", "hand_back"): gettext_lazy("Handling begins again with another department"),
    ("objection", "object"): gettext_lazy("objected to the assignment; suggested: %(suggested)s"),
    ("objection", "accept"): gettext_lazy("accepted the objection of %(department)s"),
    ("objection", "refuse"): gettext_lazy("refused the objection of %(department)s"),
    ("objection", "take_back"): gettext_lazy("took the objection back"),
    ("extensionrequest", "ask"): gettext_lazy("asked for more time, until %(until)s"),
    ("extensionrequest", "allow"): gettext_lazy("allowed %(department)s more time, until %(until)s"),
    ("extensionrequest", "refuse"): gettext_lazy("refused %(department)s more time"),
    ("extensionrequest", "take_back"): gettext_lazy("took the request for more time back"),
    ("clock", "recalculate"): gettext_lazy("A due date was worked out anew by the announced calendar: %(from)s → %(to)s"),
    ("contact", "contact"): gettext_lazy("recorded a contact with the proposer: %(kind)s, %(held_on)s"),
    ("reply", "save"): gettext_lazy("saved text %(version)s of the reply"),
    ("reply", "figure"): gettext_lazy("added the figure “%(name)s” to the reply"),
    ("reply", "decide"): gettext_lazy("set the handling result and the publication"),
    ("reply", "submit"): gettext_lazy("sent the reply for review (text %(version)s)"),
    ("reply", "co_sign"): gettext_lazy("co-signed the reply"),
    ("reply", "pass_on"): gettext_lazy("checked the reply and passed it on"),
    ("reply", "approve"): gettext_lazy("agreed to the reply"),
    ("reply", "sign"): gettext_lazy("signed the reply"),
    ("reply", "send_back"): gettext_lazy("sent the reply back"),
    ("reply", "take_back"): gettext_lazy("took the reply back to the draft"),
    ("reply", "import"): gettext_lazy("took the published reply over"),
    ("reply", "number"): gettext_lazy("numbered the reply: %(number)s"),
    ("reply", "print"): gettext_lazy("The reply was printed, %(pages)s pages"),
    ("reply", "reprint"): gettext_lazy("The reply was printed again, %(pages)s pages"),
    ("reply", "stop_print"): gettext_lazy("stopped the print of the reply before it began; its number stays"),
    ("reply", "dispatch"): gettext_lazy("dispatched the reply: %(delivery)s"),
}
# What a reader in a hurry looks for; the rest is small print.
KEY_EVENTS = frozenset(
    {
        "urge",
        "file",
        "refuse",
        "convert",
        "merge",
        "unmerge",
        "assign",
        "close",
        "withdraw",
        "send_back",
        "take_back",
        "sign",
        "number",
        "dispatch",
        "contact",
        "answer",
        "object",
        "give_back",
        "allow",
    }
)


# What other departments of the case do not read.
BETWEEN_TWO = frozenset({"coopinion", "objection", "extensionrequest"})
# Fields that hold a day.
DAYS = ("held_on", "until", "from", "to")


@dataclass(frozen=True)
class Story:
    """One event, told."""

    event: Event
    words: str
    reason: str

    @property
    def is_key(self) -> bool:
        return self.event.name in KEY_EVENTS


def stories(events: Iterable[Event], assignments: Iterable[Assignment], reader: User, seen: Iterable[Stateful]) -> list[Story]:
    """The events as sentences, in the order given; no query is made. `seen` are the opinions and requests that the reader sees."""
    tasks = list(assignments)
    open_to_reader = {(row._meta.model_name, row.pk) for row in seen}
    answers = permissions.holds(reader, "read.all") or any(task.answers and task.department_id == reader.department_id for task in tasks)
    names: dict[tuple[str, int], str] = {}
    for task in tasks:
        names["assignment", task.pk] = task.department.short_name
        opinion = getattr(task, "opinion", None)
        if opinion is not None:
            names["coopinion", opinion.pk] = task.department.short_name

    def told(event: Event) -> bool:
        # Why a draft or an opinion went back, or a request was made, is between those who may read it.
        if event.actor and event.actor.department_id == reader.department_id:
            return True
        if event.subject_type in BETWEEN_TWO:
            return (event.subject_type, event.subject_id) in open_to_reader
        return answers if event.subject_type == "reply" else True

    return [
        Story(event, _words(event, names.get((event.subject_type, event.subject_id), "")), event.reason if told(event) else "")
        for event in events
    ]


def _words(event: Event, department: str) -> str:
    fields: dict[str, Any] = _Blank(event.data | ({"department": department} if department else {}))
    for name in ("departments", "cases", "consents"):
        if isinstance(fields.get(name), list):
            fields[name] = "、".join(fields[name])
    if event.name == "contact" and fields.get("kind") in Contact.Kind.values:
        fields["kind"] = Contact.Kind(fields["kind"]).label
    for name in DAYS:
        if fields[name]:
            fields[name] = short_date(date.fromisoformat(fields[name]))
    sentence = SENTENCES.get((event.subject_type, "withdraw_agreed" if "consents" in event.data else event.name))
    if event.name == "object" and not fields["suggested"]:
        sentence = _("objected to the assignment")
    return str(sentence) % fields if sentence else _label(event)


class _Blank(dict[str, Any]):
    """Fields that an older event does not have are left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def _label(event: Event) -> str:
    """The label of the step in the table of its machine, for an event without a sentence of its own."""
    for model in apps.get_models():
        if issubclass(model, Stateful) and model._meta.model_name == event.subject_type:
            for row in model.machine.transitions:
                if row.event == event.name:
                    return str(row.label)
    return _("step “%s”") % event.name
