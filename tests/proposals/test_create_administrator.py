"""The first account of a new site."""

import pytest
from django.core.management import CommandError, call_command

from proposals import permissions
from proposals.models import User

pytestmark = pytest.mark.django_db


def test_the_administrator_may_keep_the_master_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a-long-enough-one")
    call_command("create_administrator", "guanli", "洪天工")
    made = User.objects.get()
    assert made.check_password("a-long-enough-one")
    assert (made.username, made.display_name) == ("guanli", "洪天工")
    assert permissions.holds(made, "master.edit")
    with pytest.raises(CommandError, match="guanli"):
        call_command("create_administrator", "guanli", "洪天工")


def test_the_password_is_asked_for_and_weak_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "12345"

    monkeypatch.setattr("getpass.getpass", answer)
    with pytest.raises(CommandError):
        call_command("create_administrator", "guanli", "洪天工")
    assert asked
    assert not User.objects.exists()
