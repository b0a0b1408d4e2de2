"""Caches that a page can do without: when they fail, the page is slower and nothing else.

Files and Redis keep what can always be made again (drawn charts, rendered files). A folder that
cannot be written, a full disk, half a file after a power cut or a Redis that is away must not
become an error on a page, so every failure reads as "nothing kept". What may not be forgotten
(counters of failed sign-ins, codes that were spent, files between preview and confirmation) does
not belong here but in the database: ``CACHES["default"]``.
"""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)

# A server that does not answer costs its time-out once in this while, not on every request.
REST_SECONDS = 10.0

# How allauth names its lists of moments, and what the clocks of two machines may differ.
COUNTED, CLOCKS_DIFFER_SECONDS = "allauth:rl:", 60.0

Answer = TypeVar("Answer")


class Tolerant(BaseCache):
    """Mixin before a cache backend of Django: whatever that raises reads as an empty cache.

    After a failure the backend is left alone for :data:`REST_SECONDS`. The log tells once that it
    failed and once that it works again.
    """

    # On the class, because Django makes an object per thread; a process has one cache of a kind.
    rest_until = 0.0
    failed = False

    def tried(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """What ``ask`` answers, or ``otherwise`` when the backend fails or has its rest."""
        kind = type(self)
        if time.monotonic() < kind.rest_until:
            return otherwise
        try:
            return ask()
        except Exception as error:  # disk, network, half a file: none is worth an error page
            kind.rest_until = time.monotonic() + REST_SECONDS
            if not kind.failed:
                kind.failed = True
                log.warning("%s fails (%r); the site goes on without.", kind.__name__, error)
            return otherwise

    def works(self) -> None:
        """Something was kept. Only that proves it: a folder that is not there reads as empty."""
        kind = type(self)
        if kind.failed:
            kind.failed = False
            log.warning("%s works again.", kind.__name__)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        ask = super().get
        return self.tried(lambda: ask(key, default, version), default)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        keep = super().set

        def attempt() -> None:
            keep(key, value, timeout, version)
            self.works()

        self.tried(attempt, None)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        ask = super().get_many
        return self.tried(lambda: ask(keys, version), {})

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        keep = super().set_many
        return self.tried(lambda: keep(data, timeout, version), list(data))


class ClockedDatabaseCache(DatabaseCache):
    """What may not be forgotten. Attempts that are counted at a moment that is still to come were
    counted by a clock that was set back since: they would lock people out until then."""

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = super().get_many(keys, version)
        now = time.time() + CLOCKS_DIFFER_SECONDS
        for key, value in found.items():
            if isinstance(value, list) and str(key).startswith(COUNTED):
                found[key] = [at for at in value if at <= now]
        return found


class TolerantFiles(Tolerant, FileBasedCache):
    """Files in a folder of one machine; the folder is made with the first file."""

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        # Django's own makes the folder here, outside every attempt, and refuses to start without.
        BaseCache.__init__(self, params)
        self._dir = str(Path(folder).absolute())


class TolerantRedis(Tolerant, RedisCache):
    """A Redis server that several machines share."""
