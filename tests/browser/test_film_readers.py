"""Pictures for those who propose, on a phone; for those who audit; and of what all who sign in share."""

import pytest

from proposals import notifying
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import HAND, WIDE, Film
from tests.browser.published import dispatched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]


def test_the_proposer(desk: OpenDesk) -> None:
    reply = dispatched("0027").reply
    yunlan.walk("0088", "office_review")
    at = desk(**HAND)
    with Film("proposer") as film:
        at.go("/")
        at.fill("用户名", "daibiao")
        film.take(at, "sign-in", height=560)
        at = desk("daibiao", **HAND)
        at.go("/")
        film.take(at, "my-proposals")
        at.follow(yunlan.TITLES["0088"])
        film.take(at, "under-way")
        at.go("/")
        at.follow("看答复", within=at.row(yunlan.TITLES["0027"]))
        film.take(at, "reply")
        at.go(f"/cases/{reply.case.pk}/")
        film.take(at, "answered", height=620)
        at.follow("评价答复")
        film.take(at, "rate")
        at.page.get_by_role("group", name="对办理态度").get_by_text("满意", exact=True).click()
        at.page.get_by_role("group", name="对办理结果").get_by_text("基本满意", exact=True).click()
        film.take(at, "rated", at.page.get_by_role("group", name="对办理态度"), at.page.get_by_role("group", name="对办理结果"))
        at.press("送出评价")
        at.reads("的评价已记录")
        film.take(at, "thanks", height=560)


def test_the_auditor(desk: OpenDesk) -> None:
    for number, until in (
        ("0027", "office_review"),
        ("0061", "numbered"),
        ("0093", "returned"),
        ("0117", "assigned"),
        ("0142", "registered"),
    ):
        yunlan.walk(number, until)
    at = desk("shenji", **WIDE)
    with Film("auditor") as film:
        at.go("/")
        film.take(at, "my-work", height=420)
        at.go("/cases/?q=托位")
        film.take(at, "found", height=640)
        at.go("/cases/?due=late")
        film.take(at, "late")
        at.go("/cases/columns/")
        film.take(at, "columns", height=640)
        case = yunlan.case("0027")
        at.go(f"/cases/{case.pk}/")
        film.take(at, "case", height=560)
        film.take(at, "history", at.page.locator("#history, #story").first)
        at.go(f"/replies/{yunlan.reply('0027').pk}/versions/")
        film.take(at, "versions", height=560)
        at.go(f"/replies/{yunlan.reply('0027').pk}/versions/2/3/")
        film.take(at, "compare", height=640)
        at.go(f"/cases/{case.pk}/summary/")
        film.take(at, "summary")
        at.go("/board/")
        film.take(at, "board", height=640)
        at.go("/statistics/")
        film.take(at, "overview", height=560)


def test_what_all_share(desk: OpenDesk) -> None:
    yunlan.walk("0093", "returned")
    for number, ago in (("0027", 1), ("0061", 5)):
        yunlan.walk(number, "assigned", assigned_days_ago=ago)
    notifying.remind()
    at = desk(**WIDE)
    with Film("README") as film:
        at.go("/login/")
        film.take(at, "sign-in", height=480)
        at = desk("nigao", **WIDE)
        at.go("/")
        film.take(at, "my-work", height=640)
        at.page.locator(".masthead-find input").fill("托位")
        at.page.keyboard.press("Enter")
        at.reads("托位")
        film.take(at, "found", height=560)
        at.page.keyboard.press("Escape")
        at.page.locator("h1").click()
        at.page.keyboard.press("?")
        film.take(at, "keys", at.page.get_by_role("dialog"))
        at.page.keyboard.press("Escape")
        at.go("/notices/")
        film.take(at, "notices", height=520)
        at.go("/preferences/")
        film.take(at, "appearance", height=640)
