"""The tables of the report as sheets: the same rows, columns and notes as on screen and paper."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.reports import RateReport, RatioReport
from nalportal.dutch import long_date
from nalportal.progress.figures import Figure
from regions.reports import InstrumentEntry, MunicipalityEntry, PolicyRow, TerritoryReport
from regions.status import Status

from ..model import Report
from ..words import (
    basis_line,
    column_title,
    difference_lines,
    inherited_words,
    period,
    rate_basis,
    replaced_lines,
    stage_word,
    type_breaks_line,
)
from .model import Column, Sheet, Value, readings
from .notes import break_notes, source_notes, text_notes


def key_figure_sheet(report: Report) -> Sheet:
    """The figures on top."""
    rows = tuple((k.label, k.figure, k.of, k.context) for k in report.key_figures)
    return Sheet(
        name=_("Kerncijfers"),
        caption=_("Kerncijfers"),
        columns=(
            Column(_("Onderwerp"), 40),
            Column(_("Stand")),
            Column(_("Van")),
            Column(_("Toelichting"), 60),
        ),
        rows=rows,
        notes=tuple(readings(rows)),
    )


def ratio_sheet(ratio: RatioReport) -> Sheet:
    """Table 1."""
    rows: tuple[tuple[Value, ...], ...] = (
        (_("(Semi-)publieke laadpunten"), *(c.charge_points for c in ratio.columns)),
        (_("Stekkervoertuigen (BEV en PHEV)"), *(c.vehicles for c in ratio.columns)),
        (_("Stekkervoertuigen per laadpunt"), *(c.ratio for c in ratio.columns)),
    )
    return Sheet(
        name=_("Tabel 1"),
        caption=_("Tabel 1. Aantal laadpunten per elektrische auto"),
        columns=(
            Column(_("Cijfer"), 34),
            *(Column(column_title(column)) for column in ratio.columns),
        ),
        rows=rows if ratio.columns else (),
        notes=(
            _("Een jaartal is de stand aan het einde van dat jaar."),
            *readings(rows),
            *break_notes(ratio.breaks),
            *text_notes(ratio.texts.table_notes),
            *text_notes(ratio.texts.footnotes),
            *source_notes(ratio),
        ),
    )


def rate_sheet(rate: RateReport) -> Sheet:
    """Table 2."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (period(r), r.public, r.semi_public, r.fast, r.total, rate_basis(r)) for r in rate.rows
    )
    return Sheet(
        name=_("Tabel 2"),
        caption=_("Tabel 2. Gemiddelde toename van het aantal laadpunten per maand"),
        columns=(
            Column(_("Periode"), 34),
            Column(_("Publiek")),
            Column(_("Semipubliek")),
            Column(_("Snel")),
            Column(_("Totaal")),
            Column(_("Grondslag")),
        ),
        rows=rows,
        notes=(
            *readings(rows),
            *filter(None, (type_breaks_line(rate),)),
            *replaced_lines(rate),
            *break_notes(rate.breaks),
            *text_notes(rate.texts.table_notes),
            *text_notes(rate.texts.footnotes),
            *source_notes(rate),
        ),
    )


def policy_sheet(report: Report) -> Sheet:
    """Table 3: of each instrument the number of municipalities and their share."""
    table = report.territory.table
    texts = report.indicators.policy_texts
    rows = tuple(_policy_row(row, table.instruments) for row in (*table.rows, table.total))
    return Sheet(
        name=_("Tabel 3"),
        caption=_("Tabel 3. Gemeenten met visie en beleid per NAL-regio, {0}").format(
            report.title[:1].lower() + report.title[1:]
        ),
        columns=(
            Column(_("Regio"), 18),
            Column(_("Gemeenten")),
            *(
                column
                for entry in table.instruments
                for column in (
                    Column(entry.column_heading, 18),
                    Column(f"{entry.column_heading}, {_('aandeel')}", 18),
                )
            ),
            Column(_("Noten"), 30),
        ),
        rows=rows if table.rows else (),
        notes=(
            *(f"{note.number}. {note.text}" for note in table.footnotes),
            *text_notes(texts.table_notes),
            *text_notes(texts.footnotes),
            *readings(rows),
            basis_line(table),
            *difference_lines(table),
            _("Gemeentelijke indeling van {0}.").format(long_date(report.division_on)),
        ),
        has_total=bool(table.rows),
    )


def _policy_row(row: PolicyRow, instruments: Iterable[InstrumentEntry]) -> tuple[Value, ...]:
    # A number in a cell cannot carry a mark, so a column of its own says which note is whose.
    marked: list[tuple[str, Figure]] = [(_("Gemeenten"), row.municipalities)]
    cells: list[Value] = []
    for entry in instruments:
        found = row.cell(entry.slug)
        cells += [found.count, found.share]
        marked.append((entry.column_heading, found.count))
    notes = [
        f"{heading}: {_('noot')} {number}" for heading, figure in marked for number in figure.notes
    ]
    return (row.name, row.municipalities, *cells, "; ".join(notes))


def difference_sheet(report: Report) -> Sheet:
    """Where the printed report says otherwise."""
    return Sheet(
        name=_("Verschillen"),
        caption=_("Verschillen met het gedrukte rapport"),
        columns=(
            Column(_("Waar"), 34),
            Column(_("Gedrukt"), 30),
            Column(_("In het portaal"), 30),
            Column(_("Uitleg"), 60),
        ),
        rows=tuple((d.subject, d.printed, d.shown, d.explanation) for d in report.differences),
    )


# -------------------------------------------------------------- municipalities × instruments


def municipality_sheet(report: Report) -> Sheet:
    """What each municipality has of each instrument, and since when."""
    territory = report.territory
    return Sheet(
        name=_("Gemeenten"),
        caption=_("Gemeenten en instrumenten, indeling van {0}").format(
            long_date(report.division_on)
        ),
        columns=(
            Column(_("CBS-code"), 10),
            Column(_("Gemeente"), 26),
            Column(_("Provincie"), 16),
            Column(_("NAL-regio"), 16),
            *(
                column
                for entry in territory.instruments
                for column in (
                    Column(entry.short_name, 18),
                    Column(f"{entry.short_name}, {_('sinds')}", 20),
                    Column(f"{entry.short_name}, {_('in de maak')}", 18),
                )
            ),
        ),
        rows=tuple(_municipality(entry, territory) for entry in territory.municipalities),
        notes=(_("Onbekend = niet opgegeven."),),
    )


def _municipality(entry: MunicipalityEntry, territory: TerritoryReport) -> tuple[Value, ...]:
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    statuses = {status.instrument: status.status for status in entry.statuses}
    found = (statuses.get(instrument.slug, Status()) for instrument in territory.instruments)
    return (
        entry.code,
        entry.name,
        entry.province,
        names.get(entry.region, entry.region),
        *(value for status in found for value in _status(status)),
    )


def _status(status: Status) -> tuple[Value, ...]:
    since = str(status.dated) if status.dated else ""
    dated = f"{_('uiterlijk')} {since}" if since and status.no_later_than else since
    return (
        stage_word(status.stage),
        inherited_words(status) or dated,
        stage_word(status.preparing) if status.preparing else "",
    )
