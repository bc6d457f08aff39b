"""Binds a collection volume and stores it; run by a worker for one volume at a time."""

import logging

from django.core.files.storage import default_storage

from proposals.errors import CaseError
from replies import transitions
from replies.documents import volume_of
from replies.issuing import digest, store
from replies.models import Volume
from replies.rendering import RenderError
from replies.rendering.volume import bind

log = logging.getLogger(__name__)

# How often the row hears of the progress: a page that looks once a second needs no more.
STEPS = 50


class LeaseLost(Exception):
    """Another worker has the volume."""


def run_volume(volume_id: int) -> str:
    """Claims and binds a volume; returns what came of it. Safe to call any number of times for one volume."""
    volume = transitions.claim_volume(volume_id)
    if volume is None:
        return "not mine"
    try:
        return "done" if _bind(volume) else "lease lost"
    except LeaseLost:
        return "lease lost"
    except (RenderError, CaseError) as error:
        transitions.fail_volume(volume, str(error))
    except Exception as error:
        log.exception("volume %s", volume.pk)
        transitions.fail_volume(volume, f"{type(error).__name__}: {error}")
    return "failed"


def _bind(volume: Volume) -> bool:
    def advance(done: int) -> None:
        if (done % max(volume.total // STEPS, 1) == 0 or done == volume.total) and not transitions.advance_volume(volume, done):
            raise LeaseLost

    bound = bind(volume_of(volume), advance)
    pdf = bound.rendered.pdf
    sha256 = digest(pdf)
    name = store(default_storage, f"volumes/{sha256[:2]}/{sha256}.pdf", pdf)
    return transitions.finish_volume(volume, file=name, sha256=sha256, size=len(pdf), pages=bound.rendered.report.pages)
