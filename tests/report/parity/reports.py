"""Reports with anything in them, made from a number: the same number gives the same report.

All of it is fictitious. Totals, shares and ratios follow from the other figures by the functions of
the report itself; the texts are what people type, and what they should not.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from indicators.models import Layout
from indicators.models.presentations import PRINTED
from indicators.reports import (
    AnyIndicator,
    BreakEntry,
    IndicatorReport,
    IndicatorsData,
    IndicatorsReport,
    MeasureRow,
    MeasureTable,
    MunicipalStock,
    OtherFigure,
    OtherSource,
    Outlook,
    OutlookTable,
    PolicyReport,
    PresentationRow,
    RateRow,
    RatioColumn,
    RegionRatio,
    RegionSeries,
    SeriesPoint,
    SourceEntry,
    placed,
    total_of_regions,
    trends,
)
from indicators.reports.measure_tables import measure_tables
from indicators.reports.outlook import realised
from indicators.reports.rows import KindRow, ShareRow
from nalportal.dutch import PartialDate, Precision
from nalportal.figures import Figure, no_figure, ratio, share, total, whole
from nalportal.progress.models import Category
from nalportal.progress.reports import CategoryBlock, EvidenceEntry, MilestoneEntry, UnitReport
from nalportal.report.build import key_figures
from nalportal.report.model import Difference, Report
from regions.reports import (
    Footnote,
    InstrumentEntry,
    MunicipalityEntry,
    PolicyCell,
    PolicyRow,
    RegionReport,
    StatusEntry,
    TerritoryReport,
    overview_of,
    total_row,
)
from regions.status import Status
from tests.indicators.rows import MONITOR, SOURCES, row
from tests.report.pdf_sample import milestone, report, text

WORDS = "laadplein straat gemeente Fryslân Súdwest ’s-Graveland 24/7 100% ca. 2021 — … ½ €"
# What spreadsheets, pages, templates and Typst would rather see as their own.
ODD = "=SOM(A1) +31 -5 @x '=1 <b>vet</b> &amp; {{x}} {%if%} #read *vet* _x_ $y$ \\ ` [a](b) ; |"
STRANGE = "🔌 \u05e9\u05dc\u05d5\u05dd e\u0301 “citaat”"
PIECES = tuple(f"{WORDS} {ODD} {STRANGE}".split())
DAY = date(2020, 12, 31)


class Maker:
    """Makes the parts of one report; every text in it has a number of its own."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - not a secret
        self.count = 0

    def words(self, most: int = 6, *, lines: bool = False) -> str:
        """A text that stands nowhere else in the report."""
        self.count += 1
        pieces = self.random.choices(PIECES, k=self.random.randint(1, most))
        between = self.random.choice(("\n\n", " ")) if lines else " "
        # What a formula begins with has to be able to stand in front.
        return f"{self.random.choice(PIECES)} T{self.count}x {between.join(pieces)}"

    def maybe(self, value: str) -> str:
        return value if self.random.random() < 0.5 else ""

    def day(self) -> date:
        return DAY + timedelta(days=self.random.randint(-800, 800))

    def number(self, id_: str, most: int = 400_000) -> Figure:
        """A count, or one of the reasons why there is none."""
        chance = self.random.random()
        if chance < 0.3:
            return no_figure(id_, self.random.choice(("pm", "onbekend", "nvt")))
        found = whole(id_, self.random.randint(0, most), at_least=chance < 0.45)
        return replace(found, rough="ongeveer") if chance > 0.9 else found

    # ------------------------------------------------------------------------- milestones

    def unit(self, slug: str, kind: str) -> UnitReport:
        name = f"Onderdeel {slug}"
        return UnitReport(
            slug=slug,
            code=slug.upper(),
            name=name,
            short_name=name,
            kind=kind,
            one_line=text(self.words()) if self.random.random() < 0.5 else None,
            intro=text(self.words(), summary=self.random.random() < 0.5),
            categories=tuple(self.block(category) for category in Category.values),
        )

    def block(self, category: str) -> CategoryBlock:
        items = tuple(self.item(category) for _ in range(self.random.choice((0, 1, 2, 4))))
        earlier = tuple(self.item(category) for _ in range(self.random.choice((0, 0, 1))))
        statement = self.random.choice(("", "geen", "niet-vermeld"))
        return CategoryBlock(category, items, earlier, "" if items else statement)

    def item(self, category: str) -> MilestoneEntry:
        chosen = self.random.choice(("open", "gerealiseerd", "opgelost", "ingetrokken"))
        planned = PartialDate(self.day(), self.random.choice(Precision.values))
        resolved, withdrawn = chosen == "opgelost", chosen == "ingetrokken"
        return milestone(
            self.words(),
            reference=f"XX-{self.count:03d}",
            explanation=self.maybe(self.words(lines=True)),
            status=chosen,
            planned=planned if self.random.random() < 0.6 else None,
            overdue=chosen == "open" and planned.last_day < DAY,
            realised_on=planned if chosen == "gerealiseerd" else None,
            resolved_on=self.day() if resolved else None,
            resolution=self.maybe(self.words()) if resolved else "",
            withdrawn_on=self.day() if withdrawn else None,
            withdrawal_reason=self.words() if withdrawn else "",
            links=tuple(
                EvidenceEntry(self.words(2), f"https://voorbeeld.example/{self.count}")
                for _ in range(self.random.choice((0, 0, 1, 2)))
            ),
        )

    # ---------------------------------------------------------------------------- table 3

    def instruments(self) -> tuple[InstrumentEntry, ...]:
        return tuple(
            InstrumentEntry(f"i{n}", f"Instrument {n}", f"Kort {n}", f"Kolom {n}", "fasen", True)
            for n in range(1, self.random.randint(2, 4))
        )

    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(n, self.words()) for n in range(1, self.random.randint(1, 4)))

    def policy_row(
        self, slug: str, instruments: tuple[InstrumentEntry, ...], notes: int
    ) -> PolicyRow:
        of = self.random.randint(1, 90)

        def marks() -> tuple[int, ...]:
            return (self.random.randint(1, notes),) if notes and self.random.random() < 0.3 else ()

        cells = []
        for entry in instruments:
            count = replace(self.number(f"beleid.{slug}.{entry.slug}", of), notes=marks())
            part = share(f"{count.id}.aandeel", count, of)
            cells.append(PolicyCell(entry.slug, count, part, "opgave", 0, 0))
        members = whole(f"beleid.{slug}.gemeenten", of, notes=marks())
        return PolicyRow(slug, f"Onderdeel {slug}", members, tuple(cells))

    # --------------------------------------------------------------------- tables 1, 2, 4

    def ratio_column(self, year: int) -> RatioColumn:
        on = date(year, 12, 31) if self.random.random() < 0.7 else date(year, 3, 31)
        points = self.number(f"voorraad.{on}.laadpunten")
        cars = self.number(f"voorraad.{on}.stekkervoertuigen")
        found = ratio(f"voorraad.{on}.verhouding", cars, points)
        provisional = self.random.random() < 0.3
        return RatioColumn(on, on.month == 12, provisional, points, cars, found)

    def rate_row(self, year: int) -> RateRow:
        start, end = date(year, 1, 1), date(year, 12, 31)
        public, semi, fast = (self.number(f"tempo.{year}.{n}", 2_000) for n in range(3))
        label = self.maybe(f"Periode {year}, {self.words(2)}")
        added = total(f"tempo.{year}.totaal", (public, semi, fast))
        basis = self.random.choice(("opgave", "berekend"))
        return RateRow(label, start, end, basis, public, semi, fast, added)

    def outlook(self, indicator: str, source: SourceEntry) -> OutlookTable:
        """A target and a forecast of a measure of this indicator."""
        on, set_on = date(2030, 12, 31), date(2020, 6, 1)
        stock, target = self.number("vooruit.stand"), self.number("vooruit.doel")
        sides = ("prognose-laag", "prognose", "prognose-hoog")
        forecast = tuple(self.number(f"vooruit.{side}") for side in sides)
        part = realised("vooruit.realisatie", stock, target)
        return OutlookTable(
            indicator,
            "laadpunten",
            self.words(1),
            (
                Outlook("", "", on, set_on, target, (), (), DAY, stock, part),
                Outlook("", "snel", on, set_on, None, forecast, sides, None, None, None),
            ),
            (source,),
        )

    def series(self, slug: str, days: list[date]) -> RegionSeries:
        points = tuple(SeriesPoint(day, self.number(f"voorraad.{slug}.{day}")) for day in days)
        return RegionSeries(slug, f"Onderdeel {slug}", points, (), ())


def made(seed: int) -> Report:
    """The report of this number."""
    make = Maker(seed)
    random = make.random
    sample = report()
    instruments, notes = make.instruments(), make.footnotes()
    slugs = [f"r{n}" for n in range(random.randint(1, 3))]
    rows = tuple(make.policy_row(slug, instruments, len(notes)) for slug in slugs)
    table = replace(
        sample.territory.table,
        instruments=instruments,
        rows=rows,
        total=total_row(rows, instruments),
        footnotes=notes,
    )
    region: RegionReport = sample.territory.regions[0]
    territory = replace(
        sample.territory,
        regions=tuple(
            replace(region, unit=make.unit(row.slug, "regio"), policy=row) for row in rows
        ),
        table=table,
        instruments=instruments,
        municipalities=(),
    )
    territory = replace(territory, overview=overview_of(territory, table, DAY))
    indicators = sample.indicators
    source = SourceEntry("IenW", make.words(2), make.words(2), "https://v.example", "", "", "b")
    days = [date(2020, month, 28) for month in range(1, random.randint(1, 4))]
    found = tuple(make.series(slug, days) for slug in slugs) if days else ()
    indicators = with_printed(
        indicators,
        replace(
            indicators.ratio,
            columns=tuple(make.ratio_column(2016 + n) for n in range(random.randint(0, 4))),
            sources=(source,),
            texts=replace(indicators.ratio.texts, table_notes=(text(make.words()),)),
        ),
        replace(
            indicators.rate,
            rows=tuple(make.rate_row(2016 + n) for n in range(random.randint(0, 3))),
            texts=replace(
                indicators.rate.texts,
                table_notes=(text(make.words()),),
                footnotes=(text(make.words(), key="los"),),
            ),
        ),
        PolicyReport(
            replace(indicators.policy_texts, table_notes=(text(make.words(), summary=True),))
        ),
        replace(
            indicators.coverage,
            series=found,
            total=total_of_regions(found, len(slugs)) if found else (),
        ),
    )
    group = sample.workgroups[0]
    return replace(
        sample,
        national=make.unit("samen", "landelijk") if random.random() < 0.8 else None,
        territory=territory,
        workgroups=(replace(group, unit=make.unit("g1", "werkgroep")),),
        indicators=indicators,
        key_figures=key_figures(territory, indicators, DAY),
        outlook=(make.outlook(indicators.rate.texts.slug, source),),
        differences=(Difference(make.words(), make.words(), None, make.words(), make.words()),),
    )


def with_printed(indicators: IndicatorsReport, *changed: AnyIndicator) -> IndicatorsReport:
    """The same with these in the place of those with their address."""
    for one in changed:
        indicators = indicators.with_(one)
    return indicators


def full() -> Report:
    """A report with every kind of table in it: whatever :func:`made` leaves out is there too."""
    base, make = made(11), Maker(12)
    rates = make.rate_row
    source = SourceEntry(
        "NDW", "Fictief register", "2021", "https://n.example", "Geteld", "CC0", "n"
    )
    slugs = [region.unit.slug for region in base.territory.regions]
    series = tuple(_months(slug, place) for place, slug in enumerate(slugs, 1))
    stock = series[0].points[-1].figure
    cars = whole("voorraad.auto", 4_000)
    per_region = RegionRatio(
        slugs[0], "Fictief", DAY, True, stock, cars, ratio("voorraad.verhouding", cars, stock)
    )
    broken = BreakEntry("a", PartialDate(date(2019, 9, 1), Precision.MONTH), make.words(), "NDW")
    indicators = with_printed(
        base.indicators,
        replace(
            base.indicators.ratio,
            columns=tuple(make.ratio_column(year) for year in range(2010, 2020)),
            regions=(per_region,),
            caveat=make.words(),
            breaks=(broken,),
            others=(_other(source, "ratio"),),
        ),
        replace(
            base.indicators.rate,
            rows=(rates(2018), rates(2019)),
            replaced=(rates(2015),),
            sources=(source,),
            others=(_other(source, "rate"),),
        ),
        replace(
            base.indicators.coverage,
            series=series,
            total=total_of_regions(series, len(slugs)),
            breaks=(replace(broken, text=make.words()),),
            sources=(source,),
            municipalities=(
                MunicipalStock("0106", "Assen", slugs[0], DAY, True, whole("voorraad.0106", 12)),
            ),
            others=(_other(source, "coverage"),),
        ),
    )
    own = IndicatorReport(
        replace(base.indicators.ratio.texts, slug="eigen", title=make.words(2)),
        tables=of_any_measure({slugs[0]: f"Onderdeel {slugs[0]}"}),
    )
    indicators = replace(indicators, indicators=(*indicators.indicators, own))
    territory = replace(base.territory, municipalities=_towns(base.territory, slugs[0]))
    overview = overview_of(territory, territory.table, DAY)
    return replace(
        base,
        territory=replace(territory, overview=overview),
        indicators=indicators,
        key_figures=key_figures(territory, indicators, DAY),
        outlook=(make.outlook(indicators.ratio.texts.slug, source),),
    )


def of_any_measure(regions: Mapping[str, str]) -> tuple[MeasureTable, ...]:
    """A table of each layout that any measure can have: a new layout is in it by itself."""
    [region] = regions
    days = [date(2019, 12, 28), *(date(2020, month, 28) for month in range(1, 10))]
    places = (*((area, "") for area in ("", region, "PV22")), ("", "bus"), ("", "truck"))
    figures = [
        row(measure, 100 * at + step * at, day, area=area, charger_type=kind)
        for measure, of in (("wagens", places), ("huizen", places[:2]))
        for step, (area, kind) in enumerate(of, 3)
        for at, day in enumerate(days, 1)
    ]
    kinds = (KindRow("bus", "Bus"), KindRow("truck", "Truck"))
    shown = [
        PresentationRow(
            f"eigen-{layout}",
            layout,
            title=f"Eigen tabel {layout}",
            measure="wagens",
            per="huizen" if layout == Layout.RATIO else "",
            threshold=Decimal(10) if layout == Layout.SHARE else None,
        )
        for layout in Layout
        if layout not in PRINTED
    ]
    data = IndicatorsData(
        measures=(
            MeasureRow("wagens", "Wagens", 0, MONITOR, unit="wagens", kinds=kinds),
            MeasureRow("huizen", "Huizen", 0, MONITOR),
        ),
        sources=SOURCES,
        figures=tuple(figures),
        shares=tuple(
            ShareRow(f"eigen-{Layout.SHARE}", MONITOR, region, day, 3, 4, 5) for day in days[:2]
        ),
    )
    return measure_tables(data, shown, regions)


def _months(slug: str, step: int) -> RegionSeries:
    days = [date(2020, month, 28) for month in range(1, 10)]
    points = tuple(
        SeriesPoint(day, whole(f"voorraad.{slug}.{day}", 100 + step * n * n), n == 8)
        for n, day in enumerate(days)
    )
    found = placed(slug, points, ())
    return RegionSeries(slug, f"Onderdeel {slug}", points, found, trends(slug, found, ()))


def _other(source: SourceEntry, of: str) -> OtherSource:
    told = OtherFigure("Nederland", "", None, DAY, whole(f"elders.{of}", 77))
    return OtherSource(f"Maat van {of}", source, (told,))


def _towns(territory: TerritoryReport, region: str) -> tuple[MunicipalityEntry, ...]:
    first, *others = territory.instruments
    due = PartialDate(date(2018, 1, 1), Precision.DAY)
    statuses = (
        StatusEntry(
            first.slug,
            Status(
                stage="vastgesteld",
                dated=due,
                preparing="concept",
                review_due_on=date(2020, 6, 1),
            ),
        ),
        *(StatusEntry(entry.slug, Status()) for entry in others),
    )
    return (MunicipalityEntry("0106", "Assen", "Drenthe", region, 1, 1, statuses),)
