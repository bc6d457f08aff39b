"""The page of all components, and the theme that they wear."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

STATIC = Path(__file__).resolve().parents[2] / "config" / "static"


@pytest.mark.django_db
def test_every_component_is_shown() -> None:
    client = Client()
    client.force_login(factories.user("drafter"), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("components"))
    shown = {template.name for template in response.templates}
    folder = STATIC.parents[1] / "templates" / "_components"
    assert {f"_components/{path.name}" for path in folder.glob("*.html")} - shown == {"_components/refusal_title.html"}  # of the refusals


def blocks(css: str) -> dict[str, dict[str, str]]:
    """Selector → its custom properties."""
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return {selector.strip(): dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body)) for selector, body in found}


def test_the_dark_that_is_chosen_is_the_dark_of_the_device() -> None:
    theme = blocks((STATIC / "theme.css").read_text())
    assert theme['[data-bs-theme="dark"]'] == theme[":root:not([data-bs-theme])"]
    chosen, of_device = '[data-contrast="more"][data-bs-theme="dark"]', ':root[data-contrast="more"]:not([data-bs-theme])'
    assert theme[chosen] == theme[of_device] != {}


def test_colours_stand_in_the_tokens_alone() -> None:
    """What no token names would stay light in the dark."""
    for path in STATIC.rglob("*.css"):
        rules = path.read_text().split("/* 2 Bootstrap", 1)[-1]
        assert not re.findall(r"(?<!&)#[0-9a-fA-F]{6}\b", rules), path.name
