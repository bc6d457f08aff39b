"""Takes a published reply over as a signed one, with its case; taking it over again changes nothing."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions import imports
from proposals.actions.cases import NewCase
from proposals.errors import InvalidInput
from proposals.models import Department, Group, Person, Proposal, ProposalKind, User
from replies import transitions, wording
from replies.actions.drafts import clean_text, printable
from replies.models import Reply, ReplyVersion
from replies.parsing import ParsedReply
from replies.structure import Block, body_text

KINDS = {"建议": ProposalKind.SUGGESTION, "提案": ProposalKind.CPPCC_PROPOSAL}


@dataclass(frozen=True)
class Imported:
    reply: Reply
    created: bool


@dataclass(frozen=True)
class Overrides:
    """What a person supplies where the text does not tell, or tells wrongly."""

    session: str = ""
    number: str = ""
    issuer: str = ""
    rules: str = "national"


@transaction.atomic
def import_published(parsed: ParsedReply, *, by: User, overrides: Overrides = Overrides(), source: str = "") -> Imported:
    """Makes the case, its departments and proposers, and a signed reply.

    Raises InvalidInput naming everything that the text lacks, or where the case is already here with another text.
    """
    label, case_no = overrides.session or parsed.session or "", overrides.number or parsed.number or ""
    _check_complete(parsed, label, case_no)
    try:
        session = imports.find_session(label, overrides.rules)
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    kind = KINDS[parsed.kind or ""]
    department = imports.find_department(overrides.issuer or parsed.issuer)
    existing = Reply._base_manager.filter(
        assignment__proposal__session=session, assignment__proposal__kind=kind, assignment__proposal__case_no=case_no
    ).first()
    if existing:
        return _unchanged(existing, parsed, department)
    if Proposal._base_manager.filter(session=session, kind=kind, case_no=case_no).exists():
        raise InvalidInput(_("%(session)s already has case %(number)s, which is handled here.") % {"session": session, "number": case_no})
    proposers = list(dict.fromkeys(imports.find_proposer(name, kind) for name in parsed.addressees))
    new = NewCase(session, kind, case_no, parsed.title or "", proposers, category=parsed.category or "")
    co_handlers = [imports.find_department(name) for name in parsed.co_handlers]
    assignment = imports.take_over_case(new, department, co_handlers, by=by)
    reply = Reply.objects.create(assignment=assignment, created_by=by, outcome=_outcome(parsed, assignment.proposal))
    ReplyVersion.objects.create(reply=reply, number=1, author=by, **_text(parsed, assignment.proposal, proposers))
    issued_on = date.fromisoformat(parsed.date) if parsed.date else None
    data = {"source": source, "warnings": parsed.warnings}
    transitions.import_signed(reply, by=by, issued_on=issued_on, number=parsed.document_number or "", data=data)
    return Imported(reply, True)


def _check_complete(parsed: ParsedReply, label: str, case_no: str) -> None:
    if parsed.doc_type and ("会办" in parsed.doc_type or "协办" in parsed.doc_type):
        raise InvalidInput(_("This is a co-handler's opinion to another department, not a reply to a proposer."))
    wanted = {
        _("the session (give it with --session)"): label,
        _("the case number (give it with --number)"): case_no,
        _("whether it is a suggestion or a proposal"): parsed.kind,
        _("the title of the proposal"): parsed.title,
        _("the addressee"): parsed.addressees,
        _("the text"): parsed.body,
    }
    if lacking := [name for name, value in wanted.items() if not value]:
        raise InvalidInput(_("The text does not tell: %s.") % "；".join(lacking))


def _unchanged(reply: Reply, parsed: ParsedReply, department: Department) -> Imported:
    version = reply.signed_version
    if reply.department != department:
        words = {"number": reply.case.number_label, "department": reply.department}
        raise InvalidInput(_("%(number)s is here already, answered by %(department)s; nothing was changed.") % words)
    if reply.is_imported and version and version.body == _body(parsed):
        return Imported(reply, False)
    raise InvalidInput(_("%s is already here with another text; nothing was changed.") % reply.case.number_label)


def _body(parsed: ParsedReply) -> str:
    return printable(body_text(Block(level, text) for level, text in parsed.body))


def _outcome(parsed: ParsedReply, case: Proposal) -> str:
    outcome = case.rule_set.outcome(parsed.handling_class) if parsed.handling_class else None
    return outcome.code if outcome else ""


def _text(parsed: ParsedReply, case: Proposal, proposers: list[Person | Group]) -> dict[str, str]:
    names = "、".join(parsed.addressees)
    person = isinstance(proposers[-1], Person) and not names.endswith(("代表", "委员"))
    suffix = proposers[-1].salutation.removeprefix(proposers[-1].name) if person else ""
    contact = parsed.contact or ""
    if contact:
        label = "联系单位及电话" if any(character.isdigit() for character in contact) else "联系人"
        contact = f"（{label}：{contact}）"
    return clean_text(
        {
            "title": wording.title(case),
            "addressee": f"{names}{suffix}：",
            "body": _body(parsed),
            "contact": contact,
        }
    )
