"""The list of those who propose: deputies, members, and groups of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models import Group, Person, User
from proposals.rosters.columns import Column
from proposals.rosters.judging import Row, begun, chosen, compare

PERSONS = {Person.Role.DEPUTY: ("人大代表", "代表"), Person.Role.MEMBER: ("政协委员", "委员")}
GROUPS = {
    Group.Kind.PARTY: ("党派", "民主党派"),
    Group.Kind.ORGANIZATION: ("人民团体", "团体"),
    Group.Kind.SECTOR: ("界别",),
    Group.Kind.COMMITTEE: ("专门委员会", "专委会"),
    Group.Kind.SUBGROUP: ("委员小组", "小组"),
    Group.Kind.DELEGATION: ("代表团",),
}
PLAIN = ("delegation", "phone", "elected_by")


class Proposers:
    code = "proposers"
    title = gettext_lazy("Deputies, members and groups")
    columns = (
        Column("name", "姓名或名称", ("姓名", "名称", "代表姓名", "委员姓名", "提案者", "领衔代表"), "顾晚舟", "不能空", required=True),
        Column(
            "role",
            "身份",
            ("类别", "类型", "代表或委员"),
            "人大代表",
            "、".join(words[0] for words in (*PERSONS.values(), *GROUPS.values())),
            required=True,
        ),
        Column("delegation", "代表团或界别", ("代表团", "界别", "所在代表团", "所属界别", "选区"), "第三代表团"),
        Column("phone", "电话", ("联系电话", "手机", "手机号", "手机号码", "联系方式"), "0999-5550188"),
        Column("elected_by", "选举单位", ("选举地", "由谁选举"), "云溪区", "上级代表由哪里的人大选出，按规则抄送时要用"),
        Column("account", "账号", ("帐号", "用户名", "登录名"), "", "已有账号的才写；代表、委员用它登录看办理情况"),
    )

    def judge(self, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: User) -> list[Row]:
        made = begun(rows, self.columns, Person)
        persons: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in Person.objects.select_related("user").order_by("pk"):
            persons[person.name, person.role].append(person)
        groups = {one.name: one for one in Group.objects.all()}
        accounts: dict[str, User] = {one.username: one for one in User.objects.filter(is_active=True)}
        holders = {person.user_id: person for same in persons.values() for person in same if person.user_id}
        met: dict[object, int] = {}
        for row in made:
            role, kind = chosen(row.get("role"), PERSONS), chosen(row.get("role"), GROUPS)
            if row.get("role") and not role and not kind:
                known = "、".join(words[0] for words in (*PERSONS.values(), *GROUPS.values()))
                row.reasons.append(_("“%(text)s” is no capacity: %(known)s.") % {"text": row.get("role"), "known": known})
            row.take("name", row.get("name"))
            if kind:
                row.take("kind", kind)
                row.existing = groups.get(row.get("name"))
                compare(row, ("kind",))
            elif role:
                row.take("role", role)
                self._person(row, persons[row.get("name"), role], accounts, holders)
            same = (row.get("name"), row.get("role"), "" if kind else row.get("delegation"))
            first = met.setdefault(row.existing or same, row.number)
            if first != row.number:
                row.reasons.append(_("Row %(n)d says “%(text)s” as well.") % {"n": first, "text": row.get("name")})
        return made

    def _person(self, row: Row, same: list[Person], accounts: Mapping[str, User], holders: Mapping[int, Person]) -> None:
        delegation = row.get("delegation")
        exact = [one for one in same if one.delegation == delegation]
        # A delegation that is not known yet is entered for the only one of the name who has none.
        found = exact or ([one for one in same if not one.delegation] if delegation else same)
        if len(found) > 1:
            row.reasons.append(_("There are several of this name: write the delegation or sector."))
        row.existing = found[0] if found else None
        for name in PLAIN:
            row.take(name, row.get(name))
        if text := row.get("account"):
            account: Any = accounts.get(text)
            holder = holders.get(account.pk) if account else None
            if account is None:
                row.reasons.append(_("There is no open account “%s”.") % text)
            elif holder and holder != row.existing:
                row.reasons.append(_("The account “%(account)s” is that of %(name)s.") % {"account": text, "name": holder.name})
            row.take("user", account)
        compare(row, (*PLAIN, "user"))
