"""Real files of publishers, which lie beside the checkout and not in it: each goes in by command
and on screen with the figures that a naive reading has, and a second time changes nothing.

What a test of ours needs of their form stands in small files of its own.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from indicators.models import Observation
from nalportal.accounts.models import User
from nalportal.pages.jobs import run_next
from nalportal.pages.models import Job
from regions.imports.boundaries import LICENCE, SOURCE
from regions.models import BoundarySet, Municipality, Province
from tests import factories

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "formats"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the files of publishers are not here"),
]

Figures = dict[tuple[str, date], Decimal | None]
NOTHING = "Er verandert niets"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


GEBIEDEN = "cbs_gebieden_in_nederland_statline_export.csv"
CODE, NAME, PROVINCE = (
    "Codes en namen van gemeenten/Code (code)",
    "Codes en namen van gemeenten/Naam (naam)",
    "Lokaliseringen van gemeenten/Provincies/Naam (naam)",
)


@pytest.fixture
def division() -> None:
    """The municipalities of the file of CBS, and one of two years later."""
    found = {
        row[CODE].strip(): (row[NAME].strip(), row[PROVINCE].strip()) for row in rows(GEBIEDEN)
    }
    provinces = {str(label): value for value, label in Province.choices}
    Municipality.objects.bulk_create(
        Municipality(code=code, name=name, province=provinces[province], tile_column=at, tile_row=0)
        for at, (code, (name, province)) in enumerate(found.items())
    )
    factories.municipality(code="GM1980", name="Dijk en Waard", valid_from=date(2022, 1, 1))


# ------------------------------------------------------------------------------------- figures


def of_labels() -> Figures:
    column = "Bevolking/Bevolkingssamenstelling op 1 januari/Totale bevolking (aantal)"
    return _by_name("statline_labels_head.csv", "Regio's", column)


def of_quoted_labels() -> Figures:
    return _by_name("statline_labels_all_quoted_head.csv", "Regio", "aantal")


# How CBS writes these, by how the register does.
CODES = {
    "Aa en Hunze": "GM1680",
    "Alphen-Chaam": "GM1723",
    "Appingedam": "GM0003",
    "Beek": "GM0888",
    "Beek (L.)": "GM0888",
    "Bergen (L.)": "GM0893",
    "Bergen (NH.)": "GM0373",
    "Dijk en Waard": "GM1980",
    "'s-Gravenhage": "GM0518",
    "Hengelo": "GM0164",
    "Noardeast-Fryslân": "GM1970",
}


def _by_name(name: str, area: str, column: str) -> Figures:
    return {
        (CODES[row[area]], date(int(row["Perioden"]), 1, 1)): Decimal(row[column])
        for row in rows(name)
        if row[column]
    }


def of_unprocessed() -> Figures:
    known = {row[CODE].strip() for row in rows(GEBIEDEN)}
    return {
        (row["RegioS"].strip(), date(2020, 12, 31)): Decimal(
            row["ErvarenGezondheidGoedZeerGoed_6"].strip()
        )
        for row in rows("cbs_onbewerkt_untyped_quoted_head.csv")
        if row["RegioS"].strip() in {*known, "NL01"}
    }


def of_districts() -> Figures:
    """The districts of Hengelo added up."""
    book = CalamineWorkbook.from_path(FOLDER / "klimaatmonitor_swing_wijken.xls")
    lines = book.get_sheet_by_index(0).to_python()
    parts = [Decimal(str(line[1])) for line in lines if str(line[0]).startswith("Hengelo: Wijk")]
    assert len(parts) == 10
    return {("GM0164", date(2017, 12, 31)): sum(parts, Decimal(0))}


LABELS = "Bevolking/Bevolkingssamenstelling op 1 januari/Totale bevolking (aantal)"
File = tuple[str, str, dict[str, str], Callable[[], Figures]]
FILES: list[File] = [
    ("statline_labels_head.csv", "statline", {"kolom": LABELS, "dag": "eerste"}, of_labels),
    (
        "statline_labels_all_quoted_head.csv",
        "statline",
        {"kolom": "aantal", "dag": "eerste"},
        of_quoted_labels,
    ),
    (
        "cbs_onbewerkt_untyped_quoted_head.csv",
        "statline",
        {"datum": "31-12-2020"},
        of_unprocessed,
    ),
    (
        "klimaatmonitor_swing_wijken.xls",
        "swing",
        {
            "kolom": "gasgebruik woningen (temperatuurgecorrigeerd)",
            "dag": "laatste",
            "tel_op": "on",
        },
        of_districts,
    ),
]
OPTIONS = {"kolom": "--column", "datum": "--date"}


def by_command(name: str, form: str, answers: dict[str, str]) -> str:
    out = StringIO()
    options = [
        part for key, text in answers.items() if key in OPTIONS for part in (OPTIONS[key], text)
    ]
    if "dag" in answers:
        options.append("--first-day" if answers["dag"] == "eerste" else "--last-day")
    if "tel_op" in answers:
        options.append("--add-parts")
    about = ("--measure", "maat", "--source", "cbs", "--form", form)
    call_command(
        "import_figures", str(FOLDER / name), *about, *options, "--sure", "--apply", stdout=out
    )
    return out.getvalue()


def on_screen(client: Client, name: str, answers: dict[str, str]) -> str:
    """First the file with what is known of it, then, where columns are a choice, which it is."""
    about = {"maat": "maat", "bron": "cbs"} | answers
    page = reverse("figures-import-statline")
    file = SimpleUploadedFile(name, (FOLDER / name).read_bytes())
    shown: Any = client.post(page, about | {"file": file}, follow=True)
    assert "look" in shown.context, shown.context["form"].errors or shown.context["faults"]
    if not shown.context["look"].counts.new:
        return str(shown.text)
    confirm = {name: shown.context["form"][name].value() for name in ("token", "fingerprint")}
    client.post(shown.request["PATH_INFO"], confirm | {"klopt": "on"})
    return str(shown.text)


def stored() -> Figures:
    found = Observation.objects.values_list("municipality__code", "on", "value")
    return {(code or "NL01", on): value for code, on, value in found}


@pytest.mark.parametrize("first", ["command", "screen"])
@pytest.mark.parametrize("file", FILES, ids=[name for name, *_more in FILES])
def test_a_table_goes_in_both_ways_and_a_second_time_changes_nothing(
    client: Client, reviewer: User, division: None, first: str, file: File
) -> None:
    name, form, answers, expected = file
    factories.source(slug="cbs", publisher="CBS")
    factories.measure(slug="maat", name="Maat", kinds=(), decimals=1)
    client.force_login(reviewer)
    ways: list[Callable[[], str]] = [
        lambda: by_command(name, form, answers),
        lambda: on_screen(client, name, answers),
    ]
    for way in ways if first == "command" else reversed(ways):
        said = way()
        assert stored() == expected()
    assert "niets" in said or "0 nieuw" in said, said


# ------------------------------------------------------------------------------ municipalities


@pytest.mark.parametrize("first", ["command", "screen"])
def test_the_municipalities_go_in_both_ways(client: Client, division: None, first: str) -> None:
    client.force_login(factories.user(is_staff=True))
    assen = Municipality.objects.get(code="GM0106")
    assen.name = "Assem (fictief)"
    assen.save()

    def command() -> str:
        out = StringIO()
        file = str(FOLDER / GEBIEDEN)
        about = ("--op", "1-1-2020", "--hernoem", "GM0106", "--apply")
        call_command("import_gemeenten", file, *about, stdout=out)
        return out.getvalue()

    def screen() -> str:
        file = SimpleUploadedFile(GEBIEDEN, (FOLDER / GEBIEDEN).read_bytes())
        shown: Any = client.post(reverse("division"), {"op": "1-1-2020", "file": file}, follow=True)
        if (form := shown.context.get("form")) and "fingerprint" in form.fields:
            data = {name: form[name].value() for name in ("token", "fingerprint")}
            client.post(shown.request["PATH_INFO"], data | {"hernoem-GM0106": "on"})
        return str(shown.text)

    for way in (command, screen) if first == "command" else (screen, command):
        said = way()
        found = {
            row.code: (row.name, row.get_province_display())
            for row in Municipality.objects.filter(valid_from=None)
        }
        assert len(found) == 355
        assert found == {
            row[CODE].strip(): (row[NAME].strip(), row[PROVINCE].strip()) for row in rows(GEBIEDEN)
        }
    assert NOTHING in said


# --------------------------------------------------------------------------- boundaries and feed


def test_the_boundaries_and_the_feed_give_what_a_naive_reading_gives(
    tmp_path: Path, client: Client
) -> None:
    """The feed only by command: it is 160 MB. The boundaries are too coarse to count on; with
    points between, on the same lines, they are not."""
    path = FOLDER / "grenzen_gemeenten_2021.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    Municipality.objects.bulk_create(
        Municipality(
            code=row["properties"]["code"],
            name=row["properties"]["name"],
            province=Province.DRENTHE,
            tile_column=at,
            tile_row=0,
        )
        for at, row in enumerate(features)
    )
    factories.measure(slug="laadpunten")

    def grenzen(file: Path) -> str:
        out = StringIO()
        call_command("import_grenzen", str(file), "--date", "1-1-2021", "--apply", stdout=out)
        return out.getvalue()

    assert "te grof" in grenzen(path)
    assert NOTHING in grenzen(path)
    assert len(BoundarySet.objects.get().codes) == len(features)
    client.force_login(factories.user(is_staff=True))
    about = {"op": "1-1-2021", "bron": SOURCE, "licentie": LICENCE}
    with path.open("rb") as opened:
        client.post(reverse("boundaries"), about | {"file": opened})
    assert run_next()
    assert NOTHING in client.get(Job.objects.get().address).text
    shapes = {}
    for row in features:
        shapes[row["properties"]["code"]] = shapely.geometry.shape(row["geometry"])
        fine = shapely.segmentize(shapes[row["properties"]["code"]], 0.002)
        row["geometry"] = fine.__geo_interface__
    dense = tmp_path / "grenzen.geojson"
    dense.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert "ook om laadpunten te plaatsen" in grenzen(dense)

    feed = json.loads((FOLDER / "ndw_ocpi_locations.json").read_text(encoding="utf-8"))
    expected = _counted(feed, shapes)
    for _time in range(2):
        out = StringIO()
        file = str(FOLDER / "ndw_ocpi_locations.json")
        call_command("import_ndw", file, "--date", "7-10-2026", "--apply", stdout=out)
        found = Observation.objects.filter(charger_type="totaal", value__gt=0)
        assert {
            row.municipality.code if row.municipality else "NL": row.value for row in found
        } == (expected)
    assert "niets" in out.getvalue()


def _counted(feed: list[Any], shapes: dict[str, Any]) -> dict[str, int]:
    """The newest row of each number that is there, in the first shape that has its point."""
    newest: dict[str, tuple[str, str, Any]] = {}
    for location in feed:
        for evse in location.get("evses") or ():
            key = (evse.get("evse_id") or evse["uid"]).upper()
            key = key.replace("*", "").replace("-", "").replace(" ", "")
            row = (evse["last_updated"], evse["status"], location["coordinates"])
            if key not in newest or newest[key][0] < row[0]:
                newest[key] = row
    places: Counter[str] = Counter()
    for _updated, status, at in newest.values():
        if status not in {"REMOVED", "PLANNED"}:
            point = shapely.Point(float(at["longitude"]), float(at["latitude"]))
            places[next((code for code, one in shapes.items() if one.covers(point)), "")] += 1
    del places[""]
    return dict(places) | {"NL": places.total()}
