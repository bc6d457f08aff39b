"""The accounts of those who work here: who they are, in which roles, their first password, and their leaving."""

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.actions.masters import check_not_overtaken, locked, record, stamp, write
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import RoleGrant, User
from proposals.permissions import ROLES

# Without letters and figures that look like one another on paper. Twelve of them are nearly 60 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4
ITERATIONS = 20_000


def stamp_of(user: User, fields: Collection[str]) -> str:
    return stamp(user, fields, user.role_names)


@transaction.atomic
def save_user(user: User, fields: Mapping[str, Any], roles: Collection[str] | None = None, *, by: User, seen: str = "") -> User:
    """Makes or changes an account, with exactly these roles where they are given; a new one cannot sign in before `give_password`.

    Raises InvalidInput, NotAllowed, or WrongState where it was changed meanwhile.
    """
    permissions.check(by, "master.edit")
    new = user.pk is None
    if new:
        user.set_unusable_password()
    else:
        user = locked(user)
        check_not_overtaken(user, seen, stamp_of(user, fields))
    before = set() if new else set(user.role_grants.values_list("role", flat=True))
    roles = before if roles is None else set(roles)
    permissions.check_roles(None if new else user, roles, fields.get("department", user.department), by=by)
    write(user, fields, by=by)
    if before != roles:
        RoleGrant.objects.filter(user=user).exclude(role__in=roles).delete()
        user.grant(*roles)
        record(user, [(_("roles"), _role_names(before), _role_names(roles))], by=by)
    return user


def _role_names(codes: Collection[str]) -> str:
    return "、".join(str(role.name) for role in ROLES.values() if role.code in codes) or "—"


@transaction.atomic
def give_password(user: User, *, by: User) -> str:
    """A first password, told once and kept nowhere; its owner changes it before anything else."""
    permissions.check(by, "master.edit")
    if user == by:
        raise NotAllowed(_("You change your own password yourself, on the page for it."))
    user = locked(user)
    if not user.is_active:
        raise InvalidInput(_("The account %s is closed; open it again on its page first.") % user.username)
    password = "-".join("".join(secrets.choice(ALPHABET) for _n in range(GROUP)) for _group in range(GROUPS))
    user.password, user.must_change_password = _hashed(password), True
    user.save(update_fields=["password", "must_change_password"])
    record(user, [(_("password"), "—", _("a first one was given"))], by=by)
    return password


def _hashed(password: str) -> str:
    """A random password needs no stretching, which would take a minute for the hundred people of a list; the first sign-in stretches it."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return str(hasher.encode(password, hasher.salt(), ITERATIONS))
    return str(hasher.encode(password, hasher.salt()))


def check_close(user: User, *, by: User) -> None:
    permissions.check(by, "master.edit")
    if user == by:
        raise NotAllowed(_("Nobody closes the own account; another system administrator does."))


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """The person signs in no more and holds no roles; what he or she did stays under the name. An account is never deleted."""
    check_close(user, by=by)
    write(locked(user), {"is_active": False}, by=by)


@transaction.atomic
def open_account(user: User, *, by: User) -> None:
    permissions.check(by, "master.edit")
    write(locked(user), {"is_active": True}, by=by)
