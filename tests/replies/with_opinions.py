"""A reply whose lead has the opinions of two co-handlers before it."""

from typing import Any

from proposals.actions import cases, co_handling
from proposals.models import Assignment, CoOpinion, OpinionSubmission, User
from replies import transitions
from replies.actions import drafts
from replies.actions.provenance import take_paragraph
from replies.models import ReplyVersion
from tests.factories import BODY, World

PLACES = "社区闲置用房共三十七处，其中十九处可以改作托育点。"
MONEY = "改造经费由市级财政安排三百万元，分两年拨付到位。"
ROADS = "校车线路增设十二条，站点与托育点同步规划建设。"


class Desk:
    """A case with two co-handlers, whose opinions are adopted, and the reply of the lead in the drafter's hands."""

    def __init__(self) -> None:
        self.world = world = World()
        case = world.case()
        offices = [(world.lead, Assignment.Mode.LEAD), (world.co, Assignment.Mode.CO), (world.stranger, Assignment.Mode.CO)]
        cases.assign_case(case, [cases.Task(office.department, mode) for office, mode in offices], by=world.coordinator)
        for office, _mode in offices:
            cases.accept_assignment(case.assignments.get(department=office.department), by=office.drafter)
        self.given = {
            "co": self._opinion(case, world.co, f"{PLACES}\n{MONEY}"),
            "stranger": self._opinion(case, world.stranger, ROADS),
        }
        self.reply = drafts.open_reply(case.assignments.get(department=world.lead.department), by=world.lead.drafter)
        self.save(BODY)

    def _opinion(self, case: Any, office: Any, text: str) -> OpinionSubmission:
        opinion = CoOpinion.objects.get(assignment__proposal=case, assignment__department=office.department)
        made = co_handling.submit_opinion(opinion, text, by=office.co_handler)
        co_handling.adopt_opinion(opinion, by=self.world.lead.drafter)
        return made

    @property
    def latest(self) -> ReplyVersion:
        version = self.reply.latest
        assert version
        return version

    def save(self, body: str, **more: Any) -> ReplyVersion:
        decided = {"outcome": "A", "publication": "full"}
        fields = self.latest.text | {"body": body} | more
        return drafts.save_draft(self.reply, fields, base=self.latest.number, by=self.world.lead.drafter, **decided)

    def take(self, number: int, whose: str = "co", place: str = "", by: User | None = None) -> ReplyVersion:
        return take_paragraph(
            self.reply,
            self.latest.text,
            submission=self.given[whose],
            number=number,
            base=self.latest.number,
            by=by or self.world.lead.drafter,
            place=place,
        )

    def round(self) -> None:
        """Sent, co-signed by all who are asked, and sent back by the office."""
        transitions.submit(self.reply, by=self.world.lead.drafter)
        for office in (self.world.co, self.world.stranger):
            if office.department.pk in {step.co_signer.department_id for step in self.reply.open_co_signatures()}:
                transitions.co_sign(self.reply, by=office.co_handler)
        transitions.send_back(self.reply, by=self.world.lead.office_reviewer, reason="请改一处")

    def why(self) -> dict[str, str]:
        """Co-handler → on what ground it is asked; "" where its agreement stands."""
        names = {self.world.co.department: "co", self.world.stranger.department: "stranger"}
        return {names[one.co_signer.department]: one.why for one in self.reply.agreements()}


def agreed(desk: Desk) -> str:
    """Both have agreed to a text with paragraphs of both; returns its body."""
    desk.take(1)
    desk.take(2)
    desk.take(1, "stranger")
    desk.round()
    assert desk.why() == {"co": "", "stranger": ""}
    return str(desk.latest.body)
