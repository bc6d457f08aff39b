"""My work as a page: one click and back, what is shown of much, what changed meanwhile, the counts at the head, where each role begins."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.actions import cases
from proposals.models import Clock, User
from proposals.templatetags.desk import short_date
from proposals.views import assign_desk
from replies import transitions, work
from replies.actions import ratings
from replies.context import JUDGED
from replies.ratings import Given
from replies.states import ReplyState
from replies.views import work as page
from replies.views.work_items import work_of
from replies.views.work_kinds import Item
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def signed_in(person: User, **headers: Any) -> Client:
    client = Client(**headers)
    client.force_login(person)
    return client


def items(person: User) -> list[Item]:
    (group,) = work_of(work.found(person), timezone.localdate())
    return group.items


def test_a_step_from_a_row_comes_back_to_the_list_that_it_was_taken_from(world: World) -> None:
    client, address = signed_in(world.lead.drafter), f"{reverse('work')}?only=accept"
    task = world.lead_of(world.assigned(co=False))
    html = client.get(address).content.decode()
    assert f'<input type="hidden" name="next" value="{address}">' in html
    response = client.post(reverse("assignment_accept", args=[task.pk]), {"next": address}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert escape(_("Nothing of this waits for you any more.")) in response.content.decode()
    task.refresh_from_db()
    assert task.state == "accepted"


@pytest.mark.parametrize("address", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_step_leads_to_no_other_site(world: World, address: str) -> None:
    task = world.lead_of(world.assigned(co=False))
    response = signed_in(world.lead.drafter).post(reverse("assignment_accept", args=[task.pk]), {"next": address})
    assert response["Location"] == reverse("case_detail", args=[task.proposal_id])


def test_a_long_group_shows_its_first_rows_and_leads_to_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FIRST", 2)
    monkeypatch.setattr(page, "PER_PAGE", 3)
    made = [world.assigned(co=False, assigned_on=timezone.localdate() - timedelta(days=200 - n)) for n in range(5)]
    client = signed_in(world.lead.drafter)
    (group,) = client.get(reverse("work")).context["groups"]
    assert ([item.case.pk for item in group.items], group.count, group.late, group.more) == ([case.pk for case in made[:2]], 5, 5, 3)
    pages = [client.get(reverse("work"), {"only": "accept", "page": number}) for number in (1, 2)]
    assert f'href="{reverse("work")}?only=accept"' in client.get(reverse("work")).content.decode()
    assert [item.case.pk for one in pages for found in one.context["groups"] for item in found.items] == [case.pk for case in made]


def test_the_week_counts_what_is_due(world: World) -> None:
    day = timezone.localdate() + timedelta(days=2)
    Clock.objects.filter(assignment=world.lead_of(world.assigned(co=False)), name="receipt").update(due_on=day)
    response = signed_in(world.lead.drafter).get("/")
    assert [n for _day, n in response.context["week"]] == [0, 0, 1, 0, 0, 0, 0]
    assert response.context["this_week"] == 1


def test_a_case_is_to_be_signed_for_by_the_date_of_the_receipt_and_where_there_is_none_by_that_of_the_answer(world: World) -> None:
    case = world.assigned()
    tasks = {world.lead.drafter: world.lead_of(case), world.co.co_handler: world.opinion_of(case).assignment}
    for person, task in tasks.items():
        receipt = Clock.objects.get(assignment=task, name="receipt")
        (item,) = items(person)
        assert (item.due_on, str(item.what)) == (receipt.due_on, _("signing for the case due"))
        assert task.due_on
        assert short_date(task.due_on) in item.why
        Clock.objects.filter(pk=receipt.pk).update(provisional=True)
        assert items(person)[0].provisional
        receipt.delete()
        (item,) = items(person)
        assert (item.due_on, str(item.what)) == (task.due_on, _("answer due") if task.answers else _("opinion due"))
        assert short_date(task.due_on) not in item.why


def test_a_week_in_which_nothing_is_due_says_so_and_names_the_next_date(world: World) -> None:
    cases.accept_assignment(task := world.lead_of(world.assigned(co=False)), by=world.lead.drafter)
    html = signed_in(world.lead.drafter).get("/").content.decode()
    assert "weekline" not in html
    assert _('The next date is <span class="nowrap">%(day)s</span>.') % {"day": short_date(task.due_on)} in html


def test_a_day_of_the_week_leads_to_what_is_due_on_it(world: World) -> None:
    today = timezone.localdate()
    for days in (2, 2, 3):
        receipt = Clock.objects.filter(assignment=world.lead_of(world.assigned(co=False)), name="receipt")
        receipt.update(due_on=today + timedelta(days=days))
    client = signed_in(world.lead.drafter)
    whole = client.get(reverse("work"))
    assert [n for _day, n in whole.context["week"]] == [0, 0, 2, 1, 0, 0, 0]
    for day, n in whole.context["week"]:
        address = f"{reverse('work')}?due={day.isoformat()}"
        assert (f'href="{address}"' in whole.content.decode()) == bool(n)
        assert sum(len(group.items) for group in client.get(address).context["groups"]) == n


@pytest.mark.parametrize("query", ["due=2026-13-40", "due=yesterday", "only=nothing", "only=accept&only=", "page=x&only=accept"])
def test_an_address_that_means_nothing_is_left_out(world: World, query: str) -> None:
    world.assigned(co=False)
    assert signed_in(world.lead.drafter).get(f"{reverse('work')}?{query}").context["groups"]


def test_what_others_did_since_the_last_day_is_told_once(world: World) -> None:
    drafter, client = world.lead.drafter, signed_in(world.lead.drafter)
    reply = world.reply(ReplyState.OFFICE_REVIEW, co=False)
    foreign = world.case()
    assert client.get(reverse("work")).context["away_since"] is None, "the first day"
    yesterday = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=drafter.pk).update(last_seen_at=yesterday)
    transitions.send_back(reply, by=world.lead.office_reviewer, reason="请写明数字")
    cases.withdraw_case(foreign, by=world.coordinator, reason="撤回")
    response = client.get(reverse("work"))
    told = response.context["changes"]
    assert response.context["away_since"] == yesterday
    assert "send_back" in {one.event.name for one in told}
    assert {one.event.proposal_id for one in told} == {reply.case.pk}
    assert drafter.pk not in {one.event.actor_id for one in told}
    assert [one.event.at for one in told] == sorted((one.event.at for one in told), reverse=True)
    assert client.get(reverse("work")).context["away_since"] == yesterday, "it stands for the whole day"


def test_changes_are_those_that_the_reader_may_see(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    for person in world.actors().values():
        User.objects.filter(pk=person.pk).update(last_seen_at=timezone.now() - timedelta(days=1))
    transitions.send_back(reply, by=world.lead.office_reviewer, reason="请写明数字")
    for name, person in world.actors().items():
        if not person.is_active:
            continue
        told = {one.event.pk for one in signed_in(person).get(reverse("work")).context.get("changes", [])}
        seen = set(type(reply.case).objects.get(pk=reply.case.pk).events.visible_to(person).values_list("pk", flat=True))
        assert told <= seen, name


def test_the_counts_at_the_head_are_those_of_the_pages_behind_them(world: World) -> None:
    for state in (ReplyState.OFFICE_REVIEW, ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED):
        world.reply(state, co=False)
    world.case()
    world.assigned()
    for name, person in world.actors().items():
        if not person.is_active or not person.department:
            continue
        client = signed_in(person)
        whole = client.get(reverse("work"))
        nav = whole.context["nav"]
        assert nav["work_count"]() == whole.context["count"] == len(work.found(person)), name
        judged = client.get(f"{reverse('work')}?{nav['judged']}")
        assert nav["to_judge"]() == judged.context["part"] == sum(one.kind in JUDGED for one in work.found(person)), name
        if permissions.holds(person, "case.assign"):
            assert nav["to_assign"]() == assign_desk.to_assign(person).count(), name
        if nav["may_print"]:
            room = client.get(reverse("printing_room"))
            assert nav["to_print"]() == room.context["counts"]["signed"] + room.context["counts"]["numbered"], name
            shown = re.search(
                r'<span class="count">(\d+)</span></a>', room.content.decode()[room.content.decode().index(reverse("printing_room")) :]
            )
            assert int(shown[1] if shown else 0) == nav["to_print"](), name


PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36"}


def test_each_role_begins_with_what_it_does(world: World) -> None:
    def begins(person: User, **headers: Any) -> str:
        return str(signed_in(person, **headers).get(reverse("start"))["Location"])

    world.case()
    to_sign, _other = (world.reply(ReplyState.HEAD_APPROVAL, co=False) for _n in range(2))
    world.reply(ReplyState.SIGNED, co=False)
    assert begins(world.coordinator) == reverse("assign_next")
    assert begins(world.lead.document_administrator) == reverse("printing_room")
    assert begins(world.lead.head, **PHONE) == reverse("reply_review", args=[to_sign.pk])
    assert begins(world.lead.head) == reverse("work")
    assert begins(world.auditor) == reverse("statistics")
    assert begins(world.proposer) == reverse("work")
    world.assigned(co=False)
    assert begins(world.lead.drafter) == reverse("work")
    world.reply(ReplyState.DISPATCHED, co=False)
    assert begins(world.coordinator) == reverse("work"), "there is more to do than assign"


def test_the_question_depends_on_nothing_but_its_key(world: World) -> None:
    """The words of the question are kept: a role given or taken, a delegation, another department must each ask anew."""
    world.reply(ReplyState.OFFICE_REVIEW, co=False)
    drafter = world.lead.drafter
    assert "review" not in {one.kind for one in work.found(drafter)}
    reviewer = world.lead.office_reviewer
    assert "review" in {one.kind for one in work.found(reviewer)}
    reviewer.department = world.co.department
    assert "review" not in {one.kind for one in work.found(reviewer)}
    reviewer.department = world.lead.department
    reviewer.is_active = False
    assert work.found(reviewer) == []


def test_every_kind_that_waits_has_its_rows(world: World) -> None:
    from replies.views.work_items import ORDER, code_of
    from replies.work_rows import DRESSED, MODELS

    kinds = {kind for person in world.actors().values() for kind in work.waiting(person)}
    assert kinds == MODELS.keys()
    assert {code_of(kind) for kind in kinds} == ORDER.keys()
    assert set(MODELS.values()) == DRESSED.keys()


def test_a_case_that_nobody_rated_is_closed_on_its_page_where_that_is_told(world: World) -> None:
    reply = world.reply(ReplyState.DISPATCHED, co=False)
    at_case, told = reverse("case_detail", args=[reply.case.pk]), escape(_("Not rated yet."))
    lost = escape(_("No rating of the proposers has come back yet; after the close none can be given."))
    (item,) = items(world.coordinator)
    assert (item.button.url, item.button.post) == (at_case, False)
    client = signed_in(world.coordinator)
    assert told in client.get(reverse("work")).content.decode()
    html = client.get(at_case).content.decode()
    assert html.index(lost) < html.index(reverse("case_close", args=[reply.case.pk])), "above the button"
    given = Given({name: grades[0].code for name, grades in reply.case.rule_set.rating_scales.items()})
    ratings.rate_signed_in(reply, given, by=world.proposer)
    (item,) = items(world.coordinator)
    assert (item.button.url, item.button.post) == (reverse("case_close", args=[reply.case.pk]), True)
    assert told not in client.get(reverse("work")).content.decode()
    assert lost not in client.get(at_case).content.decode()
    assert client.post(item.button.url).status_code == 302
    assert escape(_("Handling has ended.")) in signed_in(world.proposer).get(reverse("work")).content.decode()
