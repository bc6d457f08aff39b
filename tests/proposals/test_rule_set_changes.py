"""Changing a rule set: what is recorded, what two people change at once, and that told dates move only where somebody says so."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone, translation

from proposals.actions import cases
from proposals.actions.clocks import changes_by_rules
from proposals.actions.masters import changes_of
from proposals.actions.rule_sets import (
    RulesChangedMeanwhile,
    copy_rule_set,
    fields_of,
    last_changes,
    save_rule_set,
    shipped_fields,
    with_fields,
)
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import CalendarYear, Clock, Event, RuleSet
from proposals.rule_differences import differences, merge
from proposals.views.history import sentence
from replies.actions.rule_sets import save_rules, still_in_use
from tests.factories import World, rule_set, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chinese() -> Any:
    with translation.override("zh-hans"):
        yield


def changed(base: dict[str, Any], **limits: dict[str, Any]) -> dict[str, Any]:
    """The rules with the named limits changed in some fields."""
    made = deepcopy(base)
    for name, fields in limits.items():
        made["limits"][name] |= fields
    return made


def test_a_save_writes_what_differs_and_records_it_in_words() -> None:
    rules, administrator = rule_set(), user("system_administrator")
    base = fields_of(rules)
    wanted = changed(base, answer={"count": 2}) | {"recipients": "lead", "name": "本市（代表建议）"}
    wanted["reminders"] = wanted["reminders"][1:]
    del wanted["extensions"]["answer"]
    saved = save_rule_set(rules, wanted, base=base, by=administrator)
    assert fields_of(RuleSet.objects.get(pk=rules.pk)) == wanted
    assert saved.worked_out == 0
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.is_change()) == (administrator, str(rules.pk), True)
    lines = entry.get_change_message().splitlines()
    assert len(lines) == len(saved.changed) == 5
    assert lines[0] == "名称：全国（代表建议） → 本市（代表建议）"
    assert lines[1].startswith("期限·答复：3 个月，自交办之日起（")
    assert " → 2 个月，自交办之日起（" in lines[1]
    assert lines[2].startswith("可以延期的·答复：总共最长 6 个月（")
    assert lines[2].endswith(" → 不设")
    assert lines[3] == "答复对象：每一位提出人 → 领衔人一人"
    assert lines[4].startswith("到期提醒：答复期满前 10 天提醒")
    assert lines[4].endswith("→ —")
    assert changes_of(rules).get() == last_changes()[rules.pk] == entry


def test_what_changes_nothing_leaves_no_record() -> None:
    rules = rule_set()
    saved = save_rule_set(rules, fields_of(rules), base=fields_of(rules), by=user("system_administrator"))
    assert saved.changed == []
    assert not LogEntry.objects.exists()
    assert last_changes() == {}


def test_who_changes_and_copies_a_rule_set() -> None:
    world, rules = World(), rule_set()
    may: set[str] = set()
    for name, actor in world.actors().items():
        base = fields_of(RuleSet.objects.get(pk=rules.pk))
        try:
            save_rules(rules, base | {"name": f"规则{name}"}, base=base, by=actor)
            copy_rule_set(rules, code=f"c{len(may)}", name="副本", kind="suggestion", by=actor)
        except NotAllowed:
            continue
        may.add(name)
    assert may == {"administrator", "without department"}


def test_what_no_parser_takes_is_refused() -> None:
    rules = rule_set()
    base = fields_of(rules)
    with pytest.raises(InvalidInput, match="24"):
        save_rule_set(rules, changed(base, answer={"count": 99}), base=base, by=user("system_administrator"))
    assert fields_of(RuleSet.objects.get(pk=rules.pk)) == base


def test_two_at_once_lose_nothing_and_see_each_other() -> None:
    rules, first, second = rule_set(), user("system_administrator"), user("system_administrator")
    base = fields_of(rules)
    save_rule_set(rules, changed(base, answer={"count": 2}, opinion={"count": 2}), base=base, by=first)
    mine = changed(base, answer={"count": 4}, rework={"count": 3}) | {"recipients": "lead"}
    with pytest.raises(RulesChangedMeanwhile, match=first.display_name) as refusal:
        save_rule_set(rules, mine, base=base, by=second)
    error = refusal.value
    assert [one.item for one in error.theirs] == ["会办意见", "答复"]
    assert error.merged.collisions == ("期限·答复",)
    limits = error.merged.fields["limits"]
    assert [limits[name]["count"] for name in ("answer", "opinion", "rework")] == [4, 2, 3]
    assert error.merged.fields["recipients"] == "lead"
    assert RuleSet.objects.get(pk=rules.pk).limits["answer"]["count"] == 2, "nothing was written"
    save_rule_set(rules, error.merged.fields, base=error.now, by=second)
    assert RuleSet.objects.get(pk=rules.pk).limits["answer"]["count"] == 4
    assert changes_of(rules).count() == 2


def test_a_change_that_no_log_tells_of_is_noticed_all_the_same() -> None:
    rules = rule_set()
    base = fields_of(rules)
    RuleSet.objects.filter(pk=rules.pk).update(name="本市")
    with pytest.raises(RulesChangedMeanwhile, match="有人改过"):
        save_rule_set(rules, base | {"recipients": "lead"}, base=base, by=user("system_administrator"))


def test_what_one_takes_out_and_the_other_leaves_is_out() -> None:
    base = fields_of(rule_set())
    theirs, mine = deepcopy(base), deepcopy(base)
    del theirs["limits"]["objection"]
    del mine["limits"]["feedback"]
    merged = merge(base, mine, theirs)
    assert set(base["limits"]) - set(merged.fields["limits"]) == {"objection", "feedback"}
    assert merged.collisions == ()
    assert merge(base, base, theirs).fields == theirs
    assert merge(base, mine, base).fields == mine


def test_every_difference_is_told() -> None:
    """Whatever differs has a line; a new order of a list has one as well."""
    for code in ("national-suggestion", "chongqing-proposal"):
        base = fields_of(rule_set("national-suggestion"))
        other = shipped_fields(code)
        assert other
        told = differences(base, other)
        assert bool(told) == (base != other)
        assert all(one.before != one.after for one in told)
    turned = base | {"outcomes": [*reversed(base["outcomes"])]}
    assert [(one.section, one.item) for one in differences(base, turned)] == [("办理结果类别", "次序")]


def test_a_copy_is_a_set_of_its_own() -> None:
    rules, administrator = rule_set(), user("system_administrator")
    made = copy_rule_set(rules, code="local", name=" 本市 ", kind="cppcc_proposal", by=administrator)
    assert fields_of(made) == fields_of(rules) | {"name": "本市"}
    assert (made.kind, made.pk != rules.pk) == ("cppcc_proposal", True)
    assert "全国（代表建议）" in changes_of(made).get().get_change_message()
    with pytest.raises(InvalidInput):
        copy_rule_set(rules, code="local", name="又一", kind="suggestion", by=administrator)
    assert shipped_fields("local") is None
    assert shipped_fields("../rule_sets/national-suggestion") is None


def of(case: Any, name: str) -> Clock:
    return Clock.objects.get(proposal=case, name=name, state="running", assignment__mode="sole")


def test_dates_that_were_told_stay_unless_somebody_says_otherwise() -> None:
    world = World()
    case = world.assigned(co=False, assigned_on=date(2026, 3, 2))
    rules, administrator = case.rule_set, world.administrator
    before = of(case, "answer").due_on
    base = fields_of(rules)
    shorter = changed(base, answer={"count": 2})
    days = CalendarYear.objects.calendar()
    dues = [(clock.name, made.due_on) for clock, made in changes_by_rules(with_fields(rules, shorter), days)]
    assert dues == [("answer", date(2026, 5, 2))]
    save_rule_set(rules, shorter, base=base, by=administrator)
    assert of(case, "answer").due_on == before == date(2026, 6, 2)
    saved = save_rule_set(rules, shorter, base=shorter, by=administrator, work_out_again=True)
    assert (saved.changed, saved.worked_out) == ([], 1)
    clock = of(case, "answer")
    assert (clock.due_on, clock.rule["count"]) == (date(2026, 5, 2), 2)
    clock.assignment.refresh_from_db()
    assert clock.assignment.due_on == date(2026, 5, 2)
    event = Event.objects.get(name="recalculate_by_rules")
    assert (event.actor, event.acting_as, event.data["limit"]) == (administrator, "system_administrator", "answer")
    assert "全国（代表建议）" in sentence(event, "")
    assert save_rule_set(rules, shorter, base=shorter, by=administrator, work_out_again=True).worked_out == 0
    assert Event.objects.filter(name="recalculate_by_rules").count() == 1


def test_a_limit_that_begins_with_another_step_begins_on_its_day() -> None:
    world = World()
    case = world.assigned(co=False, assigned_on=date(2026, 3, 2))
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    rules = case.rule_set
    base = fields_of(rules)
    by_receipt = changed(base, answer={"anchor": "received"})
    save_rule_set(rules, by_receipt, base=base, by=world.administrator, work_out_again=True)
    assert of(case, "answer").started_on == timezone.localdate()
    save_rule_set(rules, base, base=by_receipt, by=world.administrator, work_out_again=True)
    assert of(case, "answer").started_on == date(2026, 3, 2)
    gone = deepcopy(base)
    del gone["limits"]["objection"]
    running = Clock.objects.filter(proposal=case, state="running").count()
    save_rule_set(rules, gone, base=base, by=world.administrator, work_out_again=True)
    assert Clock.objects.filter(proposal=case, state="running").count() == running, "a limit that is gone ends no clock"


def test_what_replies_stand_under_is_not_taken_out() -> None:
    world = World()
    reply = world.reply(co=False)
    rules = reply.case.rule_set
    base = fields_of(rules)
    without = base | {"outcomes": base["outcomes"][1:]}
    assert still_in_use(rules, base) == {}
    assert "“A”（1 份）" in still_in_use(rules, without)["outcomes"]
    with pytest.raises(InvalidInput, match="复制成新的"):
        save_rules(rules, without, base=base, by=world.administrator)
    renamed = deepcopy(base)
    renamed["outcomes"][0]["label"] = "甲"
    assert save_rules(rules, renamed, base=base, by=world.administrator).changed
