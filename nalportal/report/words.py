"""Words that page, paper and sheet share, so that one report never says one thing in two ways.

Pure: parts of a report in, Dutch text out.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from indicators.reports import RateRow, RatioColumn, SourceEntry
from nalportal.dutch import long_date, short_date
from nalportal.progress.figures import NOT_APPLICABLE, PM, UNKNOWN
from nalportal.progress.models import Category
from nalportal.progress.reports import CategoryBlock, MilestoneEntry
from regions.models import Stage


def category_names() -> Mapping[str, str]:
    """The headings of the categories, in the order of the report."""
    return {
        Category.REALISED: _("Gerealiseerd"),
        Category.PLANNED: _("Planning"),
        Category.ATTENTION: _("Aandachtspunten"),
    }


def why_empty(block: CategoryBlock) -> str:
    """Why a category has no items: confirmed none, not in the source, or nothing supplied."""
    if block.earlier:
        return _("Niets nieuws sinds het vorige rapport.")
    if block.statement == "niet-vermeld":
        return _("Niet vermeld in de bron.")
    confirmed, not_supplied = {
        Category.REALISED: (
            _("Er is niets gerealiseerd."),
            _("Geen gerealiseerde mijlpalen opgegeven."),
        ),
        Category.PLANNED: (_("Er is niets gepland."), _("Geen planning opgegeven.")),
        Category.ATTENTION: (
            _("Er zijn geen aandachtspunten."),
            _("Geen aandachtspunten opgegeven."),
        ),
    }[Category(block.category)]
    return confirmed if block.statement == "geen" else not_supplied


def milestone_state(entry: MilestoneEntry, category: str) -> str:
    """The line under a milestone: what became of it, or when it is expected."""
    if entry.withdrawn_on:
        return _with_reason(
            _("Ingetrokken op"), long_date(entry.withdrawn_on), entry.withdrawal_reason
        )
    if entry.resolved_on:
        return _with_reason(_("Opgelost op"), long_date(entry.resolved_on), entry.resolution)
    if entry.realised_on:
        return f"{_('Gerealiseerd op')} {long_date(entry.realised_on)}"
    if entry.planned is None:
        return _("Geen datum opgegeven") if category == Category.PLANNED else ""
    expected = f"{_('Verwacht')} {entry.planned}"
    return f"{expected}, {_('verstreken')}" if entry.overdue else expected


def _with_reason(what: str, when: str, reason: str) -> str:
    return f"{what} {when}: {reason}" if reason else f"{what} {when}"


def missing_meanings() -> Mapping[str, str]:
    """What each word that stands in the place of a figure means."""
    return {
        PM: _("pm = pro memorie: het aantal bestaat, maar is nog niet bekend."),
        UNKNOWN: _("Onbekend = niet opgegeven."),
        NOT_APPLICABLE: _("– = niet van toepassing."),
    }


def period(row: RateRow) -> str:
    """The period of a row of table 2, as it was called or from day to day."""
    return row.label or f"{long_date(row.period_from)} {_('tot en met')} {long_date(row.on)}"


def column_title(column: RatioColumn) -> str:
    """The heading of a date of table 1: a year, or a date in the course of one."""
    title = str(column.on.year) if column.year_end else short_date(column.on)
    return f"{title} ({_('voorlopig')})" if column.provisional else title


def source_line(source: SourceEntry) -> str:
    """Who published figures and in which edition, in one line."""
    return ", ".join(filter(None, (source.publisher, source.title, source.edition)))


def stage_word(stage: str) -> str:
    """What a municipality has of an instrument: ``Vastgesteld``, ``Onbekend``."""
    return _("Onbekend") if stage == UNKNOWN else str(Stage(stage).label)
