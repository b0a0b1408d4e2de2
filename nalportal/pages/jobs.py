"""Long work that somebody asked for on a page, done outside their request. Why: decision 51.

What a job does and the mark that it is done are one transaction, in which the row of the job is
locked. So a process that is killed leaves the job as it was, for the next one to begin anew, and
nothing is done twice.
"""

import fcntl
import logging
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.refusals import Refused

from .models import Job

log = logging.getLogger(__name__)

# A job that ended its process so often is not tried again.
MOST_TRIES = 3
# It was asked, and nobody is at it after this: no worker runs.
SOON = timedelta(seconds=10)


class Done(NamedTuple):
    """What came of a job: where it is seen, and a sentence."""

    address: str
    told: str


Work = Callable[[Any, User], Done]
_going_on: ContextVar[UUID | None] = ContextVar("job", default=None)


def ask(kind: str, what: Any, *, by: User, size: int) -> Job:
    """Have ``what`` (anything that can be pickled) done by the work that ``settings.JOBS`` names
    ``kind``; ``size`` is how many steps it has. Begins once this transaction is over."""
    job = Job.objects.create(token=uuid4(), kind=kind, by=by, size=size, what=pickle.dumps(what))
    transaction.on_commit(start_soon)
    return job


def start_soon() -> None:
    """Begin what waits, in a process of its own; where a worker runs it finds nothing to do."""
    if settings.START_WORKER:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--once"]
        subprocess.Popen(  # noqa: S603 - one of our own commands
            manage, stdin=subprocess.DEVNULL, start_new_session=True
        )


def start_if_forgotten(job: Job) -> None:
    """Begin a job anew whose process died, when somebody looks at it."""
    since = max(filter(None, [job.asked_at, job.began_at]))
    # Of a moment that is still to come when the clock was set back since.
    if job.ended_at is None and abs(timezone.now() - since) > SOON:
        with alone() as nobody_works:
            pass
        if nobody_works:
            start_soon()


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other process of this machine does jobs, for as long as this lasts. The lock of a
    process that died is gone."""
    with ExitStack() as held:
        try:
            file = held.enter_context((Path(settings.VAR_DIR) / "worker.lock").open("ab"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:
            log.warning("%s cannot be written.", settings.VAR_DIR)
        yield True


@contextmanager
def at_work() -> Iterator[None]:
    """A worker is on this machine for as long as this lasts. Its file stays, and its lock goes with
    it however it ends, so a file without one tells that it is gone."""
    with ExitStack() as held:
        try:
            fcntl.flock(held.enter_context(_presence().open("ab")), fcntl.LOCK_SH)
        except OSError:
            log.warning("%s cannot be written.", settings.VAR_DIR)
        yield


def worker_is_gone() -> bool:
    """Whether a worker was on this machine, and none is now."""
    try:
        with _presence().open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def _presence() -> Path:
    return Path(settings.VAR_DIR) / "worker.here"


def run_next() -> bool:
    """Do the oldest job that nobody is at; whether there was one."""
    job = _claim()
    if job is None:
        return False
    try:
        with _alone_with(job):
            _do(job.pk)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: nothing was done, and it waits for the next
    except Refused as refusal:
        _end(job.pk, told=str(refusal), failed=True)
    except Exception:
        log.exception("A job failed: %s", job.kind)
        told = _("Er ging iets mis; er is niets gewijzigd. De beheerder kan het nakijken.")
        _end(job.pk, told=told, failed=True)
    return True


@transaction.atomic
def _claim() -> Job | None:
    job: Job | None = Job.objects.waiting().select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.tries += 1
    job.began_at = timezone.now()
    job.save(update_fields=["tries", "began_at"])
    return job


def _alone_with(job: Job) -> AbstractContextManager[Any]:
    """One transaction for what a job does and its mark. What only reads has nothing to undo: on a
    database that has no locks of rows, where one process works, it does without, so that others
    can save meanwhile."""
    if job.kind in settings.JOBS_THAT_READ and not connection.features.has_select_for_update:
        return nullcontext()
    return transaction.atomic()


def _do(pk: int) -> None:
    job = Job.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
    if job is None:
        return  # another took it
    if job.tries > MOST_TRIES:
        raise Refused(_("Dit werk brak telkens af; er is niets gewijzigd."))
    if not job.by.may_sign_in:
        raise Refused(_("Dit account is beëindigd."))
    work: Work = import_string(settings.JOBS[job.kind])
    mark = _going_on.set(job.token)
    try:
        done = work(pickle.loads(job.what), job.by)  # noqa: S301 - we wrote it
    finally:
        _going_on.reset(mark)
    _end(pk, address=done.address, told=done.told)


def _end(pk: int, *, told: str, address: str = "", failed: bool = False) -> None:
    Job.objects.filter(pk=pk).update(
        ended_at=timezone.now(), told=told, address=address, failed=failed, what=b""
    )


# -------------------------------------------------------------------------------- progress


def tell_progress(done: int) -> None:
    """How many steps the job of this process has done; for the eye only, so in the cache."""
    if token := _going_on.get():
        caches["files"].set(f"job:{token}", done, 3600)


def progress_of(job: Job) -> int:
    """How many steps of its ``size`` it has done, as far as is known."""
    return min(int(caches["files"].get(f"job:{job.token}") or 0), job.size)
