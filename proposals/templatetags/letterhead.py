"""Whose pages these are, on pages that nobody has signed in to."""

from django import template

from proposals.models import Department

register = template.Library()


@register.simple_tag
def letterhead() -> Department | None:
    """The body that assigns the cases here, where there is one and no more. One query."""
    bodies = list(Department.objects.filter(kind=Department.Kind.ASSIGNING_BODY, active=True)[:2])
    return bodies[0] if len(bodies) == 1 else None
