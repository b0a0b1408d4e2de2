"""Real cases that came out wrong in a report: entered on top of end 2020, as the ministry would.

What is added to the printed figures is fictitious.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators.labels import period_name
from indicators.models import AreaKind, Measure, Observation
from indicators.reports import RateRow
from nalportal.accounts.models import User
from nalportal.progress.reports import Scope
from nalportal.report.build import build
from nalportal.report.model import Report
from nalportal.report.tables.key_figures import context_words
from nalportal.report.tables.stock import rate_table

pytestmark = pytest.mark.django_db


def enter(value: int, on: date, charger_type: str = "") -> None:
    measure = Measure.objects.select_related("source").get(slug="laadpunten")
    assert measure.source
    Observation.objects.create(
        measure=measure,
        source=measure.source,
        area=AreaKind.COUNTRY,
        charger_type=charger_type,
        on=on,
        value=Decimal(value),
    )


def report(until: date) -> Report:
    return build(Scope("nu", "Nu", until, until, until, round_id=None))


def told(row: RateRow) -> list[str]:
    return [str(figure) for figure in (row.public, row.semi_public, row.fast, row.total)]


# ------------------------------------------------------------- a stock without the eve of the NAL


@pytest.fixture
def at_end_2021(loaded: None, db: None) -> Report:
    enter(86_453, date(2021, 12, 31))
    return report(date(2021, 12, 31))


def test_the_average_since_the_nal_stays_in_table_2(at_end_2021: Report) -> None:
    rate = at_end_2021.indicators.rate
    assert told(rate.rows[-1]) == ["992", "460", "59", "1.511"]
    assert period_name(rate.rows[-1]) == "sinds start NAL (tot 30-4-2021)"
    assert (rate.others, rate.replaced) == ((), ())


def test_the_figure_on_top_does_not_fall(at_end_2021: Report) -> None:
    top = {figure.key: figure for figure in at_end_2021.key_figures}
    assert str(top["rate"].figure) == "1.511"
    assert str(top["charge_points"].figure) == "86.453"
    # The vehicles of that day are not in yet.
    assert (str(top["vehicles"].figure), context_words(top["vehicles"])[:9]) == (
        "272.895",
        "eind 2020",
    )


# ------------------------------------------------------------- one type beside the given total


def test_a_type_that_comes_in_beside_the_given_total_leaves_table_1_as_it_is(
    loaded: None, client: Client, reviewer: User
) -> None:
    client.force_login(reviewer)
    before = report(date(2021, 4, 30)).indicators.ratio
    line = "laadpunten;nal-voortgangsrapportage-2020;NL;{};31-12-2020;;;{};;"
    assert uploaded(client, line.format("snel", 1800)).status_code == 302
    after = report(date(2021, 4, 30)).indicators.ratio
    assert after.columns == before.columns
    column = next(one for one in after.columns if one.on == date(2020, 12, 31))
    figures = (column.charge_points, column.vehicles, column.ratio)
    assert [str(figure) for figure in figures] == ["65.613", "272.895", "4,2"]
    page = client.get("/nu/indicatoren/ev-per-laadpunt/").text
    assert "65.613" in page
    assert "ten minste" not in page
    # With the others it is asked about, and nothing is stored before somebody says that it is so.
    more = (line.format("publiek", 40_000), line.format("semipubliek", 20_000))
    asked = uploaded(client, *more)
    assert list(asked.context["form"].errors) == ["klopt"]
    assert "totaal 65.613, maar samen 61.800" in asked.text
    assert report(date(2021, 4, 30)).indicators.ratio.columns == before.columns


def uploaded(page: Client, *lines: str) -> Any:
    """A file with these lines, looked at and confirmed without another answer."""
    head = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot"
    file = SimpleUploadedFile("fictief.csv", "\n".join((head, *lines, "")).encode())
    preview = page.post(reverse("figures-import"), {"file": file}).headers["Location"]
    form = page.get(preview).context["form"]
    return page.post(preview, {bound.html_name: bound.value() or "" for bound in form})


# ---------------------------------------------------------------------- fast is 50 kW from a month

MONTHS = [date(2020 + n // 12, n % 12 + 1, 1) for n in range(4, 46)]
ENDS = [on.replace(day=monthrange(on.year, on.month)[1]) for on in MONTHS]


@pytest.fixture
def through_october_2023(loaded: None, db: None) -> Report:
    """Each month 900 public, 400 semi-public and 70 fast more; in the last one 900 move."""
    assert (ENDS[0], ENDS[-1]) == (date(2020, 5, 31), date(2023, 10, 31))
    Observation.objects.filter(measure__slug="laadpunten", on__in=ENDS).delete()
    for n, on in enumerate(ENDS):
        moved = 900 if on == ENDS[-1] else 0
        enter(30_000 + 900 * n + moved, on, "publiek")
        enter(20_000 + 400 * n, on, "semipubliek")
        enter(2_000 + 70 * n - moved, on, "snel")
    return report(ENDS[-1])


def test_the_pace_of_each_type_leaves_out_the_month_in_which_it_breaks(
    through_october_2023: Report,
) -> None:
    row = through_october_2023.indicators.rate.rows[-1]
    assert (row.basis, row.on) == ("berekend", ENDS[-1])
    assert told(row) == ["900", "400", "70", "1.370"]


def test_the_text_says_which_types_break_and_that_the_total_does_not(
    through_october_2023: Report,
) -> None:
    rate = through_october_2023.indicators.rate
    assert [(entry.when, entry.charger_types) for entry in rate.breaks][-1] == (
        "oktober\u00a02023, alleen publiek en snel",
        ("publiek", "snel"),
    )
    line = "telt alleen bij die soorten niet mee; het totaal is dan berekend uit de stand van alle"
    assert any(line in note.text for note in rate_table(rate).notes)


def test_figures_of_all_types_together_do_not_break_there(through_october_2023: Report) -> None:
    breaks = through_october_2023.indicators.ratio.breaks
    assert [entry.dated.on for entry in breaks] == [date(2019, 9, 1), date(2020, 9, 1)]
