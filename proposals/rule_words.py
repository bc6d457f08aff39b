"""What the parts of a rule set are called, and what a value says, in words: for its editor, and for the record of its changes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proposals.policies import DAYS, POLICIES
from proposals.policies import RECIPIENTS as RECEIVERS
from proposals.rules import DEPUTY_HEAD, HEAD, OFFICE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words = Mapping[str, "str | _StrPromise"]

SECTIONS: Words = {
    "name": gettext_lazy("name"),
    "limits": gettext_lazy("Time limits"),
    "extensions": gettext_lazy("How far a limit may be put off"),
    "outcomes": gettext_lazy("Handling results"),
    "review_chain": gettext_lazy("Review and signature"),
    "openings": gettext_lazy("Opening sentences"),
    "recipients": gettext_lazy("Who is answered"),
    "copies": gettext_lazy("Copies"),
    "scales": gettext_lazy("Scales of the rating"),
    "policies": gettext_lazy("What the place decides"),
    "reminders": gettext_lazy("Reminders"),
    "sources": gettext_lazy("Sources"),
}
LIMITS: Words = {
    "receipt": gettext_lazy("Receipt"),
    "objection": gettext_lazy("Objection"),
    "reassignment": gettext_lazy("Decision on an objection"),
    "first_contact": gettext_lazy("First contact"),
    "opinion": gettext_lazy("Opinion of co-handlers"),
    "opinion_again": gettext_lazy("Opinion given again"),
    "answer": gettext_lazy("Answer"),
    "answer_difficult": gettext_lazy("Answer, wide or difficult"),
    "publication": gettext_lazy("Publication of the answer"),
    "feedback": gettext_lazy("Return of the rating"),
    "rework": gettext_lazy("Answer after rework"),
}
UNITS: Words = {
    "months": gettext_lazy("calendar months"),
    "days": gettext_lazy("days"),
    "working_days": gettext_lazy("working days"),
    "date": gettext_lazy("a day of the year (month-day)"),
}
ANCHORS: Words = {
    "assigned": gettext_lazy("from the assignment"),
    "received": gettext_lazy("from the receipt"),
    "returned": gettext_lazy("from the sending back"),
    "signed": gettext_lazy("from the signature"),
}
ON_DAY_OFF: Words = {
    "stay": gettext_lazy("stays on a day off"),
    "next": gettext_lazy("goes on to the next working day"),
    "previous": gettext_lazy("goes back to the working day before"),
}
STEPS: Words = {
    OFFICE: gettext_lazy("Office reviewer"),
    DEPUTY_HEAD: gettext_lazy("Leader in charge"),
    HEAD: gettext_lazy("Main leader"),
}
RECIPIENTS: Words = {
    "each": gettext_lazy("Every proposer"),
    "lead": gettext_lazy("The lead proposer alone"),
    "lead_relays": gettext_lazy("The lead proposer, who tells the others"),
}
OPENINGS: Words = {"person": gettext_lazy("To a person"), "group": gettext_lazy("To a collective proposer")}
RATED: Words = {
    "attitude": gettext_lazy("Manner of handling"),
    "reply": gettext_lazy("Answer itself"),
    "relevance": gettext_lazy("To the point"),
    "result": gettext_lazy("Result of handling"),
    "promise": gettext_lazy("Keeping of promises"),
}
STANDS: Words = {
    "satisfied": gettext_lazy("counts as satisfied"),
    "": gettext_lazy("in between"),
    "dissatisfied": gettext_lazy("counts as dissatisfied"),
}
_WHO = (
    gettext_lazy("the handler"),
    gettext_lazy("the office"),
    gettext_lazy("the leader in charge"),
    gettext_lazy("the coordinator"),
    gettext_lazy("the proposer"),
)
REMINDED: Words = dict(zip(RECEIVERS, _WHO, strict=True))
POLICY: Words = {
    "filing": gettext_lazy("Filing before assignment"),
    "withdrawal": gettext_lazy("Withdrawal of a case"),
    "late_objection": gettext_lazy("Objection after its days"),
    "objection_clock": gettext_lazy("Limit of the answer while an objection is open"),
    "reassigned_clock": gettext_lazy("Limit of whoever takes over"),
    "contact": gettext_lazy("Contact with the proposer before the signature"),
    "raters": gettext_lazy("Who rates a joint proposal"),
    "unreturned": gettext_lazy("Rating not returned after a reminder"),
    "rework": gettext_lazy("Handled again where dissatisfied"),
    "still_dissatisfied": gettext_lazy("Dissatisfied with the second answer too"),
    "co_sign_again": gettext_lazy("Co-signature after a change"),
    "priority_signer": gettext_lazy("Signature of a priority case"),
    "publication": gettext_lazy("Publication of the answer"),
    "commitments": gettext_lazy("Ledger of promises"),
    "look_back": gettext_lazy("Yearly look back, from (month-day)"),
}
CHOICES: Mapping[str, Words] = {
    "filing": {"not_needed": gettext_lazy("assigned as it comes in"), "needed": gettext_lazy("filed first")},
    "withdrawal": {
        "while_handled": gettext_lazy("at any time while handled"),
        "before_assignment": gettext_lazy("only before the assignment"),
        "all_signers": gettext_lazy("of a joint one, if all signers agree"),
    },
    "late_objection": {"refused": gettext_lazy("refused"), "accepted": gettext_lazy("taken all the same")},
    "objection_clock": {"runs": gettext_lazy("goes on running"), "stands": gettext_lazy("stands still")},
    "reassigned_clock": {"restarts": gettext_lazy("begins anew"), "goes_on": gettext_lazy("goes on as it ran")},
    "contact": {
        "not_needed": gettext_lazy("not asked for"),
        "any": gettext_lazy("once, in any way"),
        "face": gettext_lazy("face to face"),
        "face_by_head": gettext_lazy("face to face, by the head"),
        "three_phases": gettext_lazy("before, during and after"),
    },
    "raters": {"each": gettext_lazy("every proposer"), "lead": gettext_lazy("the lead alone")},
    "unreturned": {"left_out": gettext_lazy("left out of the rate"), "counted": gettext_lazy("counted in the rate")},
    "rework": {"by_decision": gettext_lazy("if the assigning body says so"), "always": gettext_lazy("always")},
    "still_dissatisfied": {
        "none": gettext_lazy("no further step"),
        "meeting": gettext_lazy("a meeting of both sides"),
        "evaluation": gettext_lazy("an evaluation"),
    },
    "co_sign_again": {"changed": gettext_lazy("where its own paragraphs changed"), "all": gettext_lazy("after every change")},
    "priority_signer": {HEAD: gettext_lazy("by the main leader"), "chain": gettext_lazy("by the last of the review chain")},
    "publication": {
        "full": gettext_lazy("in full"),
        "summary": gettext_lazy("as a summary"),
        "as_signed": gettext_lazy("as decided with the signature"),
    },
    "commitments": {"followed": gettext_lazy("followed until kept"), "not_followed": gettext_lazy("not followed")},
}
# What a formula or the name of an organ has filled in, as a reader of the form knows it.
PARTS: Words = {
    "salutation": gettext_lazy("form of address"),
    "title": gettext_lazy("title of the case"),
    "consulted": gettext_lazy("who was consulted"),
    "case": gettext_lazy("number of the case"),
    "elected_by": gettext_lazy("place of election"),
}
ASSUMED = "assumed"
NONE = "—"


def shown(text: str) -> str:
    """A formula with the names of its parts in words."""
    for name, word in PARTS.items():
        text = text.replace(f"{{{name}}}", f"{{{word}}}")
    return text


def kept(text: str) -> str:
    """A formula as it is kept: the inverse of `shown`."""
    for name, word in PARTS.items():
        text = text.replace(f"{{{word}}}", f"{{{name}}}")
    return text


def limit(given: Mapping[str, Any]) -> str:
    """3 calendar months, from the assignment (代表法第五十一条)."""
    day_off = given.get("on_day_off", "stay")
    parts = [_amount(given), str(ANCHORS[given["anchor"]]), "" if day_off == "stay" else str(ON_DAY_OFF[day_off])]
    return _with_article(_(", ").join(part for part in parts if part), given)


def extension(given: Mapping[str, Any]) -> str:
    how = _("%(amount)s in all") if given.get("total") else _("%(amount)s more")
    told = _("the proposer is told") if given.get("tell") else ""
    return _with_article(_(", ").join(part for part in (how % {"amount": _amount(given)}, told) if part), given)


def outcomes(given: list[dict[str, Any]]) -> str:
    return _("; ").join(_outcome(one) for one in given) or NONE


def _outcome(one: Mapping[str, Any]) -> str:
    mark = _("printed “%s”") % one["mark"] if one.get("mark") else ""
    code = "" if one["code"] == one["label"] else _("code %s") % one["code"]
    parts = [one["label"], code, str(one["meaning"]), mark, _("counts as adopted") if one.get("adopted") else ""]
    return _(", ").join(part for part in parts if part)


def copies(given: list[Any]) -> str:
    return _("; ").join(_copy({"organ": one} if isinstance(one, str) else one) for one in given) or NONE


def _copy(one: Mapping[str, Any]) -> str:
    n = one.get("count", 1)
    region = _("cases of %s alone") % one["region"] if one.get("region") else ""
    some = ngettext("%(n)s copy", "%(n)s copies", n) % {"n": n} if n > 1 else ""
    parts = [shown(one["organ"]), _("government departments alone") if one.get("government") else "", region, some]
    return _(", ").join(str(part) for part in parts if part)


def scale(given: list[dict[str, Any]]) -> str:
    return "、".join(f"{one['label']}（{STANDS[stands(one)]}）" for one in given)


def stands(grade: Mapping[str, Any]) -> str:
    return "satisfied" if grade.get("satisfied") else "dissatisfied" if grade.get("dissatisfied") else ""


def reminders(given: list[dict[str, Any]]) -> str:
    return _("; ").join(_reminder(one) for one in given) or NONE


def _reminder(one: Mapping[str, Any]) -> str:
    words = {"limit": LIMITS[one["clock"]], "n": abs(one["days"]), "who": REMINDED[one["to"]]}
    if not one["days"]:
        said = _("%(limit)s: on the last day, %(who)s") % words
    elif one["days"] > 0:
        said = _("%(limit)s: %(n)s days before, %(who)s") % words
    else:
        said = _("%(limit)s: %(n)s days after, %(who)s") % words
    return _with_article(said, one)


def policy(name: str, given: Mapping[str, Any]) -> str:
    value = given["value"]
    return _with_article(value if name in DAYS else str(CHOICES[name][value]), given)


def silent(name: str) -> str:
    """What holds where the rule set says nothing of a policy."""
    first = POLICIES[name][0]
    return first if name in DAYS else str(CHOICES[name][first])


def source(given: str) -> str:
    return given.removesuffix(ASSUMED) + _("(assumed)") if given.endswith(ASSUMED) else given


def _amount(given: Mapping[str, Any]) -> str:
    count = given["count"]
    if isinstance(count, str):
        return _("by %s of the year") % count
    words = {
        "months": ngettext("%(n)s calendar month", "%(n)s calendar months", count),
        "days": ngettext("%(n)s day", "%(n)s days", count),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", count),
    }
    return words[given["unit"]] % {"n": count}


def _with_article(said: str, given: Mapping[str, Any]) -> str:
    rule = _(", ").join(part for part in (given.get("article", ""), _("assumed") if given.get("assumed") else "") if part)
    return _("%(said)s (%(rule)s)") % {"said": said, "rule": rule} if rule else said


# Field → (what its items are called, what one says); a field that is not here is one value, see `ALONE`.
ITEMS: Mapping[str, tuple[Words, Callable[[str, Any], str]]] = {
    "limits": (LIMITS, lambda _name, given: limit(given)),
    "extensions": (LIMITS, lambda _name, given: extension(given)),
    "openings": (OPENINGS, lambda _name, given: shown(given)),
    "scales": (RATED, lambda _name, given: scale(given)),
    "policies": (POLICY, policy),
    "sources": (SECTIONS, lambda _name, given: source(given)),
}
ALONE: Mapping[str, Callable[[Any], str]] = {
    "name": str,
    "recipients": lambda given: str(RECIPIENTS[given]),
    "review_chain": lambda given: " → ".join(str(STEPS[step]) for step in given),
    "outcomes": outcomes,
    "copies": copies,
    "reminders": reminders,
}
