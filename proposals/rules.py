"""What differs between places, as typed values: limits, outcome schemes, recipients, review chains, opening formulas.

The values themselves are data in `RuleSet` rows; this module says what shape they have and refuses any other.
"""

from dataclasses import dataclass, fields
from datetime import date
from string import Formatter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ON_DAY_OFF = ("stay", "next", "previous")
UNITS = ("months", "days", "working_days", "date")  # date: an absolute month and day, as "5-31"
ANCHORS = ("assigned", "received", "returned", "signed")
OFFICE, DEPUTY_HEAD, HEAD = "office", "deputy_head", "head"  # as permissions.py and the files of rules name them
REVIEW_STEPS = (OFFICE, DEPUTY_HEAD, HEAD)
LIMITS = (
    "receipt", "objection", "reassignment", "first_contact", "opinion", "opinion_again", "answer", "answer_difficult",
    "publication", "feedback", "rework",
)  # fmt: skip
# Longer than any rule that was found; LONGEST_CODE is what `Reply.outcome` holds.
LONGEST = {"months": 24, "days": 730, "working_days": 500}
LONGEST_CODE = 20
FORMULA = ("salutation", "title", "consulted", "case")


@dataclass(frozen=True)
class Limit:
    """A time limit. `count` is a number of `unit`s, or "month-day" for an absolute date; it runs from `anchor`.

    `article` is the rule that it comes from; `assumed` marks one that no text could be found for. `on_day_off` says what becomes of a
    last day that is not worked: it stays, goes on to the next working day, or back to the one before.
    """

    unit: str
    count: int | str
    anchor: str
    article: str
    assumed: bool = False
    on_day_off: str = "stay"


@dataclass(frozen=True)
class Extension:
    """How far a limit may be put off: so many units from its due date, or in `total` from the day on which it began to run.

    `tell`: the rules ask that the proposer is told of it.
    """

    unit: str
    count: int
    article: str
    total: bool = False
    assumed: bool = False
    tell: bool = False


@dataclass(frozen=True)
class Outcome:
    """One class of the handling result. `mark` is what is printed at the top right of page 1, often empty.

    `adopted` says that by its meaning what was asked for is solved or adopted: what 采纳率 counts.
    """

    code: str
    label: str
    meaning: str
    mark: str = ""
    adopted: bool = False


@dataclass(frozen=True)
class Copy:
    """An organ that a reply is copied to (抄送), where what it asks for holds; `{elected_by}` is the place that elected a deputy.

    `government`: of the letters of government departments alone. `region`: of the cases of that region's sessions alone.
    `count`: how many are sent.
    """

    organ: str
    government: bool = False
    region: str = ""
    count: int = 1


@dataclass(frozen=True)
class Openings:
    """Opening formulas, with {salutation}, {title}, {consulted} (经会同…研究 or 经研究) and {case}."""

    person: str
    group: str


def parse_limits(value: Any) -> dict[str, Limit]:
    must(isinstance(value, dict), _("Limits are an object of name → limit."))
    for name in value:
        must(name in LIMITS, _("“%(name)s” is not a limit that is known: %(known)s.") % {"name": name, "known": ", ".join(LIMITS)})
    limits = {name: parse_limit(given, name) for name, given in value.items()}
    must("answer" in limits, _("A rule set needs the limit of the answer."), "unit")
    return limits


def parse_limit(given: Any, name: str) -> Limit:
    limit: Limit = build(Limit, given, name)
    must(limit.unit in UNITS, _("%(name)s: the unit must be one of %(known)s.") % {"name": name, "known": ", ".join(UNITS)}, "unit")
    anchored = limit.anchor in ANCHORS
    must(anchored, _("%(name)s: the anchor must be one of %(known)s.") % {"name": name, "known": ", ".join(ANCHORS)}, "anchor")
    settled = limit.on_day_off in ON_DAY_OFF
    must(settled, _("%(name)s: a last day off is one of %(known)s.") % {"name": name, "known": ", ".join(ON_DAY_OFF)}, "on_day_off")
    if limit.unit == "date":
        must(is_month_day(limit.count), _("%(name)s: an absolute date reads month-day, such as 5-31.") % {"name": name}, "count")
        return limit
    whole = type(limit.count) is int and limit.count > 0
    must(whole, _("%(name)s: the count must be a whole number above 0.") % {"name": name}, "count")
    most = LONGEST[limit.unit]
    within = int(limit.count) <= most
    must(within, _("%(name)s: at most %(most)s, or the date is past all calendars.") % {"name": name, "most": most}, "count")
    return limit


def parse_extensions(value: Any) -> dict[str, Extension]:
    """Limit → how far it may be put off. A limit that is not named may not be put off."""
    must(isinstance(value, dict), _("Extensions are an object of limit → extension."))
    for name in value:
        must(name in LIMITS, _("“%(name)s” is not a limit that is known: %(known)s.") % {"name": name, "known": ", ".join(LIMITS)})
    return {name: parse_extension(given, name) for name, given in value.items()}


def parse_extension(given: Any, name: str) -> Extension:
    extension: Extension = build(Extension, given, name)
    known = extension.unit in LONGEST
    must(known, _("%(name)s: the unit must be one of %(known)s.") % {"name": name, "known": ", ".join(LONGEST)}, "unit")
    most = LONGEST[extension.unit]
    within = 0 < extension.count <= most
    must(within, _("%(name)s: the count is a whole number from 1 to %(most)s.") % {"name": name, "most": most}, "count")
    return extension


def parse_outcomes(value: Any) -> tuple[Outcome, ...]:
    must(isinstance(value, list) and bool(value), _("Outcomes are a list with at least one entry."))
    outcomes = tuple(parse_outcome(given) for given in value)
    must(len({outcome.code for outcome in outcomes}) == len(outcomes), _("Two outcomes share a code."))
    return outcomes


def parse_outcome(given: Any) -> Outcome:
    outcome: Outcome = build(Outcome, given, "outcomes")
    for name, holds in (("code", 0 < len(outcome.code) <= LONGEST_CODE), ("label", bool(outcome.label))):
        must(holds, _("Every outcome has a short code and a label."), name)
    return outcome


def parse_review_chain(value: Any) -> tuple[str, ...]:
    """The steps between the draft and the signature, in order. The last one signs."""
    must(
        isinstance(value, list) and all(step in REVIEW_STEPS for step in value),
        _("The review chain may hold: %s.") % ", ".join(REVIEW_STEPS),
    )
    chain = tuple(step for step in REVIEW_STEPS if step in value)
    must(list(chain) == value, _("The review chain goes upward: %s.") % " → ".join(REVIEW_STEPS))
    must("office" in chain and len(chain) > 1, _("The review chain needs the office and at least one leader who signs."))
    return chain


def parse_openings(value: Any) -> Openings:
    openings: Openings = build(Openings, value, "openings")
    for name in ("person", "group"):
        must(bool(getattr(openings, name).strip()), _("A letter needs an opening sentence."), name)
        message = _("An opening formula knows {salutation}, {title}, {consulted} and {case} only.")
        try:
            parts = list(Formatter().parse(getattr(openings, name)))
        except ValueError as error:
            raise ValidationError(message, name) from error
        # Names alone: what else a format string can do (attributes, widths, conversions) has no business in a letter.
        must(all(part is None or (part in FORMULA and not spec and not turn) for _text, part, spec, turn in parts), message, name)
    return openings


def parse_copies(value: Any) -> tuple[Copy, ...]:
    """The organs in their order; a name alone is an organ that every reply is copied to."""
    listed = isinstance(value, list) and all(isinstance(organ, str | dict) for organ in value)
    must(listed, _("Copies are a list of the names of organs."))
    return tuple(parse_copy(organ) for organ in value)


def parse_copy(given: Any) -> Copy:
    copy: Copy = Copy(given) if isinstance(given, str) else build(Copy, given, "copies")
    left = copy.organ.replace("{elected_by}", "")
    named = bool(left.strip()) and not set(left) & set("{}")
    must(named, _("An organ has a name; the only part to fill in is {elected_by}."), "organ")
    must(0 < copy.count < 10, _("At most nine copies go to an organ."), "count")
    return copy


def build(kind: type, given: Any, name: str) -> Any:
    """A frozen dataclass out of an object of JSON; raises ValidationError that names a field too many, too few or of the wrong type."""
    must(isinstance(given, dict), _("%(name)s: an object of fields is needed.") % {"name": name})
    try:
        built = kind(**given)
    except TypeError as error:
        raise ValidationError(f"{name}: {error}") from error
    for field in fields(kind):
        right = isinstance(getattr(built, field.name), field.type)  # type: ignore[arg-type]  # the annotations are real types here
        must(right, _("%(name)s: “%(field)s” has a value of the wrong type.") % {"name": name, "field": field.name}, field.name)
    return built


def is_month_day(value: Any) -> bool:
    """Whether it names a day that every year has: a 29 February would leave three years of four without a due date."""
    month, _dash, day = str(value).partition("-")
    try:
        return bool(date(2001, int(month), int(day)))
    except ValueError:
        return False


def must(holds: bool, message: str, field: str = "") -> None:
    """Raises ValidationError with the message unless it holds; its code is the field of the row that it is about, where it is about one."""
    if not holds:
        raise ValidationError(message, code=field)
