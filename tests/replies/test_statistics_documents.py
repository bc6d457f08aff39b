"""What is made of the figures: the workbook, the yearly report, the scores of the departments."""

import copy
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone, translation
from openpyxl import load_workbook

from proposals.errors import CaseError, InvalidInput, NotAllowed, ReasonMissing
from proposals.models import Department
from replies import rendering
from replies.actions import scores as actions
from replies.inspection import inspect
from replies.models import ReportDraft, ScoreEntry
from replies.statistics.choice import Choice
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.measures import MEASURES
from replies.statistics.report import count, report_letter
from replies.statistics.scores import Result, parse_scores, placed, results, scheme_of, shipped
from replies.statistics.tables import schemes, tables
from replies.statistics.workbook import workbook
from replies.structure import Table
from tests.factories import user
from tests.replies.town import Town

# 甲 in its year: tasks 1 2 3 4 5 6 7 8 9 11, of which 4 and 7 (late) may have been assigned the year before, as those of 乙 may.
ROWS = [
    {"code": "answered", "name": "办复", "kind": "rate", "measure": "answered", "points": 20, "each": 0.5},
    {"code": "face", "name": "面商", "kind": "rate", "measure": "face", "points": 15, "each": 1},
    {"code": "published", "name": "公开", "kind": "rate", "measure": "published", "points": 5, "each": 1},
    {"code": "urged", "name": "催办", "kind": "count", "measure": "urged", "points": -1, "each": -1},
    {"code": "closed", "name": "办结", "kind": "count", "measure": "closed", "points": 3, "each": 2},
    {"code": "hand", "name": "组织", "kind": "entered", "points": 10},
]


def lines_of(letter: rendering.Letter) -> list[str]:
    return [one.text for one in letter.body]


class TestTheTown(TestCase):
    """The town is built once for all of these. All of its cases are moved into one year."""

    town: Town

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = town = Town()
        today = timezone.localdate()
        for task in town.lead.department.assignments.all() | town.stranger.department.assignments.all():
            if task.assigned_on.year != today.year:
                task.assigned_on = today.replace(month=1, day=1)
                task.save(update_fields=["assigned_on"])

    def test_the_scores_as_they_are_counted_by_hand(self) -> None:
        town, today = self.town, timezone.localdate()
        actions.save_scheme(town.body, "云澜市考核表", ROWS, by=town.coordinator)
        enter: dict[str, Any] = {"year": today.year, "row": "hand", "by": town.coordinator}
        actions.enter_points(town.body, town.lead.department, points=Decimal(8), reason="专题部署", **enter)
        actions.enter_points(town.body, town.lead.department, points=Decimal("-1.5"), reason="漏报一次", **enter)
        scheme = scheme_of(town.body)
        assert scheme.full == Decimal(53)
        first, second, *others = results(scheme, town.body, today.year, town.coordinator, today, ranked=True)
        # 甲: 5 of 10 answered, 50 short: 20 − 25 → 0; 4 of 6 met, 33.3 short: 0; nothing to publish: 5; urged 2, at most −1; closed 1: 2.
        # 乙: 4 of 8: 0; 2 of 5: 0; 5; 0; closed 2, at most 3; nothing by hand.
        assert [(one.name, one.total, one.place) for one in (first, second)] == [
            (str(town.lead.department), Decimal("12.5"), 1),
            (str(town.stranger.department), Decimal("8.0"), 2),
        ]
        assert [one.points for one in first.scored] == [Decimal(points) for points in ("0", "0", "5", "-1", "2", "6.5")]
        assert [one.points for one in second.scored] == [Decimal(points) for points in ("0", "0", "5", "0", "3", "0")]
        assert first.scored[0].because == "办复率 50%（5/10），差 50.0 个百分点，每个百分点扣 0.5 分"
        assert "没有可计按期公开率的答复任务，不扣分" in first.scored[2].because
        assert first.scored[5].because == "+8.0 分，专题部署；-1.5 分，漏报一次"
        assert others == []  # whoever only co-handles is not scored
        own = results(scheme, town.body, today.year, town.lead.drafter, today, ranked=False)
        assert [(one.name, one.total, one.place) for one in own] == [(str(town.lead.department), Decimal("12.5"), None)]
        actions.drop_scheme(town.body, by=town.administrator)
        assert scheme_of(town.body) == shipped()
        assert results(shipped(), town.body, today.year - 3, town.auditor, today, ranked=True) == []

    def test_who_enters_points_and_which(self) -> None:
        town, enter = self.town, actions.enter_points
        fine: dict[str, Any] = {"year": 2026, "row": "organisation", "points": Decimal(3), "reason": "部署及时", "by": town.coordinator}
        department = town.lead.department
        foreign = user("coordinator", department=Department.objects.create(full_name="邻市", short_name="邻市"))
        wrong: list[tuple[type[CaseError], dict[str, Any]]] = [
            (ReasonMissing, {"reason": " "}),
            (InvalidInput, {"row": "answered"}),
            (InvalidInput, {"row": "none"}),
            (InvalidInput, {"points": Decimal("10.1")}),
            (InvalidInput, {"points": Decimal(0)}),
            (NotAllowed, {"by": town.lead.head}),
            (NotAllowed, {"by": town.auditor}),
            (NotAllowed, {"by": foreign}),
        ]
        for error, changed in wrong:
            with pytest.raises(error):
                enter(town.body, department, **fine | changed)
        with pytest.raises(InvalidInput):
            enter(town.body, foreign.department, **fine)
        assert not ScoreEntry.objects.exists()
        entered = enter(town.body, department, **fine | {"by": town.administrator})
        entered.points = Decimal(9)
        with pytest.raises(TypeError):
            entered.save()

    def test_the_workbook_holds_every_table_and_no_formula(self) -> None:
        town, today = self.town, timezone.localdate()
        evil = town.lead.department
        evil.short_name = '=HYPERLINK("x")'
        evil.save()
        for sign, case in zip("+-@", town.session.proposals.order_by("case_no"), strict=False):
            case.category = f"{sign}1\x0b"  # which no workbook can hold
            case.save(update_fields=["category"])

        def made() -> bytes:
            parted = tables(MEASURES, Choice(), town.auditor, today, [*DIMENSIONS.values()])
            return workbook(parted, schemes(Choice(), town.auditor), "全部", today)

        book, again = (load_workbook(io.BytesIO(made())) for _time in range(2))
        cells = {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}
        assert cells == {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in again}
        assert book.properties.created == again.properties.created
        assert len(cells) == len(DIMENSIONS) + 2
        assert {cell.data_type for sheet in book for row in sheet.rows for cell in row} <= {"s", "inlineStr", "n"}
        assert all(sheet.freeze_panes == "B2" for sheet in book)
        department = book.worksheets[0]
        assert department["A2"].value in (evil.short_name, str(town.stranger.department), str(town.co.department))
        assert {row[0].value for row in department.iter_rows(min_row=2)} > {evil.short_name, "合计"}
        assert {"+1", "-1", "@1"} <= {row[0] for row in cells[str(DIMENSIONS["category"].name).join(["按", ""])]}
        # 办复率 of all: the share as a number shown as a percentage, with numerator and denominator beside it.
        last = list(department.rows)[-1]
        assert [last[place].value for place in (1, 2, 3)] == [0.5, 9, 18]
        assert (last[1].number_format, last[2].number_format) == ("0.0%", "0")
        assert [row[0] for row in cells["指标说明"]][1 : len(MEASURES) + 1] == [measure.name for measure in MEASURES]
        assert [row[3] for row in cells["办理结果"]][1:] == [4, 4, 2, 1]
        with translation.override("en"):
            english = load_workbook(io.BytesIO(made()))
        assert [sheet.title for sheet in english][-2:] == ["Handling result", "Definitions"]
        for row in (next(english.worksheets[0].rows), *[*english["Definitions"].rows][: len(MEASURES) + 1]):
            assert all(cell.value.isascii() or "’" in cell.value for cell in row), [cell.value for cell in row]

    def test_the_report_says_every_number_with_its_denominator(self) -> None:
        town, today = self.town, timezone.localdate()
        draft = ReportDraft(addressee="云澜市人大常委会：", paragraphs="（一）抓紧办理在办件。\n对在办案件逐件督办。")
        with self.assertNumQueries(6):
            counted = count(town.body, today.year, town.coordinator, today)
        letter = report_letter(counted, draft)
        text = "\n".join(lines_of(letter))
        regions = "云澜市"
        assert letter.title == f"关于{today.year}年{regions}人大代表建议和{regions}政协提案办理情况的报告"
        assert letter.addressee == "云澜市人大常委会："
        for sentence in (
            "共交办18件，其中人大代表建议15件、政协提案3件，由2个单位承担答复任务18件，另有会办任务2件。",
            "18件答复任务中已答复9件，办复率50%。",
            "已经答复或者已过期限的12件中，按期答复7件，按期答复率58.3%。",
            "首次答复已经签发的11件中，签发以前当面沟通或者走访的6件，面商率54.5%。",
            "写明办理结果的11件中，属于解决或者采纳的4件，采纳率36.4%。",
            "A（所提问题已经解决或基本解决）4件，占36.4%；",
            "首次答复评价的6件中，评为满意的2件，首次满意率33.3%；",
            "按最终评价，6件中评为满意的3件，满意率50%；",
            "承诺事项2项中，已落实1项，落实率50%。",
            "提出延期申请2次，获准延期1次，占50%。",
        ):
            assert sentence in text, sentence
        assert [one.text for one in letter.body if one.level == 1][-1].endswith("、下一步工作")
        assert lines_of(letter)[-1] == "对在办案件逐件督办。"
        (attached, _modes) = letter.attachments
        (shown,) = attached.body
        assert isinstance(shown, Table)
        assert shown.rows[-1][:4] == ("合计", "18", "50% 9/18", "58.3% 7/12")
        # It is a Chinese document for whoever reads the pages in English as well.
        with translation.override("en"):
            assert report_letter(count(town.body, today.year, town.coordinator, today), draft) == letter

    def test_the_printed_report_keeps_the_standard(self) -> None:
        town, today = self.town, timezone.localdate()
        Department.objects.filter(pk=town.body.pk).update(full_name="云澜市人大常委会代表工作委员会", short_name="市代表工委")
        town.body.refresh_from_db()
        for form in ("file", "letter"):
            town.body.form = form
            letter = report_letter(count(town.body, today.year, town.coordinator, today), ReportDraft(addressee="云澜市人大常委会"))
            printed = rendering.render(letter)
            found = inspect(printed.pdf)
            assert found.passed, [finding.message for finding in found.faults]
            assert printed.report.warnings == ()

    def test_a_year_without_cases_says_so(self) -> None:
        town = self.town
        day = timezone.localdate() - timedelta(days=1100)
        letter = report_letter(count(town.body, day.year, town.coordinator, day))
        assert lines_of(letter)[-1] == f"{day.year}年没有交办的代表建议和政协提案。"
        assert letter.attachments == ()
        assert "—" not in "".join(lines_of(letter))


def test_equal_totals_share_a_place() -> None:
    found = [Result(n, f"{n}", (), Decimal(total)) for n, total in enumerate((9, 7, 7, 5))]
    assert [(one.place, one.shared) for one in placed(found)] == [(1, False), (2, True), (2, True), (4, False)]


def test_the_shipped_table_has_a_hundred_and_twenty_points() -> None:
    assert shipped().full == Decimal(120)


@pytest.mark.parametrize(
    "changed",
    [
        "text",
        [],
        [ROWS[0], ROWS[0]],
        ["row"],
        [ROWS[0] | {"more": 1}],
        [ROWS[0] | {"code": ""}],
        [ROWS[0] | {"code": 3}],
        [ROWS[0] | {"code": "x" * 31}],
        [ROWS[0] | {"name": " "}],
        [ROWS[0] | {"kind": "guess"}],
        [ROWS[0] | {"points": "20"}],
        [ROWS[0] | {"points": True}],
        [ROWS[0] | {"points": 201}],
        [ROWS[0] | {"points": 0}],
        [ROWS[0] | {"each": 0}],
        [ROWS[0] | {"each": -1}],
        [ROWS[0] | {"measure": "none"}],
        [ROWS[0] | {"measure": "urged"}],  # no rate
        [ROWS[3] | {"each": 1}],
        [ROWS[3] | {"each": 0}],
        [ROWS[5] | {"measure": "urged"}],
        [ROWS[5] | {"points": -1}],
        [{"code": "x", "name": "x", "kind": "entered"}],
    ],
)
def test_a_table_that_cannot_be_scored_by_is_refused(changed: Any) -> None:
    assert parse_scores(copy.deepcopy(ROWS))
    with pytest.raises(ValidationError):
        parse_scores(changed)
