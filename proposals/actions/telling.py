"""告知提案人: of a longer date the proposer is told, by a notice where he or she has an account, else by whoever speaks with him or her."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import ExtensionRequest, Notice, Proposal, User
from proposals.notifying import Directory
from proposals.states import CaseState, RequestState


def reached(case: Proposal) -> tuple[list[User], list[str]]:
    """The accounts of those who proposed, and the names of those to be told who have none: of a joint proposal, as the rules say, each
    one who is answered. A constant number of queries."""
    accounts: dict[int, User] = {}
    without: list[str] = []
    each = case.rule_set.recipients == "each"
    proposers = case.proposers.select_related("person__user", "group").prefetch_related("group__members")
    for proposer in proposers:
        person, group = proposer.person, proposer.group
        found = [person.user] if person and person.user else list(group.members.all()) if group else []
        active = [one for one in found if one.is_active]
        accounts |= {one.pk: one for one in active}
        if not active and (each or proposer.is_lead):
            without.append(proposer.who.salutation)
    return list(accounts.values()), without


def notify(asked: ExtensionRequest) -> list[Notice]:
    """Tells those who have an account of the time that was allowed; part of the step that allows it."""
    case = asked.case
    accounts, _without = reached(case)
    if not accounts:
        return []
    directory = Directory()
    common = {"proposal": case, "assignment": asked.assignment, "clock": asked.clock, "extension": asked, "due_on": asked.until}
    today = timezone.localdate()
    notices = [Notice(recipient=one, made_on=today, by_mail=directory.by_mail(one), **common) for one in accounts]
    workflow.record(case, asked, "notify", by=None, data={"names": [one.display_name for one in accounts]})
    return Notice.objects.bulk_create(notices)


def check_told(asked: ExtensionRequest, *, by: User) -> str:
    """The role as which the person may write down that the proposer was told: who answers the case, or who allowed the time."""
    answering = permissions.can(by, "contact.record", asked)
    role = permissions.check(by, "contact.record" if answering else "extension.judge", asked)
    if asked.state != RequestState.GRANTED:
        raise WrongState(_("There is no longer date to tell of."))
    if asked.case.state == CaseState.ARCHIVED:
        raise NotReady(asked.case_ended(by))
    if asked.told_on:
        raise WrongState(_("It is written down already that the proposer was told."))
    return role


@transaction.atomic
def record_told(asked: ExtensionRequest, *, by: User, told_on: date, how: str) -> None:
    """Writes down that the proposer was told of the longer date, on which day and how."""
    case = workflow.lock(asked)
    role = check_told(asked, by=by)
    if not asked.decided_at or not timezone.localtime(asked.decided_at).date() <= told_on <= timezone.localdate():
        raise InvalidInput(_("The proposer is told after the time was allowed, and not on a day to come."))
    if not how.strip():
        raise InvalidInput(_("Please write how the proposer was told."))
    asked.told_on, asked.told_by, asked.told_how = told_on, by, how.strip()
    asked.save(update_fields=["told_on", "told_by", "told_how"])
    workflow.record(case, asked, "told", by=by, acting_as=role, data={"told_on": told_on.isoformat(), "how": asked.told_how})
