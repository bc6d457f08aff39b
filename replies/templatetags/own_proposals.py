"""One case on its page for those who proposed it."""

from django import template

from proposals.models import User
from proposals.views.standing import Standing
from replies.views import work_own

register = template.Library()


@register.simple_tag
def own_case(standing: Standing, user: User) -> work_own.Own:
    """Where the case stands for a reader who is not inside. At most six queries."""
    return work_own.own_case(standing, user)
