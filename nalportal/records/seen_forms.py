"""Forms that carry the version they were made from, field by field, and meet what was stored since.

For every form that shows stored values and has no version of its own kind (as milestones, texts,
totals and documents have). The page says in a hidden field what each of its fields held. When it
comes back, a field that was left alone changes nothing, whatever was stored meanwhile; one that was
changed on the page and elsewhere gives a choice.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from nalportal.dutch import long_date

from .versions import (
    Choice,
    Clash,
    Conflict,
    Event,
    Values,
    answer_name,
    choices_between,
    last_event,
    stay_stored,
)

SEEN = "gezien"


@dataclass(frozen=True)
class Mark:
    """A value of a field, told from others by a short number; ``words`` say it to a person."""

    number: str
    words: Callable[[], str] = field(compare=False, default=str)


class SeenForm(forms.Form):
    """Carries what its fields held when the page was made.

    Give it the stored values as ``initial`` (or as ``instance``), read under the lock under which
    they will be written. A form that adds something (``is_new``) asks nothing.
    """

    gezien = forms.CharField(widget=forms.HiddenInput, required=False, label="")

    # Fields that are empty on every new page, such as a reason.
    asked_anew: ClassVar[Collection[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEEN].initial = self._marks_in_text
        self.clash: Clash | None = None
        self._stay: frozenset[str] = frozenset()

    def last_change(self) -> Event[Any] | None:
        """Who saved last, for the page that asks what stays; None when nothing tells."""
        history = getattr(getattr(self, "instance", None), "history", None)
        return last_event(history) if history is not None else None

    # ------------------------------------------------------------------ what the page showed

    @property
    def is_new(self) -> bool:
        """Whether nothing is stored yet."""
        instance = getattr(self, "instance", None)
        return instance is not None and instance._state.adding

    @property
    def seen_fields(self) -> Iterator[str]:
        """The names of the fields that show something stored."""
        for name, shown in self.fields.items():
            is_shown = not (shown.disabled or shown.widget.is_hidden)
            if is_shown and name not in self.asked_anew:
                yield name

    def _stored(self) -> dict[str, Mark]:
        return {name: self._mark(name, self._initial(name)) for name in self.seen_fields}

    def _initial(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _mark(self, name: str, value: Any) -> Mark:
        return Mark(number_of(value), lambda: in_words(self.fields[name], value))

    def _marks_in_text(self) -> str:
        return json.dumps({name: mark.number for name, mark in self._stored().items()})

    def _page(self) -> Values | None:
        """What the page held, None when it doesn't say."""
        try:
            found = json.loads(self.data.get(self.add_prefix(SEEN), ""))
            return {name: Mark(str(found.get(name, ""))) for name in self.seen_fields}
        except (ValueError, AttributeError):
            return None

    @property
    def was_overtaken(self) -> bool:
        """Whether anything that the page showed is stored otherwise by now."""
        return self._page() != self._stored()

    # -------------------------------------------------------------------- what comes back

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook
        if self.is_new:
            return
        stored, page = self._stored(), self._page()
        absent = frozenset(name for name in stored if self._is_absent(name))
        typed = {
            name: self._mark(name, self._typed(name))
            for name in stored
            if name in self.cleaned_data and name not in absent
        }
        try:
            self._stay = absent | stay_stored(page, stored, typed, self._answers(stored))
        except Conflict:
            self._ask(page, stored, typed)
            return
        for name in self._stay:
            self.errors.pop(name, None)
            try:
                self.cleaned_data[name] = self._stored_value(name)
                if own := getattr(self, f"clean_{name}", None):
                    self.cleaned_data[name] = own()
            except forms.ValidationError as error:
                self.add_error(name, error)

    def _typed(self, name: str) -> Any:
        """What was typed, as the field has it: a form may make something else of that."""
        if not hasattr(self, f"clean_{name}"):
            return self.cleaned_data[name]
        return self.fields[name].clean(self[name].data)

    def _is_absent(self, name: str) -> bool:
        """Whether the page had no such field, so that it says nothing about it."""
        widget, key = self.fields[name].widget, self.add_prefix(name)
        return bool(widget.value_omitted_from_data(self.data, self.files, key))

    def _answers(self, stored: Values) -> Mapping[str, str]:
        names = {name: answer_name(self.add_prefix(name)) for name in stored}
        return {answer_name(name): self.data.get(key, "") for name, key in names.items()}

    def _stored_value(self, name: str) -> Any:
        shown = self.fields[name]
        value = self._initial(name)
        if isinstance(shown, forms.ModelMultipleChoiceField):
            return shown.to_python([_key(row) for row in value or ()])
        if isinstance(shown, forms.ModelChoiceField):
            return shown.to_python(_key(value))
        return shown.to_python(value) if isinstance(shown, forms.CharField) else value

    def _ask(self, page: Values | None, stored: Values, typed: Values) -> None:
        labels = {name: self[name].label for name in stored}
        choices = choices_between(page, stored, typed, labels, lambda _name, mark: mark.words())
        named = tuple(_prefixed(choice, self.add_prefix(choice.field)) for choice in choices)
        self.clash = Clash(named, self.last_change())
        self.add_error(None, _("Intussen gewijzigd. Kies per veld wat blijft, en sla dan op."))
        self.know_what_is_stored()

    def know_what_is_stored(self) -> None:
        """Show the same typed values on a page that knows of what is stored now."""
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
        typed[self.add_prefix(SEEN)] = self._marks_in_text()
        self.data = typed

    @property
    def changed_data(self) -> list[str]:
        """The fields that will be written otherwise than they are stored."""
        return [
            name
            for name, shown in self._bound_items()  # type: ignore[attr-defined]  # Django's own
            if name not in self._stay and not shown.is_hidden and shown._has_changed()
        ]


def _prefixed(choice: Choice, name: str) -> Choice:
    return Choice(name, choice.label, choice.stored, choice.typed, choice.first)


# --------------------------------------------------------------------- values of any field


def number_of(value: Any) -> str:
    """A short number that is the same for the same value, stored or typed."""
    return sha256(_text(value).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    match value:
        case None | "" | () | []:
            return ""
        case str():
            # A browser sends every line break as two characters.
            return "\n".join(value.replace("\r\n", "\n").split("\r")).strip()
        case Decimal():
            return f"{value.normalize():f}"
        case models.Model():
            return str(value.pk)
        case models.QuerySet() | list() | tuple():
            return " ".join(sorted(str(_key(row)) for row in value))
        case _:
            return str(value)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def in_words(shown: forms.Field, value: Any) -> str:
    """A value of a field as it reads on screen; empty for no value."""
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(str(row) for row in value)
    if isinstance(shown, forms.ModelChoiceField):
        value = shown.to_python(_key(value))
    elif isinstance(shown, forms.ChoiceField):
        value = dict(shown.choices).get(value, value)  # type: ignore[arg-type]
    match value:
        case bool():
            return _("ja") if value else _("nee")
        case date():
            return long_date(value)
        case _:
            return "" if value is None else str(value)
