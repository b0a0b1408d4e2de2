"""What changed in texts, paragraph by paragraph, and in the other facts of a report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.reports import IndicatorReport
from nalportal.progress.reports import TextBlock, UnitReport
from nalportal.prose import Span
from nalportal.records.versions import Change
from regions.reports import Footnote

from ..labels import is_a_summary
from ..model import Report
from .items import ChangeKind, FactChange, TextChange
from .walk import ORDER, Pair, Path, in_words

# The names of fields of a report, as a reader knows what they hold.
PLACES = {
    "agreement": gettext_lazy("Samenwerkingsovereenkomst"),
    "agreement_partners": gettext_lazy("Partners in de samenwerkingsovereenkomst"),
    "background": gettext_lazy("Aanleiding"),
    "breaks": gettext_lazy("Trendbreuk"),
    "closing": gettext_lazy("Slottekst"),
    "code": gettext_lazy("Code"),
    "coverage": gettext_lazy("Gebied"),
    "definitions": gettext_lazy("Begrip"),
    "documents": gettext_lazy("Beleidsdocument"),
    "differences": gettext_lazy("Verschil met het gedrukte rapport"),
    "figures": gettext_lazy("Tekst bij figuur"),
    "foreword": gettext_lazy("Voorwoord"),
    "footnotes": gettext_lazy("Voetnoot"),
    "indicators": gettext_lazy("Indicatoren"),
    "indicators_intro": gettext_lazy("Inleiding bij de indicatoren"),
    "instruments": gettext_lazy("Instrument"),
    "intro": gettext_lazy("Inleiding"),
    "kind": gettext_lazy("Soort"),
    "lead": gettext_lazy("Onder leiding van"),
    "municipality_count": gettext_lazy("Aantal gemeenten"),
    "name": gettext_lazy("Naam"),
    "one_line": gettext_lazy("In één regel"),
    "parties": gettext_lazy("Betrokken partijen"),
    "provisional": gettext_lazy("Voorlopig cijfer"),
    "reasons": gettext_lazy("Toelichting bij het rapport"),
    "regions": gettext_lazy("NAL-regio’s"),
    "regions_intro": gettext_lazy("Inleiding bij de NAL-regio’s"),
    "related_to": gettext_lazy("Hangt samen met"),
    "sections": gettext_lazy("Extra tekst"),
    "short_name": gettext_lazy("Korte naam"),
    "skipped": gettext_lazy("Niet ingeleverd; stand van"),
    "slug": gettext_lazy("Naam in het webadres"),
    "sources": gettext_lazy("Bron"),
    "summary": gettext_lazy("Samenvatting"),
    "table": gettext_lazy("Tabel 3"),
    "table_notes": gettext_lazy("Noot bij de tabel"),
    "title": gettext_lazy("Titel"),
    "workgroups": gettext_lazy("Werkgroepen"),
    "workgroups_intro": gettext_lazy("Inleiding bij de werkgroepen"),
    ORDER: gettext_lazy("Volgorde"),
}


# The titles of indicators by their address, in the reports at hand.
Titles = Mapping[str, str]
NO_TITLES: Titles = {}


def titles_of(*reports: Report) -> Titles:
    """What the indicators of these reports are called; the last report decides."""
    found = [one.texts for report in reports for one in report.indicators.indicators]
    return {texts.slug: texts.title for texts in found}


def place_in_words(path: Path, titles: Titles = NO_TITLES) -> str:
    """Where in the report something stands: "Plaatsingstempo, inleiding"."""
    if len(path) > 2 and path[:2] == ("indicators", "indicators"):
        rest = [name for name in path[3:] if name != "texts"]
        return ", ".join([titles.get(path[2], path[2]), *_named(rest, NO_TITLES)])
    return ", ".join(_named(path, titles))


def _named(path: Iterable[str], titles: Titles) -> Iterator[str]:
    """The parts of a path that have a name for readers; what they identify comes with the text."""
    for name in path:
        if name in PLACES:
            yield str(PLACES[name])
        elif name in titles:
            yield titles[name]


def texts_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, TextBlock | Footnote]]:
    """Every text and footnote of a report with its place; units and indicators are named by their
    web address."""
    if isinstance(value, TextBlock | Footnote):
        yield path, value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part, path)
    elif is_dataclass(value):
        inside = path
        if isinstance(value, UnitReport):
            inside = (*path, value.slug)
        elif isinstance(value, IndicatorReport):
            inside = (*path, value.texts.slug)
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), (*inside, field.name))


def texts_and_facts(
    pairs: Iterable[Pair], titles: Titles = NO_TITLES
) -> tuple[tuple[TextChange, ...], tuple[FactChange, ...]]:
    """What differs, told as texts in paragraphs or as facts in a few words."""
    texts, facts = [], []
    for pair in pairs:
        if isinstance(pair.before or pair.after, TextBlock):
            texts.append(_text_change(pair, titles))
        else:
            fact = _fact_change(pair, titles)
            # Of a part that is new, what it has not is no news.
            if fact.change.before != fact.change.after:
                facts.append(fact)
    return tuple(texts), tuple(facts)


def _text_change(pair: Pair, titles: Titles) -> TextChange:
    """A text that is new, gone or changed, with its title as the first paragraph."""
    old, new = _paragraphs(pair.before), _paragraphs(pair.after)
    kind = (
        ChangeKind.CHANGED
        if pair.before and pair.after
        else ChangeKind.NEW
        if pair.after
        else ChangeKind.REMOVED
    )
    place = place_in_words(pair.path, titles)
    title = (pair.after or pair.before).title
    return TextChange(
        path=pair.path,
        place=f"{place}: {title}" if title and place else title or place,
        kind=kind,
        paragraphs=tuple(_pairs_of_paragraphs(old, new)),
    )


def _paragraphs(text: TextBlock | None) -> list[str]:
    if text is None:
        return []
    found = [text.title] if text.title else []
    found += ["".join(map(_span, paragraph)) for paragraph in text.paragraphs]
    return [*found, is_a_summary()] if text.is_summary else found


def _span(span: Span) -> str:
    return f"{span.text} <{span.href}>" if span.href else span.text


def _pairs_of_paragraphs(old: list[str], new: list[str]) -> Iterator[Change]:
    """Only paragraphs that differ. Of a run that was rewritten the first is set against the first,
    and what one side has more is wholly new or gone."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            before = old[i1 + offset] if i1 + offset < i2 else ""
            after = new[j1 + offset] if j1 + offset < j2 else ""
            yield Change("paragraph", _("Alinea"), before, after)


def _fact_change(pair: Pair, titles: Titles) -> FactChange:
    """Anything else that differs, in words: what it is, and the place that this is in."""
    path = pair.path
    # The name of an indicator is no name of what differs in it.
    first = 3 if path[:2] == ("indicators", "indicators") else 0
    named = [at for at, name in enumerate(path) if at >= first and name in PLACES]
    at = named[-1] if named else len(path) - 1
    label = str(PLACES.get(path[at], path[-1]))
    change = Change(path[-1], label, in_words(pair.before), in_words(pair.after))
    return FactChange(path, place_in_words(path[:at], titles), change)
