"""The file "Gebieden in Nederland" as CBS publishes it, in either form, to municipalities.

Columns are found by their titles, that of the codes else by its cells; padding comes off, and what
cannot be placed is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nalportal.dutch import counted, joined
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Line, Table, read_lines

from ..models import Province

CODE, NAME, PROVINCE = "code", "name", "province"
# The titles of columns: paths in the export of StatLine, bare names in the download "onbewerkt".
_TITLES = {
    CODE: re.compile(r"(.*/)?Codes en namen van gemeenten/Code( \(code\))?|RegioS"),
    NAME: re.compile(r"(.*/)?Codes en namen van gemeenten/Naam( \(naam\))?|Naam(_2)?|Gemeentenaam"),
    PROVINCE: re.compile(r"(.*/)?Provincies/Naam( \(naam\))?"),
}
_MUNICIPALITY = re.compile(r"GM\d{4}")
# How CBS names a province in some of its files.
_PROVINCES = {"Friesland": Province.FRYSLAN}
# The country, its parts, provinces and the like stand in the same column.
_OTHER_AREA = re.compile(r"(?!GM)[A-Z]{2}\d{2,4}")


@dataclass(frozen=True)
class CbsRow:
    """A municipality as the file has it; what its form does not tell is empty."""

    code: str
    name: str
    province: str


def read_division(file: str, content: bytes) -> dict[str, CbsRow]:
    """The municipalities of the file by their code.

    Raises :class:`FaultyFile` with all that cannot be placed: a file without a column of codes or
    with two, a code or province that nobody knows, a municipality that stands there differently
    twice.
    """
    lines = read_lines(file, content, is_published=True)
    heads, *rows = [line for line in lines if line.is_row] or lines
    table = Table(file, heads.cells, tuple(row for row in rows if row.cells != heads.cells))
    places = _places(table)
    found: dict[str, CbsRow] = {}
    faults: list[Fault] = []
    for line in table.rows:
        for row in _rows(table, line, places, faults):
            earlier = found.setdefault(row.code, row)
            if earlier != row:
                expected = _("één keer deze gemeente, met één naam en één provincie")
                faults.append(Fault(file, line.number, "", row.code, expected))
    if not found and not faults:
        faults.append(Fault(file, None, "", "", _("codes van gemeenten, zoals GM0014")))
    if faults:
        raise FaultyFile(faults)
    return found


def _places(table: Table) -> dict[str, int]:
    """Which column has what; the code is the one that has to be there."""
    places: dict[str, int] = {}
    for key, title in _TITLES.items():
        fitting = [at for at, text in enumerate(table.headers) if title.fullmatch(text)]
        if key == CODE and not fitting:
            fitting = _with_codes(table)
        if len(fitting) > 1 or (not fitting and key == CODE):
            titles = joined([table.headers[at] for at in fitting])
            expected = _("één kolom met codes (Codes en namen van gemeenten/Code, of RegioS)")
            if key != CODE:
                expected = _("ten hoogste één kolom met namen en één met provincies")
            raise FaultyFile([Fault(table.file, 1, "", shown(titles), expected)])
        if fitting:
            places[key] = fitting[0]
    return places


def _with_codes(table: Table) -> list[int]:
    """The columns, whatever they are called, in which most cells are codes of municipalities."""
    half = len(table.rows) / 2
    return [
        at
        for at in range(len(table.headers))
        if sum(
            bool(_MUNICIPALITY.fullmatch(line.cells[at]))
            for line in table.rows
            if at < len(line.cells)
        )
        > half
    ]


def _rows(
    table: Table, line: Line, places: Mapping[str, int], faults: list[Fault]
) -> Iterator[CbsRow]:
    """The municipality of a line, if it is one and nothing is wrong with it."""
    if len(line.cells) != len(table.headers):
        cells = counted(len(table.headers), "cel", "cellen")
        expected = _("%(cells)s, zoals in de eerste regel") % {"cells": cells}
        faults.append(Fault(table.file, line.number, "", shown(line.cells[-1]), expected))
        return
    code, name, province = (
        line.cells[places[key]] if key in places else "" for key in (CODE, NAME, PROVINCE)
    )
    province = str(_PROVINCES.get(province, province))
    wrong = _wrong(code, name, province, places)
    if wrong:
        key, value, expected = wrong
        column = table.headers[places[key]]
        faults.append(Fault(table.file, line.number, column, shown(value), expected))
    elif _MUNICIPALITY.fullmatch(code):
        yield CbsRow(code, name, province)


def _wrong(
    code: str, name: str, province: str, places: Mapping[str, int]
) -> tuple[str, str, str] | None:
    if not _MUNICIPALITY.fullmatch(code):
        expected = _("een CBS-code van een gemeente of een ander gebied, zoals GM0014 of PV20")
        return None if _OTHER_AREA.fullmatch(code) else (CODE, code, expected)
    if NAME in places and not name:
        return NAME, name, _("de naam van de gemeente")
    if PROVINCE in places and province not in Province.values:
        return PROVINCE, province, _("een van de twaalf provincies")
    return None
