"""What drawing a document may take, in time and memory: a job that takes more fails with a message, and never hangs."""

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from replies.errors import PrintFailed

# Seconds between two looks at the clock and the memory.
TICK = 0.1
STATM = Path("/proc/self/statm")


class _Stopped(PrintFailed):
    """What interrupts the work; `limited` says why."""

    def __init__(self) -> None:
        super().__init__("")


@contextmanager
def limited(seconds: float | None = None, megabytes: int | None = None) -> Iterator[None]:
    """Raises PrintFailed, naming the limit, in a block that takes longer, or takes more memory beyond what its process held before it.

    Only for work that can be dropped at any instruction: not for a transaction, nor for the writing of a file.
    By default what the settings say. It interrupts Python between two instructions, in whatever thread, at every tick anew, so that a
    library that swallows the exception is interrupted again; a call into C that does not come back is ended by Celery's hard limit, which
    kills the process.
    """
    most_seconds = settings.RENDER_SECONDS if seconds is None else seconds
    most_megabytes = settings.RENDER_MEMORY_MB if megabytes is None else megabytes
    end, held = time.monotonic() + most_seconds, resident()
    worker, done = threading.get_ident(), threading.Semaphore(0)
    told: list[str] = []

    def watch() -> None:
        while not done.acquire(timeout=TICK):
            if time.monotonic() >= end:
                told.append(_("Drawing it takes longer than the limit of %s seconds.") % most_seconds)
            elif resident() - held > most_megabytes:
                told.append(_("Drawing it takes more memory than the limit of %s MB.") % most_megabytes)
            else:
                continue
            _interrupt(worker)

    # The words are those of the language that the worker's thread speaks.
    watcher = threading.Thread(target=copy_context().run, args=(watch,), daemon=True)
    watcher.start()
    try:
        yield
    except _Stopped as stopped:
        raise PrintFailed(told[-1]) if told else stopped from None
    finally:
        while watcher.is_alive():
            with suppress(_Stopped):
                done.release()
                watcher.join()
                # An interruption that has not come yet comes here. Taking it back instead would leave CPython 3.11 looking for it for ever.
                for _turn in range(2):
                    pass


def _interrupt(thread: int) -> None:
    """Has `_Stopped` raised in a thread at its next instruction."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_Stopped))


def resident() -> int:
    """The memory that this process holds now, in MB; 0 where the system does not tell (elsewhere than on Linux)."""
    if not STATM.exists():
        return 0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
