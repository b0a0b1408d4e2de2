"""A form that is sent twice (a double click, the back button) is handled once."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.forms import Form

from nalportal.accounts.models import User

from .models import Receipt


@dataclass(frozen=True)
class Handled:
    """Where the result of a form is shown, and whether this is the first time it was sent."""

    address: str
    first_time: bool


def once(token: UUID, act: Callable[[], str], *, by: User) -> Handled:
    """Run ``act`` unless ``by`` sent the form with this ``token`` before.

    ``act`` gives the address of its result. It runs in one transaction with the receipt: both
    are there or neither, also when two requests come at the same moment.
    """
    try:
        with transaction.atomic():
            earlier = _earlier(token, by)
            if earlier:
                return earlier
            address = act()
            Receipt.objects.create(token=token, by=by, address=address)
            return Handled(address, first_time=True)
    except IntegrityError:
        # The other of two simultaneous requests was first; any other fault is not ours to hide.
        earlier = _earlier(token, by)
        if earlier is None:
            raise
        return earlier


def was_sent_before(form: Form, *, by: User) -> bool:
    """Whether this very form was handled already, whatever is wrong with it by now."""
    token = form.data.get("token", "")
    try:
        return _earlier(UUID(token), by) is not None
    except ValueError:
        return False


def _earlier(token: UUID, by: User) -> Handled | None:
    receipt = Receipt.objects.filter(token=token, by=by).first()
    return Handled(receipt.address, first_time=False) if receipt else None
