"""Runs calls at the same moment, each in a thread with a database connection of its own, as requests to a busy site come."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

from proposals.models import Event, Proposal
from replies.models import Reply

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


def events(case: Proposal) -> Counter[str]:
    return Counter(Event.objects.filter(proposal=case).values_list("name", flat=True))


def on(reply: Reply, act: Callable[[Reply], object]) -> Callable[[], object]:
    """`act` on the reply as another request has read it."""
    own = Reply.objects.get(pk=reply.pk)
    return lambda: act(own)


def losers(results: list[object]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
