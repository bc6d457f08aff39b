"""Writing the master data: who may, what is recorded, and that nobody overwrites another; first passwords and leaving."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import Model
from django.utils import timezone

from proposals.actions import departments, masters, people, setting_up
from proposals.errors import InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Department, FirstSetUp, Group, Person, Session, User
from proposals.permissions import ROLES
from proposals.readiness import Inventory, is_set_up
from tests.factories import World, assigning_body, deputy, group, rule_set, session, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return user("system_administrator")


def last() -> str:
    entry = LogEntry.objects.order_by("-pk").first()
    assert entry
    return entry.get_change_message()


def test_who_writes_the_master_data() -> None:
    world = World()
    deeds: tuple[Any, ...] = (
        lambda by: departments.save_department(Department(), {"full_name": f"局{by.pk}", "short_name": f"局{by.pk}"}, by=by),
        lambda by: departments.retire_department(world.stranger.department, by=by),
        lambda by: departments.restore_department(world.stranger.department, by=by),
        lambda by: people.save_user(User(), {"username": f"n{by.pk}", "display_name": "新"}, [], by=by),
        lambda by: people.give_password(world.lead.drafter, by=by),
        lambda by: people.close_account(world.stranger.head, by=by),
        lambda by: people.open_account(world.stranger.head, by=by),
        lambda by: masters.save_session(Session(), {"organ": "cppcc", "region": f"{by.pk}市", "term": 3}, by=by),
        lambda by: masters.save_person(Person(), {"name": "新代表", "role": "deputy"}, by=by),
        lambda by: masters.save_group(Group(), {"name": f"团{by.pk}", "kind": "party"}, by=by),
        lambda by: setting_up.pass_step("rules", by=by),
        lambda by: setting_up.save_place("云澜市", "", None, by=by),
        lambda by: setting_up.save_meetings([], by=by),
        lambda by: setting_up.finish(by=by),
    )
    for deed in deeds:
        may = set()
        for name, actor in world.actors().items():
            with suppress(NotAllowed):
                deed(actor)
                may.add(name)
        assert may == {"administrator", "without department"}


@pytest.mark.parametrize(
    ("made", "fields", "told"),
    [
        (lambda: deputy(name="顾晚舟", phone="0999-1"), {"name": "顾晚舟", "phone": "0999-2"}, "电话：0999-1 → 0999-2"),
        (lambda: group(name="民云澜市委会", kind="party"), {"name": "民云澜市委会", "kind": "sector"}, "类别：党派 → 界别"),
        (lambda: session(term=9, meeting=3), {"term": 9, "opened_on": date(2026, 1, 18)}, "开幕日期：— → 2026-01-18"),
    ],
)
def test_only_what_differs_is_written_and_told(keeper: User, made: Any, fields: dict[str, Any], told: str) -> None:
    row = made()
    save = {Person: masters.save_person, Group: masters.save_group, Session: masters.save_session}[type(row)]
    seen = masters.stamp(row, fields)
    save(row, fields, by=keeper, seen=seen)
    assert last() == told
    save(row, fields, by=keeper)
    assert LogEntry.objects.count() == 1, "nothing differs any more"
    with pytest.raises(WrongState) as overtaken:
        save(row, fields, by=keeper, seen=seen)
    assert str(keeper) in str(overtaken.value)
    assert told in str(overtaken.value)
    type(row)._default_manager.filter(pk=row.pk).update(**{next(name for name in fields if name in ("phone", "kind", "term")): 8})
    LogEntry.objects.all().delete()
    with pytest.raises(WrongState):
        save(row, fields, by=keeper, seen=seen)


def test_what_the_model_does_not_take_is_said_and_not_written(keeper: User) -> None:
    known: Model = session(region="云澜市", term=9, meeting=3)
    for row, fields in (
        (Session(), {"organ": "congress", "region": "云澜市", "term": 9, "meeting": 3}),
        (Session(), {"organ": "congress", "region": "云澜市", "term": 9, "suggestion_rules": rule_set("national-proposal")}),
        (known, {"term": 0}),
    ):
        with pytest.raises(InvalidInput):
            masters.save_session(row, fields, by=keeper)
    assert not LogEntry.objects.exists()


def test_the_accounts_of_a_group_are_told_by_name(keeper: User) -> None:
    row, member = group(), user("proposer")
    masters.save_group(row, {}, by=keeper, members=[member])
    assert last() == f"账号：— → {member}"
    masters.save_group(row, {}, by=keeper, members=[member])
    assert LogEntry.objects.count() == 1


def test_a_department_with_open_tasks_stays_in_use(keeper: User) -> None:
    world = World()
    case = world.assigned()
    for own, said in ((world.lead.department, "1 件没有办完"), (world.body, "1 件没有办结")):
        with pytest.raises(NotReady) as refusal:
            departments.retire_department(own, by=keeper)
        assert said in str(refusal.value)
    departments.retire_department(world.stranger.department, by=keeper)
    assert not Department.objects.get(pk=world.stranger.department.pk).active
    assert case.assignments.count() == 2
    departments.restore_department(world.stranger.department, by=keeper)
    assert last() == "启用：× → √"


def test_roles_are_given_exactly_and_told_in_words(keeper: User) -> None:
    own = assigning_body()
    fields = {"username": "luzhixing", "display_name": "陆知行", "department": own}
    made = people.save_user(User(), fields, ["coordinator"], by=keeper)
    assert not made.has_usable_password()
    seen = people.stamp_of(made, fields)
    people.save_user(made, fields, ["coordinator", "auditor"], by=keeper, seen=seen)
    assert last() == "角色：交办员 → 交办员、审计员"
    with pytest.raises(WrongState):
        people.save_user(made, fields, [], by=keeper, seen=seen)
    people.save_user(made, fields | {"office": "督查科"}, by=keeper)
    assert User.objects.get(pk=made.pk).role_codes == {"coordinator", "auditor"}
    for taken in (User(), made):
        with pytest.raises(InvalidInput):
            people.save_user(taken, {"username": keeper.username, "display_name": "重名"}, [], by=keeper)


def test_a_role_of_a_department_needs_one_and_nobody_drops_the_own_keys(keeper: User) -> None:
    fields = {"username": "x", "display_name": "甲"}
    needing = {code for code, role in ROLES.items() if role.needs_department}
    assert set(ROLES) - needing == {"proposer", "auditor", "system_administrator"}
    for code in needing:
        with pytest.raises(InvalidInput):
            people.save_user(User(), fields, [code], by=keeper)
    with pytest.raises(NotAllowed):
        people.save_user(keeper, {}, ["auditor"], by=keeper)
    with pytest.raises(NotAllowed):
        people.close_account(keeper, by=keeper)


def test_a_first_password_works_once_given_and_not_for_oneself(keeper: User) -> None:
    person = user("auditor")
    first, second = people.give_password(person, by=keeper), people.give_password(person, by=keeper)
    found = User.objects.get(pk=person.pk)
    assert (found.check_password(first), found.check_password(second), found.must_change_password) == (False, True, True)
    assert first not in "".join(entry.get_change_message() for entry in LogEntry.objects.all())
    with pytest.raises(NotAllowed):
        people.give_password(keeper, by=keeper)
    people.close_account(person, by=keeper)
    with pytest.raises(InvalidInput):
        people.give_password(person, by=keeper)


def test_a_first_password_is_hashed_quickly_and_stretched_when_it_is_used(
    keeper: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 2 * people.ITERATIONS)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person = user("auditor")
    password = people.give_password(person, by=keeper)
    found = User.objects.get(pk=person.pk)
    assert f"${people.ITERATIONS}$" in found.password
    assert found.check_password(password)
    assert f"${people.ITERATIONS}$" not in User.objects.get(pk=person.pk).password


def test_a_bureau_is_set_up_when_a_case_could_go_through(keeper: User) -> None:
    assert not is_set_up()
    assert [lack.step for lack in Inventory().lacks() if lack.blocks] == ["place", "sessions", "departments"]
    world = World()
    assert is_set_up()
    inventory = Inventory()
    assert [lack.step for lack in inventory.lacks() if lack.blocks] == []
    assert inventory.without("reply.draft") == []
    Session.objects.update(suggestion_rules=None)
    assert [lack.step for lack in Inventory().lacks() if lack.blocks] == ["sessions"]
    world.coordinator.role_grants.all().delete()
    assert [lack.step for lack in Inventory().lacks() if lack.blocks] == ["people", "sessions"]
    assert not is_set_up()
    setting_up.finish(by=keeper)
    assert is_set_up()


def test_whom_a_department_needs_follows_from_the_rules(keeper: User) -> None:
    made = session()
    assert Inventory().needed == ["reply.draft", "reply.review", "reply.approve", "reply.sign", "reply.number"]
    masters.save_session(made, {"suggestion_rules": rule_set("shanghai-suggestion")}, by=keeper)
    assert Inventory().needed == ["reply.draft", "reply.review", "reply.approve", "reply.number"]


def test_what_is_missing_is_named(keeper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.co.head.role_grants.all().delete()
    Session.objects.update(opened_on=None)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2040, 10, 1))
    said = "".join(lack.text for lack in Inventory().lacks())
    assert f"1 个单位没有签发的主要负责人：{world.co.department}。" in said
    for words in (f"没有角色：{world.co.head}", "没有填开幕日期", "2040年的放假安排", "2041年的放假安排"):
        assert words in said


@pytest.mark.parametrize(
    ("region", "place"), [("青岛市", "qingdao"), ("绍兴市", "zhejiang"), ("上海市浦东新区", "shanghai"), ("云澜市", "national")]
)
def test_which_rules_fit_a_place(region: str, place: str) -> None:
    for code in ("national", "qingdao", "shanghai", "zhejiang"):
        rule_set(f"{code}-suggestion")
    assert setting_up.fitting(region, setting_up.places()) == place
    assert setting_up.fitting(region, {}) == ""


def test_place_and_sessions_are_kept_with_the_rules(keeper: User) -> None:
    rules = {kind: rule_set(f"national-{kind}") for kind in ("suggestion", "proposal")}
    setting_up.save_place("云澜市", "", {"full_name": "云澜市人民政府办公室", "short_name": "市政府办"}, by=keeper)
    assert Department.objects.get().kind == "assigning_body"
    opened = timezone.localdate() - timedelta(days=9)
    made = setting_up.save_meetings([setting_up.Meeting("congress", 9, 3, opened), setting_up.Meeting("cppcc", 8, 3, None)], by=keeper)
    assert [one.label for one in made] == ["云澜市九届人大三次会议", "云澜市政协八届三次会议"]
    assert [one.rules_for(kind) for one, kind in zip(made, ("suggestion", "cppcc_proposal"), strict=True)] == [*rules.values()]
    row = FirstSetUp.current()
    assert (row.region, row.rules, row.passed, str(row)) == ("云澜市", "national", ["place", "sessions"], "云澜市")
