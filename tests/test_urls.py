"""Every address × everyone. The addresses come from the URLconf: a new one without a row here fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from proposals.models import User
from replies.models import Reply
from tests.factories import Office, World
from tests.url_objects import (
    answered,
    assigned,
    attachment,
    batch,
    bound,
    case,
    document,
    failed_batch,
    figure,
    handled,
    more_time,
    objection,
    opinion,
    printed_batch,
    reply,
    submitted,
    to_file,
    to_send,
    volume,
)

pytestmark = pytest.mark.django_db

LEAD = frozenset(f"lead.{role}" for role in Office.ROLES)
CO = frozenset(f"co.{role}" for role in Office.ROLES)
STRANGER = frozenset(f"stranger.{role}" for role in Office.ROLES)
# Whoever has every role and no department reads all, as the auditor does, and does what needs no department.
READERS = frozenset({"auditor", "administrator", "without department"})
EVERYONE = LEAD | CO | STRANGER | READERS | {"coordinator", "stranger.coordinator", "proposer", "without role"}
CLERKS = frozenset({"lead.document_administrator", "co.document_administrator", "stranger.document_administrator", "without department"})
BINDERS = CLERKS | {"coordinator", "stranger.coordinator"}
URGERS = frozenset({"coordinator", "stranger.coordinator", "lead.drafter", "co.drafter", "stranger.drafter", "without department"})
VOLUME = READERS | {"lead.document_administrator"}  # who sees what the lead's clerk has had bound

FILERS = frozenset({"coordinator", "stranger.coordinator", "without department"})

ASKED = LEAD | READERS | {"coordinator"}  # who sees what the lead asks of the assigning body
HANDLERS = LEAD | CO | READERS | {"coordinator"}  # who sees the inside of a case
CASE = HANDLERS | {"proposer"}  # who sees the case
DRAFT = LEAD | READERS  # who sees a draft that no co-handler was asked to co-sign
REPLY = LEAD | CO | READERS  # who sees it from then on, until it is sent


@dataclass(frozen=True)
class Row:
    """Who gets what at one address. None: the method is not served (405). Whoever does not see the object gets 404, whoever sees it
    and may not gets 403, and the others `got` for GET and `posted` for POST, with the exceptions in `posts`."""

    sees: frozenset[str]
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    make: Callable[[World], dict[str, Any]] = lambda world: {}
    data: dict[str, Any] = field(default_factory=dict)
    got: int = 200
    posted: int = 302
    posts: dict[str, int] = field(default_factory=dict)

    def expected(self, method: str, who: str) -> int:
        may = self.get if method == "GET" else self.post
        if may is None:
            return 405
        if method == "POST" and who in self.posts:
            return self.posts[who]
        if who not in self.sees:
            return 404
        if who not in may:
            return 403
        return self.got if method == "GET" else self.posted


def of(*who: str) -> frozenset[str]:
    return frozenset(who)


# The one reply of the world, once it is made.
THE_REPLY = object()

TABLE: dict[str, Row] = {
    "work": Row(EVERYONE, get=EVERYONE),
    "case_list": Row(EVERYONE, get=EVERYONE),
    "case_register": Row(
        EVERYONE,
        get=of("coordinator", "stranger.coordinator", "without department"),
        post=of("coordinator", "stranger.coordinator", "without department"),
        posted=422,  # nothing was filled in
    ),
    "case_detail": Row(CASE, get=CASE, make=assigned),
    "case_assign": Row(READERS | {"coordinator", "proposer"}, get=of("coordinator"), post=of("coordinator"), make=case, posted=422),
    # Whoever has every role and no department sees an empty queue.
    "case_filing_queue": Row(EVERYONE, get=FILERS, post=FILERS, posted=422),  # nothing was chosen
    "case_assign_many": Row(EVERYONE, get=FILERS, post=FILERS, posted=422),
    "case_filing": Row(
        READERS | {"coordinator", "proposer"}, get=of("coordinator"), post=of("coordinator"), make=to_file, data={"decision": "filed"}
    ),
    "case_merge": Row(READERS | {"coordinator", "proposer"}, get=of("coordinator"), post=of("coordinator"), make=case, posted=422),
    "case_withdraw": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=assigned, data={"reason": "来函撤回"}),
    "case_close": Row(CASE, post=of("coordinator"), make=answered),
    "contact_record": Row(CASE, get=of("lead.drafter"), post=of("lead.drafter"), make=handled, posted=422),
    "assignment_accept": Row(
        CASE, post=of("lead.drafter", "lead.co_handler"), make=lambda world: {"pk": world.lead_of(world.assigned()).pk}
    ),
    "objection_raise": Row(
        CASE,
        get=of("lead.drafter", "lead.co_handler"),
        post=of("lead.drafter", "lead.co_handler"),
        make=lambda world: {"pk": world.lead_of(world.assigned()).pk},
        data={"reason": "不属我局职责"},
    ),
    "objection_detail": Row(
        ASKED, get=ASKED, post=of("coordinator"), make=objection, data={"decision": "refuse", "reason": "三定方案中有此职责"}
    ),
    "objection_take_back": Row(ASKED, post=of("lead.drafter", "lead.co_handler"), make=objection),
    "extension_ask": Row(
        CASE,
        get=of("lead.drafter", "lead.co_handler"),
        post=of("lead.drafter", "lead.co_handler"),
        make=lambda world: {"pk": world.lead_of(world.assigned()).pk},
        posted=422,  # no day was chosen
    ),
    "extension_detail": Row(ASKED, get=ASKED, post=of("coordinator"), make=more_time, data={"decision": "allow"}),
    "extension_take_back": Row(ASKED, post=of("lead.drafter", "lead.co_handler"), make=more_time),
    "calendar_list": Row(EVERYONE, get=of("administrator", "without department")),
    "calendar_year": Row(
        EVERYONE,
        get=of("administrator", "without department"),
        post=of("administrator", "without department"),
        make=lambda world: {"year": 2027},
        data={"off": "1月1日—1月3日 元旦", "source": "国办发明电〔2026〕1号", "save": "1"},
    ),
    "opinion_detail": Row(
        HANDLERS, get=HANDLERS, post=of("co.co_handler"), make=lambda world: {"pk": opinion(world).pk}, data={"text": "场地可用。"}
    ),
    "opinion_adopt": Row(HANDLERS, post=of("lead.drafter"), make=submitted),
    "opinion_send_back": Row(HANDLERS, get=of("lead.drafter"), post=of("lead.drafter"), make=submitted, data={"reason": "请写明面积"}),
    "attachment_download": Row(CASE, get=CASE, make=attachment),
    "reply_start": Row(CASE, post=of("lead.drafter"), make=lambda world: {"pk": world.lead_of(world.handled()).pk}),
    "reply_detail": Row(REPLY, get=REPLY, make=reply("office_review")),
    "reply_edit": Row(DRAFT, get=of("lead.drafter"), post=of("lead.drafter"), make=reply("drafting"), posted=422),
    "reply_submit": Row(DRAFT, post=of("lead.drafter"), make=reply("drafting")),
    "reply_take_back": Row(
        REPLY, get=of("lead.drafter"), post=of("lead.drafter"), make=reply("office_review"), data={"reason": "补充数据"}
    ),
    "reply_review": Row(
        REPLY,
        get=of("lead.office_reviewer"),
        post=of("lead.office_reviewer"),
        make=reply("office_review"),
        data={"version": 2, "decision": "send_back", "reason": "数字有误"},
    ),
    "reply_versions": Row(REPLY, get=REPLY, make=reply("office_review")),
    "reply_compare": Row(REPLY, get=REPLY, make=reply("office_review", old=1, new=2)),
    "reply_dispatch": Row(
        REPLY,
        get=of("lead.document_administrator"),
        post=of("lead.document_administrator"),
        make=reply("printed"),
        data={"delivery": "当面送达"},
    ),
    "figure_picture": Row(DRAFT, get=DRAFT, make=figure),
    "department_list": Row(EVERYONE, get=CLERKS | {"administrator"}),
    "department_layout": Row(
        DRAFT,
        get=of("lead.document_administrator", "administrator", "without department"),
        post=of("lead.document_administrator", "administrator", "without department"),
        make=lambda world: {"pk": world.lead.department.pk},
        posted=422,
    ),
    "printing_room": Row(EVERYONE, get=CLERKS),
    # Without a choice there is nothing to look at, and the room says so.
    "printing_preflight": Row(EVERYONE, get=CLERKS, got=422),
    "printing_send": Row(
        EVERYONE,
        post=CLERKS,
        make=to_send,
        data={"reply": THE_REPLY},
        # Not seen, or seen and not one's own: nothing is printed, and the page says why.
        posts={"stranger.document_administrator": 404, "co.document_administrator": 409, "without department": 409},
    ),
    "batch_detail": Row(REPLY, get=REPLY, make=lambda world: {"pk": batch(world).pk}),
    "batch_progress": Row(REPLY, get=REPLY, make=lambda world: {"pk": batch(world).pk}),
    "batch_go_on": Row(REPLY, post=of("lead.document_administrator"), make=failed_batch),
    "batch_cancel": Row(REPLY, post=of("lead.document_administrator"), make=lambda world: {"pk": batch(world).pk}),
    "batch_archive": Row(REPLY, get=REPLY, make=printed_batch),
    "batch_joined": Row(REPLY, get=REPLY, make=printed_batch),
    "document_download": Row(REPLY, get=REPLY, make=document),
    "opinion_letter": Row(HANDLERS, get=HANDLERS, make=submitted),
    "feedback_form": Row(REPLY, get=REPLY, make=reply("printed")),
    "volume_list": Row(EVERYONE, get=BINDERS, post=BINDERS, posted=422),  # nothing was filled in
    "volume_detail": Row(VOLUME, get=VOLUME, make=volume),
    "volume_progress": Row(VOLUME, get=VOLUME, make=volume),
    "volume_download": Row(VOLUME, get=VOLUME, make=bound),
    "notice_list": Row(EVERYONE, get=EVERYONE),
    "notice_read": Row(EVERYONE, post=EVERYONE),
    "mail_choice": Row(EVERYONE, post=EVERYONE),
    "urging": Row(EVERYONE, get=URGERS, post=URGERS, posted=422),  # nothing was chosen
    "password": Row(EVERYONE, get=EVERYONE, post=EVERYONE, posted=200),  # an empty form comes back with what is missing
}
# What is open without signing in has tests of its own (proposals/test_views_accounts.py, replies/test_verification.py).
OPEN = {"login", "logout", "verify", "verify_code"}


def named(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from named(entry.url_patterns, entry.namespace or namespace)
        else:
            yield f"{namespace}:{entry.name}" if namespace else str(entry.name), entry


ADDRESSES = dict(named(get_resolver().url_patterns))


def test_every_address_has_a_row() -> None:
    assert {name for name in ADDRESSES if not name.startswith("admin:")} == TABLE.keys() | OPEN


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, method: str, path: str, data: dict[str, Any], *, follow: bool = False) -> Any:
    """One request, everything that it changed undone."""
    with transaction.atomic():
        response = client.get(path, follow=follow) if method == "GET" else client.post(path, data, follow=follow)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(name: str) -> None:
    row, world = TABLE[name], World()
    path = reverse(name, kwargs=row.make(world))
    data = {key: Reply.objects.get().pk if value is THE_REPLY else value for key, value in row.data.items()}
    actors = {who: actor for who, actor in world.actors().items() if not who.startswith("inactive")}
    assert actors.keys() == EVERYONE
    wrong = {}
    for who, actor in actors.items():
        client = signed_in(actor)
        for method in ("GET", "POST"):
            status = ask(client, method, path, data).status_code
            if status != row.expected(method, who):
                wrong[method, who] = f"{status} instead of {row.expected(method, who)}"
    assert wrong == {}


@pytest.mark.parametrize("name", TABLE)
def test_whoever_has_not_signed_in_is_sent_to_the_login(name: str) -> None:
    world = World()
    path = reverse(name, kwargs=TABLE[name].make(world))
    for method in ("GET", "POST"):
        response = ask(Client(), method, path, {})
        assert (response.status_code, response["Location"]) == (302, f"{reverse('login')}?next={path}")


@pytest.mark.parametrize("name", TABLE)
def test_a_form_of_another_site_changes_nothing(name: str) -> None:
    """Every address that takes a POST asks for the token of its own page."""
    row, world = TABLE[name], World()
    if row.post is None:
        return
    path = reverse(name, kwargs=row.make(world))
    for who in sorted(row.post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.actors()[who], backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(path, {}).status_code == 403, who
