"""The standing words of a reply: its title, addressee, opening and copies, made from the case by the formulas of its rule set."""

import re
from collections.abc import Mapping, Sequence

from proposals.models import Assignment, Department, Group, Person, Proposal, Proposer
from proposals.models.master import RuleSet
from proposals.rules import Copy

# Where the formulas of all places say that the answer follows.
ANSWER = re.compile("，?现?答复如下")
# What a part is called with besides its name: 请答复有关道路一侧的内容。
EDGES = re.compile("^(请)?(负责)?(答复)?(有关|关于)?|(的?(有关|相关)?内容)?[。；;，,]*$")
PART = re.compile("(部分|问题|事项|建议|意见)$")


def title(case: Proposal, round_: int = 1) -> str:
    """对市十七届人大五次会议第0027号建议的答复; a later round is a 再次答复."""
    again = "再次" if round_ > 1 else ""
    return f"对{case.session.label}第{case.case_no}号{case.kind_word}的{again}答复"


def addressee(case: Proposal) -> str:
    """刘智、孙军代表：, or the names of the groups; whom the rule set names."""
    return addressed(case.rule_set, list(case.proposers.select_related("person", "group")))


def addressed(rules: RuleSet, proposers: Sequence[Proposer]) -> str:
    if rules.recipients != RuleSet.Recipients.EACH:
        proposers = [proposer for proposer in proposers if proposer.is_lead]
    names: dict[str, list[str]] = {}
    for proposer in proposers:
        who = proposer.who
        suffix = "" if isinstance(who, Group) else who.salutation.removeprefix(who.name)
        names.setdefault(suffix, []).append(str(who))
    return "，".join("、".join(group) + suffix for suffix, group in names.items()) + "："


def proposers_of(case: Proposal) -> list[Proposer]:
    """With their names; no query where a page has prefetched them."""
    found = case.proposers.all()
    prefetched = "proposers" in getattr(case, "_prefetched_objects_cache", {})
    return list(found if prefetched else found.select_related("person", "group"))


def co_handler_names(case: Proposal) -> list[str]:
    """The standard short names, in the order of assignment."""
    co_handlers = case.assignments.current().filter(mode=Assignment.Mode.CO).order_by("pk")
    return list(co_handlers.values_list("department__short_name", flat=True))


def joint_lead_names(assignment: Assignment, field: str = "short_name") -> list[str]:
    """The other departments that lead the case jointly with this one (双主办), in the order of assignment."""
    if assignment.mode != Assignment.Mode.JOINT_LEAD:
        return []
    others = assignment.proposal.assignments.current().filter(mode=Assignment.Mode.JOINT_LEAD).exclude(pk=assignment.pk)
    return list(others.order_by("pk").values_list(f"department__{field}", flat=True))


def consulted(case: Proposal, assignment: Assignment | None = None) -> str:
    """经会同市公安局、市教委研究, or 经研究 where nobody was consulted. Joint leads are named before the co-handlers."""
    names = [*(joint_lead_names(assignment) if assignment else ()), *co_handler_names(case)]
    return f"经会同{'、'.join(names)}研究" if names else "经研究"


def quoted_title(case: Proposal) -> str:
    """The title with the word for its kind at the end, as a letter quotes it."""
    return case.title if case.title.endswith(("建议", "提案", "议案", "意见")) else f"{case.title}的{case.kind_word}"


def part_answered(assignment: Assignment) -> str:
    """其中有关道路一侧的内容: the part that a department answers alone (分办); empty where it answers the whole."""
    if assignment.mode != Assignment.Mode.SPLIT:
        return ""
    part = EDGES.sub("", "".join(assignment.scope.split()))
    return f"其中{part}" if PART.search(part) else f"其中有关{part}的内容"


def opening(case: Proposal, assignment: Assignment | None = None) -> str:
    """The first sentence, by the rule set's formula; 您, 你们 or the form of address of a collective proposer.

    With the department's `assignment` it names those that lead jointly with it, and the part that it answers where others answer theirs.
    """
    sentence = _opening(case, assignment)
    part = part_answered(assignment) if assignment else ""
    return ANSWER.sub(f"，现就{part}答复如下", sentence, count=1) if part else sentence


def _opening(case: Proposal, assignment: Assignment | None) -> str:
    proposers = list(case.proposers.select_related("person", "group"))
    fields = {"title": quoted_title(case), "consulted": consulted(case, assignment), "case": f"第{case.case_no}号"}
    return opened(case.rule_set, proposers, fields)


def opened(rules: RuleSet, proposers: Sequence[Proposer], fields: Mapping[str, str]) -> str:
    """The formula with its `fields` filled in: title, consulted, case."""
    lead = next(proposer.who for proposer in proposers if proposer.is_lead)
    formulas = rules.opening_formulas
    if isinstance(lead, Group):
        return formulas.group.format(salutation=lead.form_of_address, **fields)
    several = len(proposers) > 1 and rules.recipients == RuleSet.Recipients.EACH
    return formulas.person.format(salutation="你们" if several else "您", **fields)


def contact(assignment: Assignment) -> str:
    """（联系单位及电话：…）, or an empty string where the department has entered neither."""
    line = assignment.department.contact_line
    return f"（联系单位及电话：{line}）" if line else ""


def copies(case: Proposal, department: Department | None = None) -> str:
    """One organ to a line: those that the rules name, those to whom the department copies all its replies, then the co-handlers."""
    standing = department.copies.splitlines() if department else []
    return "\n".join(dict.fromkeys([*(organ for organ, _copy in copied_by_rule(case, department)), *standing, *co_handler_names(case)]))


def copied_by_rule(case: Proposal, department: Department | None = None) -> list[tuple[str, Copy]]:
    """The organs that the rules of the place copy this reply to, each with its line of the rules."""
    asks = any("{elected_by}" in copy.organ for copy in case.rule_set.copy_rules)
    proposers = case.proposers.select_related("person") if asks else ()
    return copied(case.rule_set, department, case.session.region, [proposer.person for proposer in proposers if proposer.person])


def copied(rules: RuleSet, department: Department | None, region: str, people: Sequence[Person]) -> list[tuple[str, Copy]]:
    governs = department is not None and department.kind in (Department.Kind.GOVERNMENT, Department.Kind.DISTRICT)
    found: list[tuple[str, Copy]] = []
    for copy in rules.copy_rules:
        if (copy.government and not governs) or copy.region not in ("", region):
            continue
        if "{elected_by}" not in copy.organ:
            found.append((copy.organ, copy))
            continue
        elected_by = dict.fromkeys(person.elected_by for person in people if person.elected_by)
        found += [(copy.organ.replace("{elected_by}", place), copy) for place in elected_by]
    return found


def first_text(assignment: Assignment, round_: int = 1) -> dict[str, str]:
    """The fields of the first version of a draft. Joint leads issue it jointly (联合行文), unless the drafter decides otherwise."""
    case = assignment.proposal
    issuers = joint_lead_names(assignment, "full_name")
    return {
        "title": title(case, round_),
        "addressee": addressee(case),
        "body": opening(case, assignment),
        "contact": contact(assignment),
        "copies": copies(case, assignment.department),
        "notes": "",
        **({"issuers": "\n".join(issuers)} if issuers else {}),
    }
