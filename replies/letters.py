"""From a reply to the letter that the rendering engine prints: plain data, no markup, no address."""

import re

from proposals.models import Department
from replies.models import Reply, ReplyVersion
from replies.rendering import Letter

CONTACT_NOTE = re.compile(r"^[（(](.*)[）)]$")


def letter_for(reply: Reply, version: ReplyVersion | None = None) -> Letter:
    """The letter of a reply in the form of its department: the signed version, or the one given (a draft)."""
    text = version or reply.signed_version or reply.latest
    if text is None:
        raise ValueError("a reply without a version has no letter")
    department = reply.department
    stated = department.kind != Department.Kind.UNSTATED
    outcome = reply.case.rule_set.outcome(reply.outcome) if reply.outcome else None
    number = reply.number_text
    # A masthead stands over a number; a published reply taken over without one is printed as it was published, plain.
    form = department.form if stated and (number or not reply.is_imported) else Department.Form.PLAIN
    name = department.masthead or department.full_name
    return Letter(
        title=text.title,
        addressee=text.addressee,
        body=tuple(text.blocks),
        signature=department.full_name if stated else "",
        issued_on=reply.issued_on,
        class_mark=outcome.mark if outcome else "",
        contact=CONTACT_NOTE.sub(r"\1", text.contact),
        notes=text.notes,
        copies=tuple(line for line in text.copies.splitlines() if line.strip()),
        form=form,
        masthead=name if form != Department.Form.PLAIN else "",
        document_number=number,
        printed_by=department.full_name if form == Department.Form.FILE else "",
        printed_on=reply.issued_on if form == Department.Form.FILE else None,
    )
