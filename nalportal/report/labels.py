"""Words that page, paper and sheet share, so that one report never says one thing in two ways.

Pure: parts of a report in, Dutch text out.
"""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.labels import period_name
from indicators.reports import (
    BreakEntry,
    IndicatorTexts,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    SourceEntry,
    TableRow,
)
from nalportal.dutch import joined, long_date, number, round_name, short_date, since_when
from nalportal.figures import COMPUTED, NOT_APPLICABLE, PM, UNKNOWN, Figure, missing_word
from nalportal.progress.models import Category, ReportingUnit, UnitKind
from nalportal.progress.reports import (
    CategoryBlock,
    MilestoneEntry,
    ReasonEntry,
    SkippedEntry,
    TextBlock,
    UnitReport,
)
from regions.models import AdoptedBy, Stage
from regions.models.policy import COUNTING_STAGES
from regions.recalibration import OVERDUE
from regions.reports import (
    Coverage,
    CoveredProvince,
    DueEntry,
    InstrumentEntry,
    InstrumentOverview,
    PolicyCell,
    PolicyTable,
    TerritoryReport,
)
from regions.reports.country import CountryMap
from regions.status import Document, Status
from workgroups.reports import WorkgroupReport

from .model import Difference, Report

PUBLISHER = "Ministerie van Infrastructuur en Waterstaat"


def reported_in_words(cell: PolicyCell, members: Figure) -> str:
    """What a region gave as a total of one instrument; empty where it gave none."""
    if cell.basis != "opgave":
        return ""
    if cell.count.value is None:
        return _("De regio gaf het aantal nog niet op.")
    numbers = {"count": cell.count, "all": members}
    if cell.count.value in (0, members.value) or cell.counted == cell.count.value:
        return _("Opgave van de regio: %(count)s van %(all)s gemeenten.") % numbers
    said = _("Opgave van de regio: %(count)s van %(all)s gemeenten, niet bekend welke.")
    return said % numbers


def totals_in_line(
    kind: InstrumentEntry, table: PolicyTable, open_: Collection[tuple[str, str]]
) -> str:
    """``Plaatsingsbeleid, volgens opgave: Noordwest 67 van 74, niet bekend welke.``

    Of the regions in ``open_`` (region and instrument) that gave more than is known by name;
    empty where none did.
    """
    told = "; ".join(
        _unnamed_in_words(row.name, cell, row.municipalities)
        for row in table.rows
        for cell in row.cells
        if cell.instrument == kind.slug
        and (row.slug, kind.slug) in open_
        and cell.basis == "opgave"
        and (cell.count.value or 0) > cell.counted
    )
    line = _("%(instrument)s, volgens opgave: %(told)s.")
    return line % {"instrument": kind.name, "told": told} if told else ""


def _unnamed_in_words(name: str, cell: PolicyCell, members: Figure) -> str:
    said = f"{name} " + _("%(count)s van %(all)s") % {"count": cell.count, "all": members}
    if cell.count.value == members.value:
        return said
    if not cell.counted:
        return said + ", " + _("niet bekend welke")
    unnamed = number(int(cell.count.value or 0) - cell.counted)
    return said + ", " + _("van %(n)s niet bekend welke") % {"n": unnamed}


def report_title(report: Report) -> str:
    """The title of a round, or that this is the register as it stands."""
    return report.title or _("Stand van vandaag")


def indicator_title(texts: IndicatorTexts) -> str:
    """What an indicator is called."""
    return texts.title


def area_name(name: str) -> str:
    """The name of a region; what has none is the country."""
    return name or _("Nederland")


def row_name(name: str) -> str:
    """The name of a region in a table; what has none is all of them together."""
    return name or _("Totaal")


def shown_words(difference: Difference) -> str:
    """What the portal shows where the printed report says otherwise."""
    known = str(difference.figure) if difference.figure else difference.shown
    return known or missing_word(UNKNOWN)


def category_names() -> Mapping[str, str]:
    """The headings of the categories, in the order of the report."""
    return {category: category_name(category) for category in Category}


def category_name(category: str, count: int = 2) -> str:
    """The heading of a category, or with ``count`` the word under that number."""
    return {
        Category.REALISED: _("Gerealiseerd"),
        Category.PLANNED: _("Planning"),
        Category.ATTENTION: ngettext("Aandachtspunt", "Aandachtspunten", count),
    }[Category(category)]


def group_facts(group: WorkgroupReport) -> tuple[tuple[str, str], ...]:
    """Who leads a working group and what it is related to, where that is known."""
    facts = ((_("Onder leiding van"), group.lead), (_("Hangt samen met"), group.related_to))
    return tuple((label, name) for label, name in facts if name)


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


def skipped_line(skipped: SkippedEntry) -> str:
    """That a unit did not hand in, and of when it is what is told of it."""
    if not skipped.since:
        return _("Niet ingeleverd voor deze ronde.")
    text = _("Niet ingeleverd voor deze ronde; stand van %(title)s.")
    return text % {"title": round_name(skipped.since)}


def skipped_lead(unit: UnitReport) -> str:
    """What stands above all that is told of a skipped unit: that it is, and what does move on, for
    policy has its own dates and is that of the peildatum. Empty for any other unit."""
    if unit.skipped is None:
        return ""
    dated = _("Het beleid van de gemeenten is zoals bekend op de peildatum.")
    line = skipped_line(unit.skipped)
    return f"{line} {dated}" if unit.kind == UnitKind.REGION else line


def told_when_skipped(unit: ReportingUnit, since: str) -> str:
    """What skipping a unit means for the report, to who is about to."""
    line = skipped_line(SkippedEntry(since))
    if since:
        text = _(
            "In het rapport komt te staan: “%(line)s” Mijlpalen en teksten staan er zoals in dat "
            "rapport. Wat daarna is gewijzigd, komt er niet in. Moet dat wel? Lever dan namens het "
            "onderdeel in."
        )
    else:
        text = _(
            "In het rapport komt te staan: “%(line)s” Mijlpalen en teksten komen er niet in, want "
            "er is geen eerder rapport met dit onderdeel. Moet dat wel? Lever dan namens het "
            "onderdeel in."
        )
    dated = _("Beleid van gemeenten heeft eigen datums, en staat er zoals bekend op de peildatum.")
    return f"{text % {'line': line}} {dated if unit.kind == UnitKind.REGION else ''}".strip()


def old_text_line(text: TextBlock) -> str:
    """That a text came along from an earlier round; empty for what was said for this one."""
    if not text.of_round:
        return ""
    said = _("Tekst van %(title)s, voor deze ronde niet gewijzigd of bevestigd.")
    return said % {"title": round_name(text.of_round)}


def old_terms_lines(terms: Iterable[TextBlock]) -> list[str]:
    """Under a list of definitions: which of them came along, and from which round; without names
    if all of them did, from one."""
    terms = tuple(terms)
    found: dict[str, list[str]] = {}
    for text in terms:
        if text.of_round:
            found.setdefault(text.of_round, []).append(text.title)
    said = _("Van %(title)s, voor deze ronde niet gewijzigd of bevestigd: %(terms)s.")
    return [
        old_text_line(terms[0])
        if len(names) == len(terms)
        else said % {"title": round_name(title), "terms": joined(names)}
        for title, names in found.items()
    ]


def reasons_title() -> str:
    """Above the reasons that the ministry wants to be read."""
    return _("Toelichting bij dit rapport")


def reason_line(reason: ReasonEntry) -> str:
    """What a reason is about, and the reason."""
    return f"{reason.about}: {reason.text}" if reason.about else reason.text


def milestone_state(entry: MilestoneEntry, category: str) -> str:
    """The line under a milestone: what became of it, or when it is expected."""
    if entry.withdrawn_on:
        return _with_reason(
            _("Ingetrokken op"), long_date(entry.withdrawn_on), entry.withdrawal_reason
        )
    if entry.resolved_on:
        return _with_reason(_("Opgelost op"), long_date(entry.resolved_on), entry.resolution)
    if entry.realised_on:
        return since_when(_("Gerealiseerd"), entry.realised_on)
    if entry.planned is None:
        return _("Geen datum opgegeven") if category == Category.PLANNED else ""
    if category == Category.REALISED:
        return f"{_('Was gepland voor')} {entry.planned}"
    expected = f"{_('Verwacht')} {entry.planned}"
    return f"{expected}, {_('verstreken')}" if entry.overdue else expected


def _with_reason(what: str, when: str, reason: str) -> str:
    return f"{what} {when}: {reason}" if reason else f"{what} {when}"


def all_regions() -> str:
    """What a row is about that counts the regions together."""
    return _("Alle NAL-regio’s")


def figures_until_title() -> str:
    """Before the last day of which a report has figures."""
    return _("Cijfers tot en met")


def only_a_total() -> str:
    """Of municipalities of which it is known how many there are, and not which."""
    return _("Alleen een totaal bekend")


def is_a_summary() -> str:
    """Under a text that sums up what somebody wrote."""
    return _("Samenvatting, niet de letterlijke tekst.")


def at_least_meaning() -> str:
    """What stands before a total of which a part is not known."""
    return _("Ten minste = het totaal telt alleen de bekende aantallen.")


def missing_meanings() -> Mapping[str, str]:
    """What each word that stands in the place of a figure means."""
    return {
        PM: _("pm = pro memorie: het aantal bestaat, maar is nog niet bekend."),
        UNKNOWN: _("Onbekend = niet opgegeven."),
        NOT_APPLICABLE: _("– = niet van toepassing."),
    }


def caveat(ratio: RatioReport) -> str:
    """What the report of end 2020 says of figures per region (its text under table 1)."""
    ours = _(
        "Cijfers per regio zijn nog niet betrouwbaar genoeg, onder meer omdat leaseauto's het "
        "beeld vertekenen. Dat zegt het rapport over eind 2020."
    )
    return ratio.caveat or (ours if ratio.regions else "")


def column_title(column: RatioColumn) -> str:
    """The heading of a date of table 1: a year, or a date in the course of one."""
    title = str(column.on.year) if column.year_end else short_date(column.on)
    return f"{title} ({_('voorlopig')})" if column.provisional else title


def table_row(row: TableRow) -> str:
    """The period of a row of a measure table, as the source calls it or from day to day."""
    if row.label or row.since is None:
        return row.label or short_date(row.on)
    return _("{start} t/m {until}").format(start=short_date(row.since), until=short_date(row.on))


def rate_basis(row: RateRow) -> str:
    """Whether an average was computed from the stock, or stands as it was reported."""
    return basis_word(row.basis)


def basis_word(basis: str) -> str:
    """How a figure came about: ``opgave``, ``geteld``, ``gemengd`` or ``berekend``."""
    words = {
        "opgave": _("opgave"),
        "geteld": _("geteld"),
        "gemengd": _("gemengd"),
        COMPUTED: _("berekend"),
    }
    return words.get(basis, basis)


def type_breaks_line(rate: RateReport) -> str:
    """How a break in some types only counts in table 2; empty where there is none."""
    if not any(entry.charger_types for entry in rate.breaks):
        return ""
    return _(
        "Een trendbreuk van sommige soorten telt alleen bij die soorten niet mee; het totaal is "
        "dan berekend uit de stand van alle soorten samen."
    )


def replaced_lines(rate: RateReport) -> list[str]:
    """What was reported earlier over a period for which table 2 has another row now."""
    text = _(
        "Eerder opgegeven, nu vervangen door een rij in de tabel: {period}: {total} per maand "
        "(publiek {public}, semipubliek {semi_public}, snel {fast})."
    )
    return [
        text.format(
            period=period_name(row),
            total=row.total,
            public=row.public,
            semi_public=row.semi_public,
            fast=row.fast,
        )
        for row in rate.replaced
    ]


def break_words(entry: BreakEntry) -> str:
    """When counting changed and who says so, or where another source takes over."""
    pattern = (
        _("andere bron vanaf {when}. {text}")
        if entry.seam
        else _("trendbreuk {when}. {text} Bron: {source}")
    )
    return pattern.format(when=entry.when, text=entry.told, source=entry.source)


def source_line(source: SourceEntry) -> str:
    """Who published figures and in which edition, in one line."""
    return ", ".join(filter(None, (source.publisher, source.title, edition_words(source))))


def edition_words(source: SourceEntry) -> str:
    """What an edition is called, or else when it came out; empty where neither is known."""
    return source.edition or (long_date(source.published_on) if source.published_on else "")


# ------------------------------------------------------------------- municipalities and policy


def coverage_words(coverage: Coverage) -> str:
    """``Flevoland, Noord-Holland zonder Amsterdam``: the area of a region."""
    if coverage.told:
        return coverage.told
    provinces = (_province(part) for part in coverage.provinces)
    return ", ".join([*provinces, *coverage.municipalities])


def _province(part: CoveredProvince) -> str:
    if not part.without:
        return part.name
    # Utrecht lies in Utrecht: beside its province such a municipality says what it is.
    own = _("de gemeente {name}")
    names = [own.format(name=n) if n == part.name else n for n in part.without]
    return _("{province} zonder {names}").format(province=part.name, names=joined(names))


def basis_line(table: PolicyTable) -> str:
    """Where the numbers of table 3 come from: all from one source, or each cell says which."""
    bases = {cell.basis for row in table.rows for cell in row.cells}
    if bases == {"opgave"}:
        return _("Alle aantallen zijn een opgave van de regio (opgave).")
    if bases == {"geteld"}:
        return _("Alle aantallen zijn geteld uit wat per gemeente is vastgelegd (geteld).")
    return _(
        "opgave = het totaal dat de regio opgaf; geteld = geteld uit wat per gemeente is "
        "vastgelegd. Bij elk aantal staat welke van de twee het is."
    )


def says_basis_per_cell(table: PolicyTable) -> bool:
    """Whether the cells of table 3 differ in where they come from."""
    return len({cell.basis for row in table.rows for cell in row.cells}) > 1


def difference_lines(table: PolicyTable, region: str = "") -> tuple[str, ...]:
    """Each cell where the region's total cannot be true of what is known per municipality.

    With ``region`` only those of that region.
    """
    names = {entry.slug: entry.name for entry in table.instruments}
    text = _("%(region)s, %(instrument)s: de regio gaf %(reported)s op, per gemeente %(counted)s.")
    return tuple(
        text
        % {
            "region": row.name,
            "instrument": names[cell.instrument],
            "reported": cell.count,
            "counted": _counted(cell, int(row.municipalities.value or 0)),
        }
        for row in table.rows
        for cell in row.cells
        if cell.differs and region in ("", row.slug)
    )


def _counted(cell: PolicyCell, of: int) -> str:
    unknown = of - cell.known
    said = ngettext("is er %(n)s vastgelegd", "zijn er %(n)s vastgelegd", cell.counted)
    said %= {"n": number(cell.counted)}
    if not unknown:
        return said
    more = ngettext("en is er %(n)s onbekend", "en zijn er %(n)s onbekend", unknown)
    return f"{said} {more % {'n': number(unknown)}}"


def known_words(part: InstrumentOverview) -> str:
    """``3 van de 3 bekende (74 onbekend)``: a share never without how much is known."""
    if not part.known:
        return _("van geen gemeente bekend")
    known = {"n": number(part.in_force), "known": number(part.known)}
    if not part.unknown:
        return _("%(n)s van %(known)s") % known
    said = _("%(n)s van de %(known)s bekende") % known
    return f"{said} ({number(part.unknown)} {_('onbekend')})"


def stage_line(part: InstrumentOverview) -> str:
    """``12 vastgesteld, 3 concept, 62 onbekend``: how far the municipalities of a region are."""
    line = ", ".join(f"{number(s.count)} {stage_word(s.stage).lower()}" for s in part.stages)
    unknown = sum(s.count for s in part.stages if s.stage == UNKNOWN)
    named = sum(s.count for s in part.stages if s.stage in COUNTING_STAGES)
    if part.basis != "opgave" or not part.known or not unknown:
        return line
    return f"{line} ({_of_unknown(part.in_force - named, unknown)})"


def _of_unknown(in_force: int, unknown: int) -> str:
    """What the total of a region says of its municipalities that are not known by name."""
    if in_force <= 0:
        return _("volgens opgave heeft daarvan geen gemeente het")
    if in_force == unknown:
        return _("volgens opgave hebben zij het alle")
    if in_force > unknown:
        return _("volgens opgave hebben meer gemeenten het dan hier staan")
    said = ngettext(
        "waarvan volgens opgave %(n)s het heeft, niet bekend welke",
        "waarvan volgens opgave %(n)s het hebben, niet bekend welke",
        in_force,
    )
    return said % {"n": number(in_force)}


def stages_of(region: str, territory: TerritoryReport) -> list[InstrumentOverview]:
    """The instruments of which any municipality of a region has a stage that is known."""
    overviews = territory.overview.regions if territory.overview else ()
    return [
        part
        for overview in overviews
        if overview.slug == region
        for part in overview.instruments
        if any(found.stage != UNKNOWN for found in part.stages)
    ]


def review_word(state: str) -> str:
    """``Verlopen`` or ``Binnenkort``."""
    return _("Verlopen") if state == OVERDUE else _("Binnenkort")


def due_words(due: DueEntry) -> str:
    """``verlopen sinds 12 mei 2023`` or ``vóór 1 september 2023``."""
    if due.state == OVERDUE:
        return _("verlopen sinds %(day)s") % {"day": long_date(due.due_on)}
    return _("vóór %(day)s") % {"day": long_date(due.due_on)}


def inherited_words(status: Status) -> str:
    """``geërfd van Cuijk en Grave – te herijken``; empty for what is its own."""
    if not status.inherited_from:
        return ""
    return _("geërfd van %(names)s – te herijken") % {"names": joined(status.inherited_from)}


def totals_in_words(country: CountryMap) -> list[str]:
    """``Zuidwest, 6 van 63``: of which regions a map shows no more than a total."""
    text = _("%(region)s, %(count)s van %(all)s")
    return [
        text
        % {
            "region": total.name,
            "count": number(int(total.count.value)),
            "all": number(total.municipalities),
        }
        for total in country.totals
        if total.count.value is not None
    ]


def class_word(country: CountryMap, stage: str) -> str:
    """A stage of a map, or of a map of figures a class: ``2: 12 tot en met 45``."""
    if stage not in country.classes:
        return stage_word(stage)
    low, high = country.classes[stage]
    number = stage.rpartition("-")[2]
    if low == high:
        return f"{number}: {low}"
    return _("%(number)s: %(low)s tot en met %(high)s") % {
        "number": number,
        "low": low,
        "high": high,
    }


def stage_word(stage: str) -> str:
    """What a municipality has of an instrument: ``Vastgesteld``, ``Onbekend``."""
    return _("Onbekend") if stage == UNKNOWN else str(Stage(stage).label)


def body_word(code: str) -> str:
    """Who adopted a document: ``gemeenteraad``."""
    return str(dict(AdoptedBy.choices).get(code, code))


def document_about(document: Document) -> str:
    """``CVDR677545, vastgesteld door gemeenteraad op 18 maart 2021``: what is known of it."""
    by, on, since = document.adopted_by, document.adopted_on, document.in_force_on
    adopted = [_("vastgesteld")] if by or on else []
    adopted += [_("door {body}").format(body=body_word(by))] if by else []
    adopted += [_("op {day}").format(day=long_date(on))] if on else []
    in_force = _("in werking op {day}").format(day=long_date(since)) if since else ""
    return ", ".join(filter(None, (document.reference, " ".join(adopted), in_force)))
