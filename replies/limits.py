"""What drawing a document may take, in time and memory: a job that takes more fails with a message, and never hangs."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from replies.errors import PrintFailed

# Seconds between two looks at the clock and the memory.
TICK = 0.25
STATM = Path("/proc/self/statm")


@contextmanager
def limited(seconds: float | None = None, megabytes: int | None = None) -> Iterator[None]:
    """Raises PrintFailed, naming the limit, in a block that takes longer, or takes more memory beyond what its process held before it.

    Only for work that can be dropped at any instruction: not for a transaction, nor for the writing of a file.
    By default what the settings say. It interrupts Python between two instructions, at every tick anew, so that a library that swallows
    the exception is interrupted again; a call into C that does not come back is ended by Celery's hard limit, which kills the process.
    Only the main thread of a process can be interrupted: elsewhere, as in a threaded web server, the block runs without limits.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    most_seconds = settings.RENDER_SECONDS if seconds is None else seconds
    most_megabytes = settings.RENDER_MEMORY_MB if megabytes is None else megabytes
    end, held = time.monotonic() + most_seconds, resident()

    def look(_signal: int, _frame: Any) -> None:
        if time.monotonic() >= end:
            raise PrintFailed(_("Drawing it takes longer than the limit of %s seconds.") % most_seconds)
        if resident() - held > most_megabytes:
            raise PrintFailed(_("Drawing it takes more memory than the limit of %s MB.") % most_megabytes)

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def resident() -> int:
    """The memory that this process holds now, in MB; 0 where the system does not tell (elsewhere than on Linux)."""
    if not STATM.exists():
        return 0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
