"""How long a look for like cases takes, with 100,000 cases in the database: python -m tests.benchmarks.suggesting"""

import os
import random
import statistics
import sys
import time

import django

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
LOOKS = 200
PLACES = ["老旧小区", "农村", "社区", "学校", "医院", "商圈", "公园", "地铁", "产业园", "古镇", "河道", "街道", "机场", "景区"]
THINGS = ["加装电梯", "停车", "托位", "养老", "公交线路", "垃圾分类", "消防通道", "充电设施", "噪声治理", "绿道", "助餐", "校车"]
ENDS = ["建设", "管理", "服务", "治理", "改造", "补贴", "监管", "规划", "人才培养", "资金保障"]


def title(chance: random.Random) -> str:
    return f"关于{chance.choice(['加快', '推进', '加强', ''])}{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(ENDS)}的建议"


def main() -> None:
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from proposals.likeness import pairs
    from proposals.models import Assignment, Proposal, TitlePair
    from proposals.suggesting import suggest_for
    from tests.factories import World

    world, chance = World(), random.Random(2026)
    rules = world.session.suggestion_rules
    assert rules is not None
    cases = [
        Proposal(
            session=world.session, rule_set=rules, kind="suggestion", case_no=f"{n:06}", title=title(chance), assigning_body=world.body
        )
        for n in range(CASES)
    ]
    Proposal.objects.bulk_create(cases, batch_size=2000)
    # As the workflow leaves them; walking each through it would take hours.

    with connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_proposal SET state = 'closed'")
    for start in range(0, CASES, 2000):
        some = cases[start : start + 2000]
        TitlePair.objects.bulk_create([TitlePair(pair=pair, proposal=case) for case in some for pair in sorted(pairs(case.title))])
        Assignment.objects.bulk_create(
            [Assignment(proposal=case, department=chance.choice([world.lead, world.co]).department, mode="sole") for case in some]
        )
    new = [world.case(title=title(chance)) for _n in range(LOOKS)]
    times, found = [], 0
    for case in new:
        begun = time.perf_counter()
        found += bool(suggest_for([case], world.coordinator))
        times.append(1000 * (time.perf_counter() - begun))
    slow = statistics.quantiles(times, n=100)[94]
    print(f"{CASES} cases, {TitlePair.objects.count()} pairs; {LOOKS} looks, {found} with a suggestion")
    print(f"median {statistics.median(times):.1f} ms, 95th percentile {slow:.1f} ms")


if __name__ == "__main__":
    main()
