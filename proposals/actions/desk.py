"""The desk of the coordinators: who has which case open, what was put off, how the queue is dealt out. None of it is a step of a case."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput
from proposals.models import DeskShare, OpenOnDesk, Proposal, SkippedCase, User


def sit_down(case: Proposal, *, by: User) -> None:
    """Notes that the person has the case open. One statement, so that two tabs at once do not meet."""
    permissions.check(by, "case.assign", case)
    row = OpenOnDesk(user=by, proposal=case, seen_at=timezone.now())
    OpenOnDesk.objects.bulk_create([row], update_conflicts=True, unique_fields=["user"], update_fields=["proposal", "seen_at"])


def skip(case: Proposal, *, by: User) -> None:
    """Puts the case at the end of the person's own queue; again, where it comes up once more."""
    permissions.check(by, "case.assign", case)
    row = SkippedCase(user=by, proposal=case, at=timezone.now())
    SkippedCase.objects.bulk_create([row], update_conflicts=True, unique_fields=["user", "proposal"], update_fields=["at"])


def take_up(case: Proposal, *, by: User) -> None:
    """Puts the case back where its number has it."""
    permissions.check(by, "case.assign", case)
    SkippedCase.objects.filter(user=by, proposal=case).delete()


def dealers(by: User) -> list[User]:
    """Those who assign cases of the person's body."""
    staff = User.objects.filter(department=by.department, is_active=True).order_by("pk")
    return [person for person in staff if permissions.holds(person, "case.assign")]


@transaction.atomic
def deal(people: Sequence[User], *, by: User) -> list[tuple[User, int]]:
    """Deals the queue of the body out, one case after the other to each; with nobody chosen it is everybody's again.

    Returns how many each has. Cases that come in later are everybody's.
    """
    permissions.check(by, "case.assign", _Body(by))
    if not set(people) <= set(dealers(by)):
        raise InvalidInput(_("Choose among those who assign the cases of your body."))
    own = Proposal.objects.to_assign().filter(assigning_body_id=by.department_id)
    ids = list(own.order_by("session__term", "session__meeting", "kind", "case_no", "pk").values_list("pk", flat=True))
    DeskShare.objects.visible_to(by).delete()
    DeskShare.objects.bulk_create([DeskShare(proposal_id=pk, user=people[n % len(people)]) for n, pk in enumerate(ids)] if people else [])
    return [(one, len(ids[n :: len(people)])) for n, one in enumerate(people)]


class _Body:
    """The body of the person, as what a permission is asked about."""

    def __init__(self, by: User) -> None:
        self.by = by

    def related_departments(self, relation: permissions.Relation) -> set[int | None]:
        return {self.by.department_id}
