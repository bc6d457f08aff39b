"""What must not reach the public with a reply: personal data, remains of a web page, marks of secrecy. Pure functions on text."""

from replies.disclosure.findings import CHOICES, NUMBERS, Choice, Decision, Finding, Kind, Known, Topic, find, topics
from replies.disclosure.masking import apply, without_numbers
from replies.disclosure.summary import DRAFT_MARK, start

__all__ = [
    "CHOICES", "DRAFT_MARK", "NUMBERS", "Choice", "Decision", "Finding", "Kind", "Known", "Topic", "apply", "find", "start", "topics",
    "without_numbers",
]  # fmt: skip
