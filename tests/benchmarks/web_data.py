"""A site with very many invented cases, made quickly: people and master data as the tests make them, the mass by bulk inserts.

The rows are consistent as the list reads them: of thirty cases one is still on its way, the others were closed over the years. Their
events are left out; no page that is measured reads those of the mass.
"""

import random
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

PLACES = ["老旧小区", "农村", "社区", "学校", "医院", "商圈", "公园", "地铁站", "产业园", "古镇"]
PLACES += ["河道", "街道", "机场", "景区", "湿地", "码头"]
THINGS = ["加装电梯", "停车泊位", "普惠托位", "养老助餐", "公交接驳", "垃圾分类", "消防通道", "充电设施"]
THINGS += ["噪声治理", "绿道", "家庭医生", "校车"]
ENDS = ["建设", "管理", "服务", "治理", "改造", "补贴", "监管", "规划", "人才培养", "资金保障"]
SAYS = [
    "{}居民反映{}多年未见改善，早晚高峰尤其突出。",
    "建议由主管部门牵头摸清{}底数，把{}列入年度计划。",
    "经走访，{}附近{}的缺口约有三成。",
    "应当明确{}的责任单位，{}所需经费纳入预算。",
    "可以先在{}试点，成熟后再把{}推广到全市。",
    "有的{}虽有{}，但无人维护，形同虚设。",
]
RARE = "云雀滩"  # stands in one case of two thousand
DEPARTMENTS, SESSIONS, PEOPLE = 60, 12, 800
CHUNK = 2000


def title(chance: random.Random) -> str:
    return f"关于{chance.choice(['加快', '推进', '加强', '规范'])}{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(ENDS)}的建议"


def body(chance: random.Random, number: int) -> str:
    said = [chance.choice(SAYS).format(chance.choice(PLACES), chance.choice(THINGS)) for _n in range(8)]
    return "\n".join([*said, f"{RARE}一带也是如此。"] if number % 2000 == 7 else said)


class Bulk:
    """Fills the site; `people` are those who read the pages."""

    def __init__(self, count: int) -> None:
        from proposals.models import Person
        from tests.factories import World, department, session

        self.world, self.chance = World(), random.Random(2026)
        self.sessions = [session(opened_on=timezone.localdate() - timedelta(days=200 * n)) for n in range(SESSIONS)]
        self.offices = [self.world.lead.department, self.world.co.department, *(department() for _n in range(DEPARTMENTS - 2))]
        people = [Person(name=f"{a}{b}{n}", role=Person.Role.DEPUTY) for n, (a, b) in enumerate(self._names())]
        self.persons = Person.objects.bulk_create(people)
        for start in range(0, count, CHUNK):
            with transaction.atomic():
                self._add(start, min(start + CHUNK, count))
        self._walk()

    @staticmethod
    def _names() -> list[tuple[str, str]]:
        return [("顾陆闻苏叶秦鹿岳"[n % 8], "晚知溪照越停鸣既"[n // 8 % 8]) for n in range(PEOPLE)]

    def _add(self, first: int, last: int) -> None:
        from proposals.models import Assignment, CoOpinion, Proposal, Proposer
        from replies.models import Reply, ReplyVersion

        world, chance = self.world, self.chance
        rules = world.session.suggestion_rules
        assert rules is not None
        begun = timezone.now() - timedelta(days=2000)
        states = {n: "closed" if n % 30 else chance.choice(["registered", "assigned", "handling", "answered"]) for n in range(first, last)}
        cases = Proposal.objects.bulk_create(
            [
                Proposal(
                    session=self.sessions[n % SESSIONS],
                    rule_set=rules,
                    kind="suggestion",
                    case_no=f"{n:06}",
                    title=title(chance),
                    body=body(chance, n),
                    assigning_body=world.body,
                    state=state,
                    registered_at=begun + timedelta(minutes=n),
                )
                for n, state in states.items()
            ]
        )
        Proposer.objects.bulk_create([Proposer(proposal=case, person=chance.choice(self.persons), order=1, is_lead=True) for case in cases])
        today = timezone.localdate()
        tasks = []
        for case in cases:
            if case.state == "registered":
                continue
            done = case.state in ("closed", "answered")
            assigned = today - timedelta(days=chance.randrange(400, 3000) if done else chance.randrange(1, 100))
            lead, co = chance.sample(self.offices, 2)
            common: dict[str, Any] = {"proposal": case, "assigned_on": assigned, "due_on": assigned + timedelta(days=90)}
            both = chance.random() < 0.5
            state = "done" if done else "to_sign" if case.state == "assigned" else "accepted"
            signed = {} if state == "to_sign" else {"accepted_at": timezone.now(), "accepted_by": world.lead.drafter}
            tasks.append(Assignment(department=lead, mode="lead" if both else "sole", state=state, **signed, **common))
            if both:
                tasks.append(Assignment(department=co, mode="co", state=state, **signed, **common))
        made = Assignment.objects.bulk_create(tasks)
        CoOpinion.objects.bulk_create(
            [CoOpinion(assignment=task, state="adopted" if task.state == "done" else "asked") for task in made if task.mode == "co"]
        )
        self._answer([task for task in made if task.state == "done" and task.mode != "co"], Reply, ReplyVersion)

    def _answer(self, tasks: list[Any], replies: Any, versions: Any) -> None:
        """One answered case of ten has its letter here; those of the others were sent before there was this system."""
        from proposals import case_index

        signer, chance = self.world.lead.head, self.chance
        some = [task for task in tasks if chance.random() < 0.1]
        now = timezone.now()
        drafts = replies.objects.bulk_create(
            [replies(assignment=task, outcome=chance.choice("ABC"), publication="none", created_by=signer) for task in some]
        )
        texts = versions.objects.bulk_create(
            [versions(reply=one, number=1, author=signer, title="关于建议的答复", body=body(chance, 0)) for one in drafts]
        )
        with connection.cursor() as cursor:
            for text in texts:
                cursor.execute(
                    "UPDATE replies_reply SET state = 'dispatched', signed_version_id = %s, signed_by_id = %s, signed_at = %s,"
                    " dispatched_at = %s, dispatched_by_id = %s, delivered_on = %s WHERE id = %s",
                    [text.pk, signer.pk, now, now, signer.pk, now.date(), text.reply_id],
                )
        case_index.enter([task.proposal_id for task in some])

    def _walk(self) -> None:
        """Some cases that went the real way, so that the case page and My work have all that they show."""
        for _n in range(3):
            self.world.reply("office_review")
        self.case = self.world.handled()
