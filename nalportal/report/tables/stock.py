"""Tables 1 and 2, the ratio per region, and what other sources say of the same measures."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.labels import other_period, period_name
from indicators.memoize import once_per_value
from indicators.reports import (
    OtherSource,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    RegionRatio,
)
from nalportal.dutch import within_sentence
from nalportal.figures import COMPUTED, Figure

from ..labels import (
    area_name,
    caveat,
    column_title,
    rate_basis,
    replaced_lines,
    source_line,
    type_breaks_line,
)
from ..provenance import cited, publishers_line
from . import notes
from .model import (
    AS_FIGURE,
    About,
    Cell,
    Column,
    Empty,
    Kind,
    Note,
    NoteKind,
    Row,
    Shown,
    Table,
    note,
)


def nothing_supplied(name: str) -> Empty:
    """In the place of a table of which this round has no figures."""
    return Empty(_("Geen cijfers in deze ronde."), _("Voor {0} is niets opgegeven.").format(name))


def points(kind: str = "") -> str:
    """What a series counts: all types, or the one that it is of."""
    return kind or _("(Semi-)publieke laadpunten")


def vehicles() -> str:
    return _("Stekkervoertuigen (BEV en PHEV)")


def per_point(kind: str = "") -> str:
    """What the ratio is of: all charge points, or those of one type."""
    if not kind:
        return _("Stekkervoertuigen per laadpunt")
    told = _("Stekkervoertuigen per laadpunt, alleen {kind}")
    return told.format(kind=within_sentence(kind))


# ------------------------------------------------------------------------------------ table 1


@once_per_value(keep=4)
def ratio_table(ratio: RatioReport) -> Table:
    """Table 1: stock of charge points and vehicles, and vehicles per point."""
    dates = ratio.columns
    columns = (Column(_("Cijfer"), Kind.NAME), *map(_date, dates))
    rows = (
        _measure(points(ratio.only_kind), (c.charge_points for c in dates)),
        _measure(vehicles(), (c.vehicles for c in dates)),
        _measure(per_point(ratio.only_kind), (c.ratio for c in dates), computed=True),
    )
    return Table(
        id="tabel-1",
        kind="tabel-1",
        number="1",
        caption=_("Overzicht aantal laadpunten per elektrische auto"),
        columns=columns,
        rows=rows if dates else (),
        across=_("Datum"),
        notes=(
            *_of_year_ends(dates),
            *notes.of_dates(rows, columns),
            *(note(NoteKind.BASIS, line) for line in filter(None, (publishers_line(ratio),))),
            *notes.breaks(ratio.breaks),
            *notes.written(ratio.texts),
            *notes.sources(cited(ratio)),
        ),
        empty=nothing_supplied(_("tabel 1")),
        sheet=_("Tabel 1"),
        charts="ratio",
    )


def _measure(name: str, figures: Iterable[Figure], *, computed: bool = False) -> Row:
    cells = (Cell(figure, computed=computed) for figure in figures)
    return Row((Cell(name), *cells), About(measure=name))


def _date(column: RatioColumn) -> Column:
    return Column(column_title(column), corrected_as=AS_FIGURE, about=About(on=column.on))


def _of_year_ends(dates: Iterable[RatioColumn]) -> list[Note]:
    if not any(column.year_end for column in dates):
        return []
    return [note(NoteKind.READING, _("Een jaartal is de stand aan het einde van dat jaar."))]


@once_per_value(keep=4)
def region_ratios(ratio: RatioReport) -> Table:
    """Vehicles per charge point of the regions that have both."""
    rows = tuple(map(_region, ratio.regions))
    stock, divided = points(ratio.regions_only_kind), per_point(ratio.regions_only_kind)
    columns = (
        Column(_("Regio"), Kind.NAME, room=1),
        Column(_("Datum"), Kind.DAY),
        Column(_("Voorlopig"), Kind.TEXT, Shown.LINE),
        Column(stock, about=About(measure=stock)),
        Column(vehicles(), corrected_as=AS_FIGURE, about=About(measure=vehicles())),
        Column(divided, about=About(measure=divided)),
    )
    return Table(
        id="tabel-1-regios",
        kind="tabel-1-regios",
        caption=_("Stekkervoertuigen per laadpunt, per NAL-regio"),
        columns=columns,
        rows=rows,
        notes=(note(NoteKind.TEXT, caveat(ratio)), *notes.of_dates(rows, columns)),
        sheet=_("Per laadpunt per regio"),
    )


def _region(region: RegionRatio) -> Row:
    return Row(
        (
            Cell(region.name),
            Cell(region.on),
            Cell(_("voorlopig") if region.provisional else ""),
            Cell(region.charge_points),
            Cell(region.vehicles),
            Cell(region.ratio),
        ),
        About(area=region.name, on=region.on),
    )


# ------------------------------------------------------------------------------------ table 2


@once_per_value(keep=4)
def rate_table(rate: RateReport) -> Table:
    """Table 2: average monthly increase per type and period."""
    columns = _paces()
    rows = tuple(map(_period, rate.rows))
    return Table(
        id="tabel-2",
        kind="tabel-2",
        number="2",
        caption=_("Overzicht toename aantal laadpunten per maand"),
        columns=columns,
        rows=rows,
        notes=(
            *_of_bases(rate),
            *(note(NoteKind.READING, line) for line in replaced_lines(rate)),
            *notes.of_dates(rows, columns),
            *notes.breaks(rate.breaks),
            *notes.written(rate.texts),
            *notes.sources(cited(rate)),
        ),
        empty=nothing_supplied(_("tabel 2")),
        sheet=_("Tabel 2"),
        charts="rate",
    )


@once_per_value(keep=4)
def replaced_rates(rate: RateReport) -> Table:
    """What was reported earlier over a period of which table 2 has another row: in data files."""
    return Table(
        id="tabel-2-vervangen",
        kind="tabel-2-vervangen",
        caption=_("Eerder opgegeven, nu vervangen door een rij in tabel 2"),
        columns=_paces(),
        rows=tuple(map(_period, rate.replaced)),
        sheet=_("Tabel 2, vervangen"),
        on_page=False,
        on_paper=False,
    )


def _paces() -> tuple[Column, ...]:
    return (
        Column(_("Periode"), Kind.NAME, room=1),
        _pace(_("Publiek"), _("Publieke laadpunten erbij per maand")),
        _pace(_("Semipubliek"), _("Semipublieke laadpunten erbij per maand")),
        _pace(_("Snel"), _("Snelle laadpunten erbij per maand")),
        Column(_("Totaal"), strong=True, about=About(measure=_("Laadpunten erbij per maand"))),
        Column(_("Grondslag"), Kind.TEXT),
    )


def _period(row: RateRow) -> Row:
    figures = (row.public, row.semi_public, row.fast)
    return Row(
        (
            Cell(period_name(row)),
            *(Cell(figure, computed=row.basis == COMPUTED) for figure in figures),
            Cell(row.total),
            Cell(rate_basis(row)),
        ),
        About(since=row.period_from, on=row.on),
    )


def _pace(heading: str, measure: str) -> Column:
    return Column(heading, corrected_as=AS_FIGURE, about=About(measure=measure))


def _of_bases(rate: RateReport) -> list[Note]:
    """What the words under Grondslag mean."""
    if not rate.rows:
        return []
    if all(row.basis != COMPUTED for row in rate.rows):
        told = _("Gemiddelden zoals opgegeven; de totalen zijn berekend.")
    else:
        told = _(
            "Berekend = de groei van de stand, gedeeld door het aantal maanden; de maand van een "
            "trendbreuk telt niet mee. Opgave = het gemiddelde zoals opgegeven. De totalen zijn "
            "berekend."
        )
        told = f"{told} {type_breaks_line(rate)}".rstrip()
    return [note(NoteKind.BASIS, told)]


# ---------------------------------------------------------------------------- other sources


def other_sources(others: tuple[OtherSource, ...], of: str) -> Table:
    """What other sources say of the measure ``of`` an indicator, never among its own figures."""
    return Table(
        id=f"andere-bronnen-{of}",
        kind="andere-bronnen",
        caption=_("Andere bronnen"),
        columns=(
            Column(_("Bron"), Kind.NAME, room=1),
            Column(_("Maat"), Kind.TEXT, room=1),
            Column(_("Gebied"), Kind.TEXT),
            Column(_("Datum of periode"), Kind.TEXT),
            Column(_("Vanaf"), Kind.DAY, Shown.DATA),
            Column(_("Datum"), Kind.DAY, Shown.DATA),
            Column(_("Cijfer"), corrected_as=AS_FIGURE),
        ),
        rows=tuple(
            Row(
                (
                    Cell(source_line(other.source)),
                    Cell(other.label),
                    Cell(area_name(entry.name)),
                    Cell(other_period(entry)),
                    Cell(entry.period_from),
                    Cell(entry.on),
                    Cell(entry.figure),
                ),
                About(
                    area=area_name(entry.name),
                    measure=other.label,
                    since=entry.period_from,
                    on=entry.on,
                ),
            )
            for other in others
            for entry in other.figures
        ),
        notes=(
            note(
                NoteKind.READING,
                _("Deze cijfers tellen niet mee in de reeksen en totalen hierboven."),
            ),
            *notes.sources([(other.source, "") for other in others]),
        ),
        sheet=_("Andere bronnen"),
    )
