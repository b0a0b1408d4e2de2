"""What a form calls the fields that it was sent with, where the form itself is not at hand.

What somebody typed is shown to them on pages that cannot make that form again: they were signed
out, or what it was about is gone. The view that it was sent to names the forms that it reads.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from inspect import unwrap
from itertools import takewhile
from operator import eq
from typing import Any

from django.apps import apps
from django.forms import BaseForm
from django.urls import Resolver404, resolve
from django.utils.text import capfirst

from nalportal.dutch import short_date


def by_label(values: Mapping[str, list[str]], action: str) -> dict[str, list[str]]:
    """What was sent to the address ``action``, by the label of each field; fields that bear one
    label together. Codes in the name of a field, such as that of a municipality, are told as
    people know them; what no form names and no model knows keeps the words of its name."""
    known = _known(values)
    rows: dict[str, set[str]] = {}  # per row of fields that are alike, the fields in it
    for name in values:
        row, _, field = name.rpartition("-")
        rows.setdefault(row, set()).add(field)
    labels = {row: _labels(action, fields) for row, fields in rows.items()}
    found: dict[str, list[str]] = {}
    for name, given in values.items():
        row, _, field = name.rpartition("-")
        label = labels[row].get(field)
        words = known[name] or row.replace("-", " ")
        if not label:
            label = known[name] or name.replace("-", " ")
        elif words and (known[name] or not words.split()[-1].isdigit()):
            label = f"{words}: {label}"
        found.setdefault(capfirst(label), []).extend(given)
    return found


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOST_PARTS = 8


def _known(names: Iterable[str]) -> dict[str, str]:
    """Per field what the codes or the day in its name are called (a query per kind of thing by
    whose code fields are named)."""
    kinds = [kind for kind in apps.get_models() if hasattr(kind, "in_forms")]
    words = {
        getattr(row, kind.in_forms[0]): getattr(row, kind.in_forms[1])
        for kind in kinds
        for row in kind._default_manager.all()
    }
    found = {name: [words[run] for run in _runs(name) if run in words] for name in names}
    return {name: ", ".join(dict.fromkeys(of)) or _day_in(name) for name, of in found.items()}


def _runs(name: str) -> Iterator[str]:
    """What of a name may be a code: parts of it that follow each other, in their order."""
    parts = name.split("-", MOST_PARTS)
    for begin in range(len(parts) if len(parts) > 1 else 0):
        yield from ("-".join(parts[begin:end]) for end in range(begin + 1, len(parts) + 1))


def _day_in(name: str) -> str:
    day = _DAY.match(name)
    try:
        return short_date(date.fromisoformat(day[0])) if day else ""
    except ValueError:
        return ""


def _labels(action: str, names: Set[str]) -> dict[str, str]:
    """What the likeliest form at this address calls these fields: the one that has most of them,
    is known to the view or stands near it, and has least besides."""
    try:
        view: Any = resolve(action.partition("?")[0]).func
    except Resolver404:
        return {}
    admin = getattr(view, "model_admin", None)
    if admin:
        forms = [_of_admin(one) for one in (admin, *admin.inlines)]
        return max(forms, key=lambda form: len(form.keys() & names))
    module = unwrap(view).__globals__
    known, own = set(_named_in(module)), module["__name__"].split(".")

    def likely(form: Any) -> tuple[int, bool, int, int]:
        fields, path = form.base_fields, form.__module__.split(".")
        shared = len([*takewhile(bool, map(eq, path, own))])
        return len(fields.keys() & names), form in known, shared, -len(fields)

    form = max(_subclasses(BaseForm), key=likely)
    return {name: str(field.label or "") for name, field in form.base_fields.items()}


def _of_admin(page: Any) -> dict[str, str]:
    """Of a page of the admin, or of the rows under it: its own fields and those of its model."""
    fields = page.model._meta.get_fields()
    names = {field.name: str(getattr(field, "verbose_name", "")) for field in fields}
    return names | {name: str(one.label or "") for name, one in page.form.base_fields.items()}


def _named_in(module: Mapping[str, Any]) -> Iterator[type[BaseForm]]:
    """The forms that the module of a view names, in its tables too."""
    for value in module.values():
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, type) and issubclass(one, BaseForm):
                yield one


def _subclasses(form: type[BaseForm]) -> Iterator[Any]:
    """All classes of forms that have fields; Any: the stubs know of no ``base_fields``."""
    for one in form.__subclasses__():
        if hasattr(one, "base_fields"):
            yield one
        yield from _subclasses(one)
