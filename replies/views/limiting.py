"""How often strangers may ask: counts of an address, or of anything else that is asked about, in the cache."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
MINUTES = 10


def too_many(about: str, who: str, most: int) -> bool:
    """Counts a question `about` something by `who`; whether there were more than `most` in the last minutes.

    Where the cache is away, people are answered all the same: numbers and tokens cannot be guessed, only the load is not limited.
    """
    key = f"{about}:{hashlib.sha256(who.encode()).hexdigest()}"
    try:
        cache.add(key, 0, timeout=MINUTES * 60)
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
    except RedisError as error:
        log.warning("questions are not counted: %s", error)
        return False


def asked_too_often(about: str, who: str, most: int) -> bool:
    """Whether `too_many` has counted up to `most` already; counts nothing."""
    try:
        return int(cache.get(f"{about}:{hashlib.sha256(who.encode()).hexdigest()}", 0)) >= most
    except RedisError:
        return False


def address_of(request: HttpRequest) -> str:
    """Whoever asks, as the outermost of our own proxies saw it; what stands before that anybody can write."""
    forwarded = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        return forwarded[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


class Turns:
    """Work that a process does for one at a time. Whoever asks anew while he waits gets the newest answer only: what he asked before it
    is not done any more."""

    def __init__(self) -> None:
        self._working = Lock()
        self._newest: dict[str, object] = {}

    @contextmanager
    def of(self, who: str) -> Iterator[bool]:
        """Whether it is still the newest that `who` asks for, when his turn comes."""
        mine = object()
        self._newest[who] = mine
        with self._working:
            try:
                yield self._newest.get(who) is mine
            finally:
                if self._newest.get(who) is mine:
                    del self._newest[who]
