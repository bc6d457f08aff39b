"""What the rules of the place say of a reply, shown where it is applied, each with its article."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from proposals.models import Proposal
from proposals.models.master import RuleSet
from replies.models import Reply
from replies.wording import copied_by_rule, proposers_of

register = template.Library()


@register.inclusion_tag("replies/_rule_rows.html")
def reply_rules(reply: Reply) -> dict[str, Any]:
    """Rows of a list of facts: whom a joint proposal is answered to, and who signs in a priority case."""
    case, rules = reply.case, reply.case.rule_set
    rows = []
    if words := recipients(case):
        rows.append((_("Reply goes to"), words, rules.source("recipients")))
    if any(one.is_priority for one in reply.cases_answered()):
        rows.append((_("Who signs"), *_signer(reply)))
    return {"rows": rows}


def _signer(reply: Reply) -> tuple[str, str]:
    rules = reply.case.rule_set
    if reply.head_signs_always:
        return _("The main leader, as every reply here."), rules.source("review_chain")
    policy = rules.policy("priority_signer")
    article = "" if policy.assumed else policy.article
    return _("The main leader, since it is a priority case.") if reply.needs_head() else _("The last of the review chain."), article


def recipients(case: Proposal) -> str:
    """Whom the letter of a joint proposal goes to, and who tells the others; empty where one alone proposed."""
    proposers = proposers_of(case)
    if len(proposers) < 2:
        return ""
    lead = next(one.who.salutation for one in proposers if one.is_lead)
    others = "、".join(one.who.salutation for one in proposers if not one.is_lead)
    if case.rule_set.recipients == RuleSet.Recipients.LEAD_RELAYS:
        return _("%(lead)s, who is asked to tell %(others)s") % {"lead": lead, "others": others}
    if case.rule_set.recipients == RuleSet.Recipients.LEAD:
        return _("%(lead)s alone, the lead of %(n)d proposers") % {"lead": lead, "n": len(proposers)}
    return _("each of those who proposed: %s") % "、".join([lead, others])


@register.inclusion_tag("replies/_copies_rule.html")
def copies_rule(reply: Reply) -> dict[str, Any]:
    """Beside the field of the copies: what the rules name, how many are sent, and the article."""
    found = copied_by_rule(reply.case, reply.department)
    organs = [(organ, copy.count if copy.count > 1 else 0) for organ, copy in found]
    return {"organs": organs, "article": reply.case.rule_set.source("copies")}
