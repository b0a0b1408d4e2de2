"""What stands under a table: the one place for what is noted, and in which words."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, IndicatorTexts
from nalportal.figures import ABOUT, OVER, UNKNOWN, Figure
from nalportal.progress.reports import TextBlock
from nalportal.prose import Span
from regions.reports import Footnote

from ..labels import at_least_meaning, break_words, missing_meanings, old_text_line, source_line
from ..provenance import Cited, source_sentences
from .model import Column, Note, NoteKind, Row, Shown, note


def footnotes(entries: Iterable[Footnote], only: frozenset[int] | None = None) -> Iterator[Note]:
    """The numbered notes; with ``only`` those of these numbers."""
    for entry in entries:
        if only is None or entry.number in only:
            yield note(NoteKind.FOOTNOTE, entry.text, entry.number)


def of_dates(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[Note]:
    """As :func:`readings`, of figures that each have a day or a period: one that is unknown may
    well be given of another day."""
    unknown = _(
        "Onbekend = van die datum of periode is er geen cijfer, of het is niet te berekenen."
    )
    return readings(rows, columns, {UNKNOWN: unknown})


def readings(
    rows: Iterable[Row], columns: Sequence[Column], others: Mapping[str, str] | None = None
) -> Iterator[Note]:
    """What the words in the place of figures mean, for those that are seen in these rows.

    ``others`` has what a word means here, if that is not what it means elsewhere.
    """
    rows = tuple(rows)
    seen = _words(rows, columns, {Shown.COLUMN, Shown.OF})
    wide = _words(rows, columns, {Shown.WIDE}) - seen
    meanings = {
        **missing_meanings(),
        **(others or {}),
        _AT_LEAST: at_least_meaning(),
        ABOUT: _("Ongeveer = de bron geeft geen precies getal."),
        OVER: _("Ruim = de bron geeft aan dat het iets meer is."),
    }
    for word, meaning in meanings.items():
        if word in seen | wide:
            yield note(NoteKind.READING, meaning, wide=word in wide)


_AT_LEAST = "ten minste"


def _words(rows: Iterable[Row], columns: Sequence[Column], shown: Container[Shown]) -> set[str]:
    """The codes of the words that stand in, or before, the figures of these columns."""
    places = [place for place, column in enumerate(columns) if column.shown in shown]
    values = [row.cells[place].value for row in rows for place in places]
    figures = [value for value in values if isinstance(value, Figure)]
    missing = {figure.missing for figure in figures if figure.value is None}
    known = [figure for figure in figures if not figure.missing]
    bounds = {_AT_LEAST for figure in known if figure.at_least and figure.rough != OVER}
    return missing | bounds | {figure.rough for figure in known if figure.rough}


def breaks(entries: Iterable[BreakEntry]) -> Iterator[Note]:
    """When counting changed, and who says so; the letter is that of the table."""
    for entry in entries:
        yield Note(NoteKind.BREAK, (Span(f"{entry.letter} = "), Span(break_words(entry))))


def sources(cited: Cited) -> Iterator[Note]:
    """Who published the figures, what of them is from which source, how they were counted, and
    what one may do with them."""
    for entry, names in cited:
        yield Note(
            NoteKind.SOURCE,
            (
                Span(f"{_('Bron')}: "),
                Span(source_line(entry), entry.url),
                Span(f". {source_sentences(entry, names)}".rstrip()),
            ),
        )


def written(texts: IndicatorTexts) -> Iterator[Note]:
    """What people noted at a table and at its figures."""
    for text in (*texts.table_notes, *texts.footnotes):
        yield from paragraphs(text)


def paragraphs(text: TextBlock) -> Iterator[Note]:
    """Each paragraph of a text as a note; our own words are marked, so that nobody quotes the
    ministry with them, and so is what only came along from an earlier round."""
    last = len(text.paragraphs)
    marks = (summary_mark() if text.is_summary else "", old_text_line(text))
    marked = [Span(f" {mark}") for mark in marks if mark]
    for place, spans in enumerate(text.paragraphs, 1):
        yield Note(NoteKind.TEXT, (*spans, *marked) if place == last else spans)


def summary_mark() -> str:
    """Behind our own words; the front of a document, or the page of sources, tells its meaning."""
    return f"({_('samengevat')})"


def without_letter(note: Note) -> str:
    """A break as it reads where no table gives it its letter."""
    told = "".join(span.text for span in note.spans[1:])
    return told[:1].upper() + told[1:]
