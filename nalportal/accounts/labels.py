"""What a form calls the fields that it was sent with, where the form itself is not at hand.

What somebody typed is shown to them on pages that cannot make that form again: they were signed
out, or what it was about is gone. The view that it was sent to names the forms that it reads.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from inspect import unwrap
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.urls import Resolver404, resolve
from django.utils.text import capfirst

# A row of several alike: the name of its form, its number, and the name of the field.
_IN_ROWS = re.compile(r".+-\d+-(.+)")


def by_label(values: Mapping[str, list[str]], action: str) -> dict[str, list[str]]:
    """What was sent to the address ``action``, by the label of each field; fields that bear one
    label together. A field that no form names in advance, such as one per instrument, keeps the
    words of its name."""
    forms = _forms_at(action, values)
    found: dict[str, list[str]] = {}
    for name, given in values.items():
        inner = _IN_ROWS.fullmatch(name)
        names = (name, inner[1]) if inner else (name,)
        labels = (form[each] for each in names for form in forms if each in form)
        label = next(filter(None, labels), name.replace("-", " "))
        found.setdefault(str(capfirst(label)), []).extend(given)
    return found


def _forms_at(action: str, names: Iterable[str]) -> list[Mapping[str, Any]]:
    """The fields, with their labels, of each form that may have been sent; the likeliest first."""
    try:
        view: Any = resolve(action.partition("?")[0]).func
    except Resolver404:
        return []
    admin = getattr(view, "model_admin", None)
    if admin:
        return [_fields_of(one.model) for one in (admin, *admin.inlines)]
    known = set(_named_in(unwrap(view).__globals__))
    wanted = set(names)
    forms = sorted(
        _subclasses(BaseForm),
        key=lambda form: (-len(form.base_fields.keys() & wanted), form not in known),
    )
    return [{name: field.label for name, field in form.base_fields.items()} for form in forms]


def _fields_of(model: type[Model]) -> dict[str, Any]:
    return {field.name: getattr(field, "verbose_name", "") for field in model._meta.get_fields()}


def _named_in(module: Mapping[str, Any]) -> Iterator[type[BaseForm]]:
    """The forms that the module of a view names, in its tables too."""
    for value in module.values():
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, type) and issubclass(one, BaseForm):
                yield one


def _subclasses(form: type[BaseForm]) -> Iterator[Any]:
    """All classes of forms; Any: the stubs do not know that one has ``base_fields``."""
    for one in form.__subclasses__():
        yield one
        yield from _subclasses(one)
