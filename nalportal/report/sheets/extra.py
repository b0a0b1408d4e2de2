"""Sheets of what is no table elsewhere: texts, themes of milestones, documents and sources."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from nalportal.dutch import round_name
from nalportal.progress.reports import MilestoneEntry, TextBlock

from ..compare.texts import place_in_words, texts_of, titles_of
from ..labels import body_word, category_names
from ..model import Report
from ..provenance import editions_of
from .model import Sheet, SheetColumn


def texts_sheet(report: Report) -> Sheet:
    """Every text with its place, whether it is literal or a summary, and of which earlier round it
    still is."""
    rows = tuple(
        (
            place,
            text.title,
            text.plain,
            kind,
            round_name(text.of_round),
        )
        for place, kind, text in _texts(report)
        if text.paragraphs
    )
    columns = (
        SheetColumn(_("Plaats"), 30),
        SheetColumn(_("Titel"), 30),
        SheetColumn(_("Tekst"), 90),
        SheetColumn(_("Soort")),
        SheetColumn(_("Nog van"), 20),
    )
    return Sheet(_("Teksten"), _("Alle teksten van dit rapport"), columns, rows)


def _texts(report: Report) -> Iterator[tuple[str, str, TextBlock]]:
    """Each text with its kind, and the unit that it is of or else where in the report it stands."""
    units = {unit.slug: unit.name for unit in report.units()}
    titles = titles_of(report)
    for path, text in texts_of(report):
        if isinstance(text, TextBlock):
            of_unit = next((units[part] for part in path if part in units), "")
            kind = _("samenvatting") if text.is_summary else _("letterlijk")
            if path[-1] == "one_line":
                kind = _("in één regel")
            yield of_unit or place_in_words(path, titles), kind, text


def tells_themes(report: Report) -> bool:
    """Whether it is not too old to tell the themes of its milestones."""
    found = [entry for _unit, _block, entry in report.milestones()]
    return not found or any(entry.themes is not None for entry in found)


def themes_sheet(report: Report) -> Sheet:
    """A row for each theme of each milestone; a unit that was skipped may stand there as a report
    told it that was too old to tell themes."""
    categories = category_names()
    rows = tuple(
        (unit.short_name, entry.reference, entry.title, categories[block.category], theme)
        for unit, block, entry in report.milestones()
        for theme in _themes(entry)
    )
    columns = (
        SheetColumn(_("Onderdeel"), 20),
        SheetColumn(_("Kenmerk")),
        SheetColumn(_("Titel"), 60),
        SheetColumn(_("Categorie"), 20),
        SheetColumn(_("Thema"), 30),
    )
    caption = _("De thema’s van de mijlpalen: een rij per mijlpaal en thema")
    return Sheet(_("Thema’s"), caption, columns, rows)


def _themes(entry: MilestoneEntry) -> Iterator[str]:
    if entry.themes is None:
        yield _("Onbekend")
    yield from (theme.name for theme in entry.themes or ())


def documents_sheet(report: Report) -> Sheet:
    """The documents of policy, with the municipalities whose status rests on them."""
    territory = report.territory
    names = {entry.code: entry.name for entry in territory.municipalities}
    instruments = {entry.slug: entry.name for entry in territory.instruments}
    rows = tuple(
        (
            d.title,
            d.reference,
            body_word(d.adopted_by),
            d.adopted_on,
            d.in_force_on,
            d.url,
            instruments.get(cover.instrument, cover.instrument),
            ", ".join(names.get(code, code) for code in cover.municipalities),
        )
        for d in territory.documents or ()
        for cover in d.covers
    )
    columns = (
        SheetColumn(_("Titel"), 50),
        SheetColumn(_("Kenmerk"), 20),
        SheetColumn(_("Vastgesteld door"), 20),
        SheetColumn(_("Vastgesteld op")),
        SheetColumn(_("In werking op")),
        SheetColumn(_("Adres"), 40),
        SheetColumn(_("Instrument"), 30),
        SheetColumn(_("Gemeenten"), 60),
    )
    return Sheet(_("Documenten"), _("De documenten van gemeentelijk beleid"), columns, rows)


def sources_sheet(report: Report) -> Sheet:
    """Who published the figures, how they were counted, and what one may do with them."""
    found = editions_of(report).values()
    rows = tuple(
        (s.publisher, s.title, s.edition, s.published_on, s.method, s.licence, s.url) for s in found
    )
    columns = (
        SheetColumn(_("Uitgever"), 30),
        SheetColumn(_("Titel"), 40),
        SheetColumn(_("Uitgave"), 20),
        SheetColumn(_("Verschenen op")),
        SheetColumn(_("Methode"), 60),
        SheetColumn(_("Licentie"), 20),
        SheetColumn(_("Adres"), 40),
    )
    return Sheet(_("Bronnen"), _("De bronnen van de cijfers"), columns, rows)
