"""What can go wrong with a reply, below the tree of `proposals.errors`."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from proposals.errors import CaseError

if TYPE_CHECKING:
    from proposals.models import User
    from replies.models import ReplyVersion


class StaleDraft(CaseError):
    """The draft was saved by someone else since it was opened. Carries both texts, so that nothing is lost."""

    status = 409

    def __init__(self, theirs: "ReplyVersion", mine: dict[str, Any], by: "User") -> None:
        if theirs.author_id == by.pk:
            message = _("You saved the draft in another window after you opened this one. Nothing is lost: choose which text to keep.")
        else:
            message = _("%(name)s saved the draft after you opened it. Nothing is lost: choose which text to keep.") % {
                "name": theirs.author
            }
        super().__init__(message)
        self.theirs = theirs
        self.mine = mine


class PrintFailed(CaseError):
    """The page could not be made; the message says why."""

    status = 422


class SigningFailed(PrintFailed):
    """The page could not be signed by the department's certificate; the message says why."""


class LinkNotGood(CaseError):
    """No rating can be given by this address: the same words and status whether it was used, revoked, too old or never made."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This link is not good, or not any more: it was used, has expired, or is not whole."))


class TooManyTries(CaseError):
    """Too many questions from one address, or about one link."""

    status = 429
