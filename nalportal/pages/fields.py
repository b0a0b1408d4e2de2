"""Fields of forms that take text and dates the way people type them."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import OpenDate, PartialDate, Planned, Precision, short_date
from nalportal.exchange.check import CONTROL
from nalportal.exchange.tables import tidied
from nalportal.prose import as_meant, in_one_line, one_line_end, table_rows
from nalportal.written_dates import parse_partial_date, parse_planned

YEAR = timedelta(days=366)

CONTROLS = _("Hier staan onzichtbare stuurtekens in. Plak de tekst opnieuw, zonder opmaak.")
TABLE = _(
    "Hier staat een tabel (%(rows)s regels met kolommen). In een tekst kan geen tabel staan: de "
    "kolommen zouden door elkaar lopen. Maak er een lijst van, met een streepje voor elke regel."
)
TOO_LONG = _("Maak dit korter. U gebruikt %(show_value)d tekens, er passen er %(limit_value)d.")


class PlainTextField(forms.CharField):
    """Text without control characters, and short enough; of more lines when ``rows`` is given.

    No ``maxlength`` in the page: a browser would cut off what is pasted without a word.
    """

    def __init__(self, *, limit: int, rows: int = 0, one_line: bool = False, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)
        self.one_line = one_line
        self.validators.append(MaxLengthValidator(limit, message=TOO_LONG))

    def to_python(self, value: Any) -> str:
        text = tidied(super().to_python(value) or "")
        if CONTROL.search(one_line_end(text)):
            raise ValidationError(CONTROLS, code="control")
        return in_one_line(text) if self.one_line else self._as_meant(text)

    def _as_meant(self, text: str) -> str:
        if rows := table_rows(text):
            raise ValidationError(TABLE, code="table", params={"rows": rows})
        return as_meant(text)


class ClipboardField(forms.CharField):
    """A block that was copied from a spreadsheet, as it stands: an empty cell has its place, so
    nothing comes off at either end. :func:`nalportal.exchange.clipboard.read_block` reads it."""

    def __init__(self, *, limit: int, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "class": "clipboard", "spellcheck": "false"})
        super().__init__(widget=widget, strip=False, **kwargs)
        self.validators.append(MaxLengthValidator(limit, message=TOO_LONG))

    def to_python(self, value: Any) -> str:
        text = re.sub(r"\r\n?", "\n", super().to_python(value) or "")
        if CONTROL.search(one_line_end(text)):
            raise ValidationError(CONTROLS, code="control")
        return text if tidied(text) else ""


class PartialDateField(forms.CharField):
    """A day, month, quarter or year, as text; its value is a :class:`PartialDate` or ``None``."""

    # The browser's own suggestions are dates of other forms.
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "short"})
    read: Callable[[str], Planned] = staticmethod(parse_partial_date)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Planned):
            return value or None
        try:
            return self.read(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored date as somebody would type it; what was typed stays as it was typed."""
        match value:
            case PartialDate(precision=Precision.DAY, words=""):
                return short_date(value.on)
            case PartialDate() | OpenDate():
                return str(value).replace("\N{NO-BREAK SPACE}", " ")
            case date():
                return short_date(value)
            case _:
                return value

    def run_validators(self, value: Any) -> None:
        """Those of a text don't apply to a date."""


class PlannedField(PartialDateField):
    """Also roughly, in words, or without a day; its value is a ``Planned`` or ``None``."""

    read = staticmethod(parse_planned)


class PastPeriodField(PartialDateField):
    """A day, month, quarter or year that has begun; its value is a ``PartialDate`` or ``None``."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        _refuse_future(found.on if found else None)
        return found


class DayField(PartialDateField):
    """One day; its value is a date or ``None``."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found is None or isinstance(found, date):
            return found
        if found.precision != Precision.DAY:
            raise ValidationError(_("Vul een dag in, zoals 31-12-2020."), code="invalid")
        return found.on


class PastDayField(DayField):
    """One day, today at the latest; its value is a date or ``None``."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        _refuse_future(found)
        return found


class NearDayField(DayField):
    """One day, a year from now at the latest: what lies further away is a slip of the pen."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found and found > timezone.localdate() + YEAR:
            text = _("Deze dag ligt meer dan een jaar vooruit. Kies een eerdere dag.")
            raise ValidationError(text, code="future")
        return found


def _refuse_future(day: date | None) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(_("Kies een datum tot en met vandaag."), code="future")


class SearchForm(forms.Form):
    """What somebody looks for; nothing is no fault."""

    q = PlainTextField(label=_("Zoek naar"), limit=100, one_line=True, required=False)
