"""A process works at one request at a time; the threads beside it wait for what is slow.

Threads let a reader on a slow line or a lock elsewhere hold up nobody. But what they compute they
compute in turns of a few milliseconds, so that of requests that come together each ends as late as
the last. Whoever came first is better done first.

Why: decision 53.
"""

import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# Who takes longer waits for something, or makes a document: the others go on beside it.
LONGEST_SECONDS = 1.0


class OneAtATime:
    """Middleware: waits until the request before it is answered, or took its time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._ended = threading.Condition()
        self._at_work: HttpRequest | None = None
        self._until = 0.0  # by the clock that nobody sets

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self._begin(request)
        try:
            return self.get_response(request)
        finally:
            self._end(request)

    def _begin(self, request: HttpRequest) -> None:
        with self._ended:
            while self._at_work and (left := self._until - time.monotonic()) > 0:
                self._ended.wait(left)
            self._at_work, self._until = request, time.monotonic() + LONGEST_SECONDS

    def _end(self, request: HttpRequest) -> None:
        with self._ended:
            if self._at_work is request:
                self._at_work = None
                self._ended.notify()
