"""Municipalities beside table 3 as sheets: regions side by side, and what is to be recalibrated."""

from django.utils.translation import gettext as _

from nalportal.dutch import long_date
from nalportal.progress.figures import whole
from regions.reports import PolicyOverview, TerritoryReport

from ..model import Report
from ..words import review_word, stage_line
from .model import Column, Sheet, Value, readings


def overview_sheets(report: Report) -> list[Sheet]:
    """Of a report that has an overview; an older one has none."""
    overview = report.territory.overview
    if overview is None:
        return []
    return [_side_by_side(overview, report.territory), _reviews(overview, report)]


def _side_by_side(overview: PolicyOverview, territory: TerritoryReport) -> Sheet:
    """A row per region and instrument, so that it can be filtered and added up."""
    names = {entry.slug: entry.name for entry in territory.instruments}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            region.name,
            names[part.instrument],
            whole("", region.municipalities),
            whole("", part.known),
            whole("", part.in_force),
            part.share,
            part.basis,
            stage_line(part),
        )
        for region in (*overview.regions, overview.total)
        for part in region.instruments
    )
    return Sheet(
        name=_("Regio’s naast elkaar"),
        caption=_("Regio’s naast elkaar: aandeel van de gemeenten waarvan het bekend is"),
        columns=(
            Column(_("Regio"), 18),
            Column(_("Instrument"), 30),
            Column(_("Gemeenten")),
            Column(_("Waarvan bekend")),
            Column(_("Heeft het instrument")),
            Column(_("Aandeel van bekende")),
            Column(_("Herkomst")),
            Column(_("Stand van de gemeenten"), 60),
        ),
        rows=rows,
        notes=tuple(readings(rows)),
    )


def _reviews(overview: PolicyOverview, report: Report) -> Sheet:
    names = {entry.slug: entry.name for entry in report.territory.instruments}
    on = long_date(report.reference_on)
    return Sheet(
        name=_("Herijken"),
        caption=_("Te herijken, gezien op {0}").format(on),
        columns=(
            Column(_("Regio"), 18),
            Column(_("CBS-code"), 10),
            Column(_("Gemeente"), 26),
            Column(_("Instrument"), 30),
            Column(_("Herijken vóór"), 16),
            Column(_("Stand"), 20),
        ),
        rows=tuple(
            (region.name, d.code, d.name, names[d.instrument], d.due_on, review_word(d.state))
            for region in overview.regions
            for d in region.due
        ),
        notes=(_("Binnenkort = binnen 6 maanden na {0}.").format(on),),
    )
