"""What is said of a finding: its name, why it matters, and the places of a text where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from replies.disclosure import Finding, Kind, Topic

# The Regulations on the Disclosure of Government Information (2019) and the Law on the Protection of Personal Information (2021).
PRIVATE = _("It belongs to a person. What harms others when it is public is not made public (政府信息公开条例第十五条).")
SENSITIVE = _("Sensitive personal information (个人信息保护法第二十八条); it is never made public.")
WORDS: Mapping[Kind, tuple[Promise, Promise]] = {
    Kind.DRAFT: (_("Mark of a draft"), _("The summary is still as it was begun; write it, then take the mark out.")),
    Kind.SECRECY: (
        _("Mark of secrecy"),
        _("State secrets are not published (政府信息公开条例第十四条). If it is one, decide that the reply is not published."),
    ),
    Kind.CHROME: (
        _("Remains of a web page"),
        _("It comes from the page or the system that the text was copied from, and is no part of the reply."),
    ),
    Kind.PRIVATE: (_("Telephone of the proposer"), _("Contacts of deputies and members are taken out before a reply is published.")),
    Kind.IDENTITY: (_("Number of an identity card"), SENSITIVE),
    Kind.BANK: (_("Number of an account or bank card"), SENSITIVE),
    Kind.MOBILE: (_("Mobile telephone"), PRIVATE),
    Kind.LANDLINE: (_("Telephone"), _("It is not the department’s own telephone; let it stay only if it is an office’s.")),
    Kind.MAIL: (_("Address for e-mail"), PRIVATE),
    Kind.PLATE: (_("Number plate"), PRIVATE),
    Kind.HOME: (_("Home address"), PRIVATE),
    Kind.HANDLER: (_("Name of a handler"), _("Who worked on a reply is inner business (政府信息公开条例第十六条).")),
    Kind.PERSON: (_("Name of a person"), PRIVATE),
    Kind.INNER: (_("Mark of an inner document"), _("What is inner business need not be published (政府信息公开条例第十六条).")),
    Kind.URGENCY: (_("Mark of urgency"), _("It belongs to the letter, not to the public text.")),
    Kind.FIGURE: (_("Figure"), _("No program reads pictures. Look whether persons, plates or papers can be recognised in it.")),
}


@dataclass(frozen=True)
class Said:
    name: Promise
    why: Promise


@dataclass(frozen=True)
class Paragraph:
    """A line of the text as pieces; a piece with a finding is marked."""

    place: str
    pieces: tuple[tuple[str, Finding | None], ...]


def said(topic: Topic) -> Said:
    return Said(*WORDS[topic.kind])


def marked(parts: Mapping[str, str], findings: Iterable[Finding]) -> list[Paragraph]:
    """The lines that are not blank, in order, each cut at its findings."""
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for found in findings:
        by_line.setdefault((found.place, found.line), []).append(found)
    paragraphs = []
    for place, text in parts.items():
        for number, line in enumerate(text.split("\n")):
            if not line.strip():
                continue
            pieces: list[tuple[str, Finding | None]] = []
            at = 0
            for found in by_line.get((place, number), ()):
                pieces += [(line[at : found.start], None), (found.text, found)]
                at = found.end
            pieces.append((line[at:], None))
            paragraphs.append(Paragraph(place, tuple(piece for piece in pieces if piece[0])))
    return paragraphs
