"""A sheet per category of milestones: all units under each other, in the order of the report."""

from django.utils.translation import gettext as _

from nalportal.progress.reports import EvidenceEntry, MilestoneEntry, UnitReport

from ..model import Report
from ..words import category_names, milestone_state, why_empty
from .model import Column, Sheet, Value


def milestone_sheets(report: Report) -> list[Sheet]:
    """Gerealiseerd, Planning and Aandachtspunten."""
    return [_sheet(report, category, name) for category, name in category_names().items()]


def _sheet(report: Report, category: str, name: str) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    notes = []
    for unit in report.units():
        for block in unit.categories:
            if block.category == category:
                rows += [_row(unit, entry, category, earlier=False) for entry in block.items]
                rows += [_row(unit, entry, category, earlier=True) for entry in block.earlier]
                notes += [] if block.items else [f"{unit.short_name}: {why_empty(block)}"]
    return Sheet(
        name=name,
        caption=f"{name}, {report.title[:1].lower()}{report.title[1:]}",
        columns=(
            Column(_("Onderdeel"), 22),
            Column(_("Kenmerk"), 11),
            Column(_("Titel"), 60),
            Column(_("Toelichting"), 60),
            Column(_("Stand"), 34),
            Column(_("Verwacht, eerste dag"), 14),
            Column(_("Gerealiseerd op"), 14),
            Column(_("Opgelost op"), 14),
            Column(_("Ingetrokken op"), 14),
            Column(_("Eerder gemeld"), 10),
            Column(_("Bewijs"), 50),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def _row(
    unit: UnitReport, entry: MilestoneEntry, category: str, *, earlier: bool
) -> tuple[Value, ...]:
    return (
        unit.short_name,
        entry.reference,
        entry.title,
        entry.explanation,
        milestone_state(entry, category),
        entry.planned.on if entry.planned else None,
        entry.realised_on,
        entry.resolved_on,
        entry.withdrawn_on,
        _("ja") if earlier else _("nee"),
        "\n".join(map(_link, entry.links)),
    )


def _link(link: EvidenceEntry) -> str:
    return f"{link.title}: {link.url}" if link.title else link.url
