"""What stands under a table in a sheet, in lines of plain text."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, CoverageReport, RateReport, RatioReport
from nalportal.progress.reports import TextBlock

from ..provenance import cited, source_sentences
from ..words import source_line

Table = RatioReport | RateReport | CoverageReport


def paragraphs_of(text: TextBlock) -> list[str]:
    """The paragraphs of a text, without their links; each line of one by itself."""
    whole = ("".join(span.text for span in paragraph) for paragraph in text.paragraphs)
    shown = [line for paragraph in whole for line in paragraph.split("\n")]
    if text.is_summary and shown:
        shown[-1] += f" {_('(Samenvatting, niet de letterlijke tekst.)')}"
    return shown


def text_notes(texts: Iterable[TextBlock]) -> list[str]:
    return [paragraph for text in texts for paragraph in paragraphs_of(text)]


def break_notes(breaks: Iterable[BreakEntry]) -> list[str]:
    return [
        _("{letter} = trendbreuk {when}. {text} Bron: {source}").format(
            letter=entry.letter, when=entry.when, text=entry.text, source=entry.source
        )
        for entry in breaks
    ]


def source_notes(table: Table) -> list[str]:
    return [
        f"{_('Bron')}: {source_line(entry)}. {source_sentences(entry, names)}".rstrip()
        for entry, names in cited(table)
    ]
