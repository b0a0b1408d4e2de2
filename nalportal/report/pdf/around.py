"""What stands around the table of an indicator: texts, notes, sources, other sources."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.reports import (
    BreakEntry,
    CoverageReport,
    IndicatorTexts,
    OtherSource,
    RateReport,
    RatioReport,
)
from nalportal.dutch import short_date

from ..provenance import cited, source_sentences
from ..words import source_line
from . import blocks
from .blocks import Block


def opening(texts: IndicatorTexts) -> list[Block]:
    """Its name and introduction."""
    return [blocks.section(texts.title), *blocks.prose(texts.intro)]


def ending(texts: IndicatorTexts) -> list[Block]:
    """What stands after the table: texts about figures, and what stands out."""
    after: list[Block] = []
    for text in texts.figures:
        after += blocks.prose(text, level=3)
        # A footnote with the key of a figure belongs to it.
        own = [note for note in texts.footnotes if note.key == text.key]
        after += [block for note in own for block in blocks.small_prose(note)]
    return after + closing(texts)


def closing(texts: IndicatorTexts) -> list[Block]:
    """What stands out."""
    after: list[Block] = []
    if texts.closing:
        after.append(blocks.section(_("Wat opvalt")))
        after += [block for text in texts.closing for block in blocks.prose(text, level=3)]
    return after


def text_notes(texts: IndicatorTexts) -> list[Block]:
    """The notes that stand directly under the table."""
    lead_in = _("Noot bij de tabel:")
    table = [b for text in texts.table_notes for b in blocks.small_prose(text, lead_in=lead_in)]
    return table + loose_notes(texts)


def loose_notes(texts: IndicatorTexts) -> list[Block]:
    """The footnotes that belong to no figure."""
    keys = {text.key for text in texts.figures}
    loose = [note for note in texts.footnotes if note.key not in keys]
    return [block for note in loose for block in blocks.small_prose(note)]


def break_notes(entries: Iterable[BreakEntry]) -> list[Block]:
    """When counting changed, and who says so."""
    return [
        blocks.note(
            _("{letter} = trendbreuk {when}. {text} Bron: {source}").format(
                letter=entry.letter, when=entry.when, text=entry.text, source=entry.source
            )
        )
        for entry in entries
    ]


def source_notes(table: RatioReport | RateReport | CoverageReport) -> list[Block]:
    """Who published the figures, how they were counted, and what one may do with them."""
    return [
        {
            "type": "note",
            "spans": [
                {"text": f"{_('Bron')}: "},
                blocks.linked(source_line(entry), entry.url),
                {"text": f". {source_sentences(entry, names)}".rstrip(" ")},
            ],
            "label": "",
        }
        for entry, names in cited(table)
    ]


def other_sources(others: Iterable[OtherSource]) -> list[Block]:
    """What other sources say of the same measure, in a table of its own."""
    rows = [
        [
            blocks.cell(source_line(other.source)),
            blocks.cell(other.label),
            blocks.cell(entry.name),
            blocks.cell(entry.period or short_date(entry.on)),
            blocks.cell(str(entry.figure)),
        ]
        for other in others
        for entry in other.figures
    ]
    if not rows:
        return []
    return [
        blocks.table(
            [
                blocks.column(_("Bron"), width=1),
                blocks.column(_("Maat"), width=1),
                blocks.column(_("Gebied")),
                blocks.column(_("Datum of periode")),
                blocks.column(_("Cijfer"), right=True),
            ],
            rows,
            caption=_("Andere bronnen"),
            notes=[
                blocks.note(_("Deze cijfers tellen niet mee in de reeksen en totalen hierboven."))
            ],
        )
    ]
