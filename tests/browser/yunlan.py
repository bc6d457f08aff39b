"""Cases of the invented town, walked to where a test takes over."""

from typing import Any

from proposals.actions import cases
from proposals.models import Assignment, Proposal, User
from replies import printing, transitions
from replies.actions import batches, drafts, publishing
from replies.demo import story
from replies.models import Publication, RenderJob, Reply
from tests.factories import hand_over

TITLES = {case["case_no"]: case["title"] for case in story.load()["cases"]}


def person(username: str) -> User:
    return User.objects.get(username=username)


def case(number: str) -> Proposal:
    return Proposal.objects.get(case_no=number)


def lead(number: str) -> Assignment:
    return case(number).assignments.exclude(mode=Assignment.Mode.CO).get()


def reply(number: str) -> Reply:
    return Reply.objects.get(assignment__proposal__case_no=number)


def walk(number: str, until: str, **changed: Any) -> Proposal:
    """The case of this number, with the reply in the state `until`, or itself “registered” or “assigned”."""
    fields = next(fields for fields in story.load()["cases"] if fields["case_no"] == number) | changed | {"until": until}
    story.Walk(fields, lambda who, what: None).run()
    return case(fields["case_no"])


def signed_for(number: str, **changed: Any) -> Proposal:
    """Assigned, and signed for by every department."""
    found = walk(number, "assigned", **changed)
    for assignment in found.assignments.all():
        cases.accept_assignment(assignment, by=story.who("assignment.accept", assignment.department))
    return found


def signed(number: str, **changed: Any) -> Reply:
    """The signed reply, not numbered."""
    found = reply(walk(number, "head_approval", **changed).case_no)
    transitions.agree(found, "sign", by=story.who("reply.sign", found.department))
    return found


def to_co_sign(number: str, **changed: Any) -> Reply:
    """A reply that was sent back once and waits for its co-signatures again."""
    found = reply(walk(number, "office_review", **changed).case_no)
    transitions.send_back(found, by=story.who("reply.review", found.department), reason="数字有误")
    drafter = story.who("reply.draft", found.department)
    assert found.latest is not None
    drafts.save_draft(found, found.latest.text | {"notes": "数字已核对"}, base=found.latest.number, by=drafter)
    transitions.submit(found, by=drafter)
    return found


def press() -> list[str]:
    """Prints what is waiting, as a worker would; what came of each job."""
    return [printing.run_job(job.pk) for job in RenderJob.objects.filter(state="queued").order_by("pk")]


def sent(number: str, **changed: Any) -> Reply:
    """The reply, printed and sent."""
    found = signed(number, **changed)
    clerk = story.who("reply.dispatch", found.department)
    batches.number_and_print([found], by=clerk)
    assert "done" in press()
    found.refresh_from_db()
    hand_over(found, by=clerk)
    return found


def nothing_to_publish(case: Proposal) -> None:
    """As the document administrator ends what is still on its way to the public page; a case is not archived before."""
    for one in Publication.objects.filter(reply__assignment__proposal=case, state__in=["to_check", "checked"]):
        publishing.not_publish(one, by=person("wenshu"), reason="以首次答复的公开页为准")
