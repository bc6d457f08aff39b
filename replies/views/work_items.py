"""The rows of “my work” as they are read: what is due, why it is here, and the one next step."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, CoOpinion, ExtensionRequest, Objection, Proposal
from proposals.states import AssignmentState, OpinionState
from proposals.views.buttons import Button
from replies.models import Reply
from replies.states import ReplyState
from replies.views import work_co_handling, work_follow_up, work_publication, work_ratings
from replies.views.work_kinds import Group, Item, Kind, Work
from replies.views.work_sentences import SENTENCES, space
from replies.work import Amounts, Waiting
from replies.work_rows import rows_of

# In the order in which a case walks through the house.
GROUPS: dict[str, Group] = {
    "file": Group(_("File cases"), _("Whether a proposal is filed, and if not on what ground"), _("Decide on the filing")),
    "assign": Group(_("Assign cases"), _("Not yet handed to a department"), _("Assign")),
    "objection": Group(_("Decide on objections"), _("A department holds that a case is not its own"), _("Answer the request")),
    "extension": Group(_("Decide on more time"), _("Asked for before the date on which it is due"), _("Answer the request")),
    "accept": Group(_("Sign for cases"), _("Newly assigned to your department"), _("Sign for")),
    "opinion": Group(_("Give opinions"), _("The lead is waiting for your department"), _("Write the opinion")),
    "judge": Group(_("Judge opinions"), _("Adopt, or send back with a reason"), _("Judge")),
    "revise": Group(_("Revise drafts"), _("Sent back: revise, then send for review again"), _("Revise")),
    "draft": Group(_("Write replies"), "", _("Write on")),
    "co_sign": Group(_("Co-sign"), _("The lead’s draft needs your department’s agreement"), _("Read and co-sign")),
    "review": Group(_("Check drafts"), "", _("Check")),
    "approve": Group(_("Approve drafts"), "", _("Read")),
    "sign": Group(_("Sign replies"), _("From the signature on the text cannot be changed"), _("Read and sign")),
    "number": Group(_("Number and print"), _("Signed replies; the next numbers follow without a gap"), _("Number and print")),
    "dispatch": Group(_("Dispatch"), _("Printed, to be delivered to the proposer"), _("Record the dispatch")),
    "close": Group(_("Close cases"), _("Every department has answered"), _("Close")),
}
# The field that the step of a kind is written in.
FIELDS = {"opinion": "id_text", "supervision": "id_text", "fulfil": "id_text", "look_back": "id_text", "disagreement": "id_decision"}
# What other areas add, in the same order: kind → how its rows are shown.
FURTHER: dict[str, Kind] = {**work_co_handling.KINDS, **work_ratings.KINDS, **work_follow_up.KINDS, **work_publication.KINDS}
ORDER: dict[str, Group] = GROUPS | {code: kind.group for code, kind in FURTHER.items()}


def work_of(waiting: Iterable[Waiting], today: date, *, most: int | None = None, of: Amounts | None = None) -> list[Work]:
    """The groups of what waits, of each the first rows; those with something late come first, then the order of `ORDER`.

    `of` is how much there is, where that is more than is given.
    """
    kinds: dict[str, list[Waiting]] = defaultdict(list)
    for one in waiting:
        kinds[one.kind].append(one)
    # Which of the leader's drafts are to be signed is seen in the rows alone.
    chosen = [one for kind, found in kinds.items() for one in (found if kind == "approve" else found[:most])]
    items: dict[str, list[Item]] = {code: [] for code in ORDER}
    counts, late = Counter[str](), Counter[str]()
    for one, row in rows_of(chosen):
        code, item = _item(one.kind, row)
        items[code].append(item)
        counts[code] += 1
        late[code] += is_late(one, today)
    of = of or Amounts(Counter((one.kind, one.due) for found in kinds.values() for one in found))
    for kind in kinds:
        counts[code_of(kind)] += of.by_kind[kind] - sum(one.kind == kind for one in chosen)
        late[code_of(kind)] += of.late_by_kind[kind] - sum(one.kind == kind and is_late(one, today) for one in chosen)
    for mine in items.values():
        mine.sort(key=lambda item: (item.due_on is None, item.due_on or today, item.case.case_no))
    groups = [Work(code, ORDER[code], mine[:most], counts[code], late[code]) for code, mine in items.items() if mine]
    return sorted(groups, key=lambda group: not group.late)


def is_late(one: Waiting, today: date) -> bool:
    return one.due is not None and one.due < today


def code_of(kind: str) -> str:
    """The group in which the kind shows."""
    return "draft" if kind == "begin" else kind


def _item(kind: str, row: Any) -> tuple[str, Item]:
    """(group, item) of a row of `work_rows`."""
    code = code_of(kind)
    if kind == "approve" and row.machine.find(row, "approve").target == ReplyState.SIGNED:
        code = "sign"
    case = row.case
    if further := FURTHER.get(kind):
        button = Button(f"{kind}-{row.pk}", further.group.action, _to_field(kind, reverse(further.url, args=[row.pk])), post=further.post)
        return code, Item(case, row.due, further.what, further.sentence(row), case_page(case), button)
    url, post = _next_step(kind, row)
    page = reverse("reply_detail", args=[row.pk]) if isinstance(row, Reply) else case_page(case)
    label: Promise | str = _("Begin writing") if kind == "begin" else GROUPS[code].action
    button = Button(f"{kind}-{row.pk}", label, url, post=post)
    return code, Item(case, row.due, _what(row), SENTENCES[kind](row) + _together(row), page, button, _is_provisional(row))


def _together(row: Any) -> str:
    """That the step is taken for several cases at once; each signed letter goes its own way."""
    count = getattr(row, "together", 1)
    if count < 2 or getattr(row, "signed_version_id", None):
        return ""
    return space() + gettext("For the %s cases handled together.") % count


def _what(row: Any) -> Promise | str:
    """What the date of a row is that of; a co-handler owes an opinion, not an answer."""
    if isinstance(row, Proposal):
        return ""
    if isinstance(row, Objection):
        return _("decision due") if row.due else ""  # type: ignore[attr-defined]  # given by `work_rows`
    if _is_to_sign(row):
        return _("signing for the case due")
    if isinstance(row, ExtensionRequest):
        return _("answer due") if row.assignment.answers else _("opinion due")
    if isinstance(row, CoOpinion):
        return _("opinion due") if row.state != OpinionState.SUBMITTED else _("answer due")
    return _("answer due") if isinstance(row, Reply) or row.answers else _("opinion due")


def _is_provisional(row: Any) -> bool:
    """Whether the date was counted over a year whose days off are not announced yet; an opinion to judge is due with the own answer."""
    if _is_to_sign(row):
        return bool(row.to_sign_by_is_provisional)
    task = row if isinstance(row, Assignment) else getattr(row, "assignment", None)
    return bool(task and task.due_is_provisional and row.due == task.due_on)


def _is_to_sign(row: Any) -> bool:
    """Whether the date is that by which to sign for the case; where the rules have none, it is that of the answer or the opinion."""
    return isinstance(row, Assignment) and row.state == AssignmentState.TO_SIGN and row.to_sign_by is not None  # type: ignore[attr-defined]


def case_page(case: Proposal) -> str:
    return reverse("case_detail", args=[case.pk])


def _next_step(kind: str, row: Any) -> tuple[str, bool]:
    """(address, whether it is sent as a form) of the next step."""
    one_click = {"accept": "assignment_accept", "begin": "reply_start", "close": "case_close"}
    if kind == "close" and not row.is_rated:
        return case_page(row), False  # that nobody can rate it any more is told there, above the button
    if kind in one_click:
        return reverse(one_click[kind], args=[row.pk]), True
    if kind == "number":
        return f"{reverse('printing_room')}?reply={row.pk}", False
    names = {
        "file": "case_filing",
        "assign": "case_assign",
        "opinion": "opinion_detail",
        "judge": "opinion_detail",
        "objection": "objection_detail",
        "extension": "extension_detail",
        "revise": "reply_edit",
        "draft": "reply_edit",
        "dispatch": "reply_dispatch",
    }
    return _to_field(kind, reverse(names.get(kind, "reply_review"), args=[row.pk])), False


def _to_field(kind: str, address: str) -> str:
    """The page with the field in focus in which the step is written; where its name stands in the address no script is needed."""
    return f"{address}#{FIELDS[kind]}" if kind in FIELDS else address
