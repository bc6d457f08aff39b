"""Which contacts a place asks for before the signature: every policy over every set of up to two contacts."""

from itertools import combinations_with_replacement, product

import pytest

from proposals.models import Contact
from proposals.policies import POLICIES
from replies.contact_rules import ASKED, POLICY, Held, lacking
from replies.models.decided import CONTACTS

EVERY = [Held(kind, phase, head) for kind, phase, head in product(Contact.Kind.values, Contact.Phase.values, (False, True))]
SETS = [(), *((one,) for one in EVERY), *combinations_with_replacement(EVERY, 2)]
BEFORE = {"before", "during"}


def expected(policy: str, held: tuple[Held, ...]) -> list[str]:
    """In the words of docs/reference/rules.md, once more and otherwise written."""
    early = [one for one in held if one.phase != "after"]
    if policy == "any":
        return [] if early else ["any"]
    if policy == "face":
        return [] if {"face", "visit"} & {one.kind for one in early} else ["face"]
    if policy == "face_by_head":
        return [] if {"face", "visit"} & {one.kind for one in early if one.by_head} else ["face_by_head"]
    if policy == "three_phases":
        return sorted(BEFORE - {one.phase for one in held})
    return []


def test_every_policy_is_known_and_every_lack_has_words() -> None:
    assert POLICY.keys() == set(POLICIES["contact"])
    assert {name for names in POLICY.values() for name in names} == ASKED.keys() == CONTACTS.keys()


@pytest.mark.parametrize("policy", POLICY)
def test_what_is_lacking(policy: str) -> None:
    assert len(SETS) == 1 + 24 + 300
    for held in SETS:
        assert lacking(policy, held) == expected(policy, held), held


@pytest.mark.parametrize("policy", POLICY)
def test_a_further_contact_is_never_held_against_one(policy: str) -> None:
    for held in SETS:
        for further in EVERY:
            assert set(lacking(policy, (*held, further))) <= set(lacking(policy, held))
