"""What follows the letter, on screen: ratings, publication, a second answer, the promise and its keeping, the archive."""

import re

from playwright.sync_api import expect

from proposals.models import Commitment
from replies.models import Publication
from tests.browser import yunlan
from tests.browser.place_walk import Walk
from tests.browser.places import DISSATISFIED, SATISFIED

PROMISE = "2026年9月底前在河湾街道增设普惠托位40个。"
PROOF = {"name": "验收报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


class WholeWalk(Walk):
    """The case to its end."""

    def rate(self, *verdicts: str) -> None:
        """Each of those who rate does so by the personal link, without an account."""
        at = self.at("jiaoban", f"/cases/{self.case.pk}/ratings/")
        self.shows(at, self.page("ratings"))
        at.press("为所选的人生成链接")
        slips = at.page.locator(".slip")
        expect(slips).to_have_count(len(self.place.raters))
        names = [one.split("（")[0] for one in slips.locator("h2").all_text_contents()]
        assert [name.removesuffix("代表").removesuffix("委员") for name in names] == list(self.place.raters)
        links = slips.locator("code").all_text_contents()
        for link, verdict in zip(links, verdicts or [SATISFIED] * len(links), strict=True):
            door = self.at("", "/rate/" + link.split("/rate/")[1])
            self.shows(door, self.page("rate"))
            scales = door.page.locator(".rate-scale")
            assert [one.split()[0] for one in scales.locator("legend").all_text_contents()] == list(self.place.scales)
            for row in range(scales.count()):
                scales.nth(row).get_by_text(verdict, exact=True).click()
            if verdict == DISSATISFIED:
                door.fill("不满意的原因", "只有设想，没有每一处的时间。")
            door.press("送出评价")
            door.reads("的评价已记录")

    def rework(self) -> None:
        """The case is handled again: by the rules, or as the coordinator decides here. The second answer has a due date of its own."""
        if self.case.rule_set.policy("rework").value == "by_decision":
            at = self.at("jiaoban", f"/replies/{self.reply.pk}/settle/")
            self.shows(at, "settle")
            at.page.get_by_label("重新办理").check()
            at.fill("理由", "请写明每一处的时间和责任单位。")
            at.press("记录决定")
            at.told("已转重新办理")
        self.shows(self.at("jiaoban", f"/cases/{self.case.pk}/ratings/"), "ratings-again")
        self.shows(self.at("nigao", f"/cases/{self.case.pk}/"), "again")
        self.shows(self.at("nigao", "/"), "work-again")

    def meet(self) -> None:
        """Still dissatisfied: the proposer and the department were brought together, or somebody else has judged."""
        self.shows(self.at("jiaoban", "/"), "work-to-meet")
        at = self.at("jiaoban", f"/replies/{self.reply.pk}/meeting/")
        self.shows(at, "meet")
        at.page.get_by_label(self.place.met).check()
        at.fill("召开日期", self.days.today.isoformat())
        at.fill("参加人员", "顾晚舟、云澜市教育局负责人")
        at.fill("结果", "代表同意按时间表办理。")
        at.press("记录座谈或评估")
        at.told("已记录")
        self.shows(self.at("jiaoban", f"/cases/{self.case.pk}/"), "met")

    def publish(self) -> None:
        at = self.at("wenshu", f"/publications/{Publication.objects.get(reply=self.sent).pk}/")
        self.shows(at, "publication")
        at.press("审查完毕")
        at.told("审查完毕")
        at.follow("公开")
        at.press("公开")
        at.told("已公开。")
        at.follow("公开页")
        at.reads(PROMISE)

    def promise(self) -> None:
        at = self.at("nigao", f"/replies/{self.sent.pk}/commitments/")
        at.page.get_by_role("link", name=re.compile("^提取")).first.click()
        self.shows(at, "promise")
        assert at.field("答复原文中的一句").input_value() == PROMISE
        assert at.field("完成时限").input_value() == "2026-09-30"
        at.fill("责任人（处室）", "学前教育科")
        at.press("列入台账")
        at.told("已列入台账")

    def keep(self) -> None:
        promise = Commitment.objects.get()
        at = self.at("nigao", f"/commitments/{promise.pk}/")
        self.shows(at, "commitment")
        at.page.get_by_label("已经落实").check()
        at.fill("落实情况，或变化的原因", "河湾街道两处托育点已启用，共40个托位。")
        at.field("佐证材料").set_input_files(PROOF)
        at.press("报送")
        at.told("待交办机关确认")
        at = self.at("jiaoban", f"/commitments/{promise.pk}/")
        at.fill("提出人的意见", "代表实地看过，表示认可。")
        at.press("确认落实")
        at.told("已确认落实")

    def answer_again(self) -> None:
        """The second reply, for the promise was kept."""
        at = self.at("nigao", f"/commitments/{Commitment.objects.get().pk}/")
        at.press("再次答复")
        at.told("再次答复已开始")

    def end(self) -> None:
        yunlan.nothing_to_publish(self.case)
        at = self.at("jiaoban", f"/cases/{self.case.pk}/")
        self.shows(at, "answered")
        at.press("办结")
        at.told("办结")
        at.press("归档")
        at.told("归档")
        self.shows(at, "archived")

    def check(self) -> None:
        """Everything that the place was to show was there."""
        assert not self.missing, "\n".join(self.missing)
        assert self.seen >= self.place.shown.keys() - {"opening"}, self.place.shown.keys() - self.seen
