"""The steps of one case on screen, from its registration to the letter that was sent, each taken by the person whose step it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from proposals.models import Assignment, CoOpinion, Person, Proposal, RuleSet, Session
from replies.models import Reply
from tests.browser import yunlan
from tests.browser.conftest import signed_in
from tests.browser.desk import Desk
from tests.browser.places import Contact, Place

BODY = "一、已经办的\n全市每千人口有托位4.1个。\n二、下一步工作\n2026年9月底前在河湾街道增设普惠托位40个。"
OPINION = "社区闲置用房37处，其中19处可改作托育点。"


class Days:
    """The clock of the site, put to the days of a case. It goes on by itself, so that what came later is later."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, first: date) -> None:
        shift = timedelta()

        def to(day: date) -> None:
            nonlocal shift
            self.today = day
            shift = datetime.combine(day, time(9), timezone.get_default_timezone()) - datetime.now(UTC)

        class AsDatetime(type):
            def __instancecheck__(cls, one: object) -> bool:
                return isinstance(one, datetime)

        class Moved(datetime, metaclass=AsDatetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one, which every database takes
                return datetime.now(tz) + shift

        self.to = to
        # Defaults of models hold the function `timezone.now` itself; what it asks is replaced.
        monkeypatch.setattr(timezone, "datetime", Moved)
        to(first)


@dataclass
class Walk:
    """One case under the rules of one place. `desk` opens the browser of a person; what each sees is compared with `place.shown`."""

    place: Place
    open_desk: Callable[..., Desk]
    days: Days
    desks: dict[str, Desk] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        session = Session.objects.get(**Session.parse(self.place.session))
        kind = "suggestion" if self.place.kind == "suggestion" else "proposal"
        setattr(session, f"{kind}_rules", RuleSet.objects.get(code=f"{self.place.code}-{kind}"))
        session.save()
        # Where the rules copy a reply to the congress that elected the deputy, they need to know which.
        Person.objects.filter(name="顾晚舟").update(elected_by="河湾区")

    def on(self, month: int, day: int) -> None:
        """The case goes on on this day of 2026; whoever has signed in signs in again, for no session lasts so long."""
        self.days.to(date(2026, month, day))
        for username, at in self.desks.items():
            if username:
                at.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(username), "url": at.base}])

    @property
    def case(self) -> Proposal:
        return Proposal.objects.get(case_no="0301")

    @property
    def lead(self) -> Assignment:
        return self.case.assignments.exclude(mode=Assignment.Mode.CO).get()

    @property
    def reply(self) -> Reply:
        """The newest answer."""
        return Reply.objects.filter(assignment=self.lead).order_by("-round")[0]

    @property
    def sent(self) -> Reply:
        """The first answer."""
        return Reply.objects.get(assignment=self.lead, round=1)

    def at(self, username: str, path: str = "") -> Desk:
        """The browser of this person, opened once, at that address."""
        if username not in self.desks:
            self.desks[username] = self.open_desk(username)
        if path:
            self.desks[username].go(path)
        return self.desks[username]

    def page(self, name: str) -> str:
        """The name of a page that comes again with every answer."""
        return name if self.reply.round == 1 else f"{name}-again"

    def shows(self, at: Desk, page: str) -> None:
        """What the place has of its own on this page stands there."""
        plain = re.sub(r"\s", "", at.page.locator("main").text_content() or "")
        self.seen.add(page)
        self.missing += [f"{page}: {words}" for words in self.place.shown.get(page, ()) if re.sub(r"\s", "", words) not in plain]

    def register(self) -> None:
        at = self.at("jiaoban", "/cases/new/")
        at.field("会议").select_option(self.place.session)
        at.field("类别").select_option(self.place.kind)
        at.fill("编号", "0301")
        at.fill("案由", self.place.title)
        at.fill("提出人", "、".join(self.place.proposers))
        at.fill("正文", "河湾街道双职工家庭多，普惠托位少。建议盘活社区闲置用房，增设普惠托位。")
        at.press("登记")
        at.told("第0301号已登记")
        self.shows(at, "registered")

    def file(self) -> None:
        at = self.at("jiaoban", f"/cases/{self.case.pk}/filing/")
        self.shows(at, "filing")
        at.page.locator("[name=decision][value=filed]").check()
        at.press("决定")
        at.told("立案")

    def assign(self) -> None:
        at = self.at("jiaoban", f"/assign/{self.case.pk}/")
        at.fill("主办", "市教育局")
        at.fill("找会办单位", "市住房城乡建设局")
        at.field("找会办单位").press("Enter")
        at.page.locator("[name=task-1-scope]").fill("社区闲置用房情况")
        expect(at.page.locator("#dues")).to_contain_text("会办意见")
        self.shows(at, "assign")
        at.press("交办")
        at.told("第0301号已交办")

    def sign_for(self) -> None:
        for task, username in ((self.lead, "nigao"), (self.case.assignments.get(mode="co"), "huiban")):
            at = self.at(username, f"/cases/{self.case.pk}/")
            self.shows(at, f"{task.mode}-to-sign")
            at.page.locator("main").get_by_role("button", name="签收", exact=True).first.click()
            at.told("已签收")
            at.go(f"/cases/{self.case.pk}/")
            self.shows(at, f"{task.mode}-signed-for")
        at = self.at("nigao", f"/assignments/{self.lead.pk}/object/")
        self.shows(at, "objection")

    def more_time(self) -> None:
        address = f"/assignments/{self.lead.pk}/more-time/"
        at = self.at("nigao", f"/cases/{self.case.pk}/")
        if self.case.rule_set.extension("answer"):
            at.go(address)
        else:
            with at.refused(409):
                at.go(address)
        self.shows(at, "more-time")

    def contact(self, contact: Contact) -> None:
        at = self.at("nigao", f"/cases/{self.case.pk}/contacts/new/")
        self.shows(at, "contact")
        at.field("方式").select_option(label=contact.how)
        at.field("阶段").select_option(label=contact.phase)
        at.fill("内容", "代表希望写明每一处的时间。")
        at.press("记下联系")
        at.told("联系已记下。")

    def give_opinion(self) -> None:
        opinion = CoOpinion.objects.get(assignment__proposal=self.case)
        at = self.at("huiban", f"/opinions/{opinion.pk}/")
        self.shows(at, "opinion")
        at.fill("会办意见", OPINION)
        at.press("提会办意见")
        at.told("会办意见已提交")
        at = self.at("nigao", f"/opinions/{opinion.pk}/")
        at.press("采纳意见")
        at.told("已采纳")

    def write(self, *, again: bool = False) -> None:
        """The text with its outcome, sent for review."""
        if again:
            at = self.at("nigao", f"/replies/{self.reply.pk}/edit/")
        else:
            at = self.at("nigao", f"/cases/{self.case.pk}/")
            at.press("起草答复")
        page = self.page("write")
        body = at.editor()
        self.shows(at, page)
        opening = body.input_value().splitlines()[0]
        self.missing += [f"{page} opening: {opening}" for words in self.place.shown.get("opening", ()) if words not in opening]
        body.fill(f"{opening}\n{BODY}")
        at.page.get_by_label(re.compile(f"^{self.place.outcome}　")).check()
        at.field("全文公开").check()
        if self.place.exception and not again:
            at.page.get_by_text("例外情况", exact=True).click()
            at.page.get_by_label(re.compile("^未沟通即答复的说明")).fill(self.place.exception)
        at.page.get_by_role("button", name="保存并送核稿").first.click()
        at.told("已送出")

    def co_sign(self) -> None:
        if self.reply.state != "co_signing":
            return
        at = self.at("huiban", f"/replies/{self.reply.pk}/review/")
        at.decide("会签")
        at.told("已同意")

    def agree(self) -> None:
        """Checked, approved where somebody comes between, and signed by whoever signs here."""
        chain = ["hegao", "fenguan", "qianfa"]
        for username in chain[: chain.index(self.place.signer)]:
            at = self.at(username, f"/replies/{self.reply.pk}/review/")
            self.shows(at, self.page(f"review-{username}"))
            name = at.page.locator(".decide").get_by_role("link", name=re.compile("^同意，送")).inner_text()
            at.decide(name.split()[0])  # its key stands behind it
            at.told("已同意")
        at = self.at(self.place.signer, f"/replies/{self.reply.pk}/review/?confirm=1")
        self.shows(at, self.page("sign"))
        if at.page.locator("[name=without_contact]").count():
            at.page.locator("[name=without_contact]").check()
        at.page.get_by_role("button", name="签发", exact=True).click()
        at.told("已签发")

    def print(self) -> None:
        at = self.at("wenshu", f"/printing/?reply={self.reply.pk}")
        at.press("检查选中的")
        at.page.get_by_role("button", name=re.compile("^给可以印的")).click()
        at.reads("正在印")
        # The page of the batch asks for its progress all the time, and the database of the tests has room for one at a time.
        at.go("/printing/")
        assert yunlan.press() == ["done"]

    def dispatch(self) -> None:
        at = self.at("wenshu", f"/replies/{self.reply.pk}/dispatch/")
        self.shows(at, self.page("dispatch"))
        rows = at.page.locator("fieldset", has=at.page.locator("[name^=way-]"))
        assert [one.strip() for one in rows.locator("legend").all_text_contents()] == list(self.place.addressed)
        for way in range(rows.count()):
            rows.nth(way).locator("[name^=way-]").select_option("in_person")
            rows.nth(way).locator("[name^=words-]").fill("面复并送交书面答复")
        at.press("登记送达")
        at.told("已答复")
        self.shows(at, self.page("dispatched"))
