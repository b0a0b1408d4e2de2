"""The milestones of each unit per category, and the parties of each working group."""

from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, within_sentence
from nalportal.progress.reports import CategoryBlock, EvidenceEntry, MilestoneEntry, UnitReport
from workgroups.reports import WorkgroupReport

from .. import labels
from ..model import Report
from .model import Column, Kind, NoteKind, Row, Table, note, row_of


def milestones(report: Report, unit: UnitReport) -> tuple[Table, ...]:
    """Per category what a unit reports: a list on page and paper, in one sheet with the others."""
    names, columns = labels.category_names(), _columns()
    return tuple(
        _category(report, unit, block, names[block.category], columns) for block in unit.categories
    )


def _category(
    report: Report,
    unit: UnitReport,
    block: CategoryBlock,
    name: str,
    columns: tuple[Column, ...],
) -> Table:
    why = "" if block.items else f"{unit.short_name}: {labels.why_empty(block)}"
    skipped = unit.skipped and f"{unit.short_name}: {labels.skipped_line(unit.skipped)}"
    entries = [(entry, False) for entry in block.items] + [(entry, True) for entry in block.earlier]
    return Table(
        id=f"{unit.slug}-{block.category}",
        kind="mijlpalen",
        caption=f"{name}, {within_sentence(labels.report_title(report))}",
        columns=columns,
        rows=tuple(_milestone(entry, block.category, earlier) for entry, earlier in entries),
        notes=tuple(note(NoteKind.READING, said) for said in (why, skipped) if said),
        sheet=name,
        part=unit.short_name,
        part_heading=_("Onderdeel"),
        on_page=False,
        on_paper=False,
    )


def parties(group: WorkgroupReport) -> Table:
    """Who takes part, in the order of the group: a list on page and paper, rows in data files."""
    facts = (
        f"{group.unit.short_name}: {label} {name}." for label, name in labels.group_facts(group)
    )
    return Table(
        id=f"{group.unit.slug}-partijen",
        kind="partijen",
        caption=_("Betrokken partijen"),
        columns=(Column(_("Partij"), Kind.NAME),),
        rows=tuple(row_of(party.name) for party in group.parties),
        notes=tuple(note(NoteKind.READING, fact) for fact in facts),
        sheet=_("Partijen"),
        part=group.unit.short_name,
        part_heading=_("Onderdeel"),
        on_page=False,
        on_paper=False,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Kenmerk"), Kind.TEXT),
        Column(_("Titel"), Kind.NAME),
        Column(_("Toelichting"), Kind.TEXT),
        Column(_("Stand"), Kind.TEXT),
        Column(_("Verwacht, eerste dag"), Kind.DAY),
        Column(_("Gerealiseerd, laatste dag"), Kind.DAY),
        Column(_("Opgelost op"), Kind.DAY),
        Column(_("Ingetrokken op"), Kind.DAY),
        Column(_("Eerder gemeld"), Kind.TEXT),
        Column(_("Bewijs"), Kind.TEXT),
    )


def _milestone(entry: MilestoneEntry, category: str, earlier: bool) -> Row:
    return row_of(
        entry.reference,
        entry.title,
        entry.explanation,
        labels.milestone_state(entry, category),
        entry.planned.on if isinstance(entry.planned, PartialDate) else None,
        entry.realised_on.last_day if entry.realised_on else None,
        entry.resolved_on,
        entry.withdrawn_on,
        _("ja") if earlier else _("nee"),
        "\n".join(map(_link, entry.links)),
    )


def _link(link: EvidenceEntry) -> str:
    return f"{link.title}: {link.url}" if link.title else link.url
