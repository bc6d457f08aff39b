"""One text in several letters: those of the cases handled together (并案) follow the letter of the leading one; joint leads share one."""

from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import workflow
from proposals.errors import WrongState
from proposals.models import Assignment, Proposal, User
from proposals.states import AssignmentState
from replies import states

if TYPE_CHECKING:
    from replies.models.drafts import Reply

Mode = Assignment.Mode
# A letter that follows is never in anybody's review, and no letter follows itself.
FOLLOWING = (
    models.CheckConstraint(condition=Q(follows__isnull=True) | ~Q(state__in=states.IN_REVIEW), name="letter_that_follows_not_reviewed"),
    models.CheckConstraint(condition=~Q(follows=F("pk")), name="letter_follows_another"),
)


class Following(models.Model):
    """The field and what the table asks of it; `Reply` is the only model that has them.

    A letter that follows has its own title, addressee, opening sentence, copies and number; the rest of its text is that of the letter
    which it follows, and so are its handling result and its publication. It is signed in the same transaction.
    """

    follows = models.ForeignKey(
        "replies.Reply", models.PROTECT, null=True, blank=True, editable=False, related_name="letters", verbose_name=_("follows")
    )

    class Meta:
        abstract = True

    @property
    def _reply(self) -> "Reply":
        """Itself, as the one model that this is a part of."""
        return cast("Reply", self)

    def lock_letters(self) -> "list[Reply]":
        """Locks the case of this letter and those of the letters that follow it, in the order of their ids; returns those letters, not
        signed yet. Raises WrongState where another came to follow it while this one waited: it would go out with an older text."""
        letters = list(self.letters_in_hand())
        for one in sorted([self._reply, *letters], key=lambda one: one.assignment.proposal_id):
            workflow.lock(one)
        still = {letter.pk for letter in self.letters_in_hand()}
        if not still <= {letter.pk for letter in letters}:
            raise WrongState(gettext("Other cases were put together with this one at the same moment. Please do it once more."))
        return [letter for letter in letters if letter.pk in still]

    def letters_in_hand(self) -> "models.QuerySet[Reply]":
        """The letters that follow this one and are not signed yet, in the order of their cases."""
        found = self._reply.letters.filter(state=states.ReplyState.DRAFTING).select_related(
            "assignment__department", "assignment__proposal__rule_set"
        )
        return found.order_by("assignment__proposal__case_no", "pk")

    def cases_answered(self) -> list[Proposal]:
        """The cases that this text answers: its own, and those of the letters that follow and are not signed yet."""
        return [self._reply.case, *(letter.case for letter in self.letters_read())]

    def letters_read(self) -> "list[Reply]":
        """As `letters_in_hand`, from what is prefetched where a page only reads them."""
        if not self._reply.has_loaded("letters"):
            return list(self.letters_in_hand())
        return [letter for letter in self._reply.letters.all() if letter.state == states.ReplyState.DRAFTING]

    def co_signers(self) -> list[Assignment]:
        """Who has to agree to the text: the co-handlers, and those who lead the case jointly with this department."""
        wanted = {Mode.CO, Mode.JOINT_LEAD} if self._reply.assignment.mode == Mode.JOINT_LEAD else {Mode.CO}
        return [task for task in self._reply.case.tasks() if task.mode in wanted and task.pk != self._reply.assignment_id]

    # What the table requires (`requires`).

    def text_elsewhere(self, by: User | None) -> str:
        if self.follows is None:
            return ""
        return (
            gettext("One text for the cases handled together: it is written, reviewed and signed with %s.") % self.follows.case.number_label
        )

    def leading_unsigned(self, by: User | None) -> str:
        if self.follows is None:
            return gettext("This letter follows no other; it is signed by itself.")
        if self.follows.state not in states.FROZEN:
            return gettext("%s, whose text this letter has, is not signed yet.") % self.follows.case.number_label
        return ""

    def missing_receipts(self, by: User | None) -> str:
        """Joint leads agree on the text: each has the case in hand first."""
        waiting = [task for task in self.co_signers() if task.mode == Mode.JOINT_LEAD and task.state == AssignmentState.TO_SIGN]
        names = "、".join(task.department.short_name for task in waiting)
        return gettext("Not signed for yet by: %s.") % names if names else ""
