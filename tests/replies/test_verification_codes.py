"""The number on the last page: read as it is printed, slips found, made of what the document is made of."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from replies.letters import letter_for
from replies.models import Reply
from replies.verification.codes import ALPHABET, DRAWN, check_character, code_for, grouped, read_code, verification_for
from tests.factories import World

pytestmark = pytest.mark.django_db
CODES = st.text(ALPHABET, min_size=DRAWN, max_size=DRAWN).map(lambda drawn: drawn + check_character(drawn))


@pytest.fixture
def world() -> World:
    return World()


@given(CODES)
def test_a_number_is_read_as_it_is_printed(code: str) -> None:
    assert read_code(grouped(code)) == code
    assert read_code(grouped(code).lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")) == code


@given(CODES, st.integers(0, DRAWN), st.sampled_from(ALPHABET))
def test_a_single_slip_is_found(code: str, place: int, other: str) -> None:
    slip = code[:place] + other + code[place + 1 :]
    assert read_code(slip) == ("" if slip != code else code)


@given(CODES)
def test_two_neighbours_exchanged_are_found(code: str) -> None:
    """But for a pair or two, as with every check of Luhn's kind: the first and the last character of the alphabet."""
    for place in range(DRAWN):
        one, two = code[place], code[place + 1]
        if one != two and {one, two} != {ALPHABET[0], ALPHABET[-1]}:
            assert read_code(code[:place] + two + one + code[place + 2 :]) == ""


@given(st.text())
def test_anything_may_be_typed(typed: str) -> None:
    assert read_code(typed) == ""


def test_a_number_is_made_of_what_the_document_is_made_of(world: World) -> None:
    one, two = world.reply("numbered", co=False), world.reply("numbered", co=False)
    assert one.signed_version
    assert two.signed_version
    first = code_for(one, one.signed_version)
    assert first == code_for(Reply.objects.get(pk=one.pk), one.signed_version)
    assert first != code_for(two, two.signed_version)
    one.department.full_name = "云澜市新局"
    one.department.save()
    assert code_for(Reply.objects.get(pk=one.pk), one.signed_version) == first
    assert len(first) == 20
    assert set(first) <= set(ALPHABET)


def test_the_letter_says_where_it_can_be_verified(world: World, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://jianyi.example.gov.cn"
    reply = world.reply("numbered", co=False)
    assert reply.signed_version
    found = letter_for(reply).verification
    assert found
    assert found.url == f"https://jianyi.example.gov.cn{reverse('verify_code', args=[found.code])}"
    assert read_code(found.code) == code_for(reply, reply.signed_version)
    settings.PUBLIC_URL = ""
    assert letter_for(reply).verification is None


def test_a_draft_and_a_reply_published_elsewhere_have_no_number(world: World) -> None:
    draft = world.reply("office_review", co=False)
    assert draft.latest
    assert verification_for(draft, draft.latest) is None
    signed = world.reply("signed", co=False)
    assert signed.signed_version
    signed.is_imported = True
    assert verification_for(signed, signed.signed_version) is None
