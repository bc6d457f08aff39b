"""A personal link works once, for its proposer, until it ends; it cannot be guessed, and no department ever has one."""

import hashlib
import io
import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from proposals.actions import cases
from proposals.errors import CaseError, NotAllowed, WrongState
from proposals.models import Assignment, Event
from replies.actions import links, ratings, rounds
from replies.errors import LinkNotGood
from replies.models import Rating, RatingLink
from replies.views.rating import MOST_LOOKS, MOST_WRONG
from tests.factories import World, deputy
from tests.replies.rating_rows import BAD, GOOD, lead_of, sent, token_for

pytestmark = pytest.mark.django_db
FILLED = {"grade_attitude": "satisfied", "grade_result": "satisfied", "reasons": "", "remarks": ""}


@pytest.fixture
def world() -> World:
    cache.clear()
    return World()


def test_the_token_is_kept_nowhere(world: World) -> None:
    token = token_for(world, sent(world))
    link = RatingLink.objects.get()
    assert link.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(RatingLink.objects.values()))
    assert token not in str(list(Event.objects.values_list("data", "reason")))


def test_it_has_256_bits() -> None:
    """43 characters of an alphabet of 64: with a million open links and a million guesses a second, one is hit in about 4 × 10^57 years."""
    tokens = {RatingLink.new_token() for _n in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    seconds = 2**256 / (10**6 * 10**6)
    assert seconds / (365.25 * 86400) > 10**57


def test_only_the_assigning_body_makes_and_revokes_links(world: World) -> None:
    reply = sent(world)
    token_for(world, reply)
    link = RatingLink.objects.get()
    for name, actor in world.actors().items():
        if name != "coordinator":
            with pytest.raises(NotAllowed):
                links.make_links(reply, [lead_of(reply)], by=actor)
            with pytest.raises(NotAllowed):
                links.revoke_link(link, by=actor)
    links.revoke_link(link, by=world.coordinator)
    with pytest.raises(WrongState):
        links.revoke_link(link, by=world.coordinator)


# How a link ends → what is done before it is tried.
def _used(world: World, token: str) -> None:
    ratings.rate_by_link(token, GOOD)


def _revoked(world: World, token: str) -> None:
    links.revoke_link(RatingLink.objects.get(), by=world.coordinator)


def _made_again(world: World, token: str) -> None:
    link = RatingLink.objects.get()
    links.make_links(link.reply, [link.proposer], by=world.coordinator)


def _closed(world: World, token: str) -> None:
    cases.close_case(RatingLink.objects.get().reply.case, by=world.coordinator)


def _closed_and_handled_again(world: World, token: str) -> None:
    _closed(world, token)
    rounds.begin_round(Assignment.objects.get(), "fulfilled", by=None, reason="")


def _rated_otherwise(world: World, token: str) -> None:
    ratings.rate_signed_in(RatingLink.objects.get().reply, GOOD, by=world.proposer)


ENDS = [_used, _revoked, _made_again, _closed, _closed_and_handled_again, _rated_otherwise]


@pytest.mark.parametrize("end", ENDS)
def test_once_it_has_ended_it_works_no_more_and_says_no_more_than_one_that_never_was(
    world: World, client: Client, end: Callable[[World, str], None]
) -> None:
    token = token_for(world, sent(world))
    end(world, token)
    kept = Rating.objects.count()
    with pytest.raises(LinkNotGood):
        ratings.rate_by_link(token, BAD)
    pages = [
        getattr(client, method)(f"/rate/{one}/{path}", FILLED, REMOTE_ADDR=f"10.0.2.{n}")
        for n, one in enumerate((token, RatingLink.new_token(), "x", "0" * 300))
        for method, path in (("get", ""), ("post", ""), ("get", "letter/"))
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(rb"csrf[^>]*>|nonce[^ ]*", b"", page.content) for page in pages}) == 1
    assert Rating.objects.count() == kept


def test_on_its_last_day_it_works_and_the_day_after_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_for(world, sent(world))
    link = RatingLink.objects.get()
    last = link.expires_on
    assert last > timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_args: last)
    assert links.open_link(token) == link
    assert link.state == "open"
    monkeypatch.setattr(timezone, "localdate", lambda *_args: last + timedelta(days=1))
    assert link.state == "expired"
    with pytest.raises(LinkNotGood):
        links.open_link(token)


def test_a_page_uses_nothing_up_a_wrong_form_neither_and_the_form_once(world: World, client: Client) -> None:
    token = token_for(world, sent(world))
    for _time in range(3):
        page = client.get(f"/rate/{token}/")
        assert page.status_code == 200
    assert client.head(f"/rate/{token}/").status_code == 200
    wrong = [{}, {"grade_attitude": "satisfied"}, FILLED | {"grade_result": "none"}, FILLED | {"grade_result": "dissatisfied"}]
    for one in wrong:
        assert client.post(f"/rate/{token}/", one).status_code == 422
    assert not Rating.objects.exists()
    assert client.post(f"/rate/{token}/", FILLED).status_code == 200
    assert client.post(f"/rate/{token}/", FILLED).status_code == 404
    assert Rating.objects.count() == 1


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the site's own handler writes."""
    written = io.StringIO()
    console = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    monkeypatch.setattr(console, "stream", written)
    return written


def test_its_pages_are_kept_by_nobody_and_no_other_page_or_log_hears_of_them(
    world: World, client: Client, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = sent(world)
    token = token_for(world, reply)
    file = reply.documents.get().file
    answers = [client.get(f"/rate/{token}/"), client.get(f"/rate/{token}/letter/"), client.post(f"/rate/{token}/", {})]
    file.storage.delete(file.name)
    answers += [
        client.get(f"/rate/{token}/letter/"),
        client.get(f"/rate/{token}"),
        client.get(f"/rate/{token}/。"),
        client.put(f"/rate/{token}/"),
        client.post(f"/rate/{token}/letter/"),
        client.post(f"/rate/{token}/", FILLED),
        client.get(f"/rate/{token}/"),
    ]
    client.raise_request_exception = False
    monkeypatch.setattr(links, "open_link", lambda _token: 1 / 0)
    answers.append(client.get(f"/rate/{token}/"))
    assert [answer.status_code for answer in answers] == [200, 200, 422, 409, 301, 404, 405, 405, 200, 404, 500]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert token not in answer.wsgi_request.META["RAW_URI"]
    assert b"http" not in re.sub(rb"http://www.w3.org/[^\"' ]*", b"", answers[0].content)
    assert "sessionid" not in client.cookies
    assert "Not Found: /rate/-/" in logged.getvalue()
    assert "ZeroDivisionError" in logged.getvalue()
    assert token not in logged.getvalue()


def test_a_page_that_sends_no_origin_can_send_the_form(world: World) -> None:
    """Browsers send `Origin: null` from a page without referrer; the token is what proves who sends it."""
    strict = Client(enforce_csrf_checks=True)
    token = token_for(world, sent(world))
    assert strict.post(f"/rate/{token}/", FILLED, headers={"Origin": "null"}).status_code == 200


def test_no_account_of_this_house_uses_a_link_be_it_in_hand(world: World, client: Client) -> None:
    """Whoever works in a department is refused before the link is even looked up, by the same words whether it is good or not."""
    token = token_for(world, sent(world))
    for name, actor in world.actors().items():
        if not actor.is_active or not actor.department_id:
            continue
        client.force_login(actor)
        seen = set()
        for one in (token, RatingLink.new_token()):
            for answer in (client.get(f"/rate/{one}/"), client.post(f"/rate/{one}/", FILLED), client.get(f"/rate/{one}/letter/")):
                assert answer.status_code == 403, name
                seen.add(answer.content)
        assert len({re.sub(rb'csrf[^>]*>|value="[^"]*"', b"", page) for page in seen}) == 1, name
        client.logout()
    assert not Rating.objects.exists()
    client.force_login(world.proposer)
    assert client.get(f"/rate/{token}/").status_code == 200


def test_no_department_sees_a_link_or_its_page(world: World, client: Client) -> None:
    reply = sent(world)
    token_for(world, reply)
    link = RatingLink.objects.get()
    pages = [f"/cases/{reply.case.pk}/ratings/", f"/replies/{reply.pk}/paper-ratings/{link.proposer_id}/", f"/replies/{reply.pk}/settle/"]
    for office in (world.lead, world.stranger):
        for actor in (office.drafter, office.head, office.document_administrator):
            assert not RatingLink.objects.visible_to(actor).exists()
            client.force_login(actor)
            for page in pages:
                assert client.get(page).status_code in (403, 404)
            assert client.post(f"/replies/{reply.pk}/rating-links/", {"asked": link.proposer_id}).status_code in (403, 404)
            assert client.post(f"/rating-links/{link.pk}/revoke/").status_code in (403, 404)
            if office is world.lead:
                assert b"/rate/" not in client.get(f"/cases/{reply.case.pk}/").content
    assert RatingLink.objects.get().state == "open"


def test_wrong_links_from_one_address_are_answered_so_often_only(world: World, client: Client) -> None:
    token = token_for(world, sent(world))
    for _guess in range(MOST_WRONG):
        assert client.get(f"/rate/{RatingLink.new_token()}/").status_code == 404
    for one in (RatingLink.new_token(), token):
        assert client.get(f"/rate/{one}/").status_code == 429
        assert client.post(f"/rate/{one}/", FILLED).status_code == 429
    assert client.get(f"/rate/{token}/", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_looks_at_one_link_are_limited_whoever_looks(world: World, client: Client) -> None:
    token = token_for(world, sent(world))
    answers = [client.get(f"/rate/{token}/", REMOTE_ADDR=f"10.0.1.{n}").status_code for n in range(MOST_LOOKS + 1)]
    assert answers == [200] * MOST_LOOKS + [429]


def test_the_coordinator_is_shown_the_links_once_and_can_mail_them(world: World, client: Client) -> None:
    world.proposer.email = "proposer@yunlan.example"
    world.proposer.save()
    reply = sent(world, deputy())
    client.force_login(world.coordinator)
    chosen = list(reply.case.proposers.values_list("pk", flat=True))
    page = client.post(f"/replies/{reply.pk}/rating-links/", {"asked": chosen, "mail": "on"})
    tokens = set(re.findall(r"/rate/([\w-]{43})/", page.content.decode()))
    assert len(tokens) == 2
    assert page["Cache-Control"] == "no-store"
    (message,) = mail.outbox
    assert message.to == ["proposer@yunlan.example"]
    assert re.findall(r"/rate/([\w-]{43})/", str(message.body))[0] in tokens
    assert set(RatingLink.objects.values_list("mailed_to", flat=True)) == {"proposer@yunlan.example", ""}
    assert not any(token in client.get(f"/cases/{reply.case.pk}/ratings/").content.decode() for token in tokens)
    assert client.post(f"/replies/{reply.pk}/rating-links/").status_code == 302


def test_a_mail_that_does_not_leave_is_told(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("replies.views.ratings.send_mail", away)
    world.proposer.email = "proposer@yunlan.example"
    world.proposer.save()
    reply = sent(world)
    client.force_login(world.coordinator)
    page = client.post(f"/replies/{reply.pk}/rating-links/", {"asked": lead_of(reply).pk, "mail": "on"})
    assert [str(one) for one in page.context["unsent"]] == [str(lead_of(reply))]
    assert RatingLink.objects.get().mailed_to == ""


def test_a_link_is_made_for_whoever_is_asked_and_has_not_rated(world: World) -> None:
    reply, other = sent(world), sent(world)
    with pytest.raises(CaseError):
        links.make_links(reply, [lead_of(other)], by=world.coordinator)
    ratings.rate_by_link(token_for(world, reply), GOOD)
    with pytest.raises(CaseError):
        token_for(world, reply)
    assert RatingLink.objects.count() == 1
