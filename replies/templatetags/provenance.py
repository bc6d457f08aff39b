"""Where the paragraphs of a reply come from, and whose co-signature it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template

from proposals import workflow
from proposals.models import CoOpinion, OpinionSubmission, User
from proposals.states import OpinionState
from proposals.views.opinions import warning
from replies.descent import bare, paragraphs
from replies.models import Reply, ReplyVersion, TakenParagraph
from replies.models.agreements import Origin
from replies.structure import parse_body
from replies.views.co_signing import Line, lines

register = template.Library()


@dataclass(frozen=True)
class Marks:
    """Of one version: paragraph without its number → its origins; and where each of the paragraphs taken stands now."""

    origins: Mapping[str, list[Origin]] = field(default_factory=dict)
    taken: frozenset[tuple[int, str]] = frozenset()  # submission, digest
    numbers: Mapping[str, int] = field(default_factory=dict)

    def places(self, submission: int, digest: str) -> list[tuple[int, bool]]:
        """(number of the paragraph in the version, whether it reads as in the opinion)."""
        found = {
            (self.numbers[text], origin.same)
            for text, origins in self.origins.items()
            for origin in origins
            if (origin.taken.submission_id, origin.taken.agreed_digest) == (submission, digest)
        }
        return sorted(found)


@register.simple_tag
def taken_marks(reply: Reply, version: ReplyVersion | None, user: User) -> Marks:
    """The marks of a version for one reader. No query for a reply of `reply_to_read`, else one, two where anything was taken."""
    if reply.has_loaded("taken"):
        rows = list(reply.taken.all())
    else:
        found = TakenParagraph.objects.visible_to(user).filter(reply=reply)
        rows = list(found.select_related("version", "submission__opinion__assignment__department").order_by("pk"))
    if not rows or not version:
        return Marks()
    numbers: dict[str, int] = {}
    for number, text in enumerate(paragraphs(version.body), 1):
        numbers.setdefault(text, number)
    taken = frozenset((row.submission_id, row.agreed_digest) for row in rows if row.version.number <= version.number)
    return Marks(reply.origins(version, rows), taken, numbers)


@register.filter
def origins_of(marks: Any, text: str) -> list[Origin]:
    """Where a paragraph was taken from; [] also where the page has no marks."""
    return list(marks.origins.get(bare(text), ())) if isinstance(marks, Marks) else []


@dataclass(frozen=True)
class Offered:
    """A paragraph of an opinion: its number, and where it stands in the draft already."""

    number: int
    text: str
    places: list[tuple[int, bool]]
    removed: bool


@register.simple_tag
def offered(submission: OpinionSubmission, marks: Marks) -> list[Offered]:
    found = []
    for number, element in enumerate(parse_body(submission.text), 1):
        digest = workflow.digest(bare(element.text))
        places = marks.places(submission.pk, digest)
        found.append(Offered(number, element.text, places, not places and (submission.pk, digest) in marks.taken))
    return found


@register.simple_tag
def opinion_hint(opinion: CoOpinion, submission: OpinionSubmission) -> str:
    """What is said of an opinion that says nothing and waits for the lead; empty where it says something."""
    return warning(submission.text, opinion) if opinion.state == OpinionState.SUBMITTED else ""


@register.filter
def choices_of_place(version: ReplyVersion | None) -> Iterable[tuple[int, str]]:
    """(number, beginning) of the paragraphs after which another can be put."""
    return [(n, element.text) for n, element in enumerate(parse_body(version.body), 1)] if version else []


@register.inclusion_tag("replies/_co_signatures.html")
def co_signatures(reply: Reply) -> dict[str, list[Line]]:
    """Whose agreement stands and who is asked again; for pages of those who handle the reply."""
    return {"lines": lines(reply)}
