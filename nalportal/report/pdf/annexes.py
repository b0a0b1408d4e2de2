"""The annexes: what was told before, what the printed report says otherwise, who has what."""

from django.utils.translation import gettext as _

from nalportal.dutch import long_date
from regions.reports import InstrumentEntry, MunicipalityEntry, RegionReport, TerritoryReport
from regions.status import UNKNOWN, Status

from ..model import Report
from ..words import inherited_words, stage_word
from . import blocks
from .blocks import Block, Cell
from .policy import policy_annexes
from .units import category


def annex_blocks(report: Report) -> list[Block]:
    """Those of the annexes that have something to tell, under one chapter."""
    found = [
        *_earlier(report),
        *_differences(report),
        *_municipalities(report),
        *policy_annexes(report),
    ]
    return [blocks.part(_("Bijlagen")), *found] if found else []


def _earlier(report: Report) -> list[Block]:
    units: list[Block] = []
    for unit in report.units():
        told = [
            category(block.category, block.earlier, level=3)
            for block in unit.categories
            if block.earlier
        ]
        if told:
            # The first category stays with the name of the unit.
            head = blocks.group([{"type": "name", "text": unit.name}, told[0]])
            units += [head, *told[1:]]
    if not units:
        return []
    return [
        blocks.section(_("Eerder gerealiseerd")),
        blocks.lead(_("Een eerder rapport meldde deze punten al als afgerond.")),
        *units,
    ]


def _differences(report: Report) -> list[Block]:
    if not report.differences:
        return []
    columns = [
        blocks.column(_("Onderwerp"), width=4),
        blocks.column(_("Gedrukt"), width=4),
        blocks.column(_("In dit rapport"), width=4),
        blocks.column(_("Uitleg"), width=7),
    ]
    return [
        blocks.section(_("Verschillen met het gedrukte rapport")),
        blocks.lead(_("Hier zegt het gedrukte rapport iets anders dan dit rapport.")),
        blocks.table(
            columns,
            [
                [blocks.cell(text) for text in (d.subject, d.printed, d.shown, d.explanation)]
                for d in report.differences
            ],
            caption=_("Tabel A. Verschillen met het gedrukte rapport"),
            small=True,
        ),
    ]


# -------------------------------------------------------------- municipalities × instruments


def _municipalities(report: Report) -> list[Block]:
    """Per region and municipality what is known of each instrument; nothing known, no annex."""
    territory = report.territory
    known = {
        status.instrument
        for entry in territory.municipalities
        for status in entry.statuses
        if status.status.stage != UNKNOWN
    }
    instruments = tuple(entry for entry in territory.instruments if entry.slug in known)
    if not instruments:
        return []
    about = _("Gemeenten volgens de indeling van {0}. Onbekend = niet opgegeven.")
    opening = [
        blocks.section(_("Gemeenten en instrumenten")),
        blocks.lead(about.format(long_date(report.division_on))),
    ]
    first, *others = (
        _region(number, region, territory, instruments)
        for number, region in enumerate(territory.regions, start=1)
    )
    return [blocks.group([*opening, first]), *others]


def _region(
    number: int,
    region: RegionReport,
    territory: TerritoryReport,
    instruments: tuple[InstrumentEntry, ...],
) -> Block:
    return blocks.table(
        [
            blocks.column(_("Gemeente"), width=7),
            # "Niet vastgesteld" takes more room than "ja".
            *(blocks.column(i.short_name, width=5 + (i.answers == "fasen")) for i in instruments),
        ],
        [
            _municipality(entry, instruments)
            for entry in territory.municipalities
            if entry.region == region.unit.slug
        ],
        caption=_("Tabel B{0}. Gemeenten van {1}").format(number, region.unit.name),
        small=True,
    )


def _municipality(entry: MunicipalityEntry, instruments: tuple[InstrumentEntry, ...]) -> list[Cell]:
    statuses = {status.instrument: status.status for status in entry.statuses}
    found = (statuses.get(instrument.slug, Status()) for instrument in instruments)
    return [blocks.cell(entry.name), *map(_status, found)]


def _status(status: Status) -> Cell:
    said = [inherited_words(status)] if status.inherited_from else []
    if status.preparing:
        said.append(f"{_('nieuw')}: {stage_word(status.preparing).lower()}")
    small = f"({', '.join(said)})" if said else ""
    return blocks.cell(stage_word(status.stage), icon=status.stage, small=small)
