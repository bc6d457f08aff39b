"""Every event that the code can record reads as a Chinese sentence in the history of its case, and none as the name that it has in code."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from proposals.models import Event, SendingBack
from proposals.models.stateful import Stateful
from proposals.views.history import DAYS, SENTENCES, sentence, sentences
from replies.actions import comments, ratings
from tests.factories import World

ROOT = Path(__file__).resolve().parents[2]
# The second argument of workflow.record, as it is written → the kind of row.
SUBJECTS = {
    "case": "proposal", "other": "proposal", "one.proposal": "proposal", "task": "assignment", "asked": "extensionrequest",
    "note": "supervision", "letters[0]": "reply", "job.reply": "reply", "one": "reply", "link": "ratinglink",
}  # fmt: skip
MADE = {"disagreements": "disagreement", "rounds": "settlement"}
# The third argument, where it is no literal → what it may be.
NAMES = {
    "co_handling": {"wish_yes", "wish_no", "wish_open"},
    "comments": set(comments.EVENTS.values()),
    "publishing": {"open", "take", "save", "settle"},
    "ratings": {*ratings.EVENTS.values(), "correct"},
}
LISTS = {"departments", "cases", "consents", "names"}
FIELD = re.compile(r"%\((\w+)\)s")
# A word of code, and not a name that stands in a sentence of its own right.
CODE = re.compile(r"(?<![A-Za-z])(?!SHA-256)[A-Za-z][A-Za-z_]+")


def recorded() -> set[tuple[str, str]]:
    """(kind of row, event) of every call of workflow.record in the two apps."""
    found = set()
    texts = {path: path.read_text(encoding="utf-8") for app in ("proposals", "replies") for path in (ROOT / app).rglob("*.py")}
    for path in (path for path, text in texts.items() if "workflow.record(" in text):
        for node in ast.walk(ast.parse(texts[path])):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "workflow.record":
                subject, name = ast.unparse(node.args[1]), node.args[2]
                kind = MADE[path.stem] if subject == "made" else SUBJECTS.get(subject, subject)
                names = {name.value} if isinstance(name, ast.Constant) else NAMES[path.stem]
                found |= {(kind, str(one)) for one in names}
    return found


def moved() -> set[tuple[str, str]]:
    """(kind of row, event) of every row of every machine."""
    machines = [(model._meta.model_name, model.machine) for model in apps.get_models() if issubclass(model, Stateful)]
    return {(str(kind), row.event) for kind, machine in machines for row in machine.transitions}


EVENTS = sorted(recorded() | moved())


def data_for(msgid: str) -> dict[str, object]:
    """What the sentence asks for, in values that are no words of code."""
    fields = set(FIELD.findall(msgid))
    return {
        name: ["甲", "乙"] if name in LISTS else "2026-03-02" if name in DAYS else str(SendingBack.EMPTY) if name == "ground" else "甲"
        for name in fields
    }


def test_the_calls_are_found() -> None:
    kinds = {str(model._meta.model_name) for model in apps.get_models()}
    assert {kind for kind, _name in EVENTS} <= kinds
    assert {("proposal", "register"), ("reply", "sign"), ("rating", "rate_by_link")} <= set(EVENTS)


@pytest.mark.parametrize(("kind", "name"), EVENTS)
def test_it_reads_as_a_chinese_sentence(kind: str, name: str) -> None:
    assert (kind, name) in SENTENCES, "a sentence in proposals/views/history.py"
    written = SENTENCES[kind, name]
    msgid = written._args[0] if hasattr(written, "_args") else str(written)
    words = sentence(Event(subject_type=kind, subject_id=1, name=name, data=data_for(msgid)), "市甲局")
    assert len(re.findall(r"[\u4e00-\u9fff]", words)) >= 2, words
    assert not CODE.search(words), words
    assert str(written) != msgid, "it is translated"
    assert set(FIELD.findall(str(written))) <= set(FIELD.findall(msgid)) | {"department"}


def test_no_sentence_is_of_an_event_that_is_never_recorded() -> None:
    variants = {("proposal", "withdraw_agreed"), ("reply", "submit_standing"), ("coopinion", "send_back_ground"),
                ("disagreement", "settle_met"), ("commitment", "look_back_by")}  # fmt: skip
    assert set(SENTENCES) - set(EVENTS) == variants


@pytest.mark.django_db
def test_the_history_of_a_case_holds_no_word_of_code() -> None:
    reply = World().reply("dispatched")
    events = list(reply.case.events.order_by("sequence"))
    found = [words for words in sentences(events, reply.case.assignments.select_related("department")) if CODE.search(words)]
    assert len(events) > 15
    assert not found
