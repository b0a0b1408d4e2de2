"""A small report with one of everything that the PDF can show, built without a database."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import pymupdf

from indicators.reports import (
    BreakEntry,
    CoverageReport,
    IndicatorsReport,
    IndicatorTexts,
    MunicipalStock,
    PolicyReport,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    SourceEntry,
)
from nalportal.dutch import PartialDate
from nalportal.figures import Figure, no_figure, whole
from nalportal.progress.reports import (
    CategoryBlock,
    EvidenceEntry,
    MilestoneEntry,
    TextBlock,
    UnitReport,
)
from nalportal.prose import Span
from nalportal.report.model import SCHEMA, Context, Difference, KeyFigure, Report, Stamp
from nalportal.report.paper import Choices, Imprint
from regions.reports import (
    Coverage,
    CoveredProvince,
    Footnote,
    InstrumentEntry,
    MunicipalityEntry,
    PolicyCell,
    PolicyRow,
    PolicyTable,
    RegionReport,
    StatusEntry,
    TerritoryReport,
    policy_overview,
)
from regions.status import Status
from workgroups.reports import PartyEntry, WorkgroupReport

SHA = "0e77ad848123443f186065c4fb1356275f662d02f88c62939e859df65b49114d"
FROZEN = Stamp(SHA, version=1, frozen_on=date(2021, 6, 1))
CONCEPT = Stamp(SHA, as_of=datetime(2021, 7, 5, 12, 12, tzinfo=UTC))

REFERENCE_ON = date(2020, 12, 31)
WITH_ALL = Imprint(choices=Choices(adds_municipalities=True))

Tree = TypeVar("Tree")


def text(words: str, *, title: str = "", key: str = "", summary: bool = False) -> TextBlock:
    return TextBlock(key, title, ((Span(words),),), summary)


def milestone(title: str, **more: Any) -> MilestoneEntry:
    empty: dict[str, Any] = {
        "reference": "NO-001",
        "explanation": "",
        "status": "open",
        "planned": None,
        "overdue": False,
        "realised_on": None,
        "resolved_on": None,
        "resolution": "",
        "withdrawn_on": None,
        "withdrawal_reason": "",
        "links": (),
    }
    return MilestoneEntry(**{"title": title, **empty, **more})


def unit(slug: str, name: str, kind: str, *categories: CategoryBlock) -> UnitReport:
    given = {block.category: block for block in categories}
    return UnitReport(
        slug=slug,
        code=slug[:2].upper(),
        name=name,
        short_name=name,
        kind=kind,
        one_line=text(f"Samengevat {name}"),
        intro=text(f"Inleiding van {name}.", summary=True),
        categories=tuple(
            given.get(category, CategoryBlock(category, (), (), ""))
            for category in ("gerealiseerd", "planning", "aandachtspunt")
        ),
    )


def policy_row(slug: str, name: str, *, total: int, adopted: Figure) -> PolicyRow:
    share = no_figure(f"{slug}.aandeel", adopted.missing) if adopted.missing else percentage(92)
    cell = PolicyCell("laadvisie", adopted, share, "opgave", 0, 0)
    return PolicyRow(slug, name, whole(f"{slug}.gemeenten", total, notes=(1,)), (cell,))


def percentage(value: int) -> Figure:
    return Figure("aandeel", Decimal(value), decimals=1, unit="%")


def indicator(slug: str, title: str, **texts: tuple[TextBlock, ...]) -> IndicatorTexts:
    none: dict[str, tuple[TextBlock, ...]] = {
        "figures": (),
        "table_notes": (),
        "footnotes": (),
        "closing": (),
    }
    return IndicatorTexts(slug=slug, title=title, intro=text(f"Over {title}."), **{**none, **texts})


def north() -> UnitReport:
    realised = milestone(
        "Regionaal plan van aanpak",
        status="gerealiseerd",
        explanation="Vastgesteld door alle colleges.",
        realised_on=PartialDate(date(2020, 11, 3)),
        links=(EvidenceEntry("Het plan", "https://example.org/plan"),),
    )
    planned = milestone("Aanbesteding", planned=PartialDate(date(2021, 7, 1), "month"))
    before = milestone("Loket geopend", status="gerealiseerd")
    return unit(
        "noord",
        "Noord",
        "regio",
        CategoryBlock("gerealiseerd", (realised,), (before,), ""),
        CategoryBlock("planning", (planned,), (), ""),
        CategoryBlock("aandachtspunt", (), (), "niet-vermeld"),
    )


def territory() -> TerritoryReport:
    row = policy_row("noord", "Noord", total=40, adopted=no_figure("noord.laadvisie", "pm", (2,)))
    total = policy_row("totaal", "", total=40, adopted=whole("t", 10, at_least=True))
    instrument = InstrumentEntry(
        "laadvisie", "Integrale laadvisie", "Laadvisie", "Integrale laadvisie", "fasen", True
    )
    region = RegionReport(
        unit=north(),
        coverage=Coverage((CoveredProvince("Groningen"), CoveredProvince("Drenthe"))),
        municipality_count=40,
        agreement=PartialDate(date(2020, 6, 1), "month"),
        agreement_partners="Netbeheer Nederland",
        policy=row,
    )
    assen = MunicipalityEntry(
        code="0106",
        name="Assen",
        province="Drenthe",
        region="noord",
        tile_column=1,
        tile_row=1,
        statuses=(StatusEntry("laadvisie", Status("vastgesteld", preparing="concept")),),
    )
    notes = (Footnote(1, "Indeling telt mee."), Footnote(2, "Visie is opgesteld."))
    table = PolicyTable((instrument,), (row,), total, notes)
    overview = policy_overview((assen,), (instrument,), {"noord": "Noord"}, REFERENCE_ON, table)
    return TerritoryReport((region,), table, (instrument,), (assen,), (), overview)


def indicators() -> IndicatorsReport:
    source = SourceEntry(
        "IenW", "Voortgangsrapportage", "2020", "https://example.org/bron", "", "", "ienw"
    )
    cited = replace(source, key="ienw")
    break_ = BreakEntry("a", PartialDate(date(2019, 9, 1), "month"), "Anders geteld.", "Monitor")
    column = RatioColumn(
        on=date(2020, 12, 31),
        year_end=True,
        provisional=False,
        charge_points=whole("punten", 65613),
        vehicles=whole("auto", 272895),
        ratio=Figure("verhouding", Decimal("4.2"), decimals=1),
    )
    rate = RateRow(
        label="2015 t/m 2019",
        period_from=date(2015, 1, 1),
        on=date(2019, 12, 31),
        basis="opgave",
        public=whole("publiek", 308),
        semi_public=whole("semi", 192),
        fast=whole("snel", 18),
        total=whole("totaal", 518),
    )
    footnote = text("De knik in figuur 1.", key="figuur-1")
    return IndicatorsReport(
        (
            RatioReport(
                indicator("ev-per-laadpunt", "Laadpunten per elektrische auto"),
                (column, replace(column, on=date(2021, 3, 31), year_end=False)),
                (),
                "",
                (break_,),
                (source,),
                (),
            ),
            RateReport(indicator("tempo", "Plaatsingstempo"), (rate,), (), (), ()),
            PolicyReport(
                indicator(
                    "beleid",
                    "Gemeenten: visie en beleid",
                    table_notes=(text("Alleen vastgestelde visies."),),
                    closing=(text("Er is te weinig capaciteit.", title="Capaciteit"),),
                )
            ),
            CoverageReport(
                indicator(
                    "dekking",
                    "Dekking: laadpunten per regio",
                    figures=(text("Figuur 1 toont punten.", title="Per regio", key="figuur-1"),),
                    footnotes=(footnote,),
                ),
                series=(),
                total=(),
                municipalities=(
                    MunicipalStock(
                        "0106",
                        "Assen",
                        "noord",
                        REFERENCE_ON,
                        False,
                        Figure("voorraad.assen", Decimal(412), sources=("ienw",)),
                    ),
                ),
                breaks=(),
                sources=(cited,),
                others=(),
            ),
        )
    )


def report(**more: Any) -> Report:
    """The sample; ``more`` replaces parts of it."""
    group = unit("logistiek", "Logistiek", "werkgroep")
    sample = Report(
        schema=SCHEMA,
        language="nl",
        slug="eind-2020",
        title="Stand van zaken eind 2020",
        reference_on=date(2020, 12, 31),
        division_on=date(2021, 1, 1),
        figures_until=date(2021, 4, 30),
        background=text("Waarom dit rapport er is.", summary=True),
        regions_intro=text("Zes regio's werken samen."),
        workgroups_intro=text("Vijf werkgroepen werken uit."),
        indicators_intro=text("Vier indicatoren."),
        definitions=(text("Een strategie.", title="Integrale laadvisie", key="laadvisie"),),
        key_figures=(
            KeyFigure(
                key="punten",
                label="Laadpunten",
                figure=whole("punten", 65613),
                of=None,
                context=Context(on=date(2020, 12, 31)),
                definition="laadpunt",
            ),
        ),
        national=unit("gezamenlijk", "NAL-regio's gezamenlijk", "landelijk"),
        territory=territory(),
        workgroups=(WorkgroupReport(group, (PartyEntry("NKL", ""),), "NKL", "Veiligheid"),),
        indicators=indicators(),
        differences=(Difference("Noord", "90%", None, "92,5 %", "Rekenfout."),),
    )
    return replace(sample, **more)


# Codes, addresses and keys: not typed by users, or checked when they are.
_NOT_PROSE = frozenset(
    {"slug", "key", "kind", "category", "status", "statement", "stage", "preparing", "missing"}
    | {"instrument", "region", "precision", "basis", "id", "unit", "href", "answers"}
)


# Fields without a maximum length; the rest take at most a line or two.
_LONG = frozenset({"text", "explanation", "resolution", "withdrawal_reason"})
_LONGEST_SHORT_TEXT = 200
# The engine needs four times as long to break a word twice as long: so the first text of each field
# gets all of the words, and those after it this much.
_ONCE_MORE = 1_000


def with_every_text(tree: Tree, words: str, met: set[tuple[type, str]] | None = None) -> Tree:
    """The same report with ``words`` behind every text that a user can type."""
    met = set() if met is None else met
    if isinstance(tree, tuple):
        return tuple(with_every_text(part, words, met) for part in tree)  # type: ignore[return-value]
    if not is_dataclass(tree) or isinstance(tree, type | PartialDate | Figure):
        return tree
    changed = {}
    for name in sorted({field.name for field in fields(tree)} - _NOT_PROSE):
        value = getattr(tree, name)
        if not isinstance(value, str):
            changed[name] = with_every_text(value, words, met)
            continue
        again = _ONCE_MORE if (type(tree), name) in met else len(words)
        changed[name] = value + words[: again if name in _LONG else _LONGEST_SHORT_TEXT]
        met.add((type(tree), name))
    return replace(tree, **changed)


def words_of(pdf: bytes) -> str:
    """The text layer of all pages, squeezed."""
    with pymupdf.open(stream=pdf) as opened:
        return squeezed("".join(page.get_text() for page in opened))


# Paper has the apostrophes of print, whatever was typed.
STRAIGHT = str.maketrans("‘’", "''")


def squeezed(words: str) -> str:
    """Without spaces and places to break: what is left does not depend on the lines."""
    return re.sub(r"[\s\u200b\u00ad]+", "", words).translate(STRAIGHT)
