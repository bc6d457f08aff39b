"""Lists from a spreadsheet: what is said of every kind of row, and what is taken over."""

from typing import Any

import pytest

from proposals.actions.rosters import ROSTERS, digest, judge, take
from proposals.errors import NotAllowed
from proposals.models import Department, Group, Person, User
from proposals.rosters.judging import Row
from tests.factories import department, deputy, group, user


@pytest.fixture
def keeper(db: None) -> User:
    return user("system_administrator")


def judged(code: str, keeper: User, *rows: dict[str, str]) -> list[Row]:
    return judge(code, list(enumerate(rows, start=2)), by=keeper)


def named(username: str, name: str, *roles: str, **fields: Any) -> User:
    made = User.objects.create(username=username, display_name=name, **fields)
    made.grant(*roles)
    return made


GOOD = {"full_name": "云澜市水利局"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"full_name": ""}, "“单位全称”空着"),
        ({"full_name": "=A1"}, "公式"),
        ({"full_name": "#N/A"}, "公式出错"),
        ({"full_name": "局" * 101, "short_name": "局"}, "超过 100 个字"),
        (GOOD | {"kind": "企业集团"}, "没有“企业集团”这个类别"),
        ({"full_name": "市教育局", "short_name": "别的"}, "已经是云澜市教育局的名称"),
        ({"full_name": "云澜市旧局"}, "已停用"),
    ],
)
def test_what_is_wrong_with_a_department(keeper: User, row: dict[str, str], said: str) -> None:
    department(full_name="云澜市教育局", short_name="市教育局")
    department(full_name="云澜市旧局", short_name="市旧局", active=False)
    (found,) = judged("departments", keeper, row)
    assert found.verdict == "wrong"
    assert said in "".join(found.reasons)


def test_departments_new_changed_the_same_and_twice(keeper: User) -> None:
    department(full_name="云澜市教育局", short_name="市教育局", contact_phone="0999-1", kind="government", suggestion_word="云教建")
    found = judged(
        "departments",
        keeper,
        {"full_name": "云澜市教育局", "contact_phone": "0999-2", "kind": "党群", "suggestion_word": ""},
        {"full_name": "云澜市水利局"},
        {"full_name": "云澜市水利局", "short_name": "水利"},
        {"full_name": "云澜市教育体育局", "short_name": "市教育局"},
    )
    assert [row.verdict for row in found] == ["changed", "new", "wrong", "changed"]
    assert found[0].differences == [("类别", "政府部门", "党委部门"), ("联系电话", "0999-1", "0999-2")], "an empty cell changes nothing"
    assert found[1].fields == {"full_name": "云澜市水利局", "short_name": "云澜市水利局"}
    assert "第 3 行" in found[2].reasons[0]
    assert [row.verdict for row in judged("departments", keeper, {"full_name": "云澜市教育局", "contact_phone": "0999-1"})] == ["same"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"display_name": ""}, "“姓名”空着"),
        ({"display_name": "陆知行", "department": "教育"}, "是不是市教育局？"),
        ({"display_name": "陆知行", "department": "没有的局"}, "没有叫“没有的局”"),
        ({"display_name": "陆知行", "department": "市教育局", "roles": "拟稿人、首席"}, "没有“首席”这个角色"),
        ({"display_name": "陆知行", "roles": "拟稿人"}, "请选单位"),
        ({"display_name": "陆知行", "username": "含 空格"}, "用户名"),
        ({"display_name": "☆"}, "拼不出账号"),
        ({"display_name": "同名", "department": "市教育局"}, "有几位同名的"),
        ({"display_name": "走了", "username": "gone"}, "已停用"),
        ({"display_name": "自己", "username": "self", "roles": "审计员"}, "另一位系统管理员"),
    ],
)
def test_what_is_wrong_with_a_person(db: None, row: dict[str, str], said: str) -> None:
    own = department(short_name="市教育局")
    keeper = named("self", "自己", "system_administrator")
    named("gone", "走了", is_active=False)
    for username in ("one", "two"):
        named(username, "同名", department=own)
    (found,) = judged("people", keeper, row)
    assert found.verdict == "wrong"
    assert said in "".join(found.reasons)


def test_people_new_changed_and_twice(keeper: User) -> None:
    own = department(short_name="市教育局")
    known = named("qin", "秦越溪", "drafter", department=own, office="办公室")
    named("luzhixing", "别人")
    found = judged(
        "people",
        keeper,
        {"display_name": "陆知行", "department": "市教育局", "roles": "拟稿 会办"},
        {"display_name": "陆知行", "department": own.full_name, "roles": "Drafter"},
        {"display_name": "秦越溪", "department": "市教育局", "roles": "核稿人、拟稿人"},
        {"display_name": "秦越溪", "username": known.username},
    )
    assert [row.verdict for row in found] == ["new", "wrong", "changed", "wrong"]
    assert (found[0].fields["username"], found[1].fields["username"]) == ("luzhixing2", "luzhixing3")
    assert found[0].fields["roles"] == ["drafter", "co_handler"]
    assert found[2].differences == [("角色", "拟稿人", "拟稿人、核稿人")]
    assert "第 4 行" in found[3].reasons[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "", "role": "人大代表"}, "空着"),
        ({"name": "顾晚舟", "role": ""}, "“身份”空着"),
        ({"name": "顾晚舟", "role": "观察员"}, "没有“观察员”这种身份"),
        ({"name": "同名", "role": "代表"}, "有几位同名的"),
        ({"name": "新人", "role": "代表", "account": "nobody"}, "没有启用中的账号"),
        ({"name": "新人", "role": "代表", "account": "taken"}, "是叶青梧的"),
    ],
)
def test_what_is_wrong_with_a_proposer(keeper: User, row: dict[str, str], said: str) -> None:
    deputy(name="叶青梧", user=named("taken", "叶青梧"))
    deputy(name="同名", delegation="第一代表团"), deputy(name="同名", delegation="第二代表团")
    (found,) = judged("proposers", keeper, row)
    assert found.verdict == "wrong"
    assert said in "".join(found.reasons)


def test_proposers_new_changed_and_groups(keeper: User) -> None:
    known, party = deputy(name="顾晚舟", phone="0999-1"), group(name="民云澜市委会", kind="party")
    deputy(name="叶青梧", delegation="第二代表团")
    found = judged(
        "proposers",
        keeper,
        {"name": "顾晚舟", "role": "代表", "delegation": "第三代表团", "phone": "0999-2"},
        {"name": "叶青梧", "role": "代表", "delegation": "第五代表团"},
        {"name": "顾晚舟", "role": "委员"},
        {"name": "民云澜市委会", "role": "党派"},
        {"name": "第三代表团", "role": "代表团"},
        {"name": "第三代表团", "role": "代表团"},
    )
    assert [row.verdict for row in found] == ["changed", "new", "new", "same", "new", "wrong"]
    assert (found[0].existing, found[3].existing) == (known, party)
    taken = take("proposers", [(row.number, row.given) for row in found], whole=False, by=keeper)
    assert (len(taken.written), len(taken.left), taken.passwords) == (4, 1, [])
    known.refresh_from_db()
    assert (known.delegation, known.phone) == ("第三代表团", "0999-2")
    assert (Person.objects.filter(name="叶青梧").count(), Group.objects.get(name="第三代表团").kind) == (2, "delegation")


def test_good_rows_or_all_or_none(keeper: User) -> None:
    given = [(2, {"full_name": "云澜市水利局"}), (3, {"full_name": ""})]
    assert take("departments", given, whole=True, by=keeper).written == []
    assert not Department.objects.exists()
    taken = take("departments", given, whole=False, by=keeper)
    assert ([row.number for row in taken.written], [row.number for row in taken.left]) == ([2], [3])
    assert Department.objects.get().short_name == "云澜市水利局"
    # The same list again enters nothing twice.
    assert take("departments", given, whole=False, by=keeper).written == []


def test_people_get_a_first_password_that_they_must_change(keeper: User) -> None:
    own = department(short_name="市教育局")
    rows = [(2, {"display_name": "陆知行", "department": "市教育局", "roles": "拟稿人"})]
    taken = take("people", rows, whole=True, by=keeper)
    ((made, password),) = taken.passwords
    person = User.objects.get(username="luzhixing")
    assert (made, person.department, person.must_change_password) == (person, own, True)
    assert person.role_codes == {"drafter"}
    assert person.check_password(password)
    again = take("people", [(2, {"display_name": "陆知行", "department": "市教育局", "office": "学前教育科"})], whole=True, by=keeper)
    assert (len(again.written), again.passwords) == (1, [])
    assert User.objects.get(pk=person.pk).role_codes == {"drafter"}, "without a word on roles they stay"


def test_who_may(keeper: User) -> None:
    for call in (lambda: judge("departments", [], by=user("coordinator")), lambda: take("departments", [], whole=True, by=user("auditor"))):
        with pytest.raises(NotAllowed):
            call()


def test_a_preview_is_known_by_what_it_says(keeper: User) -> None:
    given = [(2, {"full_name": "云澜市教育局", "contact_phone": "1"})]
    before = digest(judge("departments", given, by=keeper))
    assert digest(judge("departments", given, by=keeper)) == before
    department(full_name="云澜市教育局", short_name="市教育局")
    assert digest(judge("departments", given, by=keeper)) != before


@pytest.mark.parametrize("code", ROSTERS)
def test_many_rows_ask_no_more_than_one(keeper: User, code: str, django_assert_max_num_queries: Any) -> None:
    name = ROSTERS[code][0].columns[0].name
    for n in range(20):
        person = user("drafter", department=department())
        deputy(name=f"代表{n}", user=person)
    keeper = User.objects.get(pk=keeper.pk)
    with django_assert_max_num_queries(4):
        judge(code, [(n, {name: f"第{n}名", "role": "代表", "roles": "审计员"}) for n in range(40)], by=keeper)
