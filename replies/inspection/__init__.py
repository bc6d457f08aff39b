"""Measures any PDF and judges it by GB/T 9704-2012; draws pictures of its pages. Knows nothing of how a page was made.

`inspect(pdf)` is all that other code needs, and `replies.inspection.pictures.page_picture` for a page to look at.
"""

from replies.inspection.findings import Finding
from replies.inspection.inspection import Inspection, inspect
from replies.inspection.opening import Unreadable

__all__ = ["Finding", "Inspection", "Unreadable", "inspect"]
