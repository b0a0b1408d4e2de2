"""A report as the document that the Typst templates lay out: plain JSON, all of it Dutch text.

Pure: a report, its stamp and its charts in, a dict out. Every figure and date is text already,
so that paper cannot say otherwise than screen and sheet.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from nalportal.dutch import counted, joined, long_date, moment
from nalportal.progress.models import UnitKind
from nalportal.progress.reports import TextBlock, UnitReport

from ..compare import Comparison, UnitComparison
from ..model import KeyFigure, Report, Stamp
from . import blocks, changes
from .annexes import annex_blocks
from .blocks import Block, Cell
from .drawings import Charts
from .indicators import indicator_blocks
from .units import needed_definitions, unit_blocks

NAME = "Voortgang NAL"
PUBLISHER = "Ministerie van Infrastructuur en Waterstaat"

Document = dict[str, object]


def whole_document(
    report: Report, stamp: Stamp, charts: Charts, since: Comparison | None = None
) -> Document:
    """The whole report, with cover and contents; ``since`` adds what changed as an annex."""
    return {
        **_frame(report, stamp, _running_title(report)),
        "cover": {"title": NAME, "subtitle": report.title, "facts": _facts(report, stamp)},
        "contents": _("Inhoud"),
        "blocks": [
            *_background(report),
            *_regions(report),
            *_workgroups(report),
            *_definitions(report.definitions, level=1),
            blocks.part(_("Indicatoren")),
            *blocks.prose(report.indicators_intro),
            *indicator_blocks(report, charts),
            *annex_blocks(report),
            *(changes.annex(since) if since else []),
        ],
    }


def changes_document(
    report: Report, stamp: Stamp, since: Comparison, unit: UnitComparison | None = None
) -> Document:
    """What changed as a document of its own: in the whole report, or in the part of one unit."""
    title = changes.title_of(since)
    return {
        **_frame(report, stamp, f"{title} – {unit.name if unit else NAME}"),
        "title_block": {
            "title": f"{unit.name}: {title[:1].lower()}{title[1:]}" if unit else title,
            "facts": _report_facts(report, stamp),
        },
        "blocks": changes.unit_change_blocks(unit) if unit else changes.change_blocks(since),
    }


def _report_facts(report: Report, stamp: Stamp) -> list[Block]:
    return [
        {"term": _("Rapport"), "text": _running_title(report)},
        *_stamp_facts(report, stamp),
    ]


def unit_document(
    report: Report, stamp: Stamp, unit: UnitReport, since: Comparison | None = None
) -> Document:
    """One unit's own part: a title block instead of a cover, and no contents.

    ``since`` adds what changed in it.
    """
    title = f"{unit.name} – {_running_title(report)}"
    return {
        **_frame(report, stamp, title),
        "title_block": {"title": unit.name, "facts": _report_facts(report, stamp)},
        "blocks": [
            *unit_blocks(report, unit, level=2),
            *_definitions(needed_definitions(report, unit), level=2),
            *(
                changes.unit_change_blocks(since.unit(unit.slug), changes.title_of(since))
                if since
                else []
            ),
        ],
    }


# ------------------------------------------------------------------- which edition this is


def _frame(report: Report, stamp: Stamp, title: str) -> Document:
    """What the head, the foot and the properties of the file say."""
    reference = f"{_('Peildatum')} {long_date(report.reference_on)}"
    return {
        "title": title,
        "publisher": PUBLISHER,
        "head": {"left": title, "right": _concept(stamp) or reference},
        "foot": _concept(stamp) or _edition(stamp),
        "promise": _promise(stamp),
        "sha256": {"label": _("Controlegetal (SHA-256):"), "sha256": stamp.sha256},
    }


def _running_title(report: Report) -> str:
    return f"{NAME} – {report.title[:1].lower()}{report.title[1:]}"


def _concept(stamp: Stamp) -> str:
    return f"{_('Concept, stand')} {moment(stamp.as_of)}" if stamp.as_of else ""


def _edition(stamp: Stamp) -> str:
    short = f"{stamp.sha256[:8]} … {stamp.sha256[-6:]}"
    return _("Versie {version}, controlegetal {short}").format(version=stamp.version, short=short)


def _promise(stamp: Stamp) -> str:
    if stamp.as_of:
        return _(
            "Dit is een concept. Het toont het register op dat moment; er is niets vastgesteld "
            "en alles kan nog veranderen."
        )
    return _(
        "De cijfers in dit rapport zijn dezelfde als op de website, in het spreadsheet en in het "
        "databestand van deze versie. Een correctie verschijnt als nieuwe versie met een erratum."
    )


def _facts(report: Report, stamp: Stamp) -> list[Block]:
    facts = _stamp_facts(report, stamp)
    units: Block = {"term": _("Onderdelen"), "text": _units_in_words(report)}
    return [*facts, units] if any(report.units()) else facts


def _stamp_facts(report: Report, stamp: Stamp) -> list[Block]:
    facts = [(_("Peildatum"), long_date(report.reference_on))]
    if stamp.as_of:
        facts.append((_("Stand"), f"{_('Concept van')} {moment(stamp.as_of)}"))
    elif stamp.frozen_on:
        since = f"{_('ligt vast sinds')} {long_date(stamp.frozen_on)}"
        facts.append((_("Versie"), f"{stamp.version}, {since}"))
    if stamp.erratum:
        facts.append((_("Erratum"), stamp.erratum))
    facts.append((_("Uitgever"), PUBLISHER))
    return [{"term": term, "text": text} for term, text in facts]


def _units_in_words(report: Report) -> str:
    units = list(report.units())
    kinds = [unit.kind for unit in units]
    words = {
        UnitKind.REGION: counted(kinds.count(UnitKind.REGION), _("NAL-regio"), _("NAL-regio’s")),
        UnitKind.WORKGROUP: counted(
            kinds.count(UnitKind.WORKGROUP), _("werkgroep"), _("werkgroepen")
        ),
    }
    named = [text for kind, text in words.items() if kind in kinds]
    named += [f"{_('het thema')} {unit.name}" for unit in units if unit.kind == UnitKind.THEME]
    named += [f"{_('de')} {unit.name}" for unit in units if unit.kind == UnitKind.NATIONAL]
    return joined(named)


# ---------------------------------------------------------------------------- the chapters


def _background(report: Report) -> list[Block]:
    return [
        blocks.part(_("Aanleiding")),
        *blocks.prose(report.background),
        *([_key_figures(report.key_figures)] if report.key_figures else []),
    ]


def _key_figures(figures: Iterable[KeyFigure]) -> Block:
    def row(figure: KeyFigure) -> list[Cell]:
        shown = blocks.of(figure.figure, figure.of) if figure.of else str(figure.figure)
        return [blocks.cell(figure.label), blocks.cell(shown), blocks.cell(figure.context)]

    return blocks.group(
        [
            blocks.section(_("Kerncijfers")),
            blocks.table(
                [
                    blocks.column(_("Onderwerp"), width=1),
                    blocks.column(_("Stand"), right=True),
                    blocks.column(_("Toelichting"), width=1),
                ],
                [row(figure) for figure in figures],
            ),
        ]
    )


def _regions(report: Report) -> list[Block]:
    found = [report.national] if report.national else []
    found += [region.unit for region in report.territory.regions]
    return [
        blocks.part(_("NAL-regio’s")),
        *blocks.prose(report.regions_intro),
        *(_unit(report, unit) for unit in found),
    ]


def _workgroups(report: Report) -> list[Block]:
    return [
        blocks.part(_("Werkgroepen")),
        *blocks.prose(report.workgroups_intro),
        *(_unit(report, group.unit) for group in report.workgroups),
    ]


def _unit(report: Report, unit: UnitReport) -> Block:
    return blocks.group([blocks.section(unit.name), *unit_blocks(report, unit, level=3)])


def _definitions(texts: Iterable[TextBlock], *, level: int) -> list[Block]:
    """The definitions, as a chapter or as a section."""
    texts = tuple(texts)
    if not texts:
        return []
    heading = blocks.part(_("Begrippen")) if level == 1 else blocks.section(_("Begrippen"))
    return [heading, *blocks.terms(texts)]
