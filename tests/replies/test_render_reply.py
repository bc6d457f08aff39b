"""The command that makes the PDF of one reply and changes nothing."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from replies.models import OfficialDocument, Reply
from replies.parsing import ParsedReply
from replies.rendering import Letter, Rendered, RenderError, Report
from tests.factories import World

pytestmark = pytest.mark.django_db
COMMAND = "replies.management.commands.render_reply"


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """The letters that the engine was given; it is not started."""
    given: list[Letter] = []

    def render(letter: Letter, *, embedded: bytes) -> Rendered:
        given.append(letter)
        if not letter.body:
            raise RenderError("There is nothing to print.")
        return Rendered(b"%PDF", Report(pages=2, fonts={"body": "some face"}, warnings=("a face is missing",)))

    monkeypatch.setattr(f"{COMMAND}.render", render)
    return given


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("render_reply", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_reply_in_the_system(letters: list[Letter], tmp_path: Path) -> None:
    reply = World().reply("numbered", co=False)
    target = tmp_path / "out.pdf"
    out, err = run(f"--reply={reply.pk}", f"-o={target}")
    assert target.read_bytes() == b"%PDF"
    assert letters[0].document_number == reply.number_text
    assert (out, err) == (f"{target}: 2 page(s)\n", "a face is missing\n")
    reply.refresh_from_db()
    assert (reply.state, OfficialDocument.objects.count()) == ("numbered", 0)


def test_a_published_text_with_the_report(letters: list[Letter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replies.sources.parse_reply", lambda text: ParsedReply(addressees=["刘智"], kind="建议", body=[(0, text)]))
    source = tmp_path / "reply.txt"
    source.write_text("您提出的建议收悉，经研究，现答复如下。", encoding="utf-8")
    out, _err = run(str(source), f"-o={tmp_path / 'out.pdf'}", "--report")
    assert letters[0].addressee == "刘智代表："
    assert json.loads(out)["fonts"] == {"body": "some face"}
    assert not Reply.objects.exists()


def test_what_cannot_be_made_is_told(letters: list[Letter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    numbered = world.reply("numbered", co=False)
    empty = Reply.objects.create(assignment=world.lead_of(world.assigned()), created_by=world.lead.drafter)
    (tmp_path / "text.txt").write_text("某段文字，说明情况。", encoding="utf-8")
    monkeypatch.setattr("replies.sources.parse_reply", lambda text: ParsedReply())
    target = f"-o={tmp_path / 'out.pdf'}"
    for arguments, says in (
        (["--reply=4711", target], "There is no reply 4711"),
        ([f"--reply={empty.pk}", target], "has no text yet"),
        ([str(tmp_path / "nothing.txt"), target], r"."),
        ([str(tmp_path / "text.txt"), target], "There is nothing to print."),
        ([f"--reply={numbered.pk}", f"-o={tmp_path / 'no' / 'folder' / 'out.pdf'}"], "No such file"),
        ([target], "FILE"),
    ):
        with pytest.raises(CommandError, match=says):
            run(*arguments)
    assert not (tmp_path / "out.pdf").exists()
