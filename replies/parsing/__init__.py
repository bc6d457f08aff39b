"""Reads the plain text of a published reply into fields. Pure Python; knows nothing of Django."""

from .model import ParsedReply
from .reply import parse_reply

__all__ = ["ParsedReply", "parse_reply"]
