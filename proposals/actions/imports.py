"""Takes over what was handled elsewhere: the case, departments and proposers that a published reply names."""

import re
from collections.abc import Sequence

from django.db import transaction

from proposals import transitions
from proposals.actions.cases import NewCase, register_case
from proposals.actions.rule_sets import load_shipped
from proposals.models import Assignment, Department, Group, Person, ProposalKind, RuleSet, Session, User
from proposals.permissions import ROLES

PARTIES = re.compile(
    "民革|民盟|民建|民进|农工|致公|九三|台盟|工商联|国民党革命|民主同盟|民主建国|民主促进|农工民主|致公党|九三学社|自治同盟"
)
# What makes the name of a collective proposer, and of which kind it then is; a personal name matches none of these.
GROUP_KINDS = (
    (re.compile("代表团"), Group.Kind.DELEGATION),
    (PARTIES, Group.Kind.PARTY),
    (re.compile("界别?$|界委员"), Group.Kind.SECTOR),
    (re.compile("小组|活动组|联络组|联系组"), Group.Kind.SUBGROUP),
    (re.compile("专委会|专门委员会|委员会$|委$"), Group.Kind.COMMITTEE),
    (re.compile("会$|联$|团委|支部|总工会"), Group.Kind.ORGANIZATION),
)
UNSTATED_NAME = "承办单位未注明"
LONGEST_PERSON = 4


def importer() -> User:
    """The account that imports are recorded under: it cannot sign in."""
    user, made = User.objects.get_or_create(username="importer", defaults={"display_name": "导入程序"})
    if made:
        user.set_unusable_password()
        user.save()
        user.grant(*(code for code, role in ROLES.items() if "case.import" in role.permissions))
    return user


def find_session(label: str, rules: str = "national") -> Session:
    """The session that a label names, made where it is new, under the shipped rule sets of `rules`; raises ValueError."""
    load_shipped()
    chosen = {code: RuleSet.objects.filter(code=f"{rules}-{code}").first() for code in ("suggestion", "proposal")}
    if None in chosen.values():
        raise ValueError(f"There is no rule set “{rules}”; load_rule_sets lists them.")
    defaults = {"suggestion_rules": chosen["suggestion"], "proposal_rules": chosen["proposal"]}
    return Session.objects.get_or_create(**Session.parse(label), defaults=defaults)[0]


def find_department(name: str | None) -> Department:
    """The department of that full or standard short name, made where it is new; without a name, the one that stands for “not stated”."""
    if not name:
        fields = {"short_name": UNSTATED_NAME, "kind": Department.Kind.UNSTATED, "form": Department.Form.PLAIN}
        unstated: Department = Department.objects.get_or_create(full_name=UNSTATED_NAME, defaults=fields)[0]
        return unstated
    known: Department | None = Department.objects.filter(full_name=name).first() or Department.objects.filter(short_name=name).first()
    if known:
        return known
    district = name.endswith(("区", "县", "人民政府"))
    kind = (
        Department.Kind.DISTRICT
        if district
        else Department.Kind.PARTY
        if "委员会" in name and "中共" in name
        else Department.Kind.GOVERNMENT
    )
    return Department.objects.create(full_name=name, short_name=name, kind=kind)


def find_proposer(name: str, kind: str) -> Person | Group:
    """The person or group of that name, made where it is new. 罗吉卿等3位委员 names one person and tells how many there are."""
    name = re.split("等", name, maxsplit=1)[0] or name
    group = next((group_kind for pattern, group_kind in GROUP_KINDS if len(name) > LONGEST_PERSON and pattern.search(name)), None)
    if group:
        return Group.objects.get_or_create(name=name, defaults={"kind": group})[0]
    role = Person.Role.DEPUTY if kind == ProposalKind.SUGGESTION else Person.Role.MEMBER
    return Person.objects.filter(name=name, role=role).order_by("pk").first() or Person.objects.create(name=name, role=role)


@transaction.atomic
def take_over_case(new: NewCase, department: Department, co_handlers: Sequence[Department], *, by: User) -> Assignment:
    """Makes the case as being handled by `department`, which has signed for it; when it was assigned is not known."""
    case = register_case(new, by=by, permission="case.import")
    transitions.import_case(case, by=by)
    others = [co_handler for co_handler in dict.fromkeys(co_handlers) if co_handler != department]
    mode = Assignment.Mode.LEAD if others else Assignment.Mode.SOLE
    answering = Assignment.objects.create(proposal=case, department=department, mode=mode)
    for assignment in (
        answering,
        *(Assignment.objects.create(proposal=case, department=co_handler, mode=Assignment.Mode.CO) for co_handler in others),
    ):
        transitions.import_assignment(assignment, by=by)
    return answering
