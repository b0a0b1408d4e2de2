"""The same rules on every road in: grid, pasted block, long, wide, what publishers give (StatLine,
OData, Swing) and command (fictief).

A road gets figures as (area, day, value) and tells which were taken, and what it said.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Measure, Observation, Source
from nalportal.progress.reports import Scope
from nalportal.report.build import build
from nalportal.report.provenance import editions_of, provenance
from nalportal.report.tables import figure_lines
from regions.models import Municipality
from tests import factories

pytestmark = pytest.mark.django_db

HERE, GONE = "GM0001", "GM0002"
TOMORROW = timezone.localdate() + timedelta(days=1)


class Figure(NamedTuple):
    """``set_on``: of a target, the day on which it was set."""

    area: str
    day: date
    value: str
    kind: str = ""
    set_on: str = ""
    source: str = "nal"

    @property
    def series(self) -> dict[str, str]:
        """As the screens ask for it."""
        looks_ahead = {"cijfer": "streefwaarde", "vastgesteld": self.set_on} if self.set_on else {}
        return {"maat": "laadpunten", "bron": self.source, "soort": self.kind, **looks_ahead}

    @property
    def published_area(self) -> str:
        """As publishers name it, who have no "NL"."""
        return "Nederland" if self.area == "NL" else self.area

    @property
    def about(self) -> str:
        """As a file says it."""
        return f"streefwaarde;{self.set_on}" if self.set_on else ";"


@pytest.fixture(autouse=True)
def _references() -> None:
    factories.source(slug="nal", publisher="NAL", title="Monitor")
    factories.measure(slug="laadpunten", name="Laadpunten")
    factories.municipality(code=HERE, name="Assen")
    factories.municipality(code=GONE, name="Haren", valid_until=date(2019, 1, 1))


class Page(Client):
    """Who shows figures to the site; ``shown`` is the preview that came last."""

    shown: Any = None

    def confirm(self) -> None:
        form = self.shown.context["form"]
        data = {name: form[name].value() for name in ("token", "fingerprint")}
        self.post(self.shown.request["PATH_INFO"], data)


@pytest.fixture
def page() -> Page:
    page = Page()
    page.force_login(factories.user(is_reviewer=True))
    return page


Answer = tuple[bool, str]
Road = Callable[[Page, Path, Sequence[Figure]], Answer]


def _of_page(page: Page, address: str, data: Mapping[str, Any]) -> Answer:
    """Whether the next page is a preview with something to store, and what stands there."""
    page.shown = answer = page.post(address, data, follow=True)
    assert answer.status_code == 200
    waiting = answer.context.get("waiting")
    said = " ".join(answer.content.decode().split())
    return waiting is not None and bool(waiting.entries), said


def grid(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    address = reverse(
        "figures-enter-series", query={**figures[0].series, "gebied": figures[0].area}
    )
    data: dict[str, object] = {"gezien": "{}"}
    for at, figure in enumerate(figures, 1):
        data |= {f"nieuw-{at}-datum": f"{figure.day:%d-%m-%Y}", f"nieuw-{at}-waarde": figure.value}
    return _of_page(page, address, data)


def pasted(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    heads = "\t".join(f"{figure.day:%d-%m-%Y}" for figure in figures)
    values = "\t".join(figure.value for figure in figures)
    block = f"Gebied\t{heads}\n{figures[0].area}\t{values}\n"
    return _of_page(page, reverse("figures-import-block"), {**figures[0].series, "blok": block})


def long_text(figures: Sequence[Figure]) -> str:
    lines = [
        f"laadpunten;{f.source};{f.area};{f.kind};{f.day:%d-%m-%Y};;;{f.value};;;{f.about}"
        for f in figures
    ]
    head = (
        "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot;"
        "soort_cijfer;vastgesteld_op"
    )
    return "\n".join([head, *lines]) + "\n"


def wide_text(figures: Sequence[Figure]) -> str:
    heads = ";".join(f"{figure.day:%d-%m-%Y}" for figure in figures)
    values = ";".join(figure.value for figure in figures)
    head = f"maat;bron;gebied;soort_laadpunt;soort_cijfer;vastgesteld_op;{heads}"
    first = figures[0]
    return f"{head}\nlaadpunten;{first.source};{first.area};{first.kind};{first.about};{values}\n"


def long(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    file = SimpleUploadedFile("lang.csv", long_text(figures).encode())
    return _of_page(page, reverse("figures-import"), {"file": file})


def wide(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    file = SimpleUploadedFile("breed.csv", wide_text(figures).encode())
    return _of_page(page, reverse("figures-import"), {"file": file})


def published(page: Page, name: str, text: str, figures: Sequence[Figure]) -> Answer:
    data = {**figures[0].series, "dag": "laatste", "file": SimpleUploadedFile(name, text.encode())}
    return _of_page(page, reverse("figures-import-statline"), data)


def statline(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    rows = [f'"{f.published_area}";"{f.day:%d-%m-%Y}";"{f.value}"' for f in figures]
    text = "\n".join(['"Codes/Code (code)";"Perioden";"Aantal (aantal)"', *rows]) + "\n"
    return published(page, "statline.csv", text, figures)


def odata(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    rows = [
        {
            "ID": at,
            "RegioS": f.published_area,
            "Perioden": f"{f.day:%d-%m-%Y}",
            "Laadpunten_1": f.value,
        }
        for at, f in enumerate(figures)
    ]
    return published(page, "odata.json", json.dumps({"value": rows}), figures)


def swing(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    heads = ";".join(f"{figure.day:%d-%m-%Y}" for figure in figures)
    values = ";".join(figure.value for figure in figures)
    rows = ["Laadpunten (fictief);Nederland", f";{heads}", f"{figures[0].published_area};{values}"]
    return published(page, "swing.csv", "\n".join([*rows, "Bron;Fictief", ""]), figures)


def command(page: Page, folder: Path, figures: Sequence[Figure]) -> Answer:
    file = folder / "lang.csv"
    file.write_text(long_text(figures))
    out = StringIO()
    try:
        call_command("import_figures", str(file), "--apply", "--sure", stdout=out)
    except CommandError as refusal:
        return False, str(refusal)
    return Observation.objects.exists(), out.getvalue()


ROADS: list[Road] = [grid, pasted, long, wide, statline, odata, swing, command]
LAST = date(2020, 12, 31)
GOOD = Figure(HERE, LAST, "12")
# What is refused, by the rule that it breaks.
WRONG = {
    "there was no such municipality on that day": [Figure(GONE, LAST, "12")],
    "a fraction of what is counted": [Figure(HERE, LAST, "12,5")],
    "a number that can be read in two ways": [Figure(HERE, LAST, "65,613")],
    "no number": [Figure(HERE, LAST, "veel")],
    "less than nothing": [Figure(HERE, LAST, "-12")],
    "more digits than fit": [Figure(HERE, LAST, "123456789012")],
    "a day in the future": [Figure(HERE, TOMORROW, "12")],
    "the same figure twice": [GOOD, GOOD._replace(value="13")],
    "a kind that the measure lacks": [GOOD._replace(kind="thuis")],
}


@pytest.mark.parametrize("area", [HERE, "PV22"])
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_good_figure_is_taken_on_each_road(
    road: Road, area: str, page: Page, tmp_path: Path
) -> None:
    taken, said = road(page, tmp_path, [GOOD._replace(area=area)])
    assert taken, said


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_figure_is_followed_from_its_file_to_the_sources_of_the_report(
    road: Road, page: Page, tmp_path: Path
) -> None:
    factories.edition(
        source=factories.source(publisher="CBS", title="Verkeer", method="Geteld."),
        slug="uitgave",
        title="Verkeer (fictief)",
        label="juli 2021",
        licence="CC BY 4.0",
    )
    measure = Measure.objects.get()
    factories.presentation(measure=measure)
    figure = GOOD._replace(area="NL", source="uitgave")
    taken, said = road(page, tmp_path, [figure])
    assert taken, said
    if road is not command:
        page.confirm()
    report = build(Scope("nu", "Nu", LAST, LAST, LAST, round_id=None))
    [line] = [line for line in figure_lines(report) if line.measure == measure.name]
    found = provenance(line.figure, editions_of(report))
    assert (found.source, found.edition, found.method) == (
        "CBS, Verkeer (fictief)",
        "juli 2021",
        "Geteld.",
    )
    assert editions_of(report)[line.figure.sources[0]].licence == "CC BY 4.0"


@pytest.mark.parametrize("rule", WRONG)
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_what_breaks_a_rule_is_refused_on_each_road_and_nothing_is_stored(
    road: Road, rule: str, page: Page, tmp_path: Path
) -> None:
    taken, said = road(page, tmp_path, WRONG[rule])
    assert not taken
    assert not Observation.objects.exists()
    # Where it stood: its number, the line before it, its day, or that it was left out.
    places = (GOOD.value, f"{WRONG[rule][-1].day:%d-%m-%Y}", "niet geplaatst", "regel")
    assert any(place in said for place in places)


@pytest.mark.parametrize("road", [grid, pasted, long, wide, command], ids=lambda one: one.__name__)
def test_a_target_of_a_day_before_it_was_set_is_refused(
    road: Road, page: Page, tmp_path: Path
) -> None:
    """Publishers give none; after that day it is taken."""
    later = GOOD._replace(set_on="1-6-2020")
    assert not road(page, tmp_path, [later._replace(set_on=f"{LAST:%d-%m-%Y}")])[0]
    assert not Observation.objects.exists()
    taken, said = road(page, tmp_path, [later])
    assert taken, said


@pytest.mark.parametrize("road", ROADS[:-1], ids=lambda road: road.__name__)
def test_a_total_that_is_less_than_a_part_is_asked_on_each_road(
    road: Road, page: Page, tmp_path: Path
) -> None:
    factories.observation(
        measure=Measure.objects.get(), source=Source.objects.get(), charger_type="snel",
        municipality=Municipality.objects.get(code=HERE), on=LAST, value=1800,
    )  # fmt: skip
    taken, said = road(page, tmp_path, [GOOD])
    assert taken
    assert "Assen, 31-12-2020: totaal 12, maar" in said
    assert 'name="klopt"' in said
    file = tmp_path / "lang.csv"
    file.write_text(long_text([GOOD]))
    with pytest.raises(CommandError, match="--sure"):
        call_command("import_figures", str(file), "--apply", stdout=StringIO())
    assert Observation.objects.count() == 1


# What some parser somewhere takes for a number, or cannot hold.
HOSTILE = (
    "NaN",
    "1e9",
    "Infinity",
    "=1+1",
    "\u0661\u0662",
    "9" * 400,
    "12 \U0001f600",
    "0x10",
)


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_what_only_looks_like_a_number_is_refused_on_each_road(
    road: Road, page: Page, tmp_path: Path
) -> None:
    taken = [value for value in HOSTILE if road(page, tmp_path, [GOOD._replace(value=value)])[0]]
    assert taken == []
    assert not Observation.objects.exists()


# The mark that nobody sees: behind a number, before it, within it; a space of another width.
UNSEEN = ("12\u200b", "\ufeff12", "1\u00ad2", "12\u00a0", "\u202f12\u2009")


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_mark_that_nobody_sees_is_no_part_of_a_number_on_any_road(
    road: Road, page: Page, tmp_path: Path
) -> None:
    """Of a space between two digits nobody knows whether they are one number."""
    days = [LAST - timedelta(days=365 * at) for at in range(5)]
    given = [Figure(HERE, *pair) for pair in zip(days, UNSEEN, strict=True)]
    if road is grid:  # it has three rows for new dates
        given = given[:3]
    taken, said = road(page, tmp_path, given)
    assert taken, said
    assert not road(page, tmp_path, [GOOD._replace(day=days[1], value="1\u00a02")])[0]
