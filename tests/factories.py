"""Makes what a test needs. A state is reached by walking the real workflow, never by writing it."""

import hashlib
import itertools
import json
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from proposals.actions import cases, co_handling, intake
from proposals.actions.rule_sets import SHIPPED
from proposals.models import Assignment, CoOpinion, Department, Group, Person, Proposal, ProposalKind, RuleSet, Session, User
from proposals.permissions import ROLES
from replies import transitions
from replies.actions import batches, delivering, drafts, printing
from replies.models import OfficialDocument, RenderJob, Reply
from replies.states import ReplyState
from tests.walked import remembered

_serial = itertools.count(1)

BODY = """您提出的“关于增加社区托位的建议”，经研究，现答复如下：
一、关于托位底数
截至2026年3月31日，全市每千人口拥有3岁以下婴幼儿托位4.1个。
二、下一步工作
（一）盘活存量用房。可在2026年9月前改作托育点。
感谢您对托育工作的关心和支持。"""


def rule_set(code: str = "national-suggestion") -> RuleSet:
    """A shipped rule set. Only this one is loaded, since most tests begin with it; that all are valid is seen in `test_rules.py`."""
    found = RuleSet.objects.filter(code=code).first()
    return found or RuleSet.objects.create(**json.loads((SHIPPED / f"{code}.json").read_text(encoding="utf-8")))


def department(**fields: Any) -> Department:
    n = next(_serial)
    fields = {
        "full_name": f"云澜市第{n}局",
        "short_name": f"市{n}局",
        "contact_phone": "0999-5550100",
        "suggestion_word": f"云{n}建",
        "proposal_word": f"云{n}提",
    } | fields
    return Department.objects.create(**fields)


def assigning_body() -> Department:
    return department(kind=Department.Kind.ASSIGNING_BODY)


def user(*roles: str, department: Department | None = None, **fields: Any) -> User:
    n = next(_serial)
    made = User.objects.create(username=f"u{n}", display_name=f"甲{n}", department=department, **fields)
    made.grant(*roles)
    return made


def session(**fields: Any) -> Session:
    rules = {"suggestion_rules": rule_set(), "proposal_rules": rule_set("national-proposal")}
    terms, meeting = divmod(next(_serial), 9)  # a label writes them out in Chinese numerals, which end at 99
    return Session.objects.create(
        **({"organ": "congress", "region": "云澜市", "term": 1 + terms % 99, "meeting": 1 + meeting} | rules | fields)
    )


def deputy(**fields: Any) -> Person:
    return Person.objects.create(**({"name": f"顾{next(_serial)}", "role": Person.Role.DEPUTY} | fields))


def group(**fields: Any) -> Group:
    return Group.objects.create(**({"name": f"民云澜市委会{next(_serial)}", "kind": Group.Kind.PARTY} | fields))


def document(reply: Reply, pdf: bytes = b"") -> OfficialDocument:
    """A printed page of a signed reply, without the engine that makes real ones."""
    pdf = pdf or f"%PDF-1.7 {reply.pk} {reply.number_text}".encode()
    sha256 = hashlib.sha256(pdf).hexdigest()
    made = {"made_from": {"number": reply.number_text}, "pages": 1, "size": len(pdf), "sha256": sha256, "content_sha256": sha256}
    return OfficialDocument.objects.create(reply=reply, version=reply.signed_version, file=ContentFile(pdf, f"{sha256}.pdf"), **made)


def picture(
    mode: str = "RGB", size: tuple[int, int] = (60, 40), *, color: object = None, kind: str = "PNG", **options: object
) -> SimpleUploadedFile:
    """A plain picture as a browser uploads it: green, or a red that is half transparent where the mode has transparency."""
    colors = {"RGB": (20, 120, 60), "RGBA": (200, 20, 20, 128), "L": 90, "LA": (90, 128), "CMYK": (0, 90, 90, 20), "P": 3, "1": 1}
    out = BytesIO()
    Image.new(mode, size, colors.get(mode, 0) if color is None else color).save(out, kind, **options)
    return SimpleUploadedFile(f"图样.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def printed(reply: Reply, *, by: User) -> RenderJob:
    """Walks a numbered reply through the printer."""
    (queued,) = batches.number_and_print([reply], by=by).jobs
    job = transitions.claim_job(queued.pk)
    assert job is not None
    assert transitions.finish_job(job, document(reply))
    reply.refresh_from_db()
    return job


def contacted(case: Proposal, *, by: User) -> None:
    """Puts the contacts on record that any rule set asks for before the signature."""
    said: dict[str, Any] = {"kind": "visit", "with_whom": "代表", "participants": "局长", "by_head": True, "notes": "听取了意见。"}
    for phase in ("before", "during"):
        co_handling.record_contact(case, by=by, phase=phase, held_on=timezone.localdate(), **said)


def hand_over(reply: Reply, *, by: User, words: str = "当面送达") -> None:
    """A printed reply goes out today, to all of its addressees in the same way."""
    delivering.deliver(reply, {one.pk: delivering.Sent(words=words) for one in reply.addressed()}, by=by)


def delivered(reply: Reply, way: str = "in_person", words: str = "", on: date | None = None) -> dict[str, str]:
    """The form of the dispatch, as the page posts it."""
    day = (on or timezone.localdate()).isoformat()
    rows = ({f"way-{one.pk}": way, f"words-{one.pk}": words, f"on-{one.pk}": day} for one in reply.addressed())
    return {name: value for row in rows for name, value in row.items()}


class Office:
    """A department with a person in every role that a department has."""

    ROLES = ("drafter", "co_handler", "office_reviewer", "deputy_head", "head", "document_administrator")

    def __init__(self, **fields: Any) -> None:
        self.department = department(**fields)
        for role in self.ROLES:
            setattr(self, role, user(role, department=self.department))

    drafter: User
    co_handler: User
    office_reviewer: User
    deputy_head: User
    head: User
    document_administrator: User


class World:
    """An assigning body with its coordinator, a lead, a co-handler, a stranger, and one of everyone else."""

    @remembered
    def __init__(self) -> None:
        self.body = assigning_body()
        self.coordinator = user("coordinator", department=self.body)
        self.lead, self.co, self.stranger = Office(), Office(), Office()
        self.auditor = user("auditor")
        self.administrator = user("system_administrator")
        self.session = session()
        self.person = deputy(user=user("proposer"))
        assert self.person.user is not None
        self.proposer: User = self.person.user

    @property
    def pk(self) -> tuple[int, ...]:
        """Of everyone in it, by which a walk in it is known again."""
        people = [getattr(office, role) for office in (self.lead, self.co, self.stranger) for role in Office.ROLES]
        return tuple(one.pk for one in (self.body, self.coordinator, self.session, self.person, *people))

    @remembered
    def case(self, **fields: Any) -> Proposal:
        n = next(_serial)
        new = {
            "session": self.session,
            "kind": ProposalKind.SUGGESTION,
            "case_no": f"{n:04}",
            "title": "关于增加社区托位的建议",
            "proposers": [self.person],
            "body": "建议增加社区托位。",
        } | fields
        return cases.register_case(cases.NewCase(**new), by=self.coordinator)

    @remembered
    def assigned(self, *, co: bool = True, assigned_on: date | None = None, **fields: Any) -> Proposal:
        case = self.case(**fields)
        tasks = [cases.Task(self.lead.department, Assignment.Mode.LEAD if co else Assignment.Mode.SOLE)]
        if co:
            tasks.append(cases.Task(self.co.department, Assignment.Mode.CO, "请说明场地情况"))
        if case.rule_set.policy("filing").value == "needed":
            intake.decide_filing(case, intake.Filing("filed"), by=self.coordinator)
        cases.assign_case(case, tasks, by=self.coordinator, assigned_on=assigned_on)
        return case

    def lead_of(self, case: Proposal) -> Assignment:
        return case.assignments.exclude(mode=Assignment.Mode.CO).get()

    def opinion_of(self, case: Proposal) -> CoOpinion:
        return CoOpinion.objects.get(assignment__proposal=case)

    @remembered
    def handled(self, *, co: bool = True, **fields: Any) -> Proposal:
        """Signed for by all; the co-handler's opinion is adopted."""
        case = self.assigned(co=co, **fields)
        cases.accept_assignment(self.lead_of(case), by=self.lead.drafter)
        if co:
            opinion = self.opinion_of(case)
            cases.accept_assignment(opinion.assignment, by=self.co.co_handler)
            co_handling.submit_opinion(opinion, "场地已经查清，可以改作托育点。", by=self.co.co_handler)
            co_handling.adopt_opinion(opinion, by=self.lead.drafter)
        return case

    @remembered
    def reply(self, state: str = ReplyState.DRAFTING, *, co: bool = True, **fields: Any) -> Reply:
        """A reply walked to `state`, with a printed page that the engine did not make."""
        case = self.handled(co=co, **fields)
        contacted(case, by=self.lead.drafter)
        reply = drafts.open_reply(self.lead_of(case), by=self.lead.drafter)
        assert reply.latest is not None
        text = reply.latest.text | {"body": BODY}
        drafts.save_draft(reply, text, base=reply.latest.number, by=self.lead.drafter, outcome="A", publication="full")
        for step in self.steps(reply):
            if reply.state == state:
                return reply
            step()
        if reply.state != state:
            raise ValueError(f"{state} is not on the way")
        return reply

    def steps(self, reply: Reply) -> list[Any]:
        lead = self.lead
        return [
            lambda: transitions.submit(reply, by=lead.drafter),
            lambda: reply.state != "co_signing" or transitions.co_sign(reply, by=self.co.co_handler),
            lambda: transitions.agree(reply, "pass_on", by=lead.office_reviewer),
            lambda: transitions.agree(reply, "approve", by=lead.deputy_head),
            lambda: transitions.agree(reply, "sign", by=lead.head),
            lambda: printing.number_reply(reply, by=lead.document_administrator),
            lambda: printed(reply, by=lead.document_administrator),
            lambda: hand_over(reply, by=lead.document_administrator),
        ]

    @remembered
    def actors(self) -> dict[str, User]:
        """Everyone that a permission could be wrongly given to, by a name to write tables with."""
        offices = {"lead": self.lead, "co": self.co, "stranger": self.stranger}
        return {
            **{f"{name}.{role}": getattr(office, role) for name, office in offices.items() for role in Office.ROLES},
            "coordinator": self.coordinator,
            "stranger.coordinator": user("coordinator", department=assigning_body()),
            "auditor": self.auditor,
            "administrator": self.administrator,
            "proposer": self.proposer,
            "without role": user(department=self.lead.department),
            "without department": user(*ROLES),
            "inactive": user(*ROLES, department=self.lead.department, is_active=False),
            "inactive co": user(*ROLES, department=self.co.department, is_active=False),
            "inactive body": user(*ROLES, department=self.body, is_active=False),
        }
