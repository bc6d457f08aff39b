"""The record of a case as sentences: who, as what, when, what, why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import permissions
from proposals.models import Assignment, Contact, Event, SendingBack, User
from proposals.models.stateful import Stateful
from proposals.templatetags.desk import short_date

# (kind of object, event) → the sentence after the name; %(…)s are fields of the event's data.
SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("proposal", "register"): gettext_lazy("registered the case"),
    ("proposal", "assign"): gettext_lazy("assigned the case: %(departments)s"),
    ("proposal", "unassign"): gettext_lazy("took the assignment back: %(departments)s"),
    ("proposal", "import"): gettext_lazy("took the case over with its published reply"),
    ("proposal", "begin"): gettext_lazy("Handling began"),
    ("proposal", "answer"): gettext_lazy("All departments have answered"),
    ("proposal", "close"): gettext_lazy("closed the case"),
    ("proposal", "rework"): gettext_lazy("had the answer of %(department)s worked on again"),
    ("proposal", "reopen"): gettext_lazy("The case is handled again: %(department)s answers once more"),
    ("proposal", "withdraw"): gettext_lazy("recorded the withdrawal of the case"),
    ("proposal", "withdraw_agreed"): gettext_lazy("recorded the withdrawal of the case, with the written consent of %(consents)s"),
    ("proposal", "file"): gettext_lazy("filed the case"),
    ("proposal", "refuse"): gettext_lazy("decided that the case is not filed"),
    ("proposal", "convert"): gettext_lazy("passed the case on as public opinion"),
    ("proposal", "merge"): gettext_lazy("put the case together with %(cases)s; each is answered to its own proposers"),
    ("proposal", "unmerge"): gettext_lazy("took the case apart from %(cases)s"),
    ("proposal", "lead"): gettext_lazy("made the case the leading one of those handled together"),
    ("assignment", "accept"): gettext_lazy("signed for the case"),
    ("assignment", "put_back"): gettext_lazy("took the receipt of %(department)s back"),
    ("proposal", "unbegin"): gettext_lazy("The case waits for its receipt again"),
    ("assignment", "import"): gettext_lazy("took the task over as published"),
    ("assignment", "urge"): gettext_lazy("urged %(department)s"),
    ("assignment", "finish"): gettext_lazy("The task of %(department)s is done"),
    ("assignment", "reopen"): gettext_lazy("%(department)s answers again (round %(round)s)"),
    ("coopinion", "submit"): gettext_lazy("submitted the opinion (text %(number)s)"),
    ("coopinion", "send_back"): gettext_lazy("sent the opinion of %(department)s back"),
    ("coopinion", "send_back_ground"): gettext_lazy("sent the opinion of %(department)s back (%(ground)s)"),
    ("coopinion", "adopt"): gettext_lazy("adopted the opinion of %(department)s"),
    ("assignment", "give_back"): gettext_lazy("%(department)s gave the case back"),
    ("proposal", "hand_back"): gettext_lazy("Handling begins again with another department"),
    ("objection", "object"): gettext_lazy("objected to the assignment; suggested: %(suggested)s"),
    ("objection", "accept"): gettext_lazy("accepted the objection of %(department)s"),
    ("objection", "refuse"): gettext_lazy("refused the objection of %(department)s"),
    ("objection", "take_back"): gettext_lazy("took the objection back"),
    ("extensionrequest", "ask"): gettext_lazy("asked for more time, until %(until)s"),
    ("extensionrequest", "allow"): gettext_lazy("allowed %(department)s more time, until %(until)s"),
    ("extensionrequest", "notify"): gettext_lazy("A notice of the longer time went to %(names)s"),
    ("extensionrequest", "told"): gettext_lazy("told the proposer of the longer time on %(told_on)s: %(how)s"),
    ("extensionrequest", "refuse"): gettext_lazy("refused %(department)s more time"),
    ("extensionrequest", "take_back"): gettext_lazy("took the request for more time back"),
    ("proposal", "archive"): gettext_lazy("archived the case; SHA-256 of the archive: %(sha256)s"),
    ("proposal", "choose"): gettext_lazy(
        "made it a priority case: %(sponsor)s (%(sponsor_office)s) sponsors it, chosen by %(chosen_by)s on %(on)s"
    ),
    ("proposal", "unchoose"): gettext_lazy("made it an ordinary case again"),
    ("supervision", "supervise"): gettext_lazy("asked %(department)s for an account by %(until)s"),
    ("supervision", "answer"): gettext_lazy("gave the account that was asked for (text %(number)s)"),
    ("supervision", "accept"): gettext_lazy("accepted the account of %(department)s"),
    ("supervision", "ask_again"): gettext_lazy("asked %(department)s again, by %(until)s"),
    ("commitment", "promise"): gettext_lazy("entered a promise, to be kept by %(until)s (%(owner)s): %(sentence)s"),
    ("commitment", "report"): gettext_lazy("reported on the promise: %(sentence)s"),
    ("commitment", "look_back"): gettext_lazy("%(department)s is asked how far its promise has come in %(year)s"),
    ("commitment", "look_back_by"): gettext_lazy("%(department)s is asked how far its promise has come in %(year)s (%(article)s)"),
    ("commitment", "keep"): gettext_lazy("reported the promise as kept on %(on)s: %(sentence)s"),
    ("commitment", "confirm"): gettext_lazy("confirmed the promise as kept: %(sentence)s"),
    ("commitment", "reject"): gettext_lazy("did not accept the promise as kept: %(sentence)s"),
    ("commitment", "change"): gettext_lazy("reported that circumstances changed: %(sentence)s"),
    ("commitment", "tell"): gettext_lazy("began the second reply (round %(round)s), which tells that the promise was kept"),
    ("disagreement", "raise"): gettext_lazy("raised a disagreement with %(other)s for %(department)s"),
    ("disagreement", "settle"): gettext_lazy("settled the disagreement of %(department)s with %(other)s"),
    ("disagreement", "settle_met"): gettext_lazy(
        "settled the disagreement of %(department)s with %(other)s after a meeting on %(met_on)s (%(participants)s)"
    ),
    ("disagreement", "let_go_on"): gettext_lazy("let the lead go on while %(department)s and %(other)s do not agree"),
    ("disagreement", "take_back"): gettext_lazy("took back the disagreement of %(department)s with %(other)s"),
    ("clock", "recalculate"): gettext_lazy("A due date was worked out anew by the announced calendar: %(from)s → %(to)s"),
    ("clock", "recalculate_by_rules"): gettext_lazy("had a due date worked out anew by the changed rules “%(rules)s”: %(from)s → %(to)s"),
    ("contact", "contact"): gettext_lazy("recorded a contact with the proposer: %(kind)s, %(held_on)s"),
    ("reply", "save"): gettext_lazy("saved text %(version)s of the reply"),
    ("reply", "figure"): gettext_lazy("added the figure “%(name)s” to the reply"),
    ("reply", "decide"): gettext_lazy("set the handling result and the publication"),
    ("reply", "submit"): gettext_lazy("sent the reply for review (text %(version)s)"),
    ("reply", "submit_standing"): gettext_lazy("sent the reply for review (text %(version)s); still agreed: %(stands)s"),
    ("reply", "take"): gettext_lazy("took a paragraph from the opinion of %(department)s into the reply (text %(version)s)"),
    ("reply", "co_sign"): gettext_lazy("co-signed the reply"),
    ("reply", "pass_on"): gettext_lazy("checked the reply and passed it on"),
    ("reply", "approve"): gettext_lazy("agreed to the reply"),
    ("reply", "sign"): gettext_lazy("signed the reply"),
    ("reply", "without_contact"): gettext_lazy("accepted the reason why the reply goes out without a contact"),
    ("reply", "send_back"): gettext_lazy("sent the reply back"),
    ("reply", "take_back"): gettext_lazy("took the reply back to the draft"),
    ("reply", "lead"): gettext_lazy("The text of the reply is written here from now on; %(case)s is no longer handled with it"),
    ("reply", "follow"): gettext_lazy("The reply was signed with that of %(with)s by %(signer)s"),
    ("reply", "import"): gettext_lazy("took the published reply over"),
    ("reply", "number"): gettext_lazy("numbered the reply: %(number)s"),
    ("reply", "print"): gettext_lazy("The reply was printed, %(pages)s pages"),
    ("reply", "reprint"): gettext_lazy("The reply was printed again, %(pages)s pages"),
    ("reply", "stop_print"): gettext_lazy("stopped the print of the reply before it began; its number stays"),
    ("ratinglink", "make"): gettext_lazy("made a rating link for %(proposer)s, good until %(until)s"),
    ("ratinglink", "revoke"): gettext_lazy("revoked the rating link of %(proposer)s"),
    ("rating", "rate"): gettext_lazy("rated answer %(round)s: %(words)s"),
    ("rating", "rate_by_link"): gettext_lazy("%(proposer)s rated answer %(round)s by personal link: %(words)s"),
    ("rating", "enter"): gettext_lazy("entered the paper form of %(proposer)s on answer %(round)s: %(words)s"),
    ("rating", "correct"): gettext_lazy("corrected the entry of the paper form of %(proposer)s: %(words)s"),
    ("settlement", "stands"): gettext_lazy("decided that the answer of %(department)s stands"),
    ("settlement", "meet"): gettext_lazy("recorded a meeting about the answer: %(held_on)s, %(participants)s"),
    ("reply", "dispatch"): gettext_lazy("dispatched the reply: %(delivery)s %(delivered_on)s"),
    ("delivery", "receipt"): gettext_lazy("added the receipt of %(who)s: received by %(received_by)s, %(received_on)s"),
    ("comment", "comment"): gettext_lazy("commented on paragraph %(paragraph)s of text %(version)s of the reply"),
    ("comment", "take_up"): gettext_lazy("changed the text for the comment on paragraph %(paragraph)s"),
    ("comment", "note"): gettext_lazy("left a note on paragraph %(paragraph)s"),
    ("comment", "set_aside"): gettext_lazy("did not take up the comment on paragraph %(paragraph)s"),
    ("comment", "close"): gettext_lazy("counted the comment on paragraph %(paragraph)s as settled"),
    ("comment", "reopen"): gettext_lazy("opened the comment on paragraph %(paragraph)s again"),
    ("proposer", "wish_yes"): gettext_lazy("noted that %(who)s agrees to the publication"),
    ("proposer", "wish_no"): gettext_lazy("noted that %(who)s does not want the publication"),
    ("proposer", "wish_open"): gettext_lazy("noted that it is open what %(who)s wishes about the publication"),
    ("publication", "open"): gettext_lazy("The reply is to be published: check it for personal data"),
    ("publication", "take"): gettext_lazy("took the reply, which was published elsewhere, up for publication here"),
    ("publication", "save"): gettext_lazy("saved text %(text)s for the public"),
    ("publication", "settle"): gettext_lazy("decided about %(settled)s findings in the text for the public (text %(text)s)"),
    ("publication", "check"): gettext_lazy("checked the text for the public (text %(text)s); nothing in it is open"),
    ("publication", "reopen"): gettext_lazy("opened the text for the public again"),
    ("publication", "publish"): gettext_lazy("published the reply (text %(text)s)"),
    ("publication", "correct"): gettext_lazy("corrected the public page of the reply (text %(text)s)"),
    ("publication", "withdraw"): gettext_lazy("withdrew the public page of the reply"),
    ("publication", "take_down"): gettext_lazy("took the public page of the reply down"),
    ("publication", "not_publish"): gettext_lazy("decided that the reply is not published"),
    ("publication", "take_up"): gettext_lazy("took the publication of the reply up again"),
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
        "unassign",
        "close",
        "archive",
        "choose",
        "unchoose",
        "supervise",
        "ask_again",
        "promise",
        "keep",
        "confirm",
        "reject",
        "change",
        "rework",
        "reopen",
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
        "raise",
        "settle",
        "let_go_on",
        "allow",
        "publish",
        "correct",
        "take_down",
        "not_publish",
    }
)


# What other departments of the case do not read.
BETWEEN_TWO = frozenset({"coopinion", "objection", "extensionrequest", "disagreement"})
# Fields that hold a day.
DAYS = ("held_on", "met_on", "until", "from", "to", "on", "told_on", "delivered_on", "received_on")


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
    names = _departments(tasks)

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


def sentences(events: Iterable[Event], assignments: Iterable[Assignment]) -> list[str]:
    """The events as sentences that read the same in every year, for the archive."""
    names = _departments(assignments)
    return [_words(event, names.get((event.subject_type, event.subject_id), ""), day=date.isoformat) for event in events]


def sentence(event: Event, department: str) -> str:
    """Who did it, and the event as a sentence."""
    return event.actor_name + _words(event, department)


def _departments(assignments: Iterable[Assignment]) -> dict[tuple[str, int], str]:
    """Whose task or opinion it is, by the kind of row and its id."""
    names: dict[tuple[str, int], str] = {}
    for task in assignments:
        names["assignment", task.pk] = task.department.short_name
        opinion = getattr(task, "opinion", None)
        if opinion is not None:
            names["coopinion", opinion.pk] = task.department.short_name
    return names


def _words(event: Event, department: str, day: Callable[[date], str] = short_date) -> str:
    fields: dict[str, Any] = _Blank(event.data | ({"department": department} if department else {}))
    for name in ("departments", "cases", "consents", "names"):
        if isinstance(fields.get(name), list):
            fields[name] = "、".join(fields[name])
    if event.name == "contact" and fields.get("kind") in Contact.Kind.values:
        fields["kind"] = Contact.Kind(fields["kind"]).label
    for name in DAYS:
        if fields[name]:
            fields[name] = day(date.fromisoformat(fields[name]))
    if "stands" in event.data:
        fields["stands"] = "、".join(
            _("%(name)s (text %(version)s)") % {"name": name, "version": n} for name, n in event.data["stands"].items()
        )
    if event.data.get("ground") in SendingBack:
        fields["ground"] = SendingBack(event.data["ground"]).label
    sentence = SENTENCES.get((event.subject_type, _variant(event)))
    if event.name == "object" and not fields["suggested"]:
        sentence = _("objected to the assignment")
    return str(sentence) % fields if sentence else _label(event)


def _variant(event: Event) -> str:
    """The name under which the sentence of an event stands, by what it has beside the usual."""
    variants = {
        "consents": "withdraw_agreed",
        "stands": "submit_standing",
        "ground": "send_back_ground",
        "met_on": "settle_met",
        "article": "look_back_by",
    }
    found = next((variants[name] for name in variants if name in event.data), event.name)
    return found if found.startswith(event.name) else event.name


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
