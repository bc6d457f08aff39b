"""Runs calls at the same moment, each in a thread with a database connection of its own, as requests to a busy site come."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
# A call that has not come back by then waits for a lock that nobody gives up.
SECONDS = 60


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each call returned or raised, in the order of `calls`. Raises TimeoutError when one of them hangs."""
    results: list[T | Exception] = [TimeoutError("did not come back")] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], T]) -> None:
        try:
            # Connecting takes longer than most calls; connected first, they really meet.
            connections["default"].ensure_connection()
            start.wait(SECONDS)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    if hanging := [place for place, thread in enumerate(threads) if thread.is_alive()]:
        raise TimeoutError(f"calls {hanging} hang")
    return results
