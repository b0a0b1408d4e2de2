"""The numbers beside a map of the country: how far the municipalities of each region are."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.reports import CoverageReport
from nalportal.dutch import number, short_date
from regions.reports.classes import MapFigures
from regions.reports.country import CountryMap, RegionTotal, StageCounts

from .. import labels
from ..provenance import cited_by
from .model import Column, Kind, Note, NoteKind, Row, Table, note, row_of
from .stock import points


def stage_table(country: CountryMap) -> Table:
    """The municipalities per region and stage, or on a map of figures per class."""
    caption = _("Gemeenten per klasse: {0}") if country.classes else _("Gemeenten per stand: {0}")
    return Table(
        id="kaart-cijfers",
        kind="kaart-cijfers",
        caption=caption.format(country.instrument.name),
        columns=(
            Column(_("NAL-regio"), Kind.NAME, room=3),
            *(Column(labels.class_word(country, stage), room=3) for stage in country.stages),
            Column(_("Gemeenten"), room=2),
        ),
        rows=tuple(map(_row, country.table)),
        total=_row(country.total),
        notes=tuple(_total(told) for told in country.totals if told.count.value is not None),
    )


def _total(told: RegionTotal) -> Note:
    """A region that gave a number only counts as unknown in the table: the note says the number."""
    text = _(
        "Van {region} is alleen een totaal bekend: {count} van {all}. Welke gemeenten dat zijn, is "
        "niet opgegeven; in deze tabel staan zij bij Onbekend."
    )
    about = {"region": told.name, "count": told.count, "all": told.municipalities}
    return note(NoteKind.READING, text.format(**about))


def _row(row: StageCounts) -> Row:
    return row_of(labels.row_name(row.name), *row.counts, row.total)


def map_figures(coverage: CoverageReport) -> MapFigures | None:
    """The stock of each municipality, for a map; ``None`` where none is known."""
    known = [entry for entry in coverage.municipalities if entry.figure.value is not None]
    if not known:
        return None
    days = sorted({entry.on for entry in known})
    sources = {
        labels.source_line(source): None
        for entry in known
        for source, _names in cited_by(entry.figure, coverage.sources)
    }
    named = [_("Bron: {source}.").format(source="; ".join(sources))] if sources else []
    told = _("Cijfers van {days}.").format(
        days=_("{first} tot en met {last}").format(
            first=short_date(days[0]), last=short_date(days[-1])
        )
        if len(days) > 1
        else short_date(days[0])
    )
    return MapFigures(
        slug="cijfer-laadpunten",
        name=_("{points} per gemeente").format(points=points(coverage.only_kind)),
        values={
            entry.code: (Decimal(entry.figure.value or 0), str(entry.figure)) for entry in known
        },
        in_words=number,
        told=" ".join((told, *named)),
    )
