"""The list of departments (承办单位)."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models import Department, User
from proposals.rosters.columns import Column
from proposals.rosters.judging import Row, begun, chosen, compare, refuse_twins

KINDS = {
    Department.Kind.GOVERNMENT: ("政府部门", "部门", "政府"),
    Department.Kind.DISTRICT: ("区县政府", "区县", "县区", "县（市、区）"),
    Department.Kind.PARTY: ("党委部门", "党委", "党群部门", "党群"),
    Department.Kind.ASSIGNING_BODY: ("交办机关", "交办单位"),
    Department.Kind.OTHER: ("其他机关", "其他", "事业单位", "企业", "国企"),
}
PLAIN = ("full_name", "short_name", "kind", "contact_name", "contact_phone", "address", "suggestion_word", "proposal_word", "search_keys")


class Departments:
    code = "departments"
    title = gettext_lazy("Departments")
    columns = (
        Column(
            "full_name",
            "单位全称",
            ("全称", "单位名称", "名称", "单位", "部门", "部门名称", "承办单位", "机构名称"),
            "云澜市教育局",
            "印在公文上的全称，不能空",
            required=True,
        ),
        Column("short_name", "规范简称", ("简称", "单位简称", "部门简称"), "市教育局", "列表和交办时用的简称；空着就用全称"),
        Column("kind", "类别", ("单位类别", "性质", "单位性质"), "政府部门", "、".join(words[0] for words in KINDS.values())),
        Column("contact_name", "联系处室", ("联系单位", "承办处室", "处室", "联系科室", "科室"), "云澜市教育局办公室", "印在附注里"),
        Column("contact_phone", "联系电话", ("电话", "办公电话", "联系方式"), "0999-5550127"),
        Column("address", "通信地址", ("地址", "单位地址", "通讯地址"), "云澜市云溪路1号（邮编999000）", "退回意见表的地址"),
        Column("suggestion_word", "建议发文字", ("建议字号", "建议答复发文字", "建议机关代字"), "云教建", "答复代表建议的机关代字"),
        Column("proposal_word", "提案发文字", ("提案字号", "提案答复发文字", "提案机关代字"), "云教提", "答复政协提案的机关代字"),
        Column("search_keys", "检索词", ("别名", "拼音"), "教委", "另外用什么词也找得到，用空格隔开"),
    )

    def judge(self, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: User) -> list[Row]:
        made = begun(rows, self.columns, Department)
        refuse_twins(made, "full_name", "short_name")
        known = list(Department.objects.all())
        by_full, by_short = ({getattr(one, name): one for one in known} for name in ("full_name", "short_name"))
        for row in made:
            full, short = row.get("full_name"), row.get("short_name")
            row.existing = by_full.get(full) or by_short.get(short)
            for name in PLAIN:
                if name != "kind":
                    row.take(name, row.get(name))
            if row.existing is None and full:
                row.fields.setdefault("short_name", full[:50])
            self._check_names(row, by_full, by_short)
            if text := row.get("kind"):
                kind = chosen(text, KINDS)
                row.take("kind", kind)
                if kind is None:
                    words = {"text": text, "known": "、".join(words[0] for words in KINDS.values())}
                    row.reasons.append(_("“%(text)s” is no kind of department: %(known)s.") % words)
            if row.existing and not row.existing.active:
                row.reasons.append(_("%s is no longer in use; take it into use again on its page first.") % row.existing)
            compare(row, PLAIN)
        return made

    def _check_names(self, row: Row, by_full: Mapping[str, Department], by_short: Mapping[str, Department]) -> None:
        """A name that is another's already, be it as a full or as a short one."""
        for name in (row.fields.get("full_name"), row.fields.get("short_name")):
            for known in (by_full, by_short):
                other = known.get(name or "")
                if other and other != row.existing:
                    told = {"name": name, "other": other.full_name}
                    row.reasons.append(_("“%(name)s” is already a name of %(other)s.") % told)
                    return
