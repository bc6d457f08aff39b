"""From a reply to the letter that the rendering engine prints: plain data, no markup, no address."""

import re
from datetime import date
from typing import cast

from proposals.models import Department
from replies.models import Reply, ReplyVersion
from replies.parsing import ParsedReply
from replies.rendering import Letter
from replies.rendering.letter import Form
from replies.structure import Block

# A longer addressee is an organ, which is not called 代表 or 委员.
LONGEST_NAME = 4
CONTACT_NOTE = re.compile(r"^[（(](.*)[）)]$")


def letter_for(reply: Reply, version: ReplyVersion | None = None) -> Letter:
    """The letter of a reply in the form of its department: the signed version, or the one given (a draft)."""
    text = version or reply.signed_version or reply.latest
    if text is None:
        raise ValueError("a reply without a version has no letter")
    frame, number = reply.frame(), reply.number_text
    # A masthead stands over a number; a published reply taken over without one is printed as it was published, plain.
    form = frame["form"] if number or not reply.is_imported else Department.Form.PLAIN
    return Letter(
        title=text.title,
        addressee=text.addressee,
        body=tuple(text.blocks),
        signature=frame["issuer"],
        issued_on=reply.issued_on,
        class_mark=frame["class_mark"],
        contact=CONTACT_NOTE.sub(r"\1", text.contact),
        notes=text.notes,
        copies=tuple(line for line in text.copies.splitlines() if line.strip()),
        form=cast("Form", str(form)),
        masthead=frame["masthead"] if form != Department.Form.PLAIN else "",
        document_number=number,
        printed_by=frame["issuer"] if form == Department.Form.FILE else "",
        printed_on=reply.issued_on if form == Department.Form.FILE else None,
    )


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
