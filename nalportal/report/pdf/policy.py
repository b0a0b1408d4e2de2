"""Municipalities on paper: the maps, the regions side by side, and what is to be recalibrated."""

from django.utils.translation import gettext as _

from nalportal.dutch import number
from regions.reports import (
    InstrumentEntry,
    InstrumentOverview,
    PolicyOverview,
    RegionOverview,
    TerritoryReport,
)
from regions.reports.country import CountryMap, StageCounts, map_of
from regions.status import UNKNOWN

from .. import words
from ..country import country_svg
from ..model import Report
from . import blocks
from .blocks import Block, Cell
from .columns import MAP_TABLE_WIDTH


def policy_annexes(report: Report) -> list[Block]:
    """Those that have something to tell; an older report has no overview."""
    overview = report.territory.overview
    found = _maps(report.territory)
    if overview and report.territory.regions:
        found += [*_side_by_side(overview, report.territory), *_reviews(overview, report.territory)]
    return found


# ------------------------------------------------------------------------------------ the maps


def _maps(territory: TerritoryReport) -> list[Block]:
    """A map of each instrument of which something is known per municipality."""
    maps = [map_of(territory, entry.slug) for entry in territory.instruments]
    known = [country for country in maps if set(country.stages) - {UNKNOWN}]
    if not known:
        return []
    lead = _(
        "Elke gemeente is een even groot vakje. Dikke lijnen zijn de grenzen van de NAL-regio’s. "
        "Naast elke kaart staan de aantallen."
    )
    first, *others = (_map(place, country) for place, country in enumerate(known, start=1))
    opening = [blocks.section(_("Gemeenten op de kaart")), blocks.lead(lead)]
    return [blocks.group([*opening, first]), *others]


def _map(place: int, country: CountryMap) -> Block:
    name = country.instrument.name
    return {
        "type": "map",
        "caption": _("Kaart {0}. {1}").format(place, name),
        "svg": str(country_svg(country)),
        "alt": _in_words(country),
        "legend": [
            {"icon": stage, "text": f"{words.stage_word(stage)}: {number(count)}"}
            for stage, count in country.counts
        ],
        "table": blocks.table(
            [
                blocks.column(_("Regio"), width=3),
                *(
                    blocks.column(words.stage_word(stage), right=True, width=3)
                    for stage in country.stages
                ),
                blocks.column(_("Samen"), right=True, width=2),
            ],
            [_map_row(row) for row in country.table],
            total=_map_row(country.total),
            small=True,
            room=MAP_TABLE_WIDTH,
        ),
    }


def _map_row(row: StageCounts) -> list[Cell]:
    return [blocks.cell(row.name), *(blocks.cell(number(n)) for n in (*row.counts, row.total))]


def _in_words(country: CountryMap) -> str:
    """What the map shows, for people who cannot see it."""
    counts = ", ".join(
        f"{number(count)} {words.stage_word(stage).lower()}" for stage, count in country.counts
    )
    text = _("Tegelkaart van Nederland, {name}: van {total} gemeenten {counts}.")
    total = number(country.total.total)
    return text.format(name=country.instrument.name, total=total, counts=counts)


# ------------------------------------------------------------------------------- side by side


def _side_by_side(overview: PolicyOverview, territory: TerritoryReport) -> list[Block]:
    """A table per instrument of table 3, because a share needs its bar to be read well."""
    lead = _(
        "Het aandeel is over de gemeenten waarvan bekend is of zij het instrument hebben. De balk "
        "gaat over alle gemeenten: gevuld heeft het, leeg heeft het niet, gestippeld is onbekend."
    )
    tables = [
        _instrument(place, entry, overview)
        for place, entry in enumerate(territory.table.instruments, start=1)
    ]
    opening = [blocks.section(_("Regio’s naast elkaar")), blocks.lead(lead)]
    # The heading stays on the page of the first table. Without instruments there is nothing to say.
    return [blocks.group([*opening, tables[0]]), *tables[1:]] if tables else []


def _instrument(place: int, entry: InstrumentEntry, overview: PolicyOverview) -> Block:
    def row(region: RegionOverview) -> list[Cell]:
        part = next(p for p in region.instruments if p.instrument == entry.slug)
        basis = f"({_('opgave')})" if part.basis == "opgave" else ""
        return [
            blocks.cell(region.name),
            blocks.cell(str(part.share), bar=known_bar(part)),
            blocks.cell(words.known_words(part), small=basis),
        ]

    return blocks.table(
        [
            blocks.column(_("Regio"), width=2),
            blocks.column(_("Aandeel"), bar=True),
            blocks.column(_("Waarvan bekend"), width=4),
        ],
        [row(region) for region in overview.regions],
        total=row(overview.total),
        caption=_("Tabel C{0}. Regio’s naast elkaar: {1}").format(place, entry.name),
        small=True,
    )


def known_bar(part: InstrumentOverview) -> list[float]:
    """In per cent of all municipalities: in force, and known."""
    of = part.known + part.unknown
    return [100 * n / of if of else 0.0 for n in (part.in_force, part.known)]


# ------------------------------------------------------------------------------ recalibration


def _reviews(overview: PolicyOverview, territory: TerritoryReport) -> list[Block]:
    names = {entry.slug: entry.short_name for entry in territory.instruments}
    lead = _(
        "Een laadvisie wordt na twee jaar herijkt. Verlopen: de datum was voorbij. Binnenkort: "
        "binnen 6 maanden."
    )
    rows = []
    for region in overview.regions:
        due = [f"{d.name}: {names[d.instrument].lower()} {words.due_words(d)}" for d in region.due]
        rows.append(_review_row(region, "; ".join(due) or "–"))
    return [
        blocks.group(
            [
                blocks.section(_("Herijken")),
                blocks.lead(lead),
                blocks.table(
                    [
                        blocks.column(_("Regio"), width=2),
                        blocks.column(_("Verlopen"), right=True, width=1),
                        blocks.column(_("Binnenkort"), right=True, width=1),
                        blocks.column(_("Gemeenten"), width=6),
                    ],
                    rows,
                    total=_review_row(overview.total, ""),
                    caption=_("Tabel D. Te herijken per NAL-regio"),
                    small=True,
                ),
            ]
        )
    ]


def _review_row(region: RegionOverview, due: str) -> list[Cell]:
    counts = (blocks.cell(number(n)) for n in (region.overdue, region.soon))
    return [blocks.cell(region.name), *counts, blocks.cell(due)]
