"""Rule sets: those that are shipped, and changing, copying and putting one back on screen.

A change holds from then on. What was told before stays: a clock keeps the limit with which it began, and a signed letter what it was
signed with (`Clock.rule`, `Reply.frame`). Whoever saves may have the open due dates worked out anew, as after a change of the calendar.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.actions.clocks import work_out_by_rules
from proposals.actions.masters import changes_of, locked, record
from proposals.errors import InvalidInput, WrongState
from proposals.models import RuleSet, User
from proposals.rule_differences import FIELDS, Difference, Merged, differences, merge

SHIPPED = Path(__file__).resolve().parent.parent / "rule_sets"


class RulesChangedMeanwhile(WrongState):
    """Somebody saved after the page was opened. Carries what the row says now and what comes of both, so that nothing is lost."""

    def __init__(self, rule_set: RuleSet, base: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        last = changes_of(rule_set).first()
        who = _("%(name)s saved this rule set after you opened it. Both of your changes are here.") % {"name": last.user} if last else ""
        super().__init__(who or _("This rule set was changed after you opened it. Both of your changes are here."))
        self.now = fields_of(rule_set)
        self.theirs: list[Difference] = differences(base, self.now)
        self.merged: Merged = merge(base, mine, self.now)


@dataclass(frozen=True)
class Saved:
    """What a save did: the pieces that changed, in words, and how many open due dates were worked out anew."""

    changed: list[Difference]
    worked_out: int


def fields_of(rule_set: RuleSet) -> dict[str, Any]:
    """What the editor changes of a rule set; a copy."""
    return {name: deepcopy(getattr(rule_set, name)) for name in FIELDS}


def with_fields(rule_set: RuleSet, fields: Mapping[str, Any]) -> RuleSet:
    """The rule set as it would be; it is not meant to be saved."""
    return RuleSet(pk=rule_set.pk, code=rule_set.code, kind=rule_set.kind, **fields)


def shipped_fields(code: str) -> dict[str, Any] | None:
    """A rule set as it is shipped; None for one that the place made itself."""
    path = SHIPPED / f"{code}.json"
    if path not in SHIPPED.glob("*.json"):
        return None
    return fields_of(RuleSet(**json.loads(path.read_text(encoding="utf-8"))))


@transaction.atomic
def save_rule_set(
    rule_set: RuleSet, fields: Mapping[str, Any], *, base: Mapping[str, Any], by: User, work_out_again: bool = False
) -> Saved:
    """Writes the fields over `base`, what the page was made of, and records each change before → after in the log of the master data.

    Raises RulesChangedMeanwhile where the row no longer says `base`, InvalidInput for what the parsers refuse. With `work_out_again`
    the open due dates that the rules would set otherwise are worked out anew, each with an event in its case.
    """
    permissions.check(by, "master.edit")
    row: RuleSet = locked(rule_set)
    now = fields_of(row)
    if now != base:
        raise RulesChangedMeanwhile(row, base, fields)
    changed = differences(now, fields)
    if changed:
        for name in FIELDS:
            setattr(row, name, fields[name])
        try:
            row.full_clean()
        except ValidationError as error:
            raise InvalidInput(" ".join(error.messages)) from error
        row.save()
        # A line for each, since what a rule says is long.
        told = "\n".join(str(one) for one in changed)
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, change_message=told, single_object=True)
    return Saved(changed, work_out_by_rules(row, by=by) if work_out_again else 0)


@transaction.atomic
def copy_rule_set(rule_set: RuleSet, *, code: str, name: str, kind: str, by: User) -> RuleSet:
    """A rule set of its own that begins as this one; no session uses it yet. Raises InvalidInput for a code that is taken."""
    permissions.check(by, "master.edit")
    made = RuleSet(**fields_of(rule_set) | {"code": code, "name": name.strip(), "kind": kind})
    try:
        made.full_clean()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    made.save()
    copied = (RuleSet._meta.get_field("name").verbose_name, "", _("%(name)s, a copy of “%(of)s”") % {"name": made, "of": rule_set})
    record(made, [copied], by=by, new=True)
    return made


@transaction.atomic
def load_shipped(*, replace: bool = False) -> list[RuleSet]:
    """Adds the shipped rule sets that are missing. With `replace`, puts shipped ones back to what was shipped."""
    loaded = []
    for path in sorted(SHIPPED.glob("*.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))
        rule_set = RuleSet.objects.filter(code=fields["code"]).first()
        if rule_set is None or replace:
            rule_set = RuleSet(pk=rule_set.pk if rule_set else None, **fields)
            rule_set.full_clean(validate_unique=False)
            rule_set.save()
        loaded.append(rule_set)
    return loaded


def last_changes() -> dict[int, LogEntry]:
    """The newest change of each rule set that was ever changed here or in the admin. Two queries."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(RuleSet))
    newest = entries.values("object_id").annotate(newest=Max("pk")).values("newest")
    return {int(one.object_id or 0): one for one in LogEntry.objects.filter(pk__in=newest).select_related("user")}
