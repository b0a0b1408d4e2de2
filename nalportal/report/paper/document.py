"""A report as the document that the Typst templates lay out: plain JSON, all of it Dutch text.

Pure: a report, its stamp and its charts in, a dict out. Every figure and date is text already,
so that paper cannot say otherwise than screen and sheet.
"""

import json
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.reports import PolicyReport
from nalportal.dutch import counted, joined, long_date, moment, within_sentence
from nalportal.progress.models import UnitKind
from nalportal.progress.reports import TextBlock, UnitReport

from .. import labels
from ..compare import Comparison, UnitComparison
from ..model import Report, Stamp
from ..tables import Chapter, contents
from . import blocks, comparison
from .annexes import annex_blocks
from .blocks import Block
from .columns import letters_of
from .drawings import Charts
from .front import colophon, reading_guide, reasons
from .imprint import BARE, Imprint
from .indicators import indicator
from .policy import figure_map
from .tables import table_blocks
from .units import is_used, needed_definitions, unit_blocks

NAME = "Voortgang NAL"

Document = dict[str, object]

# What opens a unit takes a line for each 95 letters, so five lines and its name at most.
MOST_LETTERS_TOGETHER = 400


def whole_document(
    report: Report,
    stamp: Stamp,
    charts: Charts,
    since: Comparison | None = None,
    imprint: Imprint = BARE,
) -> Document:
    """The whole report, with cover and contents; ``since`` adds what changed as an annex."""
    *chapters, annexes = contents(report)
    listed = annex_blocks(annexes, report, imprint)
    facts = _facts(report, stamp)
    guide = [*reading_guide(report), *reasons(report)]
    told = [b for chapter in chapters for b in _chapter(chapter, report, charts, imprint)]
    return {
        **_frame(report, stamp, _running_title(report)),
        "cover": {
            "title": NAME,
            "subtitle": labels.report_title(report),
            "facts": facts,
            "logo": imprint.logo,
            "colophon": colophon(report, stamp, imprint),
        },
        "contents": _("Inhoud"),
        "guide": guide,
        "blocks": [
            *told,
            *_meanings(report, [facts, guide, told, listed]),
            *([blocks.part(annexes.title), *listed] if listed else []),
            *(comparison.annex(since) if since else []),
        ],
    }


def changes_document(
    report: Report, stamp: Stamp, since: Comparison, unit: UnitComparison | None = None
) -> Document:
    """What changed as a document of its own: in the whole report, or in the part of one unit."""
    title = comparison.title_of(since)
    return {
        **_frame(report, stamp, f"{title} – {unit.name if unit else NAME}"),
        "title_block": {
            "title": f"{unit.name}: {within_sentence(title)}" if unit else title,
            "facts": _report_facts(report, stamp),
        },
        "blocks": comparison.unit_change_blocks(unit) if unit else comparison.change_blocks(since),
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
    definitions = needed_definitions(report, unit)
    is_summary = any(text.is_summary for text in (unit.intro, *definitions) if text)
    return {
        **_frame(report, stamp, title),
        "title_block": {"title": unit.name, "facts": _report_facts(report, stamp)},
        "blocks": [
            *unit_blocks(report, unit, level=2),
            *_definitions(definitions),
            *([blocks.note(blocks.summary_meaning())] if is_summary else []),
            *(
                comparison.unit_change_blocks(since.unit(unit.slug), comparison.title_of(since))
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
        "language": get_language() or report.language,
        "publisher": labels.PUBLISHER,
        "head": {"left": title, "right": _concept(stamp) or reference},
        "foot": _concept(stamp) or _edition(stamp),
        "promise": _promise(stamp),
        "sha256": {"label": _("Controlegetal (SHA-256):"), "sha256": stamp.sha256},
    }


def _running_title(report: Report) -> str:
    return f"{NAME} – {within_sentence(labels.report_title(report))}"


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
    facts.append((_("Uitgever"), labels.PUBLISHER))
    return [{"term": term, "text": text} for term, text in facts]


def _units_in_words(report: Report) -> str:
    units = list(report.units())
    kinds = [unit.kind for unit in units]
    words = {
        UnitKind.REGION: counted(kinds.count(UnitKind.REGION), "NAL-regio", "NAL-regio’s"),
        UnitKind.WORKGROUP: counted(kinds.count(UnitKind.WORKGROUP), "werkgroep", "werkgroepen"),
    }
    named = [text for kind, text in words.items() if kind in kinds]
    named += [f"{_('het thema')} {unit.name}" for unit in units if unit.kind == UnitKind.THEME]
    named += [f"{_('de')} {unit.name}" for unit in units if unit.kind == UnitKind.NATIONAL]
    return joined(named)


# ---------------------------------------------------------------------------- the chapters


def _meanings(report: Report, told: object) -> list[Block]:
    """What the words mean that stand in what is told, as far as it does not stand there."""
    elsewhere = _told_at_the_indicators(report)
    words = json.dumps(told, ensure_ascii=False).lower()
    needed = [text for text in report.definitions if text not in elsewhere and is_used(text, words)]
    return [blocks.part(_("Begrippen")), *blocks.terms(needed)] if needed else []


def _told_at_the_indicators(report: Report) -> list[TextBlock]:
    """The definitions of the instruments, which stand above the table that counts them."""
    counted_in = any(isinstance(one, PolicyReport) for one in report.indicators.indicators)
    instruments = {entry.slug for entry in report.territory.instruments}
    return [text for text in report.definitions if counted_in and text.key in instruments]


def _chapter(chapter: Chapter, report: Report, charts: Charts, imprint: Imprint) -> list[Block]:
    """A chapter under its title; that of the definitions follows from what the others say."""
    written: dict[str, TextBlock | None] = {
        "voorwoord": report.foreword,
        "samenvatting": report.summary,
        "aanleiding": report.background,
        "regios": report.regions_intro,
        "werkgroepen": report.workgroups_intro,
        "indicatoren": report.indicators_intro,
    }
    if chapter.id not in written:
        return []
    prose = blocks.summary if chapter.id == "samenvatting" else blocks.prose
    told = [blocks.part(chapter.title), *prose(written[chapter.id])]
    for text in report.sections_of(chapter.id):
        told += blocks.prose(text, level=2)
    parts = [_part(part, report, charts, imprint) for part in chapter.parts]
    return [*told, *(block for blocks_of in parts for block in blocks_of)]


def _part(part: Chapter, report: Report, charts: Charts, imprint: Imprint) -> list[Block]:
    if part.texts:
        tables = {table.id for table in part.tables}
        means = _told_at_the_indicators(report) if "tabel-3" in tables else ()
        is_mapped = "tabel-4" in tables and not imprint.choices.omits_maps
        drawn = figure_map(report, imprint.outlines) if is_mapped else ()
        return indicator(part, part.texts, charts, means, drawn)
    unit = next((u for u in report.units() if part.id == f"onderdeel-{u.slug}"), None)
    if unit:
        return _unit(part.title, unit_blocks(report, unit, level=3))
    # The heading of the figures on top is their caption.
    told = [b for table in part.tables for b in table_blocks(replace(table, caption=""))]
    return [blocks.section(part.title), *told] if told else []


def _unit(title: str, inside: list[Block]) -> list[Block]:
    """A unit under its name, which stays on the page of what the unit did and plans.

    Units follow each other: a page for each would be half empty. Of a long opening only the end
    stays with that, or else it would leave a third of a page white.
    """
    told = [blocks.section(title), *inside]
    kinds = [block["type"] for block in told]
    if "beside" not in kinds:
        return told
    columns = kinds.index("beside")
    start = 0 if letters_of(told[1:columns]) <= MOST_LETTERS_TOGETHER else columns - 1
    return [*told[:start], blocks.group(told[start:columns], told[columns]), *told[columns + 1 :]]


def _definitions(texts: Iterable[TextBlock]) -> list[Block]:
    """The definitions that a unit needs, as a section."""
    texts = tuple(texts)
    return [blocks.section(_("Begrippen")), *blocks.terms(texts)] if texts else []
