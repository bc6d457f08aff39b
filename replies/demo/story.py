"""Walks the invented cases through the real workflow, each step taken by the person whose step it is."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from proposals import permissions, pictures
from proposals.actions import cases, co_handling, imports, intake
from proposals.models import Assignment, CoOpinion, Department, Group, Person, Proposal, Session, User
from replies import transitions, wording
from replies.actions import batches, comments, delivering, drafts, printing, publishing
from replies.demo.seals import seal
from replies.models import Publication, Reply
from replies.states import ReplyState

DATA = Path(__file__).with_name("yunlan.json")
PASSWORD = "yunlan-demo-2026"  # noqa: S105  # the password of invented people on a developer's machine
DAYS_BEFORE_ASSIGNMENT = 5
Say = Callable[[User, str], None]


def load() -> dict[str, Any]:
    return dict(json.loads(DATA.read_text(encoding="utf-8")))


def is_there() -> bool:
    return User.objects.filter(username=load()["users"][0]["username"]).exists()


@transaction.atomic
def people(data: dict[str, Any]) -> None:
    """Departments, sessions, proposers and an account for every role."""
    for fields in data["departments"]:
        made = Department.objects.create(**fields)
        if made.kind == Department.Kind.GOVERNMENT:
            made.seal_sha256 = pictures.keep(seal(made.full_name))
            made.save(update_fields=["seal_sha256"])
    for label in data["sessions"]:
        imports.find_session(label)
    for fields in data["people"]:
        Person.objects.create(**fields)
    for fields in data["groups"]:
        Group.objects.create(**fields)
    for fields in data["users"]:
        user = User(username=fields["username"], display_name=fields["display_name"], office=fields.get("office", ""))
        user.department = Department.objects.filter(short_name=fields.get("department")).first()
        user.set_password(PASSWORD)
        user.save()
        user.grant(*fields["roles"])
        if "person" in fields:
            Person.objects.filter(name=fields["person"]).update(user=user)


def who(permission: str, department: Department | None) -> User:
    """The person of a department who may do this."""
    return next(user for user in User.objects.filter(department=department) if permissions.holds(user, permission))


class Walk:
    """One case on its way to the state in its `until`."""

    def __init__(self, fields: dict[str, Any], say: Say) -> None:
        self.fields, self.say, self.until = fields, say, fields["until"]

    def run(self) -> None:
        """Goes as far as `until`, or as far as the printer: what follows (`finish`) waits for the page."""
        case = self.register()
        if self.until == "registered":
            return
        self.assign(case)
        if self.until == "assigned":
            return
        reply = self.draft(case)
        if reply is None:
            return
        self.review(reply)
        if reply.state != "signed":
            return
        clerk = who("reply.number", reply.department)
        if self.until == "numbered":
            printing.number_reply(reply, by=clerk)
            self.say(clerk, f"编号 {reply.number_text}")
            return
        batches.number_and_print([reply], by=clerk)
        self.say(clerk, f"编号 {reply.number_text}，送印")

    def finish(self, reply: Reply) -> None:
        clerk = who("reply.dispatch", reply.department)
        sent = delivering.Sent(way=delivering.Way.IN_PERSON, words=self.fields["delivery"])
        delivering.deliver(reply, {proposer.pk: sent for proposer in reply.addressed()}, by=clerk)
        self.say(clerk, f"送达：{self.fields['delivery']}")
        if self.until == "published":
            publication = Publication.objects.get(reply=reply)
            reviewer = who("publication.check", reply.department)
            publishing.finish_check(publication, by=reviewer)
            self.say(reviewer, "公开审查：没有要遮盖的")
            publishing.publish(publication, by=clerk)
            self.say(clerk, "公开全文")

    def register(self) -> Proposal:
        body = Department.objects.get(kind=Department.Kind.ASSIGNING_BODY)
        coordinator = who("case.register", body)
        names = self.fields["proposers"]
        proposers = [Person.objects.filter(name=name).first() or Group.objects.get(name=name) for name in names]
        session = Session.objects.get(**Session.parse(self.fields["session"]))
        keys = ("kind", "case_no", "title", "body", "category")
        new = cases.NewCase(
            session=session,
            proposers=proposers,
            is_priority=self.fields.get("is_priority", False),
            received_on=timezone.localdate() - timedelta(days=self.fields.get("assigned_days_ago", 0) + DAYS_BEFORE_ASSIGNMENT),
            **{key: self.fields[key] for key in keys},
        )
        case = cases.register_case(new, by=coordinator)
        self.say(coordinator, f"登记 {session.label}{case.number_label}《{case.title}》，提出人：{'、'.join(names)}")
        return case

    def assign(self, case: Proposal) -> None:
        coordinator = who("case.assign", case.assigning_body)
        co = self.fields["co"]
        lead = Department.objects.get(short_name=self.fields["lead"])
        tasks = [cases.Task(lead, Assignment.Mode.LEAD if co else Assignment.Mode.SOLE)]
        tasks += [cases.Task(Department.objects.get(short_name=part["department"]), Assignment.Mode.CO, part["scope"]) for part in co]
        day = timezone.localdate() - timedelta(days=self.fields["assigned_days_ago"])
        if case.rule_set.policy("filing").value == "needed":
            intake.decide_filing(case, intake.Filing("filed"), by=who("case.file", case.assigning_body))
            self.say(coordinator, "立案")
        made = cases.assign_case(case, tasks, by=coordinator, assigned_on=day)
        named = "；".join(f"{assignment.department} {assignment.get_mode_display()}" for assignment in made)
        self.say(coordinator, f"交办：{named}；{made[0].due_on} 前答复（{made[0].due_rule}）")

    def draft(self, case: Proposal) -> Reply | None:
        """The draft, ready for review; None where the case is to stand before that."""
        lead = next(assignment for assignment in case.assignments.all() if assignment.answers)
        drafter = who("reply.draft", lead.department)
        cases.accept_assignment(lead, by=drafter)
        self.say(drafter, "签收")
        if contact := self.fields.get("contact"):
            co_handling.record_contact(case, by=drafter, held_on=timezone.localdate(), **contact)
            self.say(drafter, f"记录联系：{contact['notes']}")
        if self.until == "lead_accepted":
            return None
        for part in self.fields["co"]:
            self.opinion(case, part, drafter)
        reply = drafts.open_reply(lead, by=drafter)
        if self.until == "opened":
            return None
        if "first_draft" in self.fields:
            self.save(reply, self.fields["first_draft"], drafter)
            transitions.submit(reply, by=drafter)
            self.say(drafter, "送会签、核稿" if reply.state == "co_signing" else "送核稿")
            self.co_sign(reply)
            reviewer = who("reply.review", reply.department)
            for remark in self.fields.get("comments", []):
                comments.add_comment(reply, seen=self.seen(reply), by=reviewer, **remark)
                self.say(reviewer, f"批注第 {remark['paragraph']} 段：{remark['text']}")
            transitions.send_back(reply, by=reviewer, reason=self.fields["sent_back"])
            self.say(reviewer, f"退回：{self.fields['sent_back']}")
        if self.until == "returned":
            return None
        self.save(reply, self.fields["draft"], drafter)
        return reply

    def seen(self, reply: Reply) -> int:
        latest = reply.latest
        assert latest is not None  # what is reviewed has a text
        return latest.number

    def opinion(self, case: Proposal, part: dict[str, Any], drafter: User) -> None:
        opinion = CoOpinion.objects.get(assignment__proposal=case, assignment__department__short_name=part["department"])
        co_handler = who("opinion.submit", opinion.assignment.department)
        cases.accept_assignment(opinion.assignment, by=co_handler)
        self.say(co_handler, "签收")
        if "weak_opinion" in part:
            co_handling.submit_opinion(opinion, part["weak_opinion"], by=co_handler)
            self.say(co_handler, f"提会办意见：{part['weak_opinion']}")
            co_handling.send_back_opinion(opinion, by=drafter, reason=part["sent_back"])
            self.say(drafter, f"退回会办意见：{part['sent_back']}")
        co_handling.submit_opinion(opinion, part["opinion"], by=co_handler)
        self.say(co_handler, f"提会办意见：{part['opinion']}")
        co_handling.adopt_opinion(opinion, by=drafter)
        self.say(drafter, f"采纳{opinion.assignment.department}的意见")

    def save(self, reply: Reply, lines: list[str], drafter: User) -> None:
        latest = reply.latest
        assert latest is not None  # a draft begins with its standing words
        body = "\n".join(lines).format(opening=wording.opening(reply.case))
        decided = {"outcome": self.fields["outcome"], "publication": self.fields["publication"]}
        version = drafts.save_draft(reply, latest.text | {"body": body}, base=latest.number, by=drafter, **decided)
        self.say(drafter, f"保存第 {version.number} 稿，{len(body)} 字")

    def co_sign(self, reply: Reply) -> None:
        for step in reply.open_co_signatures():
            assert step.co_signer is not None
            co_signer = who("reply.co_sign", step.co_signer.department)
            transitions.co_sign(reply, by=co_signer)
            self.say(co_signer, "会签同意")

    def review(self, reply: Reply) -> None:
        drafter = who("reply.draft", reply.department)
        transitions.submit(reply, by=drafter)
        self.say(drafter, "送会签、核稿" if reply.state == "co_signing" else "送核稿")
        self.co_sign(reply)
        steps = (("pass_on", "reply.review", "核稿同意"), ("approve", "reply.approve", "审阅同意"), ("sign", "reply.sign", "签发"))
        for event, permission, words in steps:
            if reply.state == self.until:
                return
            person = who(permission, reply.department)
            transitions.agree(reply, event, by=person)
            self.say(person, words)


@transaction.atomic
def tell(say: Say) -> None:
    """Makes the people and walks every case as far as the printer; all of it or nothing, so that a second start finds one or the other."""
    data = load()
    with translation.override("zh-hans"):
        people(data)
        for fields in data["cases"]:
            Walk(fields, say).run()


def to_dispatch(say: Say) -> list[tuple[Walk, Reply]]:
    """The printed replies that their story sends on to the proposer."""
    wanted = {fields["case_no"]: fields for fields in load()["cases"] if fields["until"] in ("dispatched", "published")}
    printed = Reply.objects.filter(state=ReplyState.PRINTED, assignment__proposal__case_no__in=wanted)
    return [(Walk(wanted[reply.case.case_no], say), reply) for reply in printed.select_related("assignment__proposal")]
