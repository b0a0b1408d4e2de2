"""One file per kind of row over all rounds, and what its columns are (CSVW), for programs that know
nothing of us."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from indicators.charts.numbers import Numbers
from nalportal.contact import LICENCES
from nalportal.exchange.writing import guarded
from nalportal.figures import Figure

from ..editions import RoundEntry
from ..model import Report
from ..sheets import columns_of_csv
from .resources import Field, Resource, Value

# Which report a row is of, in front of what the row tells.
OF_ROUND = (
    Field("ronde", _("Naam van de ronde in webadressen.")),
    Field("peildatum", _("De dag waarop de stand van zaken geldt."), date),
    Field("versie", _("Versie van het rapport."), int),
)
_DATATYPES: Mapping[type, str] = {
    str: "string",
    int: "integer",
    float: "decimal",
    bool: "boolean",
    date: "date",
}

Told = Iterable[tuple[RoundEntry, Report]]
Metadata = dict[str, Any]  # JSON


def tidy_csv(resource: Resource, told: Told) -> bytes:
    """UTF-8 with commas, points for decimals, days as year-month-day, true and false: RFC 4180.

    A text that a sheet would take for a formula begins with an apostrophe, as in our other files.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([field.name for field in (*OF_ROUND, *resource.fields)])
    for entry, report in told:
        of_round: list[Value] = [entry.slug, entry.reference_on, entry.version]
        for row in resource.rows(report):
            values = [*of_round, *(row[field.name] for field in resource.fields)]
            writer.writerow(map(_cell, values))
    return buffer.getvalue().encode()


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.15g}"
        case str():
            return guarded(value)
    return str(value)


def tidy_metadata(resource: Resource, address: str) -> Metadata:
    """What is in :func:`tidy_csv`, by the W3C's CSV on the Web."""
    fields = (*OF_ROUND, *resource.fields)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": address,
        **licensed(),
        "dc:title": str(resource.title),
        "dc:description": str(resource.about),
        "tableSchema": {
            "columns": [_column(field) for field in fields],
            "primaryKey": ["ronde", *resource.key],
        },
    }


def licensed() -> Metadata:
    """What may be done with a file, where that was settled."""
    licence = settings.LICENCE
    return (
        {"dc:license": {"@id": LICENCES[licence]} if licence in LICENCES else licence}
        if licence
        else {}
    )


def _column(field: Field) -> Metadata:
    return {
        "name": field.name,
        "titles": field.name,
        "datatype": _DATATYPES[field.type],
        "dc:description": str(field.about),
    }


# In the list of figures of one report, for Dutch spreadsheets.
_OF_FIGURES = {
    "waarde": {"base": "decimal", "format": {"decimalChar": ",", "pattern": "0.###"}},
    "vanaf": "date",
    "datum": "date",
}


def figures_metadata(address: str) -> Metadata:
    """The CSVW description of ``rapport.csv`` at ``address``: its dialect, columns and key."""
    return _for_spreadsheets(address, columns=[*_figure_columns()], primaryKey="kenmerk")


def numbers_metadata(numbers: Numbers, address: str) -> Metadata:
    """The CSVW description of the numbers of a chart, whose columns are called as on the page."""
    columns = [
        {
            "name": f"kolom_{n}",
            "titles": title,
            "datatype": _datatype(row[n] for row in numbers.rows),
        }
        for n, title in enumerate(numbers.head)
    ]
    return _for_spreadsheets(address, columns=columns)


def _datatype(values: Iterable[str | date | Figure]) -> Any:
    """A word among the numbers ("pm", "ten minste 5") makes text of them."""
    values = list(values)
    if all(isinstance(value, date) for value in values):
        return "date"
    numbers = [value for value in values if isinstance(value, Figure)]
    plain = all(one.value is not None and one.is_plain for one in numbers)
    return _OF_FIGURES["waarde"] if plain and len(numbers) == len(values) else "string"


def _for_spreadsheets(address: str, **table: Any) -> Metadata:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": address,
        **licensed(),
        "dialect": {"delimiter": ";", "encoding": "utf-8"},
        "tableSchema": table,
    }


def _figure_columns() -> Iterator[Metadata]:
    for name, about in columns_of_csv().items():
        kind = _OF_FIGURES.get(name, "string")
        yield {"name": name, "titles": name, "datatype": kind, "dc:description": str(about)}
