"""Questions that are put into words once: asked for other keys and other persons, they must give what Django itself would."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from proposals.asking import ask
from proposals.kept import Kept, blanks, filled, prefetched, related, settled
from proposals.models import Assignment, Event, Proposal, Proposer, User
from proposals.views import case_page
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OF_THE_CASE = (case_page._case, case_page._tasks, case_page._letters, case_page._clocks, case_page._events, case_page._contacts)


def by_department(user: User, case: int) -> QuerySet[Any]:
    return Assignment.objects.filter(proposal=case, department=user.department_id)


def with_related_rows(user: User) -> QuerySet[Any]:
    return Proposal.objects.visible_to(user).prefetch_related("proposers")


def test_the_same_words_serve_other_keys() -> None:
    world = World()
    cases = [world.case() for _n in range(3)]
    kept = Kept(Proposal.objects.filter(pk__in=blanks(2)).select_related("session").with_later_term())
    for one, other in ((cases[0], cases[1]), (cases[2], cases[1]), (cases[0], cases[0])):
        assert set(kept.ask(one.pk, other.pk)) == {one, other}
    found = kept.ask(cases[0].pk, 0)[0]
    assert (found.session, found.carried_over, found.title) == (cases[0].session, False, cases[0].title)
    assert Kept(Proposal.objects.none()).ask() == []
    assert Kept(Proposal.objects.filter(pk=-1).values_list("pk", "kind")).ask(cases[1].pk) == [(cases[1].pk, cases[1].kind)]


def test_of_a_person_the_key_and_the_department_alone_are_filled_in() -> None:
    """Two with the same roles share the words: each must see what is his, of both databases' plans the right one."""
    world = World()
    case = world.handled()
    for _n in range(7):  # PostgreSQL keeps one plan for all from the sixth time on
        assert [task.department for task in ask(by_department, world.lead.drafter, case.pk)] == [world.lead.department]
        assert [task.department for task in ask(by_department, world.co.drafter, case.pk)] == [world.co.department]
        assert ask(by_department, world.stranger.drafter, case.pk) == []


def test_the_questions_of_the_case_are_answered_as_they_read() -> None:
    world = World()
    case, other = world.handled(), world.handled()
    world.reply("dispatched")
    people = [*world.actors().values(), world.stranger.drafter]
    for person in people:
        for question in OF_THE_CASE:
            for pk in (case.pk, other.pk):
                plain: QuerySet[Any] = question(person, pk)
                assert [row.pk for row in ask(question, person, pk)] == [row.pk for row in plain], (question, person)
    assert {Event for person in people if ask(case_page._events, person, case.pk)} == {Event}


def test_a_question_that_would_fetch_more_for_somebody_else_is_refused() -> None:
    with pytest.raises(ValueError, match="with_related_rows"):
        ask(with_related_rows, World().auditor)


def test_related_rows_stand_where_django_puts_them(django_assert_num_queries: Any) -> None:
    world = World()
    keys = [world.case().pk, world.case().pk]
    case, bare = Proposal.objects.in_bulk(keys).values()
    rows = list(Proposer.objects.filter(proposal=case))
    related([case, bare], "proposers", rows, "proposal_id")
    with django_assert_num_queries(0):
        assert (list(case.proposers.all()), list(bare.proposers.all())) == (rows, [])
    case, bare = Proposal.objects.in_bulk(keys).values()
    prefetched([case, bare], "proposers", rows, "proposal")
    with django_assert_num_queries(0):
        assert [row.proposal for row in case.proposers.all()] == [case] * len(rows)
    assert case.proposers.filter(pk=rows[0].pk).exists()
    # A case that is gone since the page was asked for takes its rows with it.
    bare = Proposal.objects.get(pk=keys[1])
    related([bare], "proposers", rows, "proposal_id")
    assert list(bare.proposers.all()) == []
    prefetched([(alone := Proposal.objects.get(pk=keys[1]))], "proposers", rows, "proposal")
    assert list(alone.proposers.all()) == []


def test_keys_are_filled_up_to_few_lengths() -> None:
    assert (filled([], 0), filled([7], 7), len(filled(list(range(26)), 0))) == ([], [7] * 25, 50)


def test_on_postgresql_all_but_numbers_are_written_out() -> None:
    words = settled("SELECT %s, %s WHERE a LIKE '%%'", ["5% o'clock", 3])
    if connection.vendor == "postgresql":
        assert words == ("SELECT '5%% o''clock', %s WHERE a LIKE '%%'", (3,))
    else:
        assert words == ("SELECT %s, %s WHERE a LIKE '%%'", ("5% o'clock", 3))
