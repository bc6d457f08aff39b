"""Taking published replies over: what they tell is made, what they do not tell is asked for, and a second time changes nothing."""

import dataclasses
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from proposals import audit
from proposals.actions import imports
from proposals.errors import InvalidInput
from proposals.models import Assignment, Department, Group, Person, Proposal, User
from replies.actions import printing
from replies.actions.imports import Imported, Overrides, import_published
from replies.models import Reply
from replies.parsing import ParsedReply
from replies.parsing.reading import ReadingError
from tests.factories import World

pytestmark = pytest.mark.django_db
NOTHING = Overrides()

PUBLISHED = ParsedReply(
    kind="提案",
    session="市政协十四届四次会议",
    number="0027",
    category="民生",
    addressees=["李文海", "周舟"],
    title="关于增加社区托位的提案",
    co_handlers=["云澜市教育局"],
    document_number="云水提〔2021〕3号",
    handling_class="A",
    date="2021-06-30",
    contact="办公室，0999-5550100",
    issuer="云澜市水务局",
    body=[(0, "您提出的提案收悉，现答复如下："), (1, "一、现状"), (0, "正文。\u200b")],
    warnings=["a warning"],
)


def take_over(overrides: Overrides = NOTHING, **fields: Any) -> Imported:
    parsed = dataclasses.replace(PUBLISHED, **fields)
    return import_published(parsed, by=imports.importer(), overrides=overrides, source="0027.txt")


def test_the_case_its_departments_and_its_signed_reply() -> None:
    imported = take_over()
    reply, case = imported.reply, imported.reply.case
    assert imported.created
    assert (case.session.label, case.kind, case.case_no, case.title, case.category) == (
        "市政协十四届四次会议", "cppcc_proposal", "0027", "关于增加社区托位的提案", "民生"
    )  # fmt: skip
    assert (case.state, case.rule_set.code, case.assigning_body) == ("handling", "national-proposal", None)
    tasks = [(task.department.full_name, task.mode, task.state, task.assigned_on, task.due_on) for task in case.assignments.all()]
    assert tasks == [("云澜市水务局", "lead", "accepted", None, None), ("云澜市教育局", "co", "accepted", None, None)]
    assert [(proposer.who.name, proposer.is_lead) for proposer in case.proposers.all()] == [("李文海", True), ("周舟", False)]
    assert {person.role for person in Person.objects.all()} == {"member"}
    assert (reply.state, reply.is_imported, reply.outcome, reply.issued_on) == ("signed", True, "A", date(2021, 6, 30))
    assert (reply.signed_by, reply.number_text, reply.signed_version) == (None, "云水提〔2021〕3号", reply.latest)
    assert reply.latest
    assert reply.latest.text == {
        "title": "对市政协十四届四次会议第0027号提案的答复",
        "addressee": "李文海、周舟委员：",
        "body": "您提出的提案收悉，现答复如下：\n一、现状\n正文。",
        "contact": "（联系单位及电话：办公室，0999-5550100）",
        "copies": "",
        "notes": "",
    }
    event = case.events.get(subject_type="reply")
    assert (event.name, event.acting_as, event.data) == (
        "import",
        "system_administrator",
        {"source": "0027.txt", "warnings": ["a warning"]},
    )
    assert list(audit.verify_events()) == []


def test_taken_over_again_nothing_changes() -> None:
    first = take_over()
    before = Proposal.objects.get().chain_head
    again = take_over()
    assert (again.created, again.reply) == (False, first.reply)
    assert Proposal.objects.get().chain_head == before
    with pytest.raises(InvalidInput, match="0027"):
        take_over(body=[(0, "另一文字")])
    assert Reply.objects.get().versions.count() == 1


def test_an_imported_reply_can_be_numbered_with_its_own_number_by_its_department() -> None:
    reply = take_over().reply
    clerk = User.objects.create(username="clerk", display_name="文书", department=reply.department)
    clerk.grant("document_administrator")
    printing.number_reply(reply, by=clerk)
    assert (reply.state, reply.number_text) == ("numbered", "云水提〔2021〕3号")


@pytest.mark.parametrize("lacking", ["session", "number", "kind", "title", "addressees", "body"])
def test_what_the_text_does_not_tell_is_asked_for(lacking: str) -> None:
    with pytest.raises(InvalidInput):
        take_over(**{lacking: [] if lacking in ("addressees", "body") else None})
    assert not Proposal.objects.exists()


def test_all_that_is_lacking_is_named_at_once() -> None:
    with pytest.raises(InvalidInput, match="；"):
        take_over(session=None, number=None)


def test_what_a_person_supplies_counts_more_than_the_text() -> None:
    case = take_over(Overrides("市政协十四届五次会议", "0028", "云澜市住建局", "tianjin"), number=None).reply.case
    assert (case.session.label, case.case_no, case.rule_set.code) == ("市政协十四届五次会议", "0028", "tianjin-proposal")
    assert case.assignments.get(mode="lead").department.full_name == "云澜市住建局"


def test_a_wrong_session_and_unknown_rules_are_refused() -> None:
    for overrides in (Overrides(session="某次会议"), Overrides(rules="mars")):
        with pytest.raises(InvalidInput):
            take_over(overrides)


def test_an_opinion_to_another_department_is_no_reply() -> None:
    with pytest.raises(InvalidInput):
        take_over(doc_type="会办意见")


def test_a_case_that_is_handled_here_is_not_taken_over() -> None:
    world = World()
    here = world.case(case_no="0027", session=imports.find_session("市人大九届一次会议"))
    with pytest.raises(InvalidInput, match="0027"):
        take_over(kind="建议", session="市人大九届一次会议")
    assert Proposal.objects.get() == here


def test_without_an_issuer_the_department_is_the_one_that_is_not_stated() -> None:
    reply = take_over(issuer=None, co_handlers=[], document_number=None, date=None, contact="王某", handling_class="特").reply
    assert reply.department.kind == Department.Kind.UNSTATED
    assert reply.assignment.mode == Assignment.Mode.SOLE
    assert (reply.issued_on, reply.imported_number, reply.outcome) == (None, "", "")
    assert reply.latest
    assert reply.latest.contact == "（联系人：王某）"
    without = take_over(number="0028", contact=None).reply.latest
    assert without
    assert without.contact == ""


def test_a_co_handler_that_is_the_issuer_itself_is_none() -> None:
    reply = take_over(co_handlers=["云澜市水务局"]).reply
    assert reply.assignment.mode == Assignment.Mode.SOLE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("民盟云澜市委会", Group.Kind.PARTY),
        ("云澜市代表团", Group.Kind.DELEGATION),
        ("教育界别", None),
        ("医药卫生界别", Group.Kind.SECTOR),
        ("第三联络小组", Group.Kind.SUBGROUP),
        ("城乡建设专委会", Group.Kind.COMMITTEE),
        ("云澜市妇女联合会", Group.Kind.ORGANIZATION),
        ("李文海", None),
        ("李文海等3位委员", None),
    ],
)
def test_a_group_is_told_from_a_person(name: str, kind: Group.Kind | None) -> None:
    found = imports.find_proposer(name, "cppcc_proposal")
    assert found == imports.find_proposer(name, "cppcc_proposal")
    if kind is None:
        assert isinstance(found, Person)
        assert found.name == name.split("等")[0]
    else:
        assert isinstance(found, Group)
        assert (found.kind, found.name) == (kind, name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("云澜市水务局", "government"), ("云澜县", "district"), ("云澜市人民政府", "district"), ("中共云澜市委员会宣传部", "party")],
)
def test_departments_are_found_or_made(name: str, kind: str) -> None:
    made = imports.find_department(name)
    assert (made.full_name, made.kind) == (name, kind)
    assert imports.find_department(name) == made
    made.short_name = "简称"
    made.save()
    assert imports.find_department("简称") == made


def test_the_account_of_imports_cannot_sign_in() -> None:
    account = imports.importer()
    assert not account.has_usable_password()
    assert account == imports.importer()
    assert account.role_codes == {"system_administrator"}


# The command


def run(*arguments: str) -> tuple[str, str, str]:
    out, err, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command("import_reply", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that are read as PUBLISHED with their text as the number; an empty one cannot be read."""

    def read(path: str) -> ParsedReply:
        text = Path(path).read_text()
        if not text:
            raise ReadingError("the file is empty")
        return dataclasses.replace(PUBLISHED, number=text.strip())

    monkeypatch.setattr("replies.management.commands.import_reply.read_fields", read)
    (tmp_path / "good.txt").write_text("0027")
    (tmp_path / "empty.txt").write_text("")
    return tmp_path


def test_the_command_tells_of_each_file(files: Path) -> None:
    out, err, failure = run(str(files / "good.txt"))
    assert "imported: reply" in out
    assert "提案 第0027号" in out
    assert "a warning" in out
    assert (err, failure) == ("", "")
    assert ": unchanged: reply" in run(str(files / "good.txt"))[0]


def test_one_bad_file_does_not_stop_the_others(files: Path) -> None:
    out, err, failure = run(str(files / "empty.txt"), str(files / "good.txt"))
    assert "imported" in out
    assert err == f"{files / 'empty.txt'}: the file is empty\n"
    assert failure.startswith("1 of 2 file(s) were not imported")


def test_a_session_is_given_for_one_file_only(files: Path) -> None:
    good = str(files / "good.txt")
    assert "give one file" in run(good, good, "--number=0030")[2]
    assert "第0030号" in run(good, "--number=0030")[0]


def test_another_department_s_reply_to_the_same_case_is_told_and_not_dropped_silently() -> None:
    first = take_over()
    with pytest.raises(InvalidInput, match=str(first.reply.department)):
        take_over(Overrides(issuer="云澜市教育局"))
    assert Reply.objects.count() == 1
