"""The coordinator decides which proposals are filed, puts like ones together, and assigns many at once; the proposer reads why not."""

import pytest

from proposals.models import Proposal
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser


def tick(at: Desk, *cases: Proposal) -> None:
    for case in cases:
        at.page.get_by_role("checkbox", name=case.number_label).check()


def test_files_two_refuses_one_puts_together_and_assigns(desk: OpenDesk) -> None:
    first = yunlan.walk("0117", "registered")
    second = yunlan.walk("0117", "registered", case_no="0118", title="关于推动图书馆进校园与通借通还的提案")
    third = yunlan.walk("0121", "registered")
    suggestion = yunlan.walk("0142", "registered")
    yunlan.walk("0103", "assigned", title="关于图书馆进校园通借通还的提案")
    at = desk("jiaoban")
    at.go("/cases/")
    at.follow("立案")
    at.reads(first.title, second.title, third.title)
    at.look("filing-queue")

    with at.refused(422):
        at.page.get_by_role("button", name="先看每件的结果").click()
    at.reads("请先选择案件。")
    tick(at, third)
    at.page.locator("h1").click()
    at.page.keyboard.press("2")
    at.field("理由").select_option("personal")
    at.page.get_by_role("button", name="先看每件的结果").click()
    at.reads("每件的结果", third.title, "为本人或亲友解决个人问题")
    at.look("filing-preview")
    at.page.get_by_role("button", name="决定 1 件").click()
    at.told("已决定 1 件。")

    at.follow(first.title)
    at.reads("案由相近", second.number_label)
    at.look("case-filing")
    at.page.get_by_role("button", name="决定，看下一件").click()
    at.told("立案")
    at.press("决定")
    at.told("立案")
    at.reads(second.title)

    at.follow("与其他案件并案")
    at.page.get_by_label(first.title).check()
    at.press("并案")
    at.told(f"已与{first.number_label}并案。")
    at.look("case-merge")
    at.press(f"{first.number_label}：改为牵头")
    at.told("牵头")

    at.go(f"/assign/{first.pk}/")
    at.reads("并案办理", second.title, "近三年同类", "往年同类", "市交通运输局", "第0103号")
    at.look("assign-together")
    at.go("/cases/assign/")
    tick(at, second, suggestion)
    at.page.locator("[name=task-0-department]").fill("市教育局")
    at.page.locator("[name=task-0-mode]").select_option("split")
    at.page.locator("[name=task-0-scope]").fill("校园一侧")
    at.page.locator("[name=task-1-department]").fill("市交通运输局")
    at.page.locator("[name=task-1-mode]").select_option("split")
    at.page.locator("[name=task-1-scope]").fill("道路一侧")
    at.look("assign-many")
    at.page.get_by_role("button", name="先看每件的结果").click()
    at.reads("并案办理", "校园一侧", "市交通运输局")
    at.look("assign-many-preview")
    at.page.get_by_role("button", name="交办 3 件").click()
    at.reads("已交办 3 件。")
    at.look("assign-many-done")
    for case in (first, second, suggestion):
        assert [task.scope for task in case.assignments.order_by("pk")] == ["校园一侧", "道路一侧"]

    at.go(f"/cases/{third.pk}/")
    at.reads("不予立案", "为本人或亲友解决个人问题")
    at.look("case-not-filed")
    at.go(f"/cases/{first.pk}/")
    at.reads("并案办理", second.number_label, "校园一侧")
    at.look("case-merged")
