"""Writing a row of the master data: what differs, the record of it in the log, and that nobody overwrites what another has just changed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, WrongState
from proposals.models import Group, Person, Session, User

# How many of the last changes a page tells.
TOLD = 8
MasterRow = Any  # a row of any model of the master data


def stamp(row: MasterRow, names: Iterable[str], *also: object) -> str:
    """What the row says in these fields, as a page keeps it to notice that somebody else has changed them meanwhile."""
    values = [getattr(row, row._meta.get_field(name).attname) for name in names]
    return hashlib.sha256(repr([values, also]).encode()).hexdigest()[:16]


def locked(row: MasterRow) -> MasterRow:
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def check_not_overtaken(row: MasterRow, seen: str, now: str) -> None:
    """Raises WrongState, naming who changed what, where the page was made of something else than what the row says now."""
    if seen and seen != now:
        last = changes_of(row).first()
        if last is None:
            raise WrongState(
                _("Somebody has changed this since you opened it. What you wrote is still here; look at both, then save again.")
            )
        told = {"who": last.user, "time": date_format(timezone.localtime(last.action_time), "H:i"), "what": last.get_change_message()}
        raise WrongState(
            _("%(who)s changed this at %(time)s: %(what)s. What you wrote is still here; look at both, then save again.") % told
        )


def write(row: MasterRow, fields: Mapping[str, Any], *, by: User) -> list[str]:
    """Writes those of the fields that differ and records what they were; a row without a key is made. The names written.

    Called by an action that has asked whether the person may. Raises InvalidInput for what the model does not take.
    """
    new = row.pk is None
    changed = dict(fields) if new else {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return []
    before = {name: words(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        row.full_clean(exclude={field.name for field in row._meta.fields} - changed.keys())
        with transaction.atomic():
            row.save(force_insert=new, update_fields=None if new else [*changed])
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    except IntegrityError as error:
        # Two people entered the same at once.
        raise InvalidInput(_("There is one of this name already.")) from error
    filled = changed if not new else [name for name, value in changed.items() if value not in ("", None)]
    record(row, [(_label(row, name), "" if new else before[name], words(row, name)) for name in filled], by=by, new=new)
    return [*changed]


def record(row: MasterRow, told: Iterable[tuple[object, str, str]], *, by: User, new: bool = False) -> None:
    """Enters what was changed, field by field, as (label, before, after)."""
    message = "；".join(f"{label}：{after}" if new else f"{label}：{before} → {after}" for label, before, after in told)
    LogEntry.objects.log_actions(by.pk, [row], ADDITION if new else CHANGE, change_message=message, single_object=True)


def changes_of(row: MasterRow) -> "QuerySet[LogEntry]":
    """The changes of the row, here and in the admin, the newest first."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")


def words(row: MasterRow, name: str) -> str:
    """A value as a reader of the log knows it; a picture by the beginning of its digest."""
    value = getattr(row, name)
    if name.endswith("sha256"):
        return str(value)[:12] or "—"
    if isinstance(value, bool):
        return "√" if value else "×"
    shown = getattr(row, f"get_{name}_display", lambda: value)()
    return "、".join(str(shown).splitlines()) if shown not in ("", None) else "—"


def _label(row: MasterRow, name: str) -> object:
    field = row._meta.get_field(name)
    return field.verbose_name if isinstance(field, models.Field) else name


@transaction.atomic
def save_session(session: Session, fields: Mapping[str, Any], *, by: User, seen: str = "") -> Session:
    """Makes or changes a session; raises InvalidInput for one that is there already or rules of the other kind."""
    made: Session = _save(session, fields, by=by, seen=seen)
    return made


@transaction.atomic
def save_person(person: Person, fields: Mapping[str, Any], *, by: User, seen: str = "") -> Person:
    """Makes or changes a deputy or member; raises InvalidInput for an account that is another's."""
    made: Person = _save(person, fields, by=by, seen=seen)
    return made


@transaction.atomic
def save_group(group: Group, fields: Mapping[str, Any], *, by: User, seen: str = "", members: Iterable[User] | None = None) -> Group:
    """Makes or changes a collective proposer; `members` are the accounts that see its proposals, all of them."""
    made: Group = _save(group, fields, by=by, seen=seen)
    if members is not None:
        before, after = set(made.members.all()), set(members)
        if before != after:
            made.members.set(after)
            record(made, [(Group._meta.get_field("members").verbose_name, _names(before), _names(after))], by=by)
    return made


def _names(people: Iterable[User]) -> str:
    return "、".join(sorted(str(one) for one in people)) or "—"


def _save(row: MasterRow, fields: Mapping[str, Any], *, by: User, seen: str) -> Any:
    permissions.check(by, "master.edit")
    if row.pk is not None:
        row = locked(row)
        check_not_overtaken(row, seen, stamp(row, fields))
    write(row, fields, by=by)
    return row
