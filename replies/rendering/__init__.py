"""Prints a reply by GB/T 9704-2012: plain data in, a PDF and a report on it out. The only importer of weasyprint.

`render(Letter(…))` is all that other code needs. Nothing here knows a model, a request or a database.
"""

from replies.rendering.engine import Rendered, render, template_digest
from replies.rendering.errors import RenderError
from replies.rendering.letter import Letter
from replies.rendering.report import Report, Substitution

__all__ = ["Letter", "RenderError", "Rendered", "Report", "Substitution", "render", "template_digest"]
