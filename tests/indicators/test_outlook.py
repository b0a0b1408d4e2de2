"""Targets and forecasts beside what was observed, and values that are not exact; all fictitious."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from indicators.models import Accuracy, ValueKind
from indicators.reports import (
    CHARGE_POINTS,
    VEHICLES,
    FigureRow,
    IndicatorsData,
    Outlook,
    assemble_outlook,
)
from indicators.reports.rows import OutlookRow
from nalportal.figures import Figure, ratio, share, total
from nalportal.progress.reports import Scope
from nalportal.report.build import build
from nalportal.report.payload import dump, load
from nalportal.report.tables.figures import figure_lines
from tests import factories

from .rows import MEASURES, MONITOR, NDW, REGIONS, SOURCES, YEAR_END, assembled, by_type, row

SET_ON, IN_2025, IN_2030 = date(2020, 6, 1), date(2025, 12, 31), date(2030, 12, 31)


def ahead(value: int | None, kind: str = ValueKind.TARGET, **fields: Any) -> OutlookRow:
    filled: dict[str, Any] = {
        "measure": CHARGE_POINTS,
        "source": MONITOR,
        "area": "",
        "name": "",
        "is_municipal": False,
        "charger_type": "",
        "on": IN_2030,
        "set_on": SET_ON,
        "missing": "" if value is not None else "pm",
        "cites": ("monitor",),
    }
    return OutlookRow(
        kind=kind, value=None if value is None else Decimal(value), **{**filled, **fields}
    )


def entries(*rows: OutlookRow, observed: tuple[FigureRow, ...] = ()) -> tuple[Outlook, ...]:
    data = IndicatorsData(measures=MEASURES, sources=SOURCES, figures=observed, outlook=rows)
    return tuple(entry for table in assemble_outlook(data, REGIONS) for entry in table.entries)


def test_a_target_has_what_was_observed_last_and_how_far_that_is() -> None:
    (found,) = entries(
        ahead(1_700_000),
        observed=(row(CHARGE_POINTS, 50_000, date(2019, 12, 31)), row(CHARGE_POINTS, 65_613)),
    )
    assert (str(found.target), str(found.observed), found.observed_on, str(found.realised)) == (
        "1.700.000",
        "65.613",
        YEAR_END,
        "3,9\N{NO-BREAK SPACE}%",
    )


def test_what_was_observed_after_the_day_of_the_target_says_nothing_of_it() -> None:
    (found,) = entries(
        ahead(60_000, on=YEAR_END),
        observed=(row(CHARGE_POINTS, 66_000), row(CHARGE_POINTS, 90_000, IN_2025)),
    )
    assert (str(found.observed), str(found.realised)) == ("66.000", "110,0\N{NO-BREAK SPACE}%")


def test_without_an_observation_or_with_a_bound_nothing_is_realised() -> None:
    (found,) = entries(ahead(100))
    assert (found.observed, found.realised) == (None, None)
    bound = row(CHARGE_POINTS, 85_000, accuracy=Accuracy.OVER)
    (found,) = entries(ahead(100_000), observed=(bound,))
    assert (str(found.observed), found.realised) == ("ruim 85.000", None)
    (found,) = entries(ahead(None), observed=(row(CHARGE_POINTS, 1),))
    assert (str(found.target), found.realised) == ("pm", None)


def test_a_target_of_one_type_or_region_is_compared_with_that() -> None:
    observed = (*by_type(YEAR_END, 40, 30, 10), row(CHARGE_POINTS, 8, area="noord"))
    found = entries(
        ahead(20, charger_type="snel"), ahead(16, area="noord", name="Noord"), observed=observed
    )
    assert [(e.area, str(e.observed), str(e.realised)) for e in found] == [
        ("", "10", "50,0\N{NO-BREAK SPACE}%"),
        ("Noord", "8", "50,0\N{NO-BREAK SPACE}%"),
    ]


def test_the_sides_of_a_forecast_stand_together_and_those_of_another_source_apart() -> None:
    sides = (ValueKind.HIGH, ValueKind.LOW, ValueKind.MIDDLE)
    rows = [ahead(n, kind) for n, kind in zip((300, 100, 200), sides, strict=True)]
    found = entries(*rows, ahead(250, ValueKind.MIDDLE, source=NDW, cites=("ndw",)))
    assert [(e.target, e.kinds, [str(f) for f in e.forecast]) for e in found] == [
        (None, ("prognose-laag", "prognose", "prognose-hoog"), ["100", "200", "300"]),
        (None, ("prognose",), ["250"]),
    ]
    assert len({figure.id for e in found for figure in e.figures}) == 4


def test_a_target_changes_nothing_of_what_was_observed() -> None:
    rows = (row(CHARGE_POINTS, 65_613), row(VEHICLES, 272_895))
    assert assembled(*rows) == assembled(*rows, outlook=(ahead(1), ahead(2, on=YEAR_END)))


# ------------------------------------------------------------------- values that are not exact


def figure(value: int, rough: str = "", *, at_least: bool = False) -> Figure:
    return Figure("f", Decimal(value), rough=rough, at_least=at_least)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([figure(1), figure(2, "ongeveer")], "ongeveer 3"),
        ([figure(1), figure(2, "ruim", at_least=True)], "ten minste 3"),
        ([figure(1, "ongeveer"), figure(2, "ruim", at_least=True)], "ten minste ongeveer 3"),
        ([figure(1, "ongeveer"), Figure("f", None, missing="pm")], "ten minste ongeveer 1"),
        ([figure(1), figure(2)], "3"),
    ],
)
def test_a_total_carries_on_how_exact_its_parts_are(parts: list[Figure], text: str) -> None:
    assert str(total("t", parts)) == text


def test_what_follows_from_about_is_about() -> None:
    assert str(ratio("r", figure(30, "ongeveer"), figure(10))) == "ongeveer 3,0"
    assert str(ratio("r", figure(30), figure(10, "ruim", at_least=True))) == "Onbekend"
    assert not figure(1, "ongeveer").is_plain
    assert share("s", figure(1), 2).is_plain


def test_a_stock_that_is_about_right_says_so_in_tables_and_paces() -> None:
    report = assembled(row(CHARGE_POINTS, 85_000, accuracy=Accuracy.ABOUT), row(VEHICLES, 340_000))
    (column,) = report.ratio.columns
    assert [str(f) for f in (column.charge_points, column.ratio)] == [
        "ongeveer 85.000",
        "ongeveer 4,0",
    ]
    months = [
        row(CHARGE_POINTS, 100 * n, date(2021, n, 28), area="noord", accuracy=accuracy)
        for n, accuracy in ((1, ""), (2, Accuracy.ABOUT), (3, ""))
    ]
    placed = assembled(*months).coverage.series[0].placed
    assert [str(point.figure) for point in placed] == ["ongeveer 100", "ongeveer 100"]


# ---------------------------------------------------------------------------- from the register


@pytest.mark.django_db
def test_pages_and_files_show_a_target_that_was_stored(client: Client) -> None:
    client.force_login(factories.user(is_reviewer=True))
    measure = factories.measure(slug="laadpunten", name="Laadpunten")
    factories.printed_indicators()
    source = factories.source(publisher="NAL", title="Monitor (fictief)")
    shared: dict[str, Any] = {"measure": measure, "source": source, "charger_type": ""}
    factories.observation(**shared, value=65_613, accuracy=Accuracy.ABOUT)
    for kind, value in ((ValueKind.TARGET, 1_700_000), (ValueKind.LOW, 900_000)):
        factories.observation(**shared, on=IN_2030, set_on=SET_ON, kind=kind, value=value)
    town = factories.municipality(name="Assen")
    factories.observation(
        **shared, municipality=town, on=IN_2030, set_on=SET_ON, kind=ValueKind.TARGET, value=12
    )
    address = f"/nu/indicatoren/{factories.RATIO}/"
    shown = " ".join(client.get(address).content.decode().split())
    for text in ("Doelen: Laadpunten", "1.700.000", "900.000", "3,9 %", "Assen"):
        assert text in shown
    assert '<span class="affix">ongeveer</span> <span class="number">65.613</span>' in shown
    scope = Scope("nu", "Nu", YEAR_END, YEAR_END, YEAR_END, None)
    report = build(scope)
    assert load(dump(report)) == report
    lines = {str(line.figure): line for line in figure_lines(report)}
    assert lines["1.700.000"].provenance.source == "NAL, Monitor (fictief)"
    assert (lines["12"].area, lines["12"].on) == ("Assen", IN_2030)
    # What was not set yet on the last day of the figures is not known then.
    early = replace(scope, figures_until=date(2020, 5, 31))
    assert build(early).outlook == ()
