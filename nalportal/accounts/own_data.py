"""Where people are in the database: what goes with a person, what stays without a name, and all of
it as a file for who it is about.

Every field that points to an account, or that holds an address or the name of a person, is in one
of the lists here; a test walks all models. Why: decision 45.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models

from nalportal.accounts.audit import AuditEvent, pseudonym_of
from nalportal.accounts.models import User
from nalportal.records.append_only import is_history

# Rows that are about a person and nothing else: they go when the person is forgotten.
GOES = (
    "accounts.Draft.user",
    "accounts.SavedView.user",
    "accounts.Session.user",
    "accounts.Pseudonym.user",  # without it nobody knows whose lines of the audit log these are
    "accounts.User_groups.user",
    "accounts.User_user_permissions.user",
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "progress.ReportingUnit_editors.user",  # by the verb that ends an account, which signs it
    "socialaccount.SocialAccount.user",
)
# What somebody did, which a report has to account for: it points to an account that has no name
# any more. Fields of histories do so by their nature.
STAYS = (
    "admin.LogEntry.user",
    "desk.Handover.person",
    "desk.Handover.colleague",
    "desk.Handover.made_by",
    "desk.Letter.to",
    "desk.Letter.asked_by",
    "progress.EvidenceFile.added_by",
    "progress.EvidenceFile.removed_by",
    "progress.HandIn.submitted_by",
    "progress.HandIn.on_behalf_of",
    "progress.Job.by",
    "progress.Publication.published_by",
    "progress.Receipt.by",
    "progress.RemarkEntry.by",
    "progress.RoundLogEntry.by",
    "progress.RoundReason.by",
    "progress.Snapshot.frozen_by",
    "progress.Submission.decided_by",
    "progress.SubmissionLogEntry.by",
    "progress.SubmissionLogEntry.on_behalf_of",
    "regions.PolicyAction.by",
    "regions.PolicyStep.recorded_by",
)
# Columns with a name or an address. Those of the account and its history are emptied; the others
# go with their row, or are looked through for the name.
NAMES = (
    "account.EmailAddress.email",
    "accounts.HistoricalUser.email",
    "accounts.HistoricalUser.first_name",
    "accounts.HistoricalUser.last_name",
    "accounts.User.email",
    "accounts.User.first_name",
    "accounts.User.last_name",
    "progress.HistoricalMilestone.trekker",
    "progress.Milestone.trekker",
)
# Never in somebody's file: secrets, and what is published or no text of a person.
LEFT_OUT = {"password", "session_key", "session_data", "data", "content", "payload"}

Field: TypeAlias = "models.Field[Any, Any]"


def name_of(field: Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def fields_of_people() -> Iterator[Field]:
    """Every column of every table that points to an account or is called after a name."""
    words = ("mail", "first_name", "last_name", "trekker")
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            named = any(word in field.name for word in words)
            text = isinstance(field, models.CharField | models.TextField)
            if field.related_model is User or (named and text):
                yield field


def field_called(name: str) -> Field:
    label, column = name.rsplit(".", 1)
    field: Field = apps.get_model(label)._meta.get_field(column)
    return field


def everything_of(person: User) -> dict[str, Any]:
    """All that the portal has of ``person``, in words and values that JSON takes."""
    found = {
        str(User._meta.verbose_name): [_row(User, person)],
        **{
            _title(field): rows
            for field in sorted(fields_of_people(), key=name_of)
            if field.related_model is User and (rows := list(_rows(field, person)))
        },
    }
    history = [_row(type(one), one) for one in User.history.filter(id=person.pk)]
    of_them = models.Q(person=pseudonym_of(person)) | models.Q(about=pseudonym_of(person))
    lines = AuditEvent.objects.filter(of_them).order_by("pk").values("at", "kind", "what")
    return {
        **found,
        "wat er aan uw account wijzigde": history,
        "wat het logboek van u heeft": list(lines),
    }


def _title(field: Field) -> str:
    return f"{field.model._meta.verbose_name_plural}: {field.verbose_name} ({name_of(field)})"


def _rows(field: Field, person: User) -> Iterator[dict[str, Any]]:
    found = field.model._base_manager.filter(**{field.name: person}).order_by("pk")
    if is_history(field.model):
        # What the row was then is the register's; of the person is that, when and why it changed.
        names = [
            one
            for one in ("id", "history_date", "history_type", "history_change_reason")
            if one in {column.attname for column in field.model._meta.concrete_fields}
        ]
        yield from found.values(*names)
        return
    for one in found.iterator():
        yield _row(field.model, one)


def _row(model: type[models.Model], row: models.Model) -> dict[str, Any]:
    kept = (one for one in model._meta.local_concrete_fields if one.name not in LEFT_OUT)
    return {
        one.name: one.value_from_object(row)
        for one in kept
        if not isinstance(one, models.BinaryField)
    }
