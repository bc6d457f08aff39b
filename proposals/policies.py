"""What a place decides beside its limits, as typed values: intake, objections, joint proposals, contact, ratings, publication, reminders.

The values are data in `RuleSet` rows; this module says what can be chosen and refuses the rest. Each carries the article that it comes
from, or says that it is assumed. The clauses of local regulations that each choice was read in stand in docs/reference/rules.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.rules import LIMITS, build, is_month_day, must

# Policy → what may be chosen; the first is what holds where a rule set is silent.
POLICIES: Mapping[str, tuple[str, ...]] = {
    # Whether a case is filed (立案) before it is assigned.
    "filing": ("not_needed", "needed"),
    # 撤回: at any time while it is handled, only before 交办, or, of a joint one, with the consent of all who signed.
    "withdrawal": ("while_handled", "before_assignment", "all_signers"),
    # What becomes of an objection (退办) that comes after its days.
    "late_objection": ("refused", "accepted"),
    # Whether the clock of the answer stands still while an objection is undecided.
    "objection_clock": ("runs", "stands"),
    # The clock of the department that takes over: from its own assignment, or as it ran for the first one.
    "reassigned_clock": ("restarts", "goes_on"),
    # Contact with the proposer (面商) that must be on record before the signature.
    "contact": ("not_needed", "any", "face", "face_by_head", "three_phases"),
    # Whom the lead of a joint proposal answers stands in RuleSet.recipients; who rates:
    "raters": ("each", "lead"),
    # A rating that did not come back after a reminder.
    "unreturned": ("left_out", "counted"),
    # 不满意: the case is handled again always, or where the assigning body says so.
    "rework": ("by_decision", "always"),
    # Still dissatisfied after the second answer.
    "still_dissatisfied": ("none", "meeting", "evaluation"),
    # After a change, a co-handler co-signs again where its own paragraphs changed, or always.
    "co_sign_again": ("changed", "all"),
    # Who signs the reply to a priority case (重点).
    "priority_signer": ("head", "chain"),
    # What is published where nothing speaks against it.
    "publication": ("full", "summary", "as_signed"),
    # Whether promises are followed up in the ledger (承诺事项) until they are kept.
    "commitments": ("followed", "not_followed"),
    # 回头看: from which day of the year on a department is asked about its open promises; any month-day.
    "look_back": ("10-1",),
}
DAYS = frozenset({"look_back"})
# A form has room for so many grades, of so many characters.
MOST_GRADES, LONGEST_LABEL = 5, 6
RATED = ("attitude", "reply", "relevance", "result", "promise")
RECIPIENTS = ("handler", "office", "leader", "coordinator", "proposer")


@dataclass(frozen=True)
class Policy:
    value: str
    article: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Grade:
    """One grade of a scale. `dissatisfied` grades need a reason and may lead to a second answer."""

    code: str
    label: str
    satisfied: bool = False
    dissatisfied: bool = False


@dataclass(frozen=True)
class Reminder:
    """Who is told when a clock comes near its end: `days` before it, or after it where negative; working days do not matter here."""

    clock: str
    days: int
    to: str
    article: str = ""


def parse_policies(value: Any) -> dict[str, Policy]:
    """Every policy, with the first choice for those of which the rule set is silent."""
    must(isinstance(value, dict), _("Policies are an object of name → policy."))
    for name in value:
        must(name in POLICIES, _("“%(name)s” is not a policy that is known: %(known)s.") % {"name": name, "known": ", ".join(POLICIES)})
    silent = {name: Policy(choices[0], assumed=True) for name, choices in POLICIES.items()}
    return silent | {name: parse_policy(given, name) for name, given in value.items()}


def parse_policy(given: Any, name: str) -> Policy:
    policy: Policy = build(Policy, given, name)
    known = ", ".join(POLICIES[name])
    if name in DAYS:
        must(is_month_day(policy.value), _("%(name)s: an absolute date reads month-day, such as 5-31.") % {"name": name}, "value")
    else:
        must(policy.value in POLICIES[name], _("%(name)s: choose one of %(known)s.") % {"name": name, "known": known}, "value")
    must(bool(policy.article) or policy.assumed, _("%(name)s: name the article, or say that it is assumed.") % {"name": name}, "article")
    return policy


def parse_scales(value: Any) -> dict[str, tuple[Grade, ...]]:
    """What is rated → its grades, best first."""
    must(isinstance(value, dict) and bool(value), _("Scales are an object of what is rated → its grades."))
    for name in value:
        must(name in RATED, _("“%(name)s” is not rated: %(known)s.") % {"name": name, "known": ", ".join(RATED)})
    return {name: parse_scale(given, name) for name, given in value.items()}


def parse_scale(given: Any, name: str) -> tuple[Grade, ...]:
    sized = isinstance(given, list) and 1 < len(given) <= MOST_GRADES
    must(sized, _("%(name)s: a scale has two grades at least and %(most)s at most.") % {"name": name, "most": MOST_GRADES})
    grades = tuple(parse_grade(one, name) for one in given)
    must(len({grade.code for grade in grades}) == len(grades), _("%(name)s: two grades share a code.") % {"name": name})
    return grades


def parse_grade(given: Any, name: str) -> Grade:
    grade: Grade = build(Grade, given, name)
    must(bool(grade.code), _("%(name)s: every grade has a code.") % {"name": name}, "code")
    labelled = 0 < len(grade.label.strip()) <= LONGEST_LABEL
    most = {"name": name, "most": LONGEST_LABEL}
    must(labelled, _("%(name)s: every grade has a label of at most %(most)s characters.") % most, "label")
    must(not (grade.satisfied and grade.dissatisfied), _("%(name)s: a grade cannot be both.") % {"name": name}, "stands")
    return grade


def parse_reminders(value: Any) -> tuple[Reminder, ...]:
    must(isinstance(value, list), _("Reminders are a list."))
    reminders = tuple(parse_reminder(one) for one in value)
    must(len(set(reminders)) == len(reminders), _("A reminder is named twice."))
    return reminders


def parse_reminder(given: Any) -> Reminder:
    one: Reminder = build(Reminder, given, "reminders")
    known = {"name": one.clock, "known": ", ".join(LIMITS)}
    must(one.clock in LIMITS, _("“%(name)s” is not a limit that is known: %(known)s.") % known, "clock")
    must(one.to in RECIPIENTS, _("A reminder goes to one of %(known)s.") % {"known": ", ".join(RECIPIENTS)}, "to")
    must(-365 <= one.days <= 365, _("A reminder comes within a year of the date."), "days")
    return one
