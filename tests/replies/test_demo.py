"""The demonstration, with the worker in this process; tests/faults runs it as a person does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from proposals import audit
from proposals.models import Event, Proposal, User
from proposals.permissions import ROLES
from replies import printing
from replies.demo import story
from replies.models import OfficialDocument, Publication, RenderJob, Reply
from replies.rendering import RenderError
from replies.signing.validity import State, check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.SIGNING_DIR = tmp_path_factory.mktemp("signing")
    settings.SIGNING_ROOTS_DIR = settings.SIGNING_DIR / "roots"

    @contextmanager
    def here() -> Iterator[None]:
        for job in RenderJob.objects.filter(state="queued"):
            printing.run_job(job.pk)
        yield

    monkeypatch.setattr("replies.management.commands.demo.worker", here)


def test_every_case_stands_where_its_story_ends(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", output=str(tmp_path))
    said = capsys.readouterr().out
    data = story.load()
    assert Proposal.objects.count() == len(data["cases"])
    assert Reply.objects.get(assignment__proposal__case_no="0027").state == "dispatched"
    assert Publication.objects.get().state == "published"
    assert Reply.objects.get(assignment__proposal__case_no="0103").state == "printed"
    assert Reply.objects.get(assignment__proposal__case_no="0093").state == "drafting"
    assert sorted(file.name[-6:] for file in tmp_path.iterdir()) == ["答复.pdf", "答复.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in tmp_path.iterdir())
    for fields in data["users"]:
        assert fields["username"] in said
        assert User.objects.get(username=fields["username"]).check_password(story.PASSWORD)
    assert {role for fields in data["users"] for role in fields["roles"]} == ROLES.keys()
    assert "秦越溪" in said
    assert list(audit.verify_events()) == []
    for document in OfficialDocument.objects.all():
        assert document.report["inspection"]["passed"], document.report["inspection"]["faults"]
        assert document.report["seals"]
        with document.file.open("rb") as file:
            assert [signature.state for signature in check(file.read(), settings.SIGNING_ROOTS_DIR)] == [State.VALID]


def test_an_interrupted_run_is_taken_up_where_it_stopped_and_a_further_one_changes_nothing(tmp_path: Path) -> None:
    story.tell(lambda who, what: None)
    assert not Reply.objects.filter(state__in=["printed", "dispatched"]).exists()
    call_command("demo", output=str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 2
    assert Reply.objects.get(assignment__proposal__case_no="0027").state == "dispatched"
    before = Event.objects.count()
    call_command("demo", output=str(tmp_path))
    assert Event.objects.count() == before


def test_a_page_that_is_not_made_is_told_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(letter: object, *, embedded: bytes) -> None:
        raise RenderError("no fonts here")

    monkeypatch.setattr("replies.rendering.render", refuse)
    with pytest.raises(CommandError, match="no fonts here"):
        call_command("demo", output=str(tmp_path))


def test_a_printer_that_never_answers_is_not_waited_for_for_ever(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def idle() -> Iterator[None]:
        yield

    monkeypatch.setattr("replies.management.commands.demo.worker", idle)
    monkeypatch.setattr("replies.management.commands.demo.PRINT_SECONDS", 0)
    settings.RENDER_LEASE_SECONDS = 0
    with pytest.raises(CommandError, match="again"):
        call_command("demo", output=str(tmp_path))


def test_it_is_not_for_production(tmp_path: Path, settings: Settings) -> None:
    settings.PRODUCTION = True
    for command in ("demo", "serve"):
        with pytest.raises(CommandError, match="production"):
            call_command(command)
    assert not Proposal.objects.exists()
