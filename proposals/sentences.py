"""How sentences stand one after another."""

from django.utils.translation import get_language


def gap() -> str:
    """What stands between two sentences: a space, but nothing in Chinese, whose full stop brings its own."""
    return "" if (get_language() or "").startswith("zh") else " "
