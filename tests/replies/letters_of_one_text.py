"""Cases handled together (并案), walked to where a test takes over: three of them, answered by the world's lead with its co-handler."""

from collections.abc import Callable
from typing import Any

from proposals.actions import assigning, cases, co_handling, merging
from proposals.actions.cases import Task
from proposals.models import Assignment, CoOpinion, Proposal
from replies.actions import drafts
from replies.models import Reply
from tests.factories import BODY, World, contacted, deputy

COMMON = BODY.partition("\n")[2]
TITLES = ("关于增加社区托位的建议", "关于发展普惠托育的建议", "关于支持单位办托育的建议")


def merged(world: World, **fields: Any) -> list[Proposal]:
    """Three cases of different proposers, the first of which leads."""
    made = [world.case(title=title, proposers=[world.person if n == 0 else deputy()], **fields) for n, title in enumerate(TITLES)]
    merging.merge(made[0], made[1:], by=world.coordinator)
    return made


def assigned(world: World, *, co: bool = True, **fields: Any) -> list[Proposal]:
    made = merged(world, **fields)
    tasks = [Task(world.lead.department, Assignment.Mode.LEAD if co else Assignment.Mode.SOLE)]
    tasks += [Task(world.co.department, Assignment.Mode.CO, "请说明场地情况")] if co else []
    assigning.assign_together(made[0], tasks, by=world.coordinator)
    return [Proposal.objects.get(pk=one.pk) for one in made]


def handled(world: World, *, co: bool = True, **fields: Any) -> list[Proposal]:
    """Signed for once by each department, with one opinion, adopted once."""
    made = assigned(world, co=co, **fields)
    cases.accept_assignment(world.lead_of(made[1]), by=world.lead.drafter)
    if co:
        opinion = CoOpinion.objects.get(assignment__proposal=made[2])
        cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
        co_handling.submit_opinion(opinion, "场地已经查清，可以改作托育点。", by=world.co.co_handler)
        co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    return [Proposal.objects.get(pk=one.pk) for one in made]


def letters(world: World, state: str = "drafting", *, co: bool = True, **fields: Any) -> list[Reply]:
    """The three letters, the leading one first, walked to `state` as far as they go together, to “signed”."""
    made = handled(world, co=co, **fields)
    for one in made:
        contacted(one, by=world.lead.drafter)
    leading = drafts.open_reply(world.lead_of(made[0]), by=world.lead.drafter)
    save(world, leading, BODY)
    for step in world.steps(leading)[:5]:
        if leading.state != state:
            step()
    assert leading.state == state
    return [Reply.objects.get(assignment__proposal=one, assignment__department=world.lead.department) for one in made]


def save(world: World, leading: Reply, body: str, **more: Any) -> None:
    latest = leading.latest
    assert latest is not None
    drafts.save_draft(
        leading, latest.text | {"body": body}, base=latest.number, by=world.lead.drafter, outcome="A", publication="full", **more
    )


def reviewed_while_it_follows(world: World, reply: Reply) -> object:
    return Reply._base_manager.bulk_create([Reply(assignment=reply.assignment, round=2, follows=reply, state="office_review")])


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "letter_that_follows_not_reviewed": reviewed_while_it_follows,
    "letter_follows_another": lambda world, reply: Reply._base_manager.filter(pk=reply.pk).update(follows=reply),
}
