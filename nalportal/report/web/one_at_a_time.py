"""Who makes a document, and who is told to wait: one at a time of each, two at once on a machine.

Files that are locked hold this over all workers, threads and crashes: the lock of a process that
died is gone. Nobody waits in line, because whoever waits holds a worker that others need.
"""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from ..paper import PdfError

log = logging.getLogger(__name__)

AT_ONCE = 2
# Two documents share a lock once in so many times; then one waits for no reason, and no more.
LOCKS = 256
RETRY_AFTER_SECONDS = 5
# What could not be made is not tried again by everyone who asks.
FAILED_SECONDS = 60

View = Callable[..., HttpResponseBase]


class NotReadyError(Exception):
    """The document is not there yet; ``failed``: it could not be made just now."""

    def __init__(self, *, failed: bool = False) -> None:
        super().__init__()
        self.failed = failed


def in_turn(name: str, kept: Callable[[], bytes | None], make: Callable[[], bytes]) -> bytes:
    """What was ``kept`` of a document, or what ``make`` gives. Raises :class:`NotReadyError`."""
    content = kept()
    if content is not None:
        return content
    failed = f"failed:{sha256(name.encode()).hexdigest()}"
    if caches["files"].get(failed):
        raise NotReadyError(failed=True)
    with _turn(name):
        content = kept()  # by who had the turn before
        if content is not None:
            return content
        try:
            return make()
        except PdfError as error:
            log.exception("A document could not be made: %s", name)
            caches["files"].set(failed, True, timeout=FAILED_SECONDS)
            raise NotReadyError(failed=True) from error


@contextmanager
def _turn(name: str) -> Iterator[None]:
    number = int(sha256(name.encode()).hexdigest(), 16) % LOCKS
    with ExitStack() as held:
        if not _locked(f"document-{number}", held):
            raise NotReadyError
        if not any(_locked(f"place-{place}", held) for place in range(AT_ONCE)):
            raise NotReadyError
        yield


def _locked(name: str, held: ExitStack) -> bool:
    """Whether this file could be locked, for as long as ``held`` is open."""
    folder = Path(settings.VAR_DIR) / "turns"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = held.enter_context((folder / name).open("ab"))
    except OSError:
        log.warning("No turns: %s cannot be written.", folder)
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def told_to_wait(view: View) -> View:
    """Whoever asks for a document that is not ready reads so, and when to ask again."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotReadyError as error:
            context = {"failed": error.failed, "address": request.get_full_path()}
            response = render(request, "report/not_ready.html", context, status=503)
            seconds = FAILED_SECONDS if error.failed else RETRY_AFTER_SECONDS
            response.headers["Retry-After"] = str(seconds)
            add_never_cache_headers(response)
            return response

    return wrapper
