"""What holds after every step of a walk, whoever took it: the list stands in docs/explanation/handling.md, numbered as here."""

from typing import Any

from django.test import Client
from django.urls import reverse

from proposals import audit, workflow
from proposals.models import Assignment, CalendarYear, Clock, Commitment, Event, Objection, Proposal
from proposals.models.stateful import Stateful
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, CaseState, CommitmentState, RequestState
from replies.models import DocumentNumber, NumberCounter, Publication, Rating, Reply
from replies.ratings import asked
from replies.states import FROZEN, JobState, PublicationState, ReplyState
from tests.replies.long_walk import MACHINES, PATHS, LongWalk

# These run on when the department has answered: the rating and the publication of what was sent.
AFTER_THE_ANSWER = {"feedback", "publication"}
TABLES = {str(model._meta.model_name): model.machine for model in MACHINES}


class Invariants:
    """`check_case` looks at the case that a step touched, `check_all` at everything."""

    def __init__(self, walk: LongWalk) -> None:
        self.walk = walk
        self.signed: dict[int, str] = {}
        self.archived: dict[int, int] = {}
        # How far the chain of each case was followed, and where each row then stood.
        self.seen: dict[int, tuple[int, str]] = {}
        self.states: dict[tuple[str, int], str] = {}

    def check_case(self, case: Proposal) -> None:
        case = Proposal.objects.select_related("rule_set").get(pk=case.pk)
        self.chain_and_states(case, list(case.events.filter(sequence__gt=self.seen.get(case.pk, (0, ""))[0]).order_by("sequence")))
        for row in self.rows_of(case):
            assert row.state == self.states.get((row._meta.model_name or "", row.pk), str(row.machine.initial))
        self.answers(case)
        self.clocks(case)
        self.texts(case)
        self.ratings(case)
        self.end(case)

    def rows_of(self, case: Proposal) -> list[Stateful]:
        rows: list[Stateful] = [case]
        for model in MACHINES:
            if model is not Proposal:
                rows += list(model._base_manager.filter(**{PATHS[model]: case}))
        return rows

    def chain_and_states(self, case: Proposal, news: list[Event]) -> None:
        """1. The record is a chain without a gap, each event's digest its own, the newest the head of the case.

        2. Every state was reached from the first one by rows of the table, each with its event.
        """
        number, head = self.seen.get(case.pk, (0, ""))
        for event in news:
            assert (event.sequence, event.previous_digest) == (number + 1, head)
            assert event.digest == workflow.event_digest(event)
            number, head = event.sequence, event.digest
            if event.source:
                table = TABLES[event.subject_type]
                key = (event.subject_type, event.subject_id)
                assert (event.name, event.source, event.target) in {(way.event, way.source, way.target) for way in table.transitions}
                assert event.source == self.states.get(key, str(table.initial))
                self.states[key] = event.target
        assert (case.chain_length, case.chain_head) == (number, head)
        self.seen[case.pk] = (number, head)

    @staticmethod
    def answers(case: Proposal) -> None:
        """3. A case is answered when every department that answers is done, not before; 4. what was given back has another department."""
        answering = [task.state for task in case.assignments.answering()]
        if case.state in (CaseState.ANSWERED, CaseState.CLOSED):
            assert answering
            assert set(answering) == {AssignmentState.DONE}
        if case.state == CaseState.HANDLING:
            assert set(answering) - {AssignmentState.DONE}
        for task in case.assignments.filter(state=AssignmentState.RETURNED):
            assert task.objections.filter(state=RequestState.GRANTED).exists()
        assert not Objection.objects.filter(assignment__proposal=case, state=RequestState.GRANTED).exclude(
            assignment__state=AssignmentState.RETURNED
        )

    @staticmethod
    def clocks(case: Proposal) -> None:
        """5. A clock runs where something is due and nowhere else, once; 6. its explanation adds up to its date, the date that is shown."""
        days = CalendarYear.objects.calendar()
        running = list(Clock.objects.filter(proposal=case, state=Clock.State.RUNNING).select_related("assignment"))
        assert len({(clock.assignment_id, clock.name) for clock in running}) == len(running)
        for clock in running:
            assert case.state not in CASE_ENDED or clock.name in AFTER_THE_ANSWER
            in_hand = clock.assignment is None or clock.assignment.state in IN_HAND
            assert in_hand or clock.name in AFTER_THE_ANSWER, clock.name
            made = clock.deadline(days)
            assert made.adds_up()
            if not clock.stands:
                assert (made.due_on, made.provisional) == (clock.due_on, clock.provisional)
            if clock.assignment and clock.name in ("answer", "answer_difficult", "opinion", "rework"):
                assert clock.assignment.due_on == clock.due_on

    def texts(self, case: Proposal) -> None:
        """7. A signed text never changes; 8. a letter with the text of another is signed with it, the same body, its own opening."""
        for reply in Reply.objects.filter(assignment__proposal=case).select_related("signed_version", "follows__signed_version"):
            if reply.state not in FROZEN:
                assert reply.pk not in self.signed
                continue
            version = reply.signed_version
            assert version
            assert version == reply.latest
            assert version.digest == workflow.digest(version.text) == self.signed.setdefault(reply.pk, version.digest)
            leading = reply.follows
            if leading:
                assert leading.signed_version
                assert version.body.splitlines()[1:] == leading.signed_version.body.splitlines()[1:]

    @staticmethod
    def ratings(case: Proposal) -> None:
        """9. Only who is asked rates, once, the text that was sent; 10. no second answer without a first that was sent."""
        who = {proposer.pk for proposer in asked(case)}
        for rating in Rating.objects.filter(reply__assignment__proposal=case).select_related("reply"):
            assert rating.proposer_id in who
            assert rating.version_id == rating.reply.signed_version_id
            assert rating.reply.state == ReplyState.DISPATCHED
        for reply in Reply.objects.filter(assignment__proposal=case, round__gt=1):
            before = reply.assignment.replies.get(round=reply.round - 1)
            assert before.state == ReplyState.DISPATCHED

    def end(self, case: Proposal) -> None:
        """11. Nothing moves in an archived case but its public page; 12. and none is archived while a promise or a publication is."""
        if case.state == CaseState.ARCHIVED:
            laid_down = self.archived.setdefault(case.pk, case.chain_length)
            later = case.events.filter(sequence__gt=laid_down)
            assert not later.exclude(subject_type="publication"), list(later.values_list("subject_type", "name"))
            open_ = (CommitmentState.PROMISED, CommitmentState.KEPT)
            assert not Commitment.objects.filter(assignment__proposal=case, state__in=open_).exists()
            to_publish = ("to_check", "checked")
            assert not Publication.objects.filter(reply__assignment__proposal=case, state__in=to_publish).exists()
        else:
            assert case.pk not in self.archived

    def check_all(self) -> None:
        assert list(audit.verify_events()) == []
        for case in Proposal.objects.all():
            self.check_case(case)
        self.numbers()
        self.documents()
        self.public()
        self.strangers()

    @staticmethod
    def numbers() -> None:
        """13. The numbers of a department, word and year have no gap."""
        for counter in NumberCounter.objects.all():
            drawn = DocumentNumber.objects.filter(department=counter.department, word=counter.word, year=counter.year)
            assert list(drawn.order_by("serial").values_list("serial", flat=True)) == list(range(1, counter.last + 1))

    @staticmethod
    def documents() -> None:
        """14. A printed reply has one document, and no more than one job on its way."""
        for reply in Reply.objects.all():
            assert reply.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).count() <= 1
            assert reply.documents.count() <= 1
            assert reply.state not in (ReplyState.PRINTED, ReplyState.DISPATCHED) or reply.documents.exists()

    @staticmethod
    def public() -> None:
        """15. The public reads what is published, all of it and nothing else."""
        client = Client()
        for publication in Publication.objects.all():
            shown = client.get(reverse("public_page", args=[publication.pk])).status_code
            was_public = Event.objects.filter(subject_type="publication", subject_id=publication.pk, name="publish").exists()
            expected = 200 if publication.state == PublicationState.PUBLISHED else 410 if was_public else 404
            assert shown == expected, (publication, shown)
        listed = client.get(reverse("public_list")).content.decode()
        for case in Proposal.objects.exclude(assignments__replies__public_record__state=PublicationState.PUBLISHED):
            assert case.case_no not in listed

    def strangers(self) -> None:
        """16. Whoever has nothing to do with a case sees nothing of it."""
        for name in ("stranger.head", "stranger.drafter", "stranger.coordinator", "without role", "inactive"):
            person = self.walk.actors[name]
            for model in (Proposal, Assignment, Clock, Event, *MACHINES):
                rows: Any = model
                assert not rows.objects.visible_to(person).exists(), (name, model)

    def pages(self, dice: Any) -> None:
        """17. Every page that somebody's list leads to can be opened, however odd the state."""
        person = dice.choice([one for name, one in self.walk.actors.items() if not name.startswith("inactive")])
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("work")).status_code == 200
        for name, rows in (("case_detail", Proposal.objects.visible_to(person)), ("reply_detail", Reply.objects.visible_to(person))):
            for row in dice.sample(found := list(rows.order_by("pk")), min(len(found), 2)):
                assert client.get(reverse(name, args=[row.pk])).status_code == 200, (name, row, person)
