"""Three cases of like content, from 并案 to three printed letters; and two departments that each answer their own part."""

import re

import pytest
from playwright.sync_api import expect

from proposals.actions import cases
from proposals.models import Assignment, Department, Proposal
from replies import transitions
from replies.actions import drafts, printing
from replies.demo import story
from replies.models import Reply
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, text_of
from tests.factories import contacted, user

pytestmark = pytest.mark.browser

COMMON = "一、关于接驳线\n河湾片区的接驳线九月开通，共设六站。\n感谢您对教育工作的关心和支持。"
OTHERS = {
    "0062": ("关于增设河湾片区校车接驳线的建议", "顾晚舟"),
    "0063": ("关于在河湾片区增开校车接驳线的建议", "沈望舒"),
}


def test_three_cases_are_answered_with_one_text_in_three_letters(desk: OpenDesk) -> None:
    first = yunlan.walk("0061", "registered")
    others = [yunlan.walk("0061", "registered", case_no=number, title=title, proposers=[name]) for number, (title, name) in OTHERS.items()]
    at = desk("jiaoban")
    at.go(f"/cases/{first.pk}/merge/")
    for other in others:
        at.page.get_by_label(other.title).check()
    at.press("并案")
    at.look("letters-1-merged")
    at.go(f"/assign/{first.pk}/")
    at.page.locator("[name=task-0-department]").fill("市教育局")
    at.page.locator("[name=task-0-mode]").select_option("sole")
    at.page.get_by_role("button", name=re.compile("^交办")).first.click()
    at.told("第0063号")

    at = desk("nigao")
    at.go("/")
    at.reads("并案办理，共 3 件")
    at.look("letters-2-work")
    at.press("签收", within=at.row(first.title))
    for case in (first, *others):
        assert case.assignments.get().state == "accepted"
        contacted(case, by=yunlan.person("nigao"))
    at.go("/")
    at.press("开始写", within=at.row(first.title))
    leading = yunlan.reply("0061")
    opening = leading.versions.get().body
    at.editor().fill(f"{opening}\n{COMMON}")
    at.page.get_by_role("group", name="其他各件的标题、主送和开头").get_by_text(others[1].number_label).click()
    shown = at.page.locator(f"[name=letter-{yunlan.reply('0063').pk}-opening]")
    expect(shown).to_have_value(re.compile(others[1].title))
    shown.fill(f"沈代表，您提出的“{others[1].title}”，经研究，现答复如下：")
    at.page.get_by_label(re.compile("^A　")).check()
    at.field("全文公开").check()
    at.look("letters-3-editor")
    at.page.get_by_role("button", name="保存并送核稿").first.click()
    at.told("已送出")
    at.reads("一份正文，分别复文", "沈望舒代表", "沈代表，您提出的")
    at.look("letters-4-reply")
    at.go(f"/cases/{others[0].pk}/")
    at.reads(f"正文随{first.number_label}拟稿、审核、签发。")
    at.look("letters-5-case-of-a-follower")

    department = leading.department
    for event, permission in (("pass_on", "reply.review"), ("approve", "reply.approve")):
        leading.refresh_from_db()
        transitions.agree(leading, event, by=story.who(permission, department))
    head = story.who("reply.sign", department)
    at = desk(head.username)
    at.go(f"/replies/{leading.pk}/review/?confirm=1")
    at.reads("一并签发", "顾晚舟代表", "沈望舒代表")
    at.look("letters-6-sign")
    at.page.get_by_role("button", name="签发", exact=True).click()
    at.told("已签发")
    assert {reply.state for reply in Reply.objects.all()} == {"signed"}

    at = desk("wenshu")
    at.go(f"/printing/?reply={yunlan.reply('0062').pk}")
    for case in (first, *others):
        expect(at.page.get_by_role("checkbox", name=case.number_label)).to_be_checked()
    at.look("letters-7-printing-room")
    at.press("检查选中的")
    at.press("给可以印的 3 件编号并打印")
    assert yunlan.press() == ["done"] * 3
    at.page.reload()
    at.look("letters-8-printed", latin=FACES | {"ZIP"})
    letters = [Reply.objects.get(assignment__proposal=case) for case in (first, *others)]
    for letter in letters:
        at.go(f"/replies/{letter.pk}/")
        pdf = text_of(at.download(at.page.get_by_role("link", name="下载 PDF", exact=True).first))
        own = (letter.case.title, letter.number_text, f"第{letter.case.case_no}号", "河湾片区的接驳线九月开通，共设六站。")
        assert all(words in pdf for words in own)
        assert not any(other.case.title in pdf or other.number_text in pdf for other in letters if other != letter)
    at.look("letters-9-one-of-three", latin=FACES)


def test_two_departments_answer_their_own_parts(desk: OpenDesk) -> None:
    case = yunlan.walk("0035", "registered")
    parts = {"市教育局": "校门口一侧", "市住房城乡建设局": "步行道一侧"}
    tasks = [cases.Task(Department.objects.get(short_name=name), Assignment.Mode.SPLIT, part) for name, part in parts.items()]
    made = cases.assign_case(case, tasks, by=yunlan.person("jiaoban"))
    for task in made:
        drafter = story.who("reply.draft", task.department)
        cases.accept_assignment(task, by=drafter)
        contacted(case, by=drafter)
    drafter = story.who("reply.draft", made[0].department)
    at = desk(drafter.username)
    at.go(f"/cases/{case.pk}/")
    at.press("起草答复")
    expect(at.editor()).to_have_value(re.compile("现就其中有关校门口一侧的内容答复如下"))
    at.reads("分工", *parts.values())
    at.look("parts-1-editor")
    for task in made:
        # Not every department of the town has somebody for every step.
        for role in ("office_reviewer", "deputy_head", "head", "document_administrator"):
            user(role, department=task.department)
        by = {name: story.who(f"reply.{name}", task.department) for name in ("draft", "review", "approve", "sign", "number")}
        reply = drafts.open_reply(Assignment.objects.get(pk=task.pk), by=by["draft"])
        latest = reply.latest
        assert latest
        text = latest.text | {"body": f"{latest.body}\n已经办好。"}
        drafts.save_draft(reply, text, base=latest.number, by=by["draft"], outcome="A", publication="full")
        transitions.submit(reply, by=by["draft"])
        for event, name in (("pass_on", "review"), ("approve", "approve"), ("sign", "sign")):
            transitions.agree(reply, event, by=by[name])
        printing.number_reply(reply, by=by["number"])
    replies = list(Reply.objects.order_by("pk"))
    at.go(f"/cases/{case.pk}/")
    at.reads(*(reply.number_text for reply in replies))
    at.look("parts-2-case")
    assert Proposal.objects.get(pk=case.pk).state == "handling"
