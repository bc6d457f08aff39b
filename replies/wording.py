"""The standing words of a reply: its title, addressee, opening and copies, made from the case by the formulas of its rule set."""

from proposals.models import Assignment, Department, Group, Proposal
from proposals.models.master import RuleSet


def title(case: Proposal, round_: int = 1) -> str:
    """对市十七届人大五次会议第0027号建议的答复; a later round is a 再次答复."""
    again = "再次" if round_ > 1 else ""
    return f"对{case.session.label}第{case.case_no}号{case.kind_word}的{again}答复"


def addressee(case: Proposal) -> str:
    """刘智、孙军代表：, or the names of the groups; whom the rule set names."""
    proposers = list(case.proposers.select_related("person", "group"))
    if case.rule_set.recipients != RuleSet.Recipients.EACH:
        proposers = [proposer for proposer in proposers if proposer.is_lead]
    names: dict[str, list[str]] = {}
    for proposer in proposers:
        who = proposer.who
        suffix = "" if isinstance(who, Group) else who.salutation.removeprefix(who.name)
        names.setdefault(suffix, []).append(str(who))
    return "，".join("、".join(group) + suffix for suffix, group in names.items()) + "："


def co_handler_names(case: Proposal) -> list[str]:
    """The standard short names, in the order of assignment."""
    co_handlers = case.assignments.current().filter(mode=Assignment.Mode.CO).order_by("pk")
    return list(co_handlers.values_list("department__short_name", flat=True))


def consulted(case: Proposal) -> str:
    """经会同市公安局、市教委研究, or 经研究 where nobody was consulted."""
    co_handlers = co_handler_names(case)
    return f"经会同{'、'.join(co_handlers)}研究" if co_handlers else "经研究"


def quoted_title(case: Proposal) -> str:
    """The title with the word for its kind at the end, as a letter quotes it."""
    return case.title if case.title.endswith(("建议", "提案", "议案", "意见")) else f"{case.title}的{case.kind_word}"


def opening(case: Proposal) -> str:
    """The first sentence, by the rule set's formula; 您, 你们 or the form of address of a collective proposer."""
    proposers = list(case.proposers.select_related("person", "group"))
    lead = next(proposer.who for proposer in proposers if proposer.is_lead)
    fields = {"title": quoted_title(case), "consulted": consulted(case), "case": f"第{case.case_no}号"}
    formulas = case.rule_set.opening_formulas
    if isinstance(lead, Group):
        return formulas.group.format(salutation=lead.form_of_address, **fields)
    several = len(proposers) > 1 and case.rule_set.recipients == RuleSet.Recipients.EACH
    return formulas.person.format(salutation="你们" if several else "您", **fields)


def contact(assignment: Assignment) -> str:
    """（联系单位及电话：…）, or an empty string where the department has entered neither."""
    line = assignment.department.contact_line
    return f"（联系单位及电话：{line}）" if line else ""


def copies(case: Proposal, department: Department | None = None) -> str:
    """One organ to a line: those of the rule set, those to whom the department copies all its replies, then the co-handlers."""
    standing = department.copies.splitlines() if department else []
    return "\n".join(dict.fromkeys([*case.rule_set.copies, *standing, *co_handler_names(case)]))


def first_text(assignment: Assignment, round_: int = 1) -> dict[str, str]:
    """The fields of the first version of a draft."""
    case = assignment.proposal
    return {
        "title": title(case, round_),
        "addressee": addressee(case),
        "body": opening(case),
        "contact": contact(assignment),
        "copies": copies(case, assignment.department),
        "notes": "",
    }
