"""The states of a reply and of a print job, and the table of the reply's life from draft to dispatch.

Pure data. The review chain (核稿, 审签, 签发) is the rule set's: rows with `when` choose the next step by it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from proposals.workflow import SYSTEM, Machine, Transition


class ReplyState(TextChoices):
    DRAFTING = "drafting", _("Being drafted")
    CO_SIGNING = "co_signing", _("Being co-signed")
    OFFICE_REVIEW = "office_review", _("With the office reviewer")
    DEPUTY_APPROVAL = "deputy_approval", _("With the leader in charge")
    HEAD_APPROVAL = "head_approval", _("With the main leader")
    SIGNED = "signed", _("Signed, to number")
    NUMBERED = "numbered", _("Numbered, to print")
    PRINTED = "printed", _("Printed, to dispatch")
    DISPATCHED = "dispatched", _("Dispatched")


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting to print")
    RUNNING = "running", _("Being printed")
    DONE = "done", _("Printed")
    FAILED = "failed", _("Not printed")
    CANCELLED = "cancelled", _("Print stopped")


class VolumeState(TextChoices):
    QUEUED = "queued", _("Waiting to be bound")
    RUNNING = "running", _("Being bound")
    DONE = "done", _("Bound")
    FAILED = "failed", _("Not bound")


class PublicationState(TextChoices):
    TO_CHECK = "to_check", _("To check for publication")
    CHECKED = "checked", _("Checked, to publish")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn from the public")
    NOT_PUBLISHED = "not_published", _("Not published")


_S, _P = ReplyState, PublicationState

OPEN_JOBS = (JobState.QUEUED, JobState.RUNNING)
# From the signature on the text is frozen for good.
FROZEN = frozenset({_S.SIGNED, _S.NUMBERED, _S.PRINTED, _S.DISPATCHED})
IN_REVIEW = (_S.CO_SIGNING, _S.OFFICE_REVIEW, _S.DEPUTY_APPROVAL, _S.HEAD_APPROVAL)

_COMPLETE = (
    "text_elsewhere",
    "missing_text",
    "missing_receipts",
    "missing_opinions",
    "open_disagreements",
    "missing_outcome",
    "missing_publication",
    "unsettled_comments",
)
_FOUR_EYES = ("own_text",)
_TO_SIGN = (*_FOUR_EYES, "missing_publication", "missing_contacts")

REPLY = Machine(
    "reply",
    _S.DRAFTING,
    dict(_S.choices),
    (
        Transition("submit", _S.DRAFTING, _S.CO_SIGNING, "reply.draft", _("Send for review"), when="has_co_signers", requires=_COMPLETE),
        Transition("submit", _S.DRAFTING, _S.OFFICE_REVIEW, "reply.draft", _("Send for review"), requires=_COMPLETE),
        Transition("co_sign", _S.CO_SIGNING, _S.OFFICE_REVIEW, "reply.co_sign", _("Co-sign"), when="is_last_co_signature"),
        Transition("co_sign", _S.CO_SIGNING, _S.CO_SIGNING, "reply.co_sign", _("Co-sign")),
        Transition(
            "pass_on",
            _S.OFFICE_REVIEW,
            _S.DEPUTY_APPROVAL,
            "reply.review",
            _("Agree, pass on"),
            when="needs_deputy_head",
            requires=_FOUR_EYES,
        ),
        Transition("pass_on", _S.OFFICE_REVIEW, _S.HEAD_APPROVAL, "reply.review", _("Agree, pass on to sign"), requires=_FOUR_EYES),
        Transition(
            "approve",
            _S.DEPUTY_APPROVAL,
            _S.HEAD_APPROVAL,
            "reply.approve",
            _("Agree, pass on to sign"),
            when="needs_head",
            requires=_FOUR_EYES,
        ),
        Transition("approve", _S.DEPUTY_APPROVAL, _S.SIGNED, "reply.approve", _("Sign"), requires=_TO_SIGN),
        Transition("sign", _S.HEAD_APPROVAL, _S.SIGNED, "reply.sign", _("Sign"), requires=_TO_SIGN),
        Transition("send_back", _S.CO_SIGNING, _S.DRAFTING, "reply.co_sign", _("Send back"), reason=True),
        Transition("send_back", _S.OFFICE_REVIEW, _S.DRAFTING, "reply.review", _("Send back"), reason=True),
        Transition("send_back", _S.DEPUTY_APPROVAL, _S.DRAFTING, "reply.approve", _("Send back"), reason=True),
        Transition("send_back", _S.HEAD_APPROVAL, _S.DRAFTING, "reply.sign", _("Send back"), reason=True),
        *(
            Transition("take_back", state, _S.DRAFTING, "reply.draft", _("Take back to the draft"), reason=True)
            for state in (_S.CO_SIGNING, _S.OFFICE_REVIEW)
        ),
        Transition("import", _S.DRAFTING, _S.SIGNED, "case.import", _("Take over as signed"), requires=("handled_here", "missing_text")),
        # 并案: a letter with the text of another is signed in the transaction in which that one is.
        Transition("follow", _S.DRAFTING, _S.SIGNED, SYSTEM, _("Sign with the leading letter"), requires=("leading_unsigned",)),
        Transition("number", _S.SIGNED, _S.NUMBERED, "reply.number", _("Give the number"), requires=("missing_word",)),
        Transition("print", _S.NUMBERED, _S.PRINTED, SYSTEM, _("Print")),
        Transition("dispatch", _S.PRINTED, _S.DISPATCHED, "reply.dispatch", _("Record the dispatch")),
    ),
)

_PUBLISHABLE = ("secret_letter", "case_withdrawn", "something_open", "mode_not_allowed")

PUBLICATION = Machine(
    "publication",
    _P.TO_CHECK,
    dict(_P.choices),
    (
        Transition("check", _P.TO_CHECK, _P.CHECKED, "publication.check", _("Finish the check"), requires=_PUBLISHABLE),
        Transition("reopen", _P.CHECKED, _P.TO_CHECK, "publication.check", _("Check again")),
        Transition("publish", _P.CHECKED, _P.PUBLISHED, "publication.publish", _("Publish"), requires=_PUBLISHABLE),
        Transition(
            "correct",
            _P.PUBLISHED,
            _P.PUBLISHED,
            "publication.publish",
            _("Publish the correction"),
            reason=True,
            requires=("nothing_new", *_PUBLISHABLE),
        ),
        Transition("withdraw", _P.PUBLISHED, _P.WITHDRAWN, "publication.publish", _("Withdraw from the public"), reason=True),
        Transition("take_down", _P.PUBLISHED, _P.WITHDRAWN, "publication.take_down", _("Take down"), reason=True),
        *(
            Transition("not_publish", state, _P.NOT_PUBLISHED, "publication.publish", _("Do not publish"), reason=True)
            for state in (_P.TO_CHECK, _P.CHECKED)
        ),
        *(
            Transition("take_up", state, _P.TO_CHECK, "publication.publish", _("Take up again"), reason=True)
            for state in (_P.WITHDRAWN, _P.NOT_PUBLISHED)
        ),
    ),
)

MACHINES = (
    REPLY,
    PUBLICATION,
)
