"""Cases that break one rule of the database each; every rule has to have one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

Violation = tuple[str, Callable[[], object]]


def changed(row: models.Model, **fields: Any) -> None:
    """Save ``row`` with these fields, past all validation."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def twice(make: Callable[..., object], **fields: Any) -> None:
    """Make the same row twice."""
    make(**fields)
    make(**fields)


def constraint_names(app_label: str) -> set[str]:
    models_of_app = apps.get_app_config(app_label).get_models()
    return {rule.name for model in models_of_app for rule in model._meta.constraints}


def names_of(violations: list[Violation]) -> list[str]:
    return [name for name, _violate in violations]


def assert_refused(name: str, violate: Callable[[], object]) -> None:
    """The database refuses it, by the constraint of that name and no other."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        violate()
    # SQLite names the columns of a unique index, not the index.
    unique = name in _unique_names() and "UNIQUE constraint failed" in str(refusal.value)
    assert unique or name in str(refusal.value)


def _unique_names() -> set[str]:
    return {
        rule.name
        for model in apps.get_models()
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    }
