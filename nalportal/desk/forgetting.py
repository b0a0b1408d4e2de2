"""Somebody who left is forgotten: nothing tells any more who did what they did.

What they did stays, signed by an account without a name; what was published stays as it is. Why:
decision 45.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from nalportal.accounts.audit import AuditKind, record
from nalportal.accounts.models import User
from nalportal.accounts.own_data import GOES, field_called
from nalportal.records.append_only import open_door
from nalportal.records.history import save_signed
from nalportal.records.search import Searched
from nalportal.refusals import NotPossible

from . import people
from .models import Letter

# Texts that are neither published nor somebody's own words, so a name in them can go.
TEXTS = (
    "desk.Letter.subject",
    "desk.Letter.text",
    "progress.Milestone.trekker",
    "progress.HistoricalMilestone.trekker",
)


@dataclass(frozen=True)
class Found:
    """How many rows of a kind there are of somebody."""

    what: str
    rows: int


def alias_of(person: User) -> str:
    """How an account without a name is called: the same everywhere, and nobody else's."""
    return _("Oud-medewerker %(number)d") % {"number": person.pk}


def is_forgotten(person: User) -> bool:
    return person.email == _address_of(person)


def _address_of(person: User) -> str:
    return f"oud-medewerker-{person.pk}@account.invalid"  # .invalid is nobody's, RFC 2606


def preview(person: User) -> list[Found]:
    """What goes and where the name stands, for who is about to do it (a query per table)."""
    found = [Found(_kind(field), _rows(field, person).count()) for field in map(field_called, GOES)]
    named = [
        Found(
            f"{field.model._meta.verbose_name_plural}: {field.verbose_name}",
            _naming(field, person).count(),
        )
        for field in map(field_called, TEXTS)
    ]
    return [one for one in [*found, *named] if one.rows]


@transaction.atomic
def forget(person: User, *, by: User) -> None:
    """Take the name of ``person`` out of everything; nobody can undo it.

    Raises :class:`~nalportal.refusals.NotPossible` for one's own account.
    """
    if person == by:
        raise NotPossible(_("U kunt uw eigen account niet vergeten. Vraag een andere beheerder."))
    person = User.objects.select_for_update().get(pk=person.pk)
    if is_forgotten(person):
        return
    record(AuditKind.FORGOTTEN, by=by, what=f"account={person.pk}")
    people.end(person, by=by)
    for field in map(field_called, TEXTS):
        _rename(field, person)
    Letter.objects.filter(to=person, sent_at=None, dropped_at=None).delete()
    _empty_account(person, by=by)
    # The last: the lines of the audit log about all this have a pseudonym that goes here.
    for field in map(field_called, GOES):
        _rows(field, person).delete()
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    )
    about.update(object_repr=alias_of(person))


def _empty_account(person: User, *, by: User) -> None:
    names = {"email": _address_of(person), "first_name": "", "last_name": alias_of(person)}
    for name, value in names.items():
        setattr(person, name, value)
    person.is_staff = person.is_reviewer = person.wants_reminders = False
    person.has_drafts = False
    person.last_login = None
    person.set_unusable_password()
    save_signed(person, by=by, reason=_("Persoon vergeten"))
    history: Any = User.history
    with open_door(history.model):
        history.filter(id=person.pk).update(**names)


def _kind(field: "models.Field[Any, Any]") -> str:
    """Of what the rows are: of a table that only joins accounts to something, that something."""
    kind: Any = field.model._meta.auto_created or field.model
    return str(kind._meta.verbose_name_plural)


def _rows(field: "models.Field[Any, Any]", person: User) -> "models.QuerySet[Any]":
    return field.model._base_manager.filter(**{field.name: person})


def _names(person: User) -> Iterator[str]:
    """How texts call them: as they are called now, and under every earlier name and address."""
    versions = User.history.filter(id=person.pk).values_list("email", "first_name", "last_name")
    found = {(person.email, person.first_name, person.last_name), *versions}
    for email, first, last in sorted(found):
        yield email
        if first and last:
            yield f"{first} {last}"


def _naming(field: "models.Field[Any, Any]", person: User) -> "models.QuerySet[Any]":
    """The rows whose text has the name or the address."""
    asked = models.Q()
    for name in _names(person):
        asked |= models.Q(**{f"{field.name}__contains": name})
    return field.model._base_manager.filter(asked)


def _rename(field: "models.Field[Any, Any]", person: User) -> None:
    value: Any = models.F(field.name)
    for name in sorted(set(_names(person)), key=len, reverse=True):
        value = Replace(value, models.Value(name), models.Value(alias_of(person)))
    keys = list(_naming(field, person).values_list("pk", flat=True))
    found: models.QuerySet[Any] = models.QuerySet(field.model).filter(pk__in=keys)
    with open_door(field.model):
        # Past a queryset that refuses: this is no change by a person, and makes no version.
        models.QuerySet.update(found, **{field.name: value})
    if issubclass(field.model, Searched):
        for row in found:
            row.search_again()
