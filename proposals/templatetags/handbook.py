"""The ways from a page of the desk into the handbook."""

from typing import Any

from django import template

from proposals import handbook

register = template.Library()


@register.simple_tag(takes_context=True)
def how_to(context: template.Context) -> str:
    """The section that helps on this page; "" where none does."""
    request = context["request"]
    at: Any = request.resolver_match
    return handbook.how_to(at.url_name, request.user.role_codes) if at and request.user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def handbook_page(context: template.Context) -> handbook.Page:
    """The page of the person's main role; to a stranger, the first that is open to all."""
    user = context["request"].user
    return handbook.for_roles(user.role_codes) if user.is_authenticated else handbook.for_strangers()
