"""The figures of a town that was counted by hand, and what holds of any figures: lists as long as their numbers, parts that add up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.errors import NotAllowed
from proposals.models import Assignment, Contact, Department, Proposal, User
from replies.statistics.choice import Choice
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.handling import RATES, STAGES
from replies.statistics.measures import BY_CODE, MEASURES
from replies.statistics.tables import NONE, listed, percent, schemes, table, tables
from replies.statistics.units import check_read
from tests.factories import World, user
from tests.replies.town import EXPECTED, RESULTS, STORY, Town

pytestmark = pytest.mark.django_db
EVERYTHING = (*MEASURES, *STAGES)


class TestTheTown(TestCase):
    """The town is built once for all of these."""

    town: Town

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = Town()

    def test_the_town_as_it_was_counted_by_hand(self) -> None:
        town = self.town
        assert EXPECTED.keys() == BY_CODE.keys()
        today = timezone.localdate()
        found = table(EVERYTHING, Choice(), town.auditor, today, DIMENSIONS["department"])
        rows = {row.key: {figure.measure.code: (figure.hit, figure.of) for figure in row.figures} for row in [*found.rows, found.total]}
        offices = [town.lead.department.pk, town.stranger.department.pk]
        co = town.co.department.pk
        for code, expected in EXPECTED.items():
            parts = [rows[pk][code] for pk in offices]
            if code in ("opinion", "opinion_given"):  # counted by the co-handler, whose tasks they are
                assert (rows[co][code], rows[None][code]) == (expected[2], expected[2]), code
            else:
                assert (*parts, rows[None][code]) == expected, code

    def test_every_number_is_as_long_as_its_list_and_parts_add_up(self) -> None:
        """The list behind a number, the sums of the groups, the parts of a whole."""
        town = self.town
        today = timezone.localdate()
        readers = {town.auditor: list(DIMENSIONS.values()), town.lead.drafter: [DIMENSIONS["mode"]], town.co.head: [DIMENSIONS["kind"]]}
        for reader, dimensions in readers.items():
            whole = table(EVERYTHING, Choice(), reader, today).total.figures
            for counted, by in zip(tables(EVERYTHING, Choice(), reader, today, dimensions), dimensions, strict=True):
                assert [(figure.hit, figure.of) for figure in counted.total.figures] == [(figure.hit, figure.of) for figure in whole], (
                    by.code
                )
                for place, figure in enumerate(whole):
                    assert figure.hit == sum(row.figures[place].hit for row in counted.rows)
                    assert figure.of == sum(row.figures[place].of for row in counted.rows)
            for figure in whole:
                lengths = [listed(figure.measure, part, Choice(), reader, today).count() for part in ("hit", "missed", "of")]
                assert lengths == [figure.hit, figure.of - figure.hit, figure.of], figure.measure.code
            by_code = {figure.measure.code: figure for figure in whole}
            assert sum(by_code[stage.code].hit for stage in STAGES) == by_code["answered"].of
            for scheme in schemes(Choice(), reader):
                assert sum(share.count for share in scheme.shares) == scheme.total
        counted = table(RATES, Choice(), town.auditor, today, DIMENSIONS["department"])
        for row in counted.rows:
            for figure in row.figures:
                rows = listed(figure.measure, "hit", Choice(), town.auditor, today, counted.dimension, row.key)
                assert len(set(rows.values_list("pk", flat=True))) == rows.count() == figure.hit, (row.label, figure.measure.code)

    def test_the_results_stay_within_their_scheme(self) -> None:
        town = self.town
        scheme, *others = schemes(Choice(), town.auditor)
        assert others == []  # both rule sets of the town share the national scheme
        assert {share.outcome.code: share.count for share in scheme.shares} == RESULTS
        for share in scheme.shares:
            chosen = Choice(outcome=share.outcome.code, rules=",".join(map(str, scheme.rule_sets)))
            assert listed(BY_CODE["outcome"], "hit", chosen, town.auditor, timezone.localdate()).count() == share.count
        rules = town.committee.proposal_rules
        rules.outcomes = [{"code": "A", "label": "已经解决", "meaning": "已经解决"}]
        rules.save()
        apart = schemes(Choice(), town.auditor)
        assert sorted(scheme.total for scheme in apart) == [3, 8]
        lost = next(scheme for scheme in apart if scheme.total == 3)
        assert {(share.outcome.label, share.count) for share in lost.shares} == {("已经解决", 1), ("B", 1), ("D", 1)}
        # Whose rules do not say what counts as adopted is left out of the rate.
        assert table([BY_CODE["adopted"]], Choice(), town.auditor, timezone.localdate()).total.figures[0].of == 8

    def test_silence_counts_where_the_rules_say_so(self) -> None:
        """A rating that never came counts against the answer, once its day is over, where `unreturned` is “counted”."""
        town = self.town
        rules = town.session.suggestion_rules
        rules.policies = rules.policies | {"unreturned": {"value": "counted", "article": "某市规定", "assumed": False}}
        rules.save()
        later = timezone.localdate() + timedelta(days=400)
        silent = {"0002"}  # answered, a suggestion, and nobody rated it; 0013 falls under other rules
        asked = listed(BY_CODE["satisfied"], "missed", Choice(), town.auditor, later).values_list("proposal__case_no", flat=True)
        assert set(asked) == {"0003", "0014", "0015"} | (silent if rules.limit("feedback") else set())
        assert BY_CODE["satisfied"].unit.rows(town.auditor).count() == 18

    def test_what_a_choice_leaves(self) -> None:
        town = self.town
        today = timezone.localdate()
        yesterday, long_ago = today - timedelta(days=1), today - timedelta(days=200)
        expected = [
            (Choice(), 18),
            (Choice(kind="cppcc_proposal"), 3),
            (Choice(priority=True), 2),
            (Choice(priority=False), 16),
            (Choice(assigned_from=today), 13),
            (Choice(assigned_to=yesterday), 5),
            (Choice(assigned_from=long_ago, assigned_to=long_ago), 5),
            (Choice(body=town.body.pk), 18),
            (Choice(body=town.lead.department.pk), 0),
            (Choice(session=town.committee.pk), 3),
        ]
        for choice, tasks in expected:
            assert table([BY_CODE["answered"]], choice, town.auditor, today).total.figures[0].of == tasks, choice

    def test_the_page_of_a_measure_lists_what_it_counts(self) -> None:
        town = self.town
        client = Client()
        client.force_login(town.coordinator, backend="django.contrib.auth.backends.ModelBackend")
        department = town.lead.department.pk
        for code in ("face", "opinion_given", "returned", "extended", "forms_content", "kept"):  # one of each unit
            of_lead, _of_stranger, of_all = EXPECTED[code]
            page = client.get(f"/statistics/measures/{code}/")
            assert page.context["page"].paginator.count == of_all[0], code
            if of_lead[1] and BY_CODE[code].unit.code != "co_task":
                page = client.get(f"/statistics/measures/{code}/?by=department&key={department}&part=missed")
                assert page.context["page"].paginator.count == of_lead[1] - of_lead[0], code
        assert client.get("/statistics/measures/none/").status_code == 404
        assert client.get("/statistics/measures/answered/?by=department&key=0").status_code == 404
        assert client.get("/statistics/measures/answered/?by=weather").status_code == 422
        assert client.get("/statistics/?assigned_from=gestern").status_code == 422
        for address in page.context["chart"], client.get("/statistics/").context["stages"]:
            assert "style=" not in address
            assert "<title>" in address

    def test_whose_figures_a_person_sees(self) -> None:
        town = self.town
        today = timezone.localdate()

        def tasks(reader: User) -> int:
            return table([BY_CODE["answered"]], Choice(), reader, today).total.figures[0].of

        both = user("coordinator", "drafter", department=town.lead.department)  # assigned nothing out
        expected = {
            town.auditor: 18,
            town.administrator: 18,
            town.coordinator: 18,
            town.lead.head: 10,
            town.stranger.drafter: 8,
            town.co.drafter: 0,
            both: 10,
            user("coordinator", department=Department.objects.create(full_name="邻市代表工委", short_name="邻市代表工委")): 0,
        }
        assert {reader: tasks(reader) for reader in expected} == expected
        for nobody in (town.proposer, user(department=town.lead.department), user("drafter")):
            assert tasks(nobody) == 0
            with pytest.raises(NotAllowed):
                check_read(nobody)


def test_a_contact_counts_for_the_department_that_had_it() -> None:
    """Where two departments answer their own parts (分办), the one that never met the proposer is not credited with the other's visit."""
    world = World()
    reply = world.reply("signed", co=False)

    def face() -> tuple[int, int]:
        found = table([BY_CODE["face"]], Choice(), user("auditor"), timezone.localdate()).total.figures[0]
        return found.hit, found.of

    had = {"phase": "before", "kind": "face", "held_on": timezone.localdate(), "recorded_by": world.lead.drafter, "with_whom": "代表"}
    visit = Contact.objects.create(proposal=reply.case, department=world.stranger.department, **had)
    Contact.objects.exclude(pk=visit.pk).delete()
    assert face() == (0, 1)
    Contact.objects.filter(pk=visit.pk).update(department=reply.department)
    assert face() == (1, 1)


def test_without_a_case_there_is_nothing_to_divide_by() -> None:
    found = table(EVERYTHING, Choice(), user("auditor"), timezone.localdate(), DIMENSIONS["month"])
    assert {(figure.hit, figure.of, figure.share, figure.percent) for figure in found.total.figures} == {(0, 0, None, NONE)}
    assert found.rows == ()
    assert schemes(Choice(), user("auditor")) == []


@pytest.mark.parametrize(
    ("hit", "of", "shown"),
    [
        (0, 0, "—"),
        (0, 3, "0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (3, 3, "100%"),
        (1, 5000, "0.1%"),
        (4999, 5000, "99.9%"),
        (1, 2, "50%"),
        (1, 16, "6.3%"),
    ],
)
def test_a_share_is_rounded_to_a_tenth_and_never_to_all_or_nothing(hit: int, of: int, shown: str) -> None:
    assert percent(hit, of) == shown


def test_as_many_queries_for_three_hundred_cases_as_for_three() -> None:
    town = Town(STORY[:3])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            table(EVERYTHING, Choice(), town.auditor, timezone.localdate(), DIMENSIONS["department"])
            schemes(Choice(), town.auditor)
        return len(asked)

    queries()  # what is looked up once and kept
    few = queries()
    fill(town, 300)
    assert table([BY_CODE["answered"]], Choice(), town.auditor, timezone.localdate()).total.figures[0].of == 303
    assert queries() == few < 16


def fill(town: Town, count: int) -> None:
    """Further assigned cases, without their walk."""
    fields = {"session": town.session, "kind": "suggestion", "title": "关于公园的建议", "assigning_body": town.body}
    rules = town.session.suggestion_rules
    cases = Proposal.objects.bulk_create(Proposal(case_no=f"9{n:03}", rule_set=rules, **fields) for n in range(count))
    day = timezone.localdate()
    Assignment.objects.bulk_create(
        Assignment(proposal=case, department=town.lead.department, mode="sole", assigned_on=day, due_on=day) for case in cases
    )
