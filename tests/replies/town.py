"""A town of twenty cases, two departments that answer and one that co-handles; what its figures come to is counted by hand.

Each case is walked through the real workflow. A case that was assigned 200 days ago is past its three months; one assigned on the day of
the walk is answered within them.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.actions import cases, co_handling, intake, reminders, requests
from proposals.actions.commitments import report_kept
from proposals.models import Assignment, Commitment, Contact, Person, Proposal, Session, User
from replies import transitions
from replies.actions import commitments, drafts, rounds
from replies.models import Rating, Reply
from tests import factories
from tests.factories import BODY, Office, World

PROMISE = "可在2026年9月前改作托育点。"
LONG_AGO = 200  # days, past every limit of an answer


@dataclass(frozen=True)
class Told:
    """One case. `to` is how far it goes: registered, assigned, accepted, a state of the reply, closed or withdrawn."""

    number: str
    office: str  # 甲 or 乙
    to: str
    late: bool = False
    contact: str = ""
    outcome: str = "A"
    field: str = "教育"
    kind: str = "suggestion"
    priority: bool = False
    group: bool = False
    co: bool = False
    urged: bool = False
    objection: str = ""  # asked, refused
    extension: str = ""  # asked, granted
    rated: tuple[str, ...] = ()  # the verdict on each round
    promise: str = ""  # kept, due, ahead


STORY = (
    Told("0001", "甲", "dispatched", contact="face", rated=("satisfied",)),
    Told("0002", "甲", "dispatched", contact="phone", outcome="B", promise="due"),
    Told("0003", "甲", "closed", contact="visit", priority=True, rated=("basic",)),
    Told("0004", "甲", "dispatched", late=True, outcome="C", urged=True, rated=("dissatisfied", "satisfied")),
    Told("0005", "甲", "signed", contact="face", outcome="B"),
    Told("0006", "甲", "office_review", co=True),
    Told("0007", "甲", "drafting", late=True, urged=True),
    Told("0008", "甲", "accepted", field="交通", extension="granted"),
    Told("0009", "甲", "assigned", field="交通", objection="asked"),
    Told("0010", "甲", "withdrawn", field="交通"),
    Told("0011", "甲", "dispatched", field="交通", group=True, kind="cppcc_proposal", contact="face", outcome="D"),
    Told("0012", "乙", "closed", field="交通", kind="cppcc_proposal", contact="other", rated=("satisfied",)),
    Told("0013", "乙", "dispatched", field="", kind="cppcc_proposal", group=True, outcome="B", promise="kept"),
    Told("0014", "乙", "dispatched", field="", contact="visit", extension="asked", rated=("dissatisfied",)),
    Told("0015", "乙", "closed", contact="face", late=True, outcome="B", rated=("basic",), promise="ahead"),
    Told("0016", "乙", "accepted", late=True),
    Told("0017", "乙", "numbered", priority=True, contact="phone", outcome="C"),
    Told("0018", "乙", "assigned", co=True, objection="refused"),
    Told("0019", "乙", "accepted", late=True, group=True),
    Told("0020", "乙", "registered"),
)

# Measure → (numerator, denominator) of 甲, 乙 and the town. 甲 has 10 tasks (one was withdrawn), 乙 has 8 (one is not assigned yet).
EXPECTED: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "answered": ((5, 10), (4, 8), (9, 18)),  # 1 2 3 4 11; 12 13 14 15
    "on_time": ((4, 6), (3, 6), (7, 12)),  # due: 1 2 3 4 11 and 7; 12 13 14 15 and 16 19. Late: 4 7; 15 16 19
    "closed": ((1, 10), (2, 8), (3, 18)),  # 3; 12 15
    "face": ((4, 6), (2, 5), (6, 11)),  # of 1 2 3 4 5 11: 1 3 5 11; of 12 13 14 15 17: 14 15
    "contacted": ((5, 6), (4, 5), (9, 11)),  # not 4; not 13
    "adopted": ((2, 6), (2, 5), (4, 11)),  # A: 1 3; 12 14
    "receipt": ((7, 9), (4, 7), (11, 16)),  # late: 4 7; 15 16 19. Not signed for yet, and not due: 9; 18
    "opinion": ((1, 1), (0, 0), (1, 1)),  # 6; that of 18 is not due yet
    "opinion_given": ((1, 1), (0, 1), (1, 2)),
    "published": ((0, 0), (0, 0), (0, 0)),
    "returned": ((0, 1), (0, 1), (0, 2)),  # 9; 18
    "extended": ((1, 1), (0, 1), (1, 2)),  # 8; 14
    "satisfied": ((2, 3), (1, 3), (3, 6)),  # of 1 3 4: 1 4; of 12 14 15: 12
    "content": ((3, 3), (2, 3), (5, 6)),  # not 14
    "first_satisfied": ((1, 3), (1, 3), (2, 6)),  # 4 was dissatisfied at first
    "first_content": ((2, 3), (2, 3), (4, 6)),
    "forms_content": ((3, 3), (2, 3), (5, 6)),
    "kept": ((0, 1), (1, 1), (1, 2)),  # of 2; of 13, that of 15 lies ahead
    "urged": ((2, 10), (0, 8), (2, 18)),
    "outcome": ((6, 10), (5, 8), (11, 18)),  # 1 2 3 4 5 11; 12 13 14 15 17
    "open": ((5, 10), (4, 8), (9, 18)),
    "overdue": ((1, 10), (2, 8), (3, 18)),  # 7; 16 19
    "soon": ((0, 10), (0, 8), (0, 18)),
    "to_sign": ((1, 10), (1, 8), (2, 18)),  # 9; 18
    "handling": ((2, 10), (2, 8), (4, 18)),  # 7 8; 16 19
    "in_review": ((2, 10), (1, 8), (3, 18)),  # 5 6; 17
    "replied": ((5, 10), (4, 8), (9, 18)),
}
# Outcome → answers that state it, A to D.
RESULTS = {"A": 4, "B": 4, "C": 2, "D": 1}  # 1 3 12 14; 2 5 13 15; 4 17; 11


class Town(World):
    def __init__(self, story: tuple[Told, ...] = STORY) -> None:
        super().__init__()
        self.offices = {"甲": self.lead, "乙": self.stranger}
        self.committee: Session = factories.session(organ="cppcc")
        self.member = factories.deputy(role=Person.Role.MEMBER)
        self.party = factories.group()
        for told in story:
            self.tell(told)

    def tell(self, told: Told) -> None:
        office = self.offices[told.office]
        proposal = told.kind == "cppcc_proposal"
        case = self.case(
            case_no=told.number,
            kind=told.kind,
            session=self.committee if proposal else self.session,
            category=told.field,
            is_priority=told.priority,
            proposers=[self.party if told.group else self.member if proposal else self.person],
        )
        if told.to == "registered":
            return
        task = self._assign(told, case, office)
        if told.to == "withdrawn":
            cases.withdraw_case(case, by=self.coordinator, reason="来函撤回")
        if told.urged:
            reminders.urge(task, by=self.coordinator, note="请抓紧办理")
        if told.objection:
            objection = requests.raise_objection(task, by=office.drafter, reason="不属我局职责")
            if told.objection == "refused":
                requests.refuse_objection(objection, by=self.coordinator, reason="三定方案中有此职责")
        if told.extension:
            asked = requests.ask_extension(task, by=office.drafter, until=task.due_on + timedelta(days=20), reason="需现场勘察")
            if told.extension == "granted":
                requests.allow_extension(asked, by=self.coordinator)
        if told.to not in ("assigned", "withdrawn"):
            cases.accept_assignment(task, by=office.drafter)
            self._answer(told, task, office)

    def _assign(self, told: Told, case: Proposal, office: Office) -> Assignment:
        tasks = [cases.Task(office.department, Assignment.Mode.LEAD if told.co else Assignment.Mode.SOLE)]
        tasks += [cases.Task(self.co.department, Assignment.Mode.CO, "请说明场地情况")] if told.co else []
        if case.rule_set.policy("filing").value == "needed":
            intake.decide_filing(case, intake.Filing("filed"), by=self.coordinator)
        day = timezone.localdate() - timedelta(days=LONG_AGO if told.late else 0)
        return cases.assign_case(case, tasks, by=self.coordinator, assigned_on=day)[0]

    def _answer(self, told: Told, task: Assignment, office: Office) -> None:
        case = task.proposal
        if told.contact:
            held = {"kind": told.contact, "phase": Contact.Phase.DURING, "held_on": timezone.localdate(), "with_whom": "提出人"}
            co_handling.record_contact(case, by=office.drafter, notes="听取意见", **held)
        if told.to == "accepted":
            return
        if told.co:
            opinion = self.opinion_of(case)
            cases.accept_assignment(opinion.assignment, by=self.co.co_handler)
            co_handling.submit_opinion(opinion, "场地可用。", by=self.co.co_handler)
            co_handling.adopt_opinion(opinion, by=office.drafter)
        reply = drafts.open_reply(task, by=office.drafter)
        assert reply.latest is not None
        text = reply.latest.text | {"body": BODY}
        decided = {"outcome": told.outcome, "publication": "full", "contact_exception": "代表本人来电，不必面谈"}
        drafts.save_draft(reply, text, base=reply.latest.number, by=office.drafter, **decided)
        self._walk(told, reply, office)
        self._follow_up(told, reply, office)
        if told.to == "closed":
            case.refresh_from_db()
            cases.close_case(case, by=self.coordinator)

    def _walk(self, told: Told, reply: Reply, office: Office) -> None:
        if told.to == "drafting":
            return
        transitions.submit(reply, by=office.drafter)
        if told.co:
            transitions.co_sign(reply, by=self.co.co_handler)
        if told.to == "office_review":
            return
        self.lead, lead = office, self.lead
        for step in self.steps(reply)[2:]:
            if reply.state == told.to:
                break
            step()
        self.lead = lead

    def _follow_up(self, told: Told, reply: Reply, office: Office) -> None:
        """Ratings as they come in, each bad one followed by another round, and promises."""
        for number, verdict in enumerate(told.rated, 1):
            task = Assignment.objects.get(pk=reply.assignment_id)
            if number > 1:
                rounds.begin_round(task, "dissatisfied", by=self.coordinator, reason="没有答复到点子上")
                reply = drafts.open_reply(task, by=office.drafter)
                assert reply.latest is not None
                decided = {"outcome": told.outcome, "publication": "full", "contact_exception": "代表本人来电，不必面谈"}
                text = reply.latest.text | {"body": BODY}
                drafts.save_draft(reply, text, base=reply.latest.number, by=office.drafter, **decided)
                self._walk(told, reply, office)
            rate(reply, verdict, by=self.proposer)
        if told.promise:
            promised = {"sentence": PROMISE, "owner": "学前教育科", "due_on": timezone.localdate() + timedelta(days=30)}
            commitment = commitments.enter_commitment(reply, by=office.drafter, **promised)
            if told.promise == "kept":
                proof = SimpleUploadedFile("验收.pdf", b"%PDF-1.7")
                report_kept(commitment, by=office.drafter, text="已改作托育点。", on=timezone.localdate(), upload=proof)
            if told.promise == "due":
                Commitment.objects.filter(pk=commitment.pk).update(due_on=timezone.localdate() - timedelta(days=1))


def rate(reply: Reply, verdict: str, *, by: User) -> Rating:
    """What the lead proposer said of a reply."""
    reply.refresh_from_db()
    return Rating.objects.create(
        reply=reply,
        proposer=reply.case.proposers.get(is_lead=True),
        version=reply.signed_version,
        channel=Rating.Channel.ACCOUNT,
        entered_by=by,
        grades={},
        verdict=verdict,
        reasons="没有答复到点子上" if verdict == "dissatisfied" else "",
        received_on=timezone.localdate(),
    )
