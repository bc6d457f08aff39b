"""What differs between places, as typed values: limits, outcome schemes, recipients, review chains, opening formulas.

The values themselves are data in `RuleSet` rows; this module says what shape they have and refuses any other.
"""

from dataclasses import dataclass, fields
from datetime import date
from string import Formatter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UNITS = ("months", "days", "working_days", "date")  # date: an absolute month and day, as "5-31"
ANCHORS = ("assigned", "received", "returned", "signed")
REVIEW_STEPS = ("office", "deputy_head", "head")
LIMITS = ("receipt", "answer", "answer_difficult", "opinion", "opinion_again", "objection", "rework", "first_contact", "feedback")
# How a proposer may rate an answer where a rule set does not say; a form has room for so many levels, of so many characters.
RATINGS = ("满意", "基本满意", "不满意")
MOST_RATINGS, LONGEST_RATING = 5, 6
# Longer than any rule that was found; LONGEST_CODE is what `Reply.outcome` holds.
LONGEST = {"months": 24, "days": 730, "working_days": 500}
LONGEST_CODE = 20
FORMULA = ("salutation", "title", "consulted", "case")


@dataclass(frozen=True)
class Limit:
    """A time limit. `count` is a number of `unit`s, or "month-day" for an absolute date; it runs from `anchor`.

    `article` is the rule that it comes from; `assumed` marks one that no text could be found for.
    """

    unit: str
    count: int | str
    anchor: str
    article: str
    assumed: bool = False


@dataclass(frozen=True)
class Outcome:
    """One class of the handling result. `mark` is what is printed at the top right of page 1, often empty."""

    code: str
    label: str
    meaning: str
    mark: str = ""


@dataclass(frozen=True)
class Openings:
    """Opening formulas, with {salutation}, {title}, {consulted} (经会同…研究 or 经研究) and {case}."""

    person: str
    group: str


def parse_limits(value: Any) -> dict[str, Limit]:
    _must(isinstance(value, dict), _("Limits are an object of name → limit."))
    limits = {}
    for name, given in value.items():
        _must(name in LIMITS, _("“%(name)s” is not a limit that is known: %(known)s.") % {"name": name, "known": ", ".join(LIMITS)})
        limit = _build(Limit, given, name)
        _must(limit.unit in UNITS, _("%(name)s: the unit must be one of %(known)s.") % {"name": name, "known": ", ".join(UNITS)})
        _must(limit.anchor in ANCHORS, _("%(name)s: the anchor must be one of %(known)s.") % {"name": name, "known": ", ".join(ANCHORS)})
        if limit.unit == "date":
            _must(_is_month_day(limit.count), _("%(name)s: an absolute date reads month-day, such as 5-31.") % {"name": name})
        else:
            _must(type(limit.count) is int and limit.count > 0, _("%(name)s: the count must be a whole number above 0.") % {"name": name})
            most = LONGEST[limit.unit]
            _must(limit.count <= most, _("%(name)s: at most %(most)s, or the date is past all calendars.") % {"name": name, "most": most})
        limits[name] = limit
    _must("answer" in limits, _("A rule set needs the limit “answer”."))
    return limits


def parse_outcomes(value: Any) -> tuple[Outcome, ...]:
    _must(isinstance(value, list) and bool(value), _("Outcomes are a list with at least one entry."))
    outcomes = tuple(_build(Outcome, given, "outcomes") for given in value)
    _must(all(0 < len(one.code) <= LONGEST_CODE and one.label for one in outcomes), _("Every outcome has a short code and a label."))
    _must(len({outcome.code for outcome in outcomes}) == len(outcomes), _("Two outcomes share a code."))
    return outcomes


def parse_review_chain(value: Any) -> tuple[str, ...]:
    """The steps between the draft and the signature, in order. The last one signs."""
    _must(
        isinstance(value, list) and all(step in REVIEW_STEPS for step in value),
        _("The review chain may hold: %s.") % ", ".join(REVIEW_STEPS),
    )
    chain = tuple(step for step in REVIEW_STEPS if step in value)
    _must(list(chain) == value, _("The review chain goes upward: %s.") % " → ".join(REVIEW_STEPS))
    _must("office" in chain and len(chain) > 1, _("The review chain needs the office and at least one leader who signs."))
    return chain


def parse_openings(value: Any) -> Openings:
    openings: Openings = _build(Openings, value, "openings")
    for formula in (openings.person, openings.group):
        message = _("An opening formula knows {salutation}, {title}, {consulted} and {case} only.")
        try:
            parts = list(Formatter().parse(formula))
        except ValueError as error:
            raise ValidationError(message) from error
        # Names alone: what else a format string can do (attributes, widths, conversions) has no business in a letter.
        _must(all(name is None or (name in FORMULA and not spec and not turn) for _text, name, spec, turn in parts), message)
    return openings


def parse_copies(value: Any) -> tuple[str, ...]:
    _must(isinstance(value, list) and all(isinstance(organ, str) for organ in value), _("Copies are a list of the names of organs."))
    return tuple(value)


def parse_ratings(value: Any) -> tuple[str, ...]:
    """The levels of rating, the best first; those that are usual where the list is empty."""
    _must(
        isinstance(value, list)
        and len(value) <= MOST_RATINGS
        and all(isinstance(level, str) and 0 < len(level.strip()) <= LONGEST_RATING for level in value),
        _("Ratings are a list of at most %(most)s words of at most %(longest)s characters.")
        % {"most": MOST_RATINGS, "longest": LONGEST_RATING},
    )
    return tuple(value) or RATINGS


def _build(kind: type, given: Any, name: str) -> Any:
    _must(isinstance(given, dict), _("%(name)s: an object of fields is needed.") % {"name": name})
    try:
        built = kind(**given)
    except TypeError as error:
        raise ValidationError(f"{name}: {error}") from error
    for field in fields(kind):
        right = isinstance(getattr(built, field.name), field.type)  # type: ignore[arg-type]  # the annotations are real types here
        _must(right, _("%(name)s: “%(field)s” has a value of the wrong type.") % {"name": name, "field": field.name})
    return built


def _is_month_day(value: Any) -> bool:
    """Whether it names a day that every year has: a 29 February would leave three years of four without a due date."""
    month, _dash, day = str(value).partition("-")
    try:
        return bool(date(2001, int(month), int(day)))
    except ValueError:
        return False


def _must(holds: bool, message: str) -> None:
    if not holds:
        raise ValidationError(message)
