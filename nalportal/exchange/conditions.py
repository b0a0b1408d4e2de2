"""Which rules of the database a record keeps, as far as that can be told without asking it.

Django asks the database for each rule of each record, which for a file of thousands of lines is
tens of thousands of questions. Most rules compare a field with a value; those are told here, and
only what is doubtful or broken is asked.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import BaseConstraint, CheckConstraint, Model, Q


def surely_holds(constraint: BaseConstraint, record: Model, exclude: Collection[str] = ()) -> bool:
    """Whether ``record`` keeps this rule without any doubt; False: ask the database.

    A rule about a field in ``exclude`` can't be told yet, and is no matter of this look.
    """
    if not isinstance(constraint, CheckConstraint):
        return False
    if not _names(constraint.condition).isdisjoint(exclude):
        return True
    return _told(constraint.condition, record) is True


def _names(condition: Any) -> set[str]:
    """The fields that a condition compares with a value."""
    if isinstance(condition, Q):
        return set().union(*(_names(child) for child in condition.children))
    return {condition[0].partition("__")[0]} if isinstance(condition, tuple) else set()


def _told(condition: Any, record: Model) -> bool | None:
    """What a condition says of ``record``; None where that takes a database to tell."""
    if isinstance(condition, Q):
        return _joined(condition, record)
    if isinstance(condition, tuple):
        return _compared(condition[0], condition[1], record)
    return None


def _joined(condition: Q, record: Model) -> bool | None:
    answers = [_told(child, record) for child in condition.children]
    decides = condition.connector == Q.OR
    if condition.connector not in (Q.AND, Q.OR):
        return None
    if decides in answers:
        told: bool | None = decides
    else:
        told = None if None in answers else not decides
    return not told if condition.negated and told is not None else told


def _compared(lookup: str, expected: Any, record: Model) -> bool | None:
    name, _separator, how = lookup.partition("__")
    value = getattr(record, name, None)
    if how in ("", "exact", "isnull") and (expected is None or how == "isnull"):
        return (value is None) is (True if expected is None else bool(expected))
    # Of an unknown value SQL says neither yes nor no; an expression is its own to work out.
    if value is None or hasattr(expected, "resolve_expression"):
        return None
    if how in ("", "exact"):
        return bool(value == expected)
    return value in expected if how == "in" else None
