"""The list of those who work in the departments, with their roles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import pinyin
from proposals.errors import CaseError
from proposals.finding import find
from proposals.models import Department, User
from proposals.permissions import ROLES, check_roles
from proposals.rosters.columns import Column
from proposals.rosters.judging import Row, begun, check_by_model, compare, refuse_twins

BETWEEN = re.compile(r"[、,，;；/\s+＋]+")
NAMED = 3
Account = tuple[str, str]  # name and department, by which a row without an account is known


class People:
    code = "people"
    title = gettext_lazy("People and their roles")
    columns = (
        Column("display_name", "姓名", ("名字", "人员", "人员姓名", "用户姓名"), "陆知行", "不能空", required=True),
        Column("username", "账号", ("帐号", "用户名", "登录名", "登录账号"), "", "登录用；空着就用姓名的拼音"),
        Column("department", "单位", ("部门", "单位全称", "单位简称", "所在单位", "承办单位", "工作单位"), "市教育局", "全称或规范简称"),
        Column("office", "科室", ("处室", "职务", "科室职务", "处室职务"), "学前教育科", "科室或职务"),
        Column(
            "roles",
            "角色",
            ("权限", "岗位", "职责", "系统角色"),
            "拟稿人、会办",
            "可以写几个，用顿号隔开：" + "、".join(role.words[0] for role in ROLES.values()),
        ),
    )

    def judge(self, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: User) -> list[Row]:
        made = begun(rows, self.columns, User)
        refuse_twins(made, "username")
        departments = list(Department.objects.filter(active=True))
        people = list(User.objects.all())
        accounts = {one.username: one for one in people}
        namesakes: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        for one in people:
            namesakes[one.display_name, one.department_id].append(one)
        taken, met = set(accounts), dict[int, int]()
        for row in made:
            department = self._department(row, departments)
            self._find(row, accounts, namesakes, department)
            if row.existing is None:
                username = row.get("username") or self._free(row.get("display_name"), taken)
                row.take("username", username)
                taken.add(username)
                if not username:
                    row.reasons.append(_("No account can be made of this name; write one in small letters."))
            elif first := met.get(row.existing.pk):
                row.reasons.append(_("Row %(n)d says “%(text)s” as well.") % {"n": first, "text": row.existing.username})
            else:
                met[row.existing.pk] = row.number
                if not row.existing.is_active:
                    row.reasons.append(_("The account %s is closed; open it again on its page first.") % row.existing.username)
            for name in ("display_name", "office"):
                row.take(name, row.get(name))
            row.take("department", department)
            self._roles(row, by)
            check_by_model(row, User, "username")
            self._compare(row)
        return made

    def _department(self, row: Row, departments: list[Department]) -> Department | None:
        text = row.get("department")
        found = next((one for one in departments if text in (one.short_name, one.full_name)), None) if text else None
        if text and found is None:
            like = "、".join(one.short_name for one in find(departments, text)[:NAMED])
            said = (
                _("No department in use is called “%(text)s”. Do you mean %(like)s?")
                if like
                else _("No department in use is called “%(text)s”.")
            )
            row.reasons.append(said % {"text": text, "like": like})
        return found

    def _find(
        self,
        row: Row,
        accounts: Mapping[str, User],
        namesakes: Mapping[tuple[str, int | None], list[User]],
        department: Department | None,
    ) -> None:
        if username := row.get("username"):
            row.existing = accounts.get(username)
            return
        same = namesakes.get((row.get("display_name"), department.pk if department else None), [])
        if len(same) > 1:
            names = "、".join(one.username for one in same)
            row.reasons.append(_("There are several of this name (%s): write the account.") % names)
        row.existing = same[0] if same else None

    def _free(self, name: str, taken: set[str]) -> str:
        """An account that nobody has: luzhixing, luzhixing2. The hanzi of which no reading is known are passed over."""
        plain = pinyin.full(name)
        numbers = iter(range(2, len(taken) + 3))
        found = plain
        while found and found in taken:
            found = f"{plain}{next(numbers)}"
        return found

    def _roles(self, row: Row, by: User) -> None:
        wanted: list[str] = []
        for word in filter(None, BETWEEN.split(row.get("roles"))):
            code = next((role.code for role in ROLES.values() if word in (role.code, str(role.name), *role.words)), None)
            if code is None:
                names = "、".join(str(role.name) for role in ROLES.values())
                row.reasons.append(_("“%(word)s” is no role: %(names)s.") % {"word": word, "names": names})
            else:
                wanted.append(code)
        if wanted:
            row.fields["roles"] = sorted(set(wanted), key=list(ROLES).index)
        roles = row.fields.get("roles", row.existing.role_codes if row.existing else ())
        if row.get("department") and "department" not in row.fields:
            return  # it was not found, and that was said
        try:
            check_roles(row.existing, roles, row.fields.get("department", row.existing and row.existing.department), by=by)
        except CaseError as error:
            row.reasons.append(str(error))

    def _compare(self, row: Row) -> None:
        compare(row, ("display_name", "department", "office"))
        roles: Any = row.fields.get("roles")
        if row.existing and roles is not None:
            row.differs(_("roles"), "、".join(row.existing.role_names), "、".join(str(ROLES[code].name) for code in roles))
