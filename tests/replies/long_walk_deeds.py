"""The deeds of a long walk that are no step of a machine: writing, speaking with the proposer, rating, promising, the passing of days."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals import look_backs, notifying, permissions, standing_clocks
from proposals.actions import cases, co_handling, delegating, disagreements, merging, reminders, requests, supervision
from proposals.models import Assignment, Commitment, Proposal, RuleSet, User
from proposals.states import BEFORE_ASSIGNMENT, CASE_ENDED
from replies import disclosure, transitions
from replies.actions import batches, comments, commitments, drafts, links, publishing, ratings, rounds
from replies.models import OfficialDocument, Publication, RatingLink, RenderJob, Reply
from replies.ratings import Given, asked
from replies.states import JobState
from tests.factories import World, document

MOST_OPEN = 5
PARTS = (["sole"], ["lead"], ["lead", "co"], ["lead", "co"], ["joint_lead", "joint_lead"], ["split", "split"])
SCAN = b"%PDF-1.7 scanned"


class NothingToDo(Exception):
    """There is no row that the deed could be done to; another is drawn, and this counts as no step."""


class Deeds:
    """Each deed returns the name under which it is counted, or is refused with an error of the tree."""

    dice: random.Random
    world: World
    sitting: Any
    kind: str
    rules: RuleSet
    people: list[Any]
    touched: Proposal | None
    move_clock: Callable[[timedelta], None]

    actors: dict[str, User]
    _staff: dict[int | None, list[User]]

    def anyone(self) -> User:
        return self.dice.choice(list(self.actors.values()))

    def somebody(self, permission: str, subject: Any) -> User:
        """Mostly somebody who may; anybody, where nobody may."""
        if self.dice.random() < 0.12:
            return self.anyone()
        relation = permissions.PERMISSIONS[permission].relation
        everybody = self.staff()
        if relation == permissions.Relation.ANY:
            staff = [person for people in everybody.values() for person in people]
        else:
            staff = [person for one in sorted(filter(None, subject.related_departments(relation))) for person in everybody.get(one, ())]
        able = [one for one in staff if permissions.holds(one, permission)]
        return self.dice.choice(able) if able else self.anyone()

    def staff(self) -> dict[int | None, list[User]]:
        """Who works where; read anew when a day has passed or somebody stands in for another."""
        if not self._staff:
            for person in User.objects.filter(is_active=True).order_by("pk"):
                self._staff.setdefault(person.department_id, []).append(person)
        return self._staff

    def one(self, rows: Any) -> Any:
        """A row, the newer ones more likely."""
        found = list(rows.order_by("-pk")[:12])
        if not found:
            raise NothingToDo
        row = found[min(int(self.dice.expovariate(0.4)), len(found) - 1)]
        self.touched = row if isinstance(row, Proposal) else row.case
        return row

    def register(self) -> str:
        if Proposal.objects.exclude(state__in=CASE_ENDED).count() >= MOST_OPEN:
            raise NothingToDo
        names = self.dice.sample(self.people, self.dice.choice([1, 1, 2, 3]))
        new = {"session": self.sitting, "kind": self.kind, "proposers": names, "is_priority": self.dice.random() < 0.3}
        self.touched = self.world.case(**new, received_on=timezone.localdate())
        return "register"

    def assign(self) -> str:
        case = self.one(Proposal.objects.filter(state__in=BEFORE_ASSIGNMENT))
        others = list(Proposal.objects.filter(state=case.state).exclude(pk=case.pk).order_by("pk"))
        if others and self.dice.random() < 0.3:
            merging.merge(case, [self.dice.choice(others)], by=self.world.coordinator)
            return "merge"
        parts = self.dice.choice(PARTS)
        offices = [self.world.lead, self.world.co]
        tasks = [cases.Task(office.department, mode, "某一部分") for office, mode in zip(offices, parts, strict=False)]
        day = timezone.localdate() - timedelta(days=self.dice.choice([0, 0, 3, 20]))
        assigned_on = max(day, timezone.localtime(case.registered_at).date())
        merging_act = self.dice.random() < 0.8
        cases.assign_case(case, tasks, by=self.world.coordinator if merging_act else self.anyone(), assigned_on=assigned_on)
        return "assign"

    def write(self) -> str:
        task = self.one(Assignment.objects.answering().filter(state="accepted", proposal__state="handling"))
        person = self.somebody("reply.draft", task)
        reply = drafts.open_reply(task, by=person)
        latest = reply.latest
        assert latest
        body = f"{latest.text['body'].splitlines()[0]}\n第{self.dice.randrange(99)}种写法，将于2027年底前建成12处。"
        outcome = self.dice.choice([one.code for one in self.rules.outcome_scheme])
        decided = {"outcome": outcome, "publication": self.dice.choice(["full", "full", "summary", "none"])}
        if decided["publication"] == "none":
            decided["publication_reason"] = "涉及正在谈判的价格"
        drafts.save_draft(reply, {**latest.text, "body": body}, base=latest.number, by=person, **decided)
        return "write"

    def speak(self) -> str:
        case = self.one(Proposal.objects.filter(state="handling"))
        person = self.somebody("contact.record", case)
        said: dict[str, Any] = {"kind": self.dice.choice(["visit", "face", "phone"]), "with_whom": "代表", "notes": "听取了意见。"}
        said |= {"participants": "局长", "by_head": self.dice.random() < 0.7, "phase": self.dice.choice(["before", "during"])}
        co_handling.record_contact(case, by=person, held_on=timezone.localdate(), **said)
        return "contact"

    def ask_for_time(self) -> str:
        task = self.one(Assignment.objects.filter(due_on__isnull=False, state="accepted"))
        until = task.due_on + timedelta(days=self.dice.randrange(-3, 60))
        requests.ask_extension(task, by=self.somebody("extension.ask", task), until=until, reason="需现场勘察")
        return "ask for time"

    def object(self) -> str:
        task = self.one(Assignment.objects.filter(state__in=["to_sign", "accepted"]))
        requests.raise_objection(task, by=self.somebody("objection.ask", task), reason="不属我局职责")
        return "object"

    def disagree(self) -> str:
        task = self.one(Assignment.objects.filter(proposal__state="handling", state="accepted"))
        others = disagreements.sides(task)
        if not others:
            raise NothingToDo
        person = self.somebody("disagreement.raise", task)
        said = {"reason": "面积数不一致", "wanted": "以普查数为准", "about_text": self.dice.random() < 0.5}
        disagreements.raise_disagreement(task, by=person, against=self.dice.choice(others), **said)
        return "disagree"

    def comment(self) -> str:
        reply = self.one(Reply.objects.filter(state__in=["office_review", "deputy_approval", "head_approval"]))
        person = self.somebody({"office_review": "reply.review", "deputy_approval": "reply.approve"}.get(reply.state, "reply.sign"), reply)
        seen = reply.latest.number if reply.latest else 1
        comments.add_comment(reply, paragraph=1, text="请写明底数", seen=seen, by=person)
        return "comment"

    def settle_comments(self) -> str:
        reply = self.one(Reply.objects.filter(state="drafting", comments__settled_at__isnull=True, comments__isnull=False).distinct())
        person = self.somebody("reply.draft", reply)
        open_ = reply.comments.filter(settled_at__isnull=True).order_by("pk")
        comments.settle(reply, {one.pk: comments.Settled("changed") for one in open_}, by=person)
        return "settle comments"

    def printer(self) -> str:
        reply = self.one(Reply.objects.filter(state__in=["signed", "numbered"]))
        batches.number_and_print([reply], by=self.somebody("reply.print", reply))
        for waiting in RenderJob.objects.filter(state=JobState.QUEUED).order_by("pk"):
            job = transitions.claim_job(waiting.pk)
            if job and self.dice.random() < 0.9:
                transitions.finish_job(job, OfficialDocument.objects.filter(reply=job.reply).first() or document(job.reply))
            elif job:
                transitions.fail_job(job, "字体未安装")
        return "print"

    def rate(self) -> str:
        reply = self.one(Reply.objects.filter(state="dispatched"))
        proposer = self.dice.choice(asked(reply.case))
        scales = self.rules.rating_scales
        given = Given({name: self.dice.choice(scale).code for name, scale in scales.items()}, "答非所问", "")
        coordinator = self.world.coordinator if self.dice.random() < 0.8 else self.anyone()
        way = self.dice.choice(["link", "account", "paper"])
        if way == "paper":
            scan = SimpleUploadedFile("表.pdf", SCAN)
            ratings.enter_paper(reply, proposer, given, received_on=timezone.localdate(), scan=scan, by=coordinator)
        elif way == "account":
            user = getattr(proposer.person, "user", None) or self.anyone()
            ratings.rate_signed_in(reply, given, by=user)
        else:
            (made,) = links.make_links(reply, [proposer], by=coordinator)
            if self.dice.random() < 0.2:
                links.revoke_link(made.link, by=coordinator)
            ratings.rate_by_link(made.token, given)
            assert RatingLink.objects.get(pk=made.link.pk).state == RatingLink.State.USED
        return f"rate by {way}"

    def promise(self) -> str:
        reply = self.one(Reply.objects.filter(state="dispatched"))
        person = self.somebody("commitment.make", reply)
        sentence = "将于2027年底前建成12处。"
        commitments.enter_commitment(reply, by=person, sentence=sentence, owner="规划科", due_on=date(2027, 12, 31))
        return "promise"

    def supervise(self) -> str:
        case = self.one(Proposal.objects.filter(state__in=["assigned", "handling"]))
        by = self.world.coordinator if self.dice.random() < 0.8 else self.anyone()
        if not case.is_priority:
            supervision.choose_priority(case, supervision.Sponsorship("陆知行", "副主任", "主任会议", timezone.localdate()), by=by)
            return "choose as priority"
        task = self.one(Assignment.objects.current().filter(proposal=case))
        due_on = timezone.localdate() + timedelta(days=7)
        supervision.supervise(case, task.department, by=by, question="进展如何？", due_on=due_on)
        return "supervise"

    def settle_findings(self) -> str:
        publication = self.one(Publication.objects.filter(state="to_check"))
        person = self.somebody("publication.check", publication)
        topics = disclosure.topics(publication.unresolved())
        decisions = [disclosure.Decision(topic.kind, topic.text, self.dice.choice(list(topic.choices)), "可以公开") for topic in topics]
        publishing.settle(publication, decisions, base=publication.newest.number, by=person)
        return "settle findings"

    def rework_by_rule(self) -> str:
        reply = self.one(Reply.objects.filter(state="dispatched", ratings__verdict="dissatisfied").distinct())
        by = self.world.coordinator if self.dice.random() < 0.8 else self.anyone()
        if self.dice.random() < 0.5:
            rounds.order_rework(reply, by=by, reason="代表不满意")
            return "order rework"
        rounds.let_stand(reply, by=by, reason="已当面说明")
        return "let stand"

    def answer_again(self) -> str:
        commitment = self.one(Commitment.objects.filter(state="confirmed"))
        commitments.answer_again(commitment, by=self.somebody("commitment.report", commitment))
        return "answer again"

    def urge(self) -> str:
        task = self.one(Assignment.objects.filter(state__in=["to_sign", "accepted"]))
        reminders.urge(task, by=self.somebody("assignment.urge", task), note="请抓紧")
        return "urge"

    def delegate(self) -> str:
        office = self.dice.choice([self.world.lead, self.world.co])
        principal, deputy = self.dice.sample([office.head, office.deputy_head, office.office_reviewer], 2)
        today = timezone.localdate()
        by = principal if self.dice.random() < 0.8 else self.anyone()
        self._staff = {}
        delegating.delegate(principal, deputy, begins_on=today, ends_on=today + timedelta(days=3), reason="出差", by=by)
        return "delegate"

    def days_pass(self) -> str:
        self.move_clock(timedelta(days=self.dice.choice([1, 1, 2, 5])))
        self._staff = {}
        notifying.remind()
        standing_clocks.move_standing()
        look_backs.ask_look_backs()
        return "days pass"
