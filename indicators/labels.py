"""What the periods of figures are called. Pure: dates in, words of the language of the page out."""

from datetime import date

from django.utils.translation import gettext as _

from nalportal.dutch import short_date

from .reports import NAL_START, OtherFigure, RateRow


def period_name(row: RateRow) -> str:
    """The period of a row of table 2: as its source calls it, or else as we do."""
    return _period(row.label, row.period_from, row.on, provisional=row.provisional)


def other_period(entry: OtherFigure) -> str | date:
    """The day or the period of a figure of another source."""
    if entry.period_from is None:
        return entry.on
    return _period(entry.period, entry.period_from, entry.on, provisional=entry.provisional)


def _period(given: str, since: date, until: date, *, provisional: bool) -> str:
    name = given or _own_name(since, until)
    return _("{name} (voorlopig)").format(name=name) if provisional else name


def _own_name(since: date, until: date) -> str:
    if since == NAL_START:
        return _("sinds start NAL (tot {until})").format(until=short_date(until))
    if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31):
        return _("{first} t/m {last}").format(first=since.year, last=until.year)
    return _("{start} t/m {until}").format(start=short_date(since), until=short_date(until))
