"""Saving a rule set: what replies and ratings stand under is not taken out of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.actions import rule_sets
from proposals.actions.rule_sets import Saved
from proposals.errors import InvalidInput
from proposals.models import RuleSet, User
from proposals.rule_words import RATED
from replies.models import Rating, Reply


@transaction.atomic
def save_rules(rule_set: RuleSet, fields: Mapping[str, Any], *, base: Mapping[str, Any], by: User, work_out_again: bool = False) -> Saved:
    """As `proposals.actions.rule_sets.save_rule_set`; raises InvalidInput where something in use would be taken out."""
    permissions.check(by, "master.edit")
    if found := still_in_use(rule_set, fields):
        raise InvalidInput(" ".join(found.values()))
    return rule_sets.save_rule_set(rule_set, fields, base=base, by=by, work_out_again=work_out_again)


def still_in_use(rule_set: RuleSet, fields: Mapping[str, Any]) -> dict[str, str]:
    """Section → why it cannot be so: codes that would go, though replies or ratings stand under them. Two queries at most."""
    found = {}
    before = {one["code"]: one["label"] for one in rule_set.outcomes}
    gone = before.keys() - {one["code"] for one in fields["outcomes"]}
    replies = Reply.objects.filter(assignment__proposal__rule_set=rule_set, outcome__in=gone).order_by("outcome")
    used = [(before[code], n) for code, n in replies.values_list("outcome").annotate(n=Count("pk"))] if gone else []
    if used:
        found["outcomes"] = _used(used)
    if rated := _ratings_under(rule_set, fields):
        found["scales"] = _used(rated)
    return found


def _ratings_under(rule_set: RuleSet, fields: Mapping[str, Any]) -> list[tuple[str, int]]:
    gone = [
        (name, grade)
        for name, grades in rule_set.scales.items()
        for grade in grades
        if grade["code"] not in [one["code"] for one in fields["scales"].get(name, [])]
    ]
    if not gone:
        return []
    counted = {f"n{number}": Count("pk", filter=Q(**{f"grades__{name}": grade["code"]})) for number, (name, grade) in enumerate(gone)}
    totals = Rating.objects.filter(reply__assignment__proposal__rule_set=rule_set).aggregate(**counted)
    return [(f"{RATED[name]}·{grade['label']}", totals[f"n{n}"]) for n, (name, grade) in enumerate(gone) if totals[f"n{n}"]]


def _used(used: list[tuple[str, int]]) -> str:
    words = "、".join(_("“%(name)s” (%(n)s)") % {"name": name, "n": n} for name, n in used)
    return _("In use, and so it stays: %s. For another scheme copy the rule set as a new one and give it to the sessions to come.") % words
