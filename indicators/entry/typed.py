"""What came back with a grid: fields to entries, every fault at its own field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import MOST_DECIMALS
from nalportal.exchange.cells import CellError
from nalportal.exchange.tables import tidied
from nalportal.pages.fields import DayField, PastDayField, PlainTextField

from ..cells import FigureCell
from ..descriptions import figure_text
from ..figures import (
    LABEL_LENGTH,
    Content,
    Entry,
    Key,
    Place,
    Seen,
    wrong_area,
    wrong_moment,
    wrong_value,
)
from .grid import Grid, Row, one_line, unpacked

NOTE_LENGTH = 2_000


class FigureField(forms.CharField):
    """What :class:`FigureCell` reads; ``None`` when empty."""

    decimals = MOST_DECIMALS

    def to_python(self, value: Any) -> Any:
        text = tidied(str(value or ""))
        if not text:
            return None
        try:
            return FigureCell(self.decimals).clean(text)
        except CellError as error:
            wrong = _now("U vulde “%(text)s” in. Vul %(expected)s in.")
            raise ValidationError(wrong % {"text": text[:40], "expected": error}) from None


class RowForm(forms.Form):
    """The fields of one figure of a measure with so many ``decimals``."""

    waarde = FigureField(label=_("Waarde"), required=False)
    voorlopig = forms.BooleanField(label=_("Voorlopig"), required=False)
    noot = PlainTextField(label=_("Opmerking"), limit=NOTE_LENGTH, one_line=True, required=False)

    def __init__(
        self, data: Mapping[str, Any], *, decimals: int, prefix: str, is_outlook: bool = False
    ) -> None:
        super().__init__(data, prefix=prefix)
        cast(FigureField, self.fields["waarde"]).decimals = decimals
        if is_outlook and "datum" in self.fields:
            # A target or forecast is of a day to come.
            self.fields["datum"] = DayField(label=_("Datum"), required=False)


class NewRowForm(RowForm):
    """The fields of one figure on a date that the grid does not have yet."""

    datum = PastDayField(label=_("Datum"), required=False)
    vanaf = PastDayField(label=_("Vanaf"), required=False)
    periode = PlainTextField(
        label=_("Naam van de periode"), limit=LABEL_LENGTH, one_line=True, required=False
    )


MOMENT_FIELDS = ("datum", "vanaf", "periode")


class Typed:
    """The rows of ``grid`` as they were sent: their fields filled, and ``entries`` to store.

    A row that was not touched gives no entry. ``faults`` are the errors of all rows, in their
    order, as (id of the field, name of the cell, what is wrong).
    """

    def __init__(self, grid: Grid, data: Mapping[str, Any]) -> None:
        self.grid = grid
        self.entries: list[Entry] = []
        self.unreadable = False
        self._seen = self._what_was_seen(data)
        self._moments = {row.key[1:] for row in grid.known_rows if row.key}
        for number, row in enumerate(grid.rows, 1):
            kind = RowForm if row.key else NewRowForm
            form = kind(
                data,
                decimals=grid.measure.decimals,
                is_outlook=bool(grid.choice.value_kind),
                prefix=row.name,
            )
            _show_typed(row, form)
            entry = self._entry(row, form, number)
            if entry and not row.errors:
                self.entries.append(entry)

    def _what_was_seen(self, data: Mapping[str, Any]) -> Mapping[str, Content]:
        try:
            return unpacked(data.get("gezien", ""))
        except ValueError:
            self.unreadable = True
            return {}

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        return [
            (f"id_{row.name}-{name}", row.label, text)
            for row in self.grid.rows
            for name, text in row.errors.items()
        ]

    def _entry(self, row: Row, form: RowForm, number: int) -> Entry | None:
        seen = self._seen.get(row.name)
        # What was not touched may break a rule of today; it is not what somebody is typing.
        if not _is_touched(row, seen):
            return None
        if not form.is_valid():
            row.errors |= {name: str(errors[0]) for name, errors in form.errors.items()}
            return None
        data = form.cleaned_data
        if data["waarde"] is None:
            row.errors["waarde"] = _without_figure(seen)
            return None
        key = row.key or self._new_key(row, data)
        value, missing, accuracy = data["waarde"]
        if key is None or not self._obeys(row, key.on, value, missing):
            return None
        content = Content(
            value,
            missing,
            data["voorlopig"],
            _note(data["noot"], seen),
            self._label(row, data),
            self.grid.choice.edition,
            accuracy,
            self.grid.choice.set_on,
        )
        return Entry(key, content, Place(number, row.label), Seen(seen))

    def _obeys(self, row: Row, on: date, value: Decimal | None, missing: str) -> bool:
        area = wrong_area(row.municipality, on, missing)
        for rule in chain(wrong_value(self.grid.measure, value), area):
            row.errors.setdefault("waarde", _expected(rule.expected))
        return not row.errors

    def _label(self, row: Row, data: Mapping[str, Any]) -> str | None:
        """The name of the period: of a new row its own, of a new figure that of the page."""
        if row.key is None:
            return str(data["periode"])
        return None if row.stored else self.grid.choice.cleaned_data.get("periode")

    def _new_key(self, row: Row, data: Mapping[str, Any]) -> Key | None:
        """The figure of a date that was typed; faults go to the row."""
        on: date | None = data["datum"]
        if on is None:
            row.errors["datum"] = _now("Vul ook de datum in.")
            return None
        choice = self.grid.choice
        moment = on, data["vanaf"], data["periode"], choice.value_kind, choice.set_on
        for rule in wrong_moment(*moment):
            row.errors["datum"] = _expected(rule.expected)
        if (on, data["vanaf"]) in self._moments:
            row.errors["datum"] = _now("Deze datum staat al in het rooster. Vul haar daar in.")
        self._moments.add((on, data["vanaf"]))
        if row.errors or self.grid.series is None:
            return None
        return Key(self.grid.series, on, data["vanaf"])


def _show_typed(row: Row, form: RowForm) -> None:
    """Keep in the fields what was typed, right or wrong."""
    data = form.data
    row.value = tidied(str(data.get(form.add_prefix("waarde"), "")))
    row.provisional = form.add_prefix("voorlopig") in data
    row.note = str(data.get(form.add_prefix("noot"), ""))
    if row.key is None:
        row.moment = {name: str(data.get(form.add_prefix(name), "")) for name in MOMENT_FIELDS}


def _is_touched(row: Row, seen: Content | None) -> bool:
    """Whether the fields say something else than when the page was opened."""
    note = one_line(seen.note or "") if seen else ""
    shown = (figure_text(seen), bool(seen and seen.provisional), note)
    typed = (row.value, row.provisional, one_line(row.note))
    return shown != typed or any(row.moment.values())


def _note(typed: str, seen: Content | None) -> str:
    """A note of several lines is shown on one; as long as nobody types in it, it stays."""
    if seen and typed == one_line(seen.note or ""):
        return seen.note or ""
    return typed


def _without_figure(seen: Content | None) -> str:
    if seen:
        return _now("Een cijfer weghalen kan niet. Vul een getal in, of pm, onbekend of nvt.")
    return _now("Vul hier een getal in, of pm, onbekend of nvt.")


def _expected(expected: Any) -> str:
    return _now("Vul %(expected)s in.") % {"expected": expected}
