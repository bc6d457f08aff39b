"""From a reply to the letter that the rendering engine prints: plain data, no markup, no address."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.utils import timezone

from proposals import pictures
from proposals.models import Department
from replies.models import Reply, ReplyVersion
from replies.parsing import ParsedReply
from replies.rendering import Letter
from replies.rendering.letter import Attachment, Form
from replies.structure import Block, parse_body
from replies.verification.codes import verification_for

# A longer addressee is an organ, which is not called 代表 or 委员.
LONGEST_NAME = 4
# Short enough for all of it, the foot of a file included, to stand on page 1.
SAMPLE = "您提出的“关于增加社区托位的建议”收悉。我市今年改造社区用房12处，增加托位480个。感谢您的关心和支持。"
# What stands for the serial number before there is one.
NOT_NUMBERED = "待编"
CONTACT_NOTE = re.compile(r"^[（(](.*)[）)]$")


def letter_for(reply: Reply, version: ReplyVersion | None = None) -> Letter:
    """The letter of a reply in the form of its department: the signed version, or the one given (a draft).

    Nothing is sealed before it is signed, nor ever in the name of whoever signed a reply that was published elsewhere.
    Raises NotReady where a picture that the letter shows is lost.
    """
    text = version or reply.signed_version or reply.latest
    if text is None:
        raise ValueError("a reply without a version has no letter")
    frame, number = reply.frame(), reply.number_text
    if reply.signed_version_id is None or reply.is_imported:
        frame |= {"seal": "", "stamp": "", "other_seals": []}
    # A masthead stands over a number; a published reply taken over without one is printed as it was published, plain.
    if reply.is_imported and not number:
        frame |= {"form": Department.Form.PLAIN}
    shown = reply.figures.filter(name__in=text.figure_names) if text.figure_names else ()
    letter = Letter(
        title=text.title,
        addressee=text.addressee,
        body=tuple(text.blocks),
        issued_on=reply.issued_on,
        contact=CONTACT_NOTE.sub(r"\1", text.contact),
        notes=text.notes,
        copies=tuple(line for line in text.copies.splitlines() if line.strip()),
        document_number=number,
        secrecy=text.secrecy,
        urgency=text.urgency,
        attachments=tuple(Attachment(one["title"], tuple(parse_body(one["body"]))) for one in text.attachments),
        verification=verification_for(reply, text),
        figures=tuple((figure.name, pictures.load(figure.sha256)) for figure in shown),
    )
    made = framed(letter, frame)
    return replace(made, signature="\n".join([made.signature, *text.issuers.splitlines()])) if text.issuers else made


def proof_letter(reply: Reply, version: ReplyVersion) -> Letter:
    """The letter as it would be printed if it were signed and numbered today; the place of the number says that it is not given yet.

    For a page that is looked at: `reply` and `version` may be unsaved.
    """
    reply = copy(reply)  # the day is for the letter alone, not for what else shows the reply
    reply.issued_on = reply.issued_on or timezone.localdate()
    letter = letter_for(reply, version)
    if letter.document_number or reply.is_imported or not reply.document_word:
        return letter
    return replace(letter, document_number=f"{reply.document_word}〔{reply.issued_on.year}〕{NOT_NUMBERED}号")


def framed(letter: Letter, frame: Mapping[str, Any]) -> Letter:
    """The letter with what surrounds it: a `Reply.frame`, whose pictures are read, or a `Department.layout`.

    What a reply signed before a field was thought of does not name, is as a letter has it.
    """
    form = str(frame["form"])
    known = {name: frame[name] for name in ("says_document", "masthead_size", "sealing", "seal_size", "signer_office") if name in frame}
    return replace(
        letter,
        signature=frame["issuer"],
        class_mark=frame.get("class_mark", ""),
        form=cast("Form", form),
        masthead=frame["masthead"] if form != Department.Form.PLAIN else "",
        printed_by=frame.get("printed_by", frame["issuer"]) if form == Department.Form.FILE else "",
        printed_on=letter.issued_on if form == Department.Form.FILE else None,
        approvers=tuple(frame.get("approvers", ())) if form == Department.Form.FILE else (),
        seal_picture=pictures.load(frame.get("seal", "")),
        other_seals=tuple(pictures.load(digest) for digest in frame.get("other_seals", ())),
        stamp_picture=pictures.load(frame.get("stamp", "")),
        **known,
    )


def sample_letter(department: Department, day: date, uploaded: Mapping[str, bytes]) -> Letter:
    """A short letter of invented text that shows everything of a layout on one page.

    `uploaded` are pictures (seal, stamp) that count before those kept.
    """
    letter = Letter(
        title="对第0001号建议的答复",
        addressee="顾晚舟代表：",
        body=tuple(parse_body(SAMPLE)),
        issued_on=day,
        copies=tuple(dict.fromkeys(["市人大常委会代表工委", *(line for line in department.copies.splitlines() if line.strip())])),
        document_number=f"{department.suggestion_word or '××'}〔{day.year}〕1号",
    )
    layout = department.layout() | {"class_mark": "A", "approvers": ["陆知行"] if department.shows_signer else []}
    layout |= dict.fromkeys(uploaded, "")
    shown: dict[str, Any] = {f"{name}_picture": png for name, png in uploaded.items() if name == department.sealing}
    return replace(framed(letter, layout), **shown)


def letter_from_parsed(parsed: ParsedReply) -> Letter:
    """The plain letter of a published text: only what is printed there, nothing added."""
    names = "、".join(parsed.addressees)
    member = {"建议": "代表", "提案": "委员"}.get(parsed.kind or "", "")
    is_person = all(len(name) <= LONGEST_NAME for name in parsed.addressees)
    session = parsed.session or ""
    number = f"第{parsed.number}号" if parsed.number else ""
    return Letter(
        title=f"对{session}{number}{parsed.kind or ''}的答复" if session or number else parsed.title or "答复",
        addressee=f"{names}{member if is_person else ''}：" if names else "",
        body=tuple(Block(level, text) for level, text in parsed.body),
        signature=parsed.issuer or "",
        issued_on=date.fromisoformat(parsed.date) if parsed.date else None,
        class_mark=parsed.handling_class or "",
        contact=parsed.contact or "",
    )
