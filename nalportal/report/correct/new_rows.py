"""What reads a row that a correction adds to a table of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.reports import RateRow, RatioColumn, TableRow
from nalportal.dutch import joined
from nalportal.figures import GIVEN, UNKNOWN, Figure
from nalportal.pages.fields import PastDayField, PlainTextField
from nalportal.progress.forms.milestones import LONG_LENGTH

from .fields import FigureField

TimedRow = RatioColumn | RateRow | TableRow
Moment = tuple[date | None, date]


class NewRowField(PlainTextField):
    """A row: its day or period, and under that one figure on each line.

    It is made like the last of ``rows``; ``measures`` has the name of each figure that is given.
    """

    def __init__(self, rows: Sequence[TimedRow], measures: Mapping[str, str]) -> None:
        self.last = rows[-1]
        self.taken = {_moment_of(row) for row in rows}
        self.asked = [figure for figure in _figures_in(self.last) if figure.id in measures]
        names = [measures[figure.id] for figure in self.asked]
        when = _("1-1-2020 t/m 31-12-2020") if _moment_of(self.last)[0] else _("31-12-2020")
        text = _(
            "Eerste regel: de datum, zoals %(when)s. Daaronder een cijfer per regel: %(names)s."
        )
        super().__init__(
            limit=LONG_LENGTH,
            rows=len(names) + 1,
            required=False,
            help_text=text % {"when": when, "names": joined(names)},
        )

    def clean(self, value: Any) -> TimedRow | None:
        """The row; what follows from its figures is computed when the correction is applied."""
        super().clean(value)
        lines = [line.strip() for line in str(value or "").strip().splitlines()]
        if not lines:
            return None
        moment = self._moment(lines[0])
        if len(lines) - 1 != len(self.asked):
            text = _("Zet onder de datum %(n)s cijfers, elk op een eigen regel.")
            raise ValidationError(text % {"n": len(self.asked)})
        typed = {
            figure.id: FigureField(figure).clean(line)
            for figure, line in zip(self.asked, lines[1:], strict=True)
        }
        return self._row(moment, typed)

    def _moment(self, line: str) -> Moment:
        begin, _word, end = line.rpartition("t/m")
        on = PastDayField().clean(end.strip())
        since = PastDayField(required=False).clean(begin.strip())
        if bool(since) != bool(_moment_of(self.last)[0]) or (since and since > on):
            raise ValidationError(str(self.help_text))
        if (since, on) in self.taken:
            raise ValidationError(_("%(when)s staat al in deze tabel.") % {"when": line})
        return since, on

    def _row(self, moment: Moment, typed: Mapping[str, Figure]) -> TimedRow:
        (since, on), was = moment, _name_of(*_moment_of(self.last))

        def of_now(figure: Figure) -> Figure:
            id_ = figure.id.replace(was, _name_of(since, on))
            if figure.id not in typed:  # it follows from the others
                return replace(figure, id=id_, value=None, missing=UNKNOWN, notes=())
            return replace(typed[figure.id], id=id_, notes=())

        values: dict[str, Any] = {
            field.name: of_now(found)
            for field in fields(self.last)
            if isinstance(found := getattr(self.last, field.name), Figure)
        }
        match self.last:
            case RatioColumn():
                values["year_end"] = (on.month, on.day) == (12, 31)
            case RateRow():
                values |= {"label": "", "basis": GIVEN, "period_from": since}
            case TableRow():
                figures = tuple(map(of_now, self.last.figures))
                values |= {"label": "", "slug": _name_of(since, on), "since": since}
                values["figures"] = figures
        return replace(self.last, on=on, provisional=False, **values)


def _figures_in(row: TimedRow) -> list[Figure]:
    if isinstance(row, TableRow):
        return list(row.figures)
    return [part for f in fields(row) if isinstance(part := getattr(row, f.name), Figure)]


def _moment_of(row: TimedRow) -> Moment:
    match row:
        case RateRow():
            return row.period_from, row.on
        case TableRow():
            return row.since, row.on
    return None, row.on


def _name_of(since: date | None, on: date) -> str:
    return f"{since}.{on}" if since else str(on)
