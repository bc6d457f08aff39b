"""What the editor keeps by itself: it is one's own, it is offered again, it never stands in the way of a version."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Event, User
from replies import transitions
from replies.actions import drafts, working_copies
from replies.models import Presence, Reply, ReplyVersion, WorkingCopy
from tests.factories import BODY, World, hand_over, user
from tests.replies.test_views_drafts import client, get, texts, typed

pytestmark = pytest.mark.django_db
WINDOW, OTHER = "window-one", "window-two"
ADDED = f"{BODY}\n这一段还没有存成稿。"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    return world.reply("drafting")


def keep(person: User, reply: Reply, window: str = WINDOW, *, status: int = 200, **changes: Any) -> dict[str, Any]:
    data = typed(reply, window=window, person=person.pk, **changes)
    response = client(person).post(reverse("working_copy_keep", args=[reply.pk]), data)
    assert response.status_code == status
    answer: dict[str, Any] = response.json()
    return answer


def colleague(world: World) -> User:
    return user("drafter", department=world.lead.drafter.department)


def test_keeps_the_whole_form_and_makes_no_version_and_no_event(world: World, reply: Reply) -> None:
    before = (ReplyVersion.objects.count(), Event.objects.count())
    for body in (ADDED, f"{ADDED}\n又一段。"):
        assert keep(world.lead.drafter, reply, body=body)["refusal"] == ""
    copy = WorkingCopy.objects.get()
    assert copy.posted["body"] == [f"{ADDED}\n又一段。"]
    assert copy.posted["publication"] == ["full"]
    assert not {"csrfmiddlewaretoken", "window", "person", "step"} & copy.posted.keys()
    assert (ReplyVersion.objects.count(), Event.objects.count()) == before


def test_it_is_offered_taken_up_and_gone_with_the_version(world: World, reply: Reply) -> None:
    drafter = world.lead.drafter
    keep(drafter, reply, body=ADDED)
    copy = WorkingCopy.objects.get()
    edit = reverse("reply_edit", args=[reply.pk])
    assert f"{edit}?copy={copy.pk}" in get(drafter, "reply_edit", reply.pk)
    page = client(drafter).get(f"{edit}?copy={copy.pk}").content.decode()
    assert texts(page, "body").endswith("这一段还没有存成稿。")
    assert texts(page, "taken") == WINDOW
    assert texts(page, "window") != WINDOW
    # Kept from its new window the old copy is not needed; saved, none is.
    keep(drafter, reply, OTHER, body=ADDED, taken=WINDOW)
    assert [one.window for one in WorkingCopy.objects.all()] == [OTHER]
    client(drafter).post(edit, typed(reply, body=ADDED, window=OTHER))
    assert reply.latest is not None
    assert reply.latest.body == ADDED
    assert not WorkingCopy.objects.exists()


def test_what_stood_in_one_window_is_not_written_over_by_another(world: World, reply: Reply) -> None:
    drafter = world.lead.drafter
    keep(drafter, reply, body=ADDED)
    keep(drafter, reply, OTHER, body=f"{BODY}\n另一个窗口写的。")
    client(drafter).post(reverse("reply_edit", args=[reply.pk]), typed(reply, body=f"{BODY}\n另一个窗口写的。", window=OTHER))
    assert [copy.posted["body"] for copy in WorkingCopy.objects.all()] == [[ADDED]]


def test_both_texts_are_looked_at_where_somebody_saved_meanwhile(world: World, reply: Reply) -> None:
    drafter, other = world.lead.drafter, colleague(world)
    keep(drafter, reply, body=ADDED)
    latest = reply.latest
    assert latest
    drafts.save_draft(reply, latest.text | {"body": f"{BODY}\n别人写的一段。"}, base=latest.number, by=other)
    answer = keep(drafter, reply, body=ADDED, base=latest.number)
    assert answer["newer"]["number"] == latest.number + 1
    assert other.display_name in answer["newer"]["words"]
    copy = WorkingCopy.objects.get()
    both = client(drafter).get(reverse("reply_edit", args=[reply.pk]), {"copy": copy.pk, "both": 1})
    page = both.content.decode()
    assert both.status_code == 200
    assert "这一段还没有存成稿。" in page
    assert "别人写的一段。" in page


def test_a_copy_that_changes_nothing_is_not_offered_and_one_dropped_can_be_taken_back(world: World, reply: Reply) -> None:
    drafter = world.lead.drafter
    drafts.save_draft(reply, reply.latest.text, base=1, by=drafter, outcome="A", publication="full")  # type: ignore[union-attr]
    reply.refresh_from_db()
    keep(drafter, reply)
    assert "?copy=" not in get(drafter, "reply_edit", reply.pk)
    keep(drafter, reply, body=ADDED)
    copy = WorkingCopy.objects.get()
    client(drafter).post(reverse("working_copy_drop", args=[copy.pk]))
    assert "?copy=" not in get(drafter, "reply_edit", reply.pk)
    client(drafter).post(reverse("working_copy_restore", args=[copy.pk]))
    assert "?copy=" in get(drafter, "reply_edit", reply.pk)


@pytest.mark.parametrize(("changes", "count"), [
    ({}, 0), ({"body": ADDED}, 1), ({"body": ADDED.replace("\n", "\n新的一段。\n", 1)}, 2), ({"title": "另一个题目"}, 1),
    ({"contact": "改了联系人"}, 1), ({"body": ADDED, "notes": "附注"}, 2), ({"level": "秘密", "term": "1年"}, 0),
])  # fmt: skip
def test_counts_the_places_that_changed(world: World, reply: Reply, changes: dict[str, str], count: int) -> None:
    from replies.forms import DECIDED, as_posted
    from replies.views.working_copies import changes_in

    latest = reply.latest
    assert latest
    posted = {name: value if isinstance(value, list) else [str(value)] for name, value in (as_posted(latest.text) | changes).items()}
    before = as_posted(latest.text) | {name: getattr(reply, name) for name in DECIDED}
    assert changes_in(WorkingCopy(posted=posted), before) == count


def test_nobody_else_s_copy_can_be_opened_dropped_or_seen(world: World, reply: Reply) -> None:
    other = colleague(world)
    keep(world.lead.drafter, reply, body=ADDED)
    copy = WorkingCopy.objects.get()
    assert "这一段还没有存成稿" not in get(other, "reply_edit", reply.pk)
    assert client(other).get(reverse("reply_edit", args=[reply.pk]), {"copy": copy.pk}).status_code == 302
    for name in ("working_copy_drop", "working_copy_restore"):
        assert client(other).post(reverse(name, args=[copy.pk])).status_code == 404


def test_a_window_of_another_account_keeps_nothing_under_this_one(world: World, reply: Reply) -> None:
    data = typed(reply, window=WINDOW, person=colleague(world).pk, body=ADDED)
    response = client(world.lead.drafter).post(reverse("working_copy_keep", args=[reply.pk]), data)
    assert response.status_code == 409
    assert not WorkingCopy.objects.exists()


@pytest.mark.parametrize("window", ["", "short", "x" * 33, "with space", "<script>"])
def test_a_window_that_no_page_has_made_is_refused(world: World, reply: Reply, window: str) -> None:
    assert keep(world.lead.drafter, reply, window, status=422)["refusal"]
    assert not WorkingCopy.objects.exists()


def test_what_is_too_much_is_refused_in_words(world: World, reply: Reply) -> None:
    answer = keep(world.lead.drafter, reply, body="长" * (working_copies.MOST_CHARACTERS + 1), status=422)
    assert str(drafts.LONGEST_BODY) in answer["refusal"]


def test_kept_while_the_draft_is_with_the_reviewers_and_said_so(world: World, reply: Reply) -> None:
    transitions.submit(reply, by=world.lead.drafter)
    assert keep(world.lead.drafter, reply, body=ADDED)["refusal"]
    assert WorkingCopy.objects.count() == 1


def test_nothing_is_left_once_the_letter_is_out(world: World) -> None:
    reply = world.reply("printed")
    WorkingCopy.objects.create(reply=reply, person=world.lead.drafter, window=WINDOW, base=1, posted={})
    Presence.objects.create(reply=reply, person=world.lead.drafter, window=WINDOW)

    hand_over(reply, by=world.lead.document_administrator)
    assert not WorkingCopy.objects.exists()
    assert not Presence.objects.exists()
    keep(world.lead.drafter, reply, body=ADDED, status=409)


def test_the_oldest_of_many_windows_go(world: World, reply: Reply) -> None:
    for number in range(working_copies.MOST_COPIES + 2):
        working_copies.keep(reply, {"body": [str(number)]}, window=f"window-{number:02}", base=1, by=world.lead.drafter)
    kept = set(WorkingCopy.objects.values_list("window", flat=True))
    assert len(kept) == working_copies.MOST_COPIES
    assert not {"window-00", "window-01"} & kept


def test_who_is_here(world: World, reply: Reply) -> None:
    drafter, other = world.lead.drafter, colleague(world)
    assert keep(drafter, reply, beat="1", place="一、关于场地来源")["others"] == []
    assert not WorkingCopy.objects.exists()
    (seen,) = keep(other, reply, OTHER, beat="1")["others"]
    assert seen["name"] == drafter.display_name
    assert "一、关于场地来源" in seen["words"]
    keep(drafter, reply, "window-three", beat="1")
    assert _("You have this draft open in another window too") in [one["words"] for one in keep(drafter, reply, beat="1")["others"]]
    Presence.objects.update(seen_at=timezone.now() - working_copies.SILENT_AFTER - timedelta(seconds=1))
    assert keep(other, reply, OTHER, beat="1")["others"] == []
    Presence.objects.update(seen_at=timezone.now() - working_copies.FORGOTTEN_AFTER)
    keep(other, reply, "window-four", beat="1")
    assert list(Presence.objects.values_list("window", flat=True)) == ["window-four"]


@pytest.mark.parametrize("model", [WorkingCopy, Presence])
@pytest.mark.parametrize("window", [WINDOW, ""])
def test_the_database_holds_one_of_a_window(world: World, reply: Reply, model: Any, window: str) -> None:
    more = {"base": 1, "posted": {}} if model is WorkingCopy else {}
    model.objects.create(reply=reply, person=world.lead.drafter, window=WINDOW, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(reply=reply, person=world.lead.drafter, window=window, **more)


def test_few_queries_for_what_is_asked_every_two_seconds(world: World, reply: Reply, django_assert_max_num_queries: Any) -> None:
    asking = client(world.lead.drafter)
    data = typed(reply, window=WINDOW, person=world.lead.drafter.pk, body=ADDED)
    with django_assert_max_num_queries(15):
        asking.post(reverse("working_copy_keep", args=[reply.pk]), data)


def test_whoever_has_signed_out_is_told_by_the_way_to_the_login(reply: Reply) -> None:
    response = Client().post(reverse("working_copy_keep", args=[reply.pk]), {"beat": "1"})
    assert response.status_code == 302
