"""The numbers beside a map of the country: how far the municipalities of each region are."""

from django.utils.translation import gettext as _

from regions.reports.country import CountryMap, RegionTotal, StageCounts

from .. import labels
from .model import Column, Kind, Note, NoteKind, Row, Table, note, row_of


def stage_table(country: CountryMap) -> Table:
    """Of one instrument the municipalities per region and stage."""
    return Table(
        id="kaart-cijfers",
        kind="kaart-cijfers",
        caption=_("Gemeenten per stand: {0}").format(country.instrument.name),
        columns=(
            Column(_("NAL-regio"), Kind.NAME, room=3),
            *(Column(labels.stage_word(stage), room=3) for stage in country.stages),
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
    about = {"region": told.name, "count": told.count.value, "all": told.municipalities}
    return note(NoteKind.READING, text.format(**about))


def _row(row: StageCounts) -> Row:
    return row_of(labels.row_name(row.name), *row.counts, row.total)
