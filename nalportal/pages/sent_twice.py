"""A form that is sent twice (a double click, the back button) is handled once.

And a page that made something makes no second one when somebody goes back to it, types something
else and sends it again: :func:`made_with` tells what it made, so that this can be changed instead.

Why: decision 10.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import cast
from uuid import UUID, uuid4, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import QueryDict

from nalportal.accounts.drafts import drop
from nalportal.accounts.models import User

from .models import Receipt


@dataclass(frozen=True)
class Handled:
    """Where the result of a form is shown, and whether this is the first time it was sent."""

    address: str
    first_time: bool


def once(form: Form, act: Callable[[], str], *, by: User, page: UUID | None = None) -> Handled:
    """Run ``act`` unless ``by`` sent this ``form`` with the same in it before.

    ``act`` gives the address of its result. It runs in one transaction with the receipt: both
    are there or neither, also when two requests come at the same moment. With ``page``
    (:attr:`Made.next`) that page is known to have made the result. What was kept while typing is
    not needed any more.
    """
    return once_numbered(number_of(form), act, by=by, page=page, draft=_token_of(form))


def once_numbered(
    number: UUID,
    act: Callable[[], str],
    *,
    by: User,
    page: UUID | None = None,
    draft: UUID | None = None,
) -> Handled:
    """Do what a page asks under a ``number`` of its own, as :func:`once` does for a form.

    Nothing was handled, and there is no receipt, when ``act`` gives no address.
    """
    try:
        with transaction.atomic():
            if draft:
                drop(by, draft)
            earlier = _earlier(number, by)
            if earlier:
                return earlier
            address = act()
            numbers = filter(None, [number, page] if address else [])
            Receipt.objects.bulk_create(
                Receipt(token=token, by=by, address=address) for token in numbers
            )
            return Handled(address, first_time=True)
    except IntegrityError:
        # The other of two simultaneous requests was first; any other fault is not ours to hide.
        earlier = _earlier(number, by)
        if earlier is None:
            raise
        return earlier


def number_of(form: Form) -> UUID:
    """The number of what was sent: of this form with this in it.

    Who goes back and types something else sends something else, which must not get lost.
    Raises ``ValueError`` where the form has no number.
    """
    data = cast(QueryDict, form.data)
    sent = sorted((name, data.getlist(name)) for name in data if name != "csrfmiddlewaretoken")
    sent_files = cast(Mapping[str, UploadedFile], form.files)
    files = sorted((name, file.name, _hash_of(file)) for name, file in sent_files.items())
    return uuid5(_token_of(form), repr([*sent, *files]))


def _token_of(form: Form) -> UUID:
    return UUID(cast(QueryDict, form.data).get("token", ""))


def _hash_of(file: UploadedFile) -> str:
    digest = sha256()
    for part in file.chunks():
        digest.update(part)
    return digest.hexdigest()


def was_sent_before(form: Form, *, by: User) -> bool:
    """Whether this very form was handled already, whatever is wrong with it by now."""
    try:
        return _earlier(number_of(form), by) is not None
    except ValueError:
        return False


def note_sent(form: Form, *, by: User, address: str) -> None:
    """Remember that ``form`` was handled, where what it did can't be in one transaction with that:
    a step that takes its time, and that its own state keeps from being done twice."""
    drop(by, _token_of(form))
    with suppress(IntegrityError), transaction.atomic():
        Receipt.objects.create(token=number_of(form), by=by, address=address)


@dataclass(frozen=True)
class Made:
    """What a page made ``before``; ``next`` is the number of the receipt for what it makes now."""

    next: UUID
    before: Receipt | None = None


def made_with(form: Form, *, by: User) -> Made:
    """What ``by`` made last with the page of this ``form``, whatever was in it then (1 query, and
    one for each time that it made something). A form without a number made nothing."""
    try:
        page = _token_of(form)
    except ValueError:
        return Made(uuid4())
    made, count = Made(uuid5(page, "made 0")), 0
    while found := _receipt(made.next, by):
        count += 1
        made = Made(uuid5(page, f"made {count}"), found)
    return made


def _receipt(number: UUID, by: User) -> Receipt | None:
    found: Receipt | None = Receipt.objects.filter(token=number, by=by).first()
    return found


def _earlier(number: UUID, by: User) -> Handled | None:
    receipt = _receipt(number, by)
    return Handled(receipt.address, first_time=False) if receipt else None
