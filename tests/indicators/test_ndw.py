"""The national feed: every rule on a small feed in its true form. All points are fictitious."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.entry.ndw import Feed, is_fast_on, read_feed
from indicators.models import Measure, Observation, Source
from nalportal.exchange.faults import FaultyFile
from nalportal.progress.models import RoundState
from regions.models import BoundarySet, Municipality
from regions.placing import codes_of_points
from tests import factories
from tests.regions.test_boundaries import THREE, degrees, dense, square

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 7)
# Within the first and the second square, on their border, and in no municipality.
ONE, TWO, SEA = (5.4, 52.06), (5.54, 52.06), (5.4, 52.3)


def evse(number: object, **more: Any) -> dict[str, Any]:
    """As the feed has it: most keys are there, and empty."""
    return {
        "uid": f"NL-ABC-E{number}",
        "images": None,
        "status": "AVAILABLE",
        "evse_id": f"NL*ABC*E{number}",
        "connectors": [connector(11_000)],
        "coordinates": None,
        "last_updated": "2026-10-06T04:15:44Z",
        "parking_restrictions": None,
    } | more


def connector(watts: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 16,
        "max_electric_power": watts,
        "tariff_ids": ["fictief"],
    } | more


def location(*evses: Any, at: tuple[float, float] = ONE, **more: Any) -> dict[str, Any]:
    return {
        "id": "7ba7f6bc",
        "city": "Een",
        "evses": list(evses),
        "party_id": "ABC",
        "coordinates": {"latitude": f"{at[1]:.6f}", "longitude": f"{at[0]:.6f}"},
        "country_code": "NL",
        "last_updated": "2026-10-01T00:00:00Z",
        "parking_type": "ON_STREET",
    } | more


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: Any, name: str = "locations.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        data = text.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


@pytest.fixture
def read(written: Callable[..., Path]) -> Callable[..., Feed]:
    return lambda *locations, on=ON: read_feed(written(list(locations)), on)


# -------------------------------------------------------------------------- which points there are


@pytest.mark.parametrize("status", ["REMOVED", "PLANNED", "removed"])
def test_what_is_gone_or_planned_is_no_point(read: Callable[..., Feed], status: str) -> None:
    feed = read(location(evse(1), evse(2, status=status), evse(3, status="OUTOFORDER")))
    assert len(feed.points) == 2
    assert feed.dropped == {f"status {status.upper()}": 1}


@pytest.mark.parametrize("other", ["NL*ABC*E1", "nlabce1", "NL-ABC-E1", "NL ABC E1"])
def test_one_number_in_any_writing_is_one_point(read: Callable[..., Feed], other: str) -> None:
    feed = read(location(evse(1)), location(evse(1, evse_id=other, uid="x")))
    assert (list(feed.points), feed.merged) == (["NLABCE1"], 1)


def test_without_evse_id_the_uid_counts_within_its_operator(read: Callable[..., Feed]) -> None:
    bare = evse(1, evse_id=None)
    assert list(read(location(evse(1)), location(bare)).points) == ["NLABCE1"]
    own = evse(1, evse_id="", uid="17")
    found = read(location(own), location(own), location(own, party_id="XYZ"))
    assert list(found.points) == ["NL/ABC/17", "NL/XYZ/17"]
    assert read(location(evse(1), evse(1, evse_id=None, uid=None))).dropped.total() == 1


@given(st.permutations(range(4)))
def test_the_newest_counts_in_whatever_order(tmp_path_factory: Any, order: list[int]) -> None:
    days = ["2026-10-01T00:00:00Z", "2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z", None]
    watts = [11_000, 150_000, 11_000, 11_000]
    rows = [
        location(evse(1, last_updated=days[at], connectors=[connector(watts[at])])) for at in order
    ]
    path = tmp_path_factory.mktemp("feed") / "locations.json"
    path.write_text(json.dumps(rows))
    # Two are as new: always the same one of them.
    assert read_feed(path, ON).points["NLABCE1"].kind == "snel"


STAYED, WENT = [("AVAILABLE", 1), ("REMOVED", 2), ("CHARGING", 2)], [("AVAILABLE", 1)] * 2


@pytest.mark.parametrize(("rows", "counts"), [(STAYED, True), ([*WENT, ("PLANNED", 3)], False)])
def test_the_newest_row_tells_whether_a_point_is_there(
    read: Callable[..., Feed], rows: list[tuple[str, int]], counts: bool
) -> None:
    for order in permutations(rows):
        feed = read(
            *(
                location(evse(1, status=status, last_updated=f"2026-0{month}-01"))
                for status, month in order
            )
        )
        assert bool(feed.points) == counts
        # Each row is a point, one of its copies, or told of.
        assert len(feed.points) + feed.merged + feed.dropped.total() == feed.rows == 3
        assert (feed.dropped["in een nieuwere regel weg of pas gepland"] == 1) == (not counts)


@pytest.mark.parametrize(
    ("coordinates", "reason"),
    [
        (None, "geen plaats of plaats 0,0"),
        ({"latitude": "0", "longitude": "0.000"}, "geen plaats of plaats 0,0"),
        ({"latitude": "noord", "longitude": "5"}, "geen plaats of plaats 0,0"),
        ({"latitude": "nan", "longitude": "inf"}, "geen plaats of plaats 0,0"),
        ([5, 52], "geen plaats of plaats 0,0"),
    ],
)
def test_a_point_without_a_place_is_listed(
    read: Callable[..., Feed], coordinates: Any, reason: str
) -> None:
    feed = read(location(evse(1), coordinates=coordinates), location(evse(2)))
    assert list(feed.points) == ["NLABCE2"]
    assert feed.examples == {reason: ["NL*ABC*E1"]}


def test_a_point_may_have_a_place_of_its_own(read: Callable[..., Feed]) -> None:
    own = {"latitude": "52.10", "longitude": "5.10"}
    feed = read(location(evse(1, coordinates=own), evse(2)))
    assert [one.longitude for one in feed.points.values()] == [5.1, ONE[0]]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2026-10-05T12:00:00Z", "2026-10-05T12:00:00.250Z"),
        ("2026-10-05T12:00:00+02:00", "2026-10-05T11:00:00Z"),
        ("2026-10-05T12:00:00.000Z", "2026-10-05T12:00:01"),
        ("gisteren", "2026-10-05T12:00:00Z"),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_the_newest_is_that_in_any_writing(
    read: Callable[..., Feed], older: str, newer: str, turn: int
) -> None:
    rows = [evse(1, last_updated=newer), evse(1, last_updated=older, status="REMOVED")]
    assert list(read(location(*rows[::turn])).points) == ["NLABCE1"]


# ------------------------------------------------------------------------------ which kind it is


@pytest.mark.parametrize(
    ("power", "on", "kind"),
    [
        (connector(22_080), date(2023, 9, 30), "publiek"),
        (connector(23_000), date(2023, 9, 30), "snel"),
        (connector(23_000), date(2023, 10, 1), "publiek"),
        (connector(50_000), date(2023, 10, 1), "snel"),
        (connector(49_000), date(2023, 10, 1), "publiek"),
        # 230 V × 32 A × 3 phases is 22 kW, 400 V between two of them is the same.
        (connector(max_amperage=32), date(2021, 1, 1), "publiek"),
        (connector(max_voltage=400, max_amperage=32), date(2021, 1, 1), "publiek"),
        (connector(max_amperage=63), date(2021, 1, 1), "snel"),
        (connector(power_type="DC", max_voltage=400, max_amperage=125), ON, "snel"),
        (connector(power_type="AC_1_PHASE", max_amperage=63), date(2021, 1, 1), "publiek"),
        (connector(22_000_000), ON, "publiek"),
        (connector(150_000_000), ON, "snel"),
        # Kilowatts where watts belong; and what charges a lorry has a megawatt.
        (connector(150), ON, "snel"),
        (connector(11), ON, "publiek"),
        (connector(1_440_000), ON, "snel"),
        (connector(1_000_000, power_type="DC"), ON, "snel"),
        ({"voltage": 400, "amperage": 200, "power_type": "DC"}, ON, "snel"),
        (connector(0, max_voltage="?", max_amperage=None), ON, "publiek"),
        ({}, ON, "publiek"),
        # No power is so high; it is what voltage and current say.
        (connector(10**400), ON, "publiek"),
        (connector(max_amperage="1e999"), ON, "publiek"),
        ({"max_electric_power": "Infinity"}, ON, "publiek"),
    ],
)
def test_fast_by_power_and_date(
    read: Callable[..., Feed], power: dict[str, Any], on: date, kind: str
) -> None:
    feed = read(location(evse(1, connectors=[connector(3_700), power])), on=on)
    assert [one.kind for one in feed.points.values()] == [kind]


def test_what_was_repaired_is_counted(read: Callable[..., Feed]) -> None:
    powers = [connector(), connector(22_000_000), connector(11_000), connector(11)]
    feed = read(location(evse(1, connectors=powers), evse(2, connectors=None)))
    assert feed.repaired == {
        "Vermogen berekend uit spanning en stroom (stekkers)": 1,
        "Vermogen duizend keer te hoog (stekkers)": 1,
        "Vermogen in kilowatt in plaats van watt (stekkers)": 1,
        "Vermogen onbekend, geteld als niet snel": 1,
    }


@pytest.mark.parametrize(
    ("place", "point", "kind"),
    [
        ({}, {}, "publiek"),
        ({"parking_type": None, "type": "ON_STREET"}, {}, "publiek"),
        ({"parking_type": "PARKING_GARAGE"}, {}, ""),
        ({"parking_type": None}, {}, ""),
        ({"parking_type": ["ON_STREET"]}, {}, ""),
        ({}, {"parking_restrictions": ["CUSTOMERS"]}, "semipubliek"),
        ({}, {"parking_restrictions": ["EV_ONLY"]}, "publiek"),
    ],
)
def test_public_only_where_the_feed_says_so(
    read: Callable[..., Feed], place: dict[str, Any], point: dict[str, Any], kind: str
) -> None:
    feed = read(location(evse(1, **point), **place))
    assert [one.kind for one in feed.points.values()] == [kind]


def test_kilowatts_are_rounded_half_up() -> None:
    """22.5 kW is 23, and so more than 22; to the even number it would be 22."""
    then, now = is_fast_on(date(2023, 9, 30)), is_fast_on(date(2023, 10, 1))
    assert [then(watts) for watts in (22_000, 22_080, 22_499, 22_500)] == [
        False,
        False,
        False,
        True,
    ]
    assert [now(watts) for watts in (49_499, 49_500, 50_000)] == [False, True, True]


@given(st.integers(0, 400_000))
def test_what_was_fast_before_is_not_always_fast_now(watts: int) -> None:
    then, now = is_fast_on(date(2023, 9, 30)), is_fast_on(date(2023, 10, 1))
    assert then(watts) or not now(watts)


# ------------------------------------------------------------------------------- to the register


@pytest.fixture(autouse=True)
def register() -> None:
    for code, name in (("GM0001", "Een"), ("GM0002", "Twee"), ("GM0003", "Drie")):
        factories.municipality(code=code, name=name)
    factories.measure(slug="laadpunten")


@pytest.fixture
def boundaries(tmp_path: Path) -> None:
    fine = [
        row | {"geometry": {"type": "Polygon", "coordinates": dense(square(*at))}}
        for row, at in zip(THREE, ((0, 0), (1, 0), (1, 1)), strict=True)
    ]
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps({"features": degrees(fine)}))
    call_command("import_grenzen", str(path), "--date", "1-1-2021", "--apply", stdout=StringIO())


FEED = [
    location(evse(1), evse(2, connectors=[connector(150_000)]), evse(3, status="REMOVED")),
    location(evse(1, last_updated="2020-01-01T00:00:00Z"), at=TWO),
    location(evse(4), evse(5), at=TWO, parking_type="PARKING_LOT"),
    location(evse(6), at=SEA),
    location(evse(7), at=(0, 0)),
    location(),
]


def command(path: Path, *more: str, on: str = "7-10-2026") -> str:
    out = StringIO()
    call_command("import_ndw", str(path), "--date", on, *more, stdout=out)
    return out.getvalue()


def stored() -> dict[tuple[str, str], object]:
    codes: dict[int | None, str] = dict(Municipality.objects.values_list("pk", "code"))
    rows = Observation.objects.values_list("municipality", "charger_type", "value", "missing")
    return {
        (codes.get(pk, "NL"), kind): missing if value is None else int(value)
        for pk, kind, value, missing in rows
    }


COUNTED = {
    ("GM0001", "totaal"): 2,
    ("GM0001", "snel"): 1,
    ("GM0001", "publiek"): 1,
    ("GM0001", "semipubliek"): 0,
    ("GM0002", "totaal"): 2,
    ("GM0002", "snel"): 0,
    ("GM0002", "publiek"): "onbekend",
    ("GM0002", "semipubliek"): "onbekend",
    ("GM0003", "totaal"): 0,
    ("NL", "totaal"): 4,
    ("NL", "snel"): 1,
    ("NL", "publiek"): "onbekend",
}


@pytest.mark.parametrize("form", ["locations.json", "locations.json.gz", "wrapped"])
def test_counted_per_municipality_and_kind(
    boundaries: None, written: Callable[..., Path], form: str
) -> None:
    content = {"data": FEED, "status_code": 1000} if form == "wrapped" else FEED
    path = written(content, form if form != "wrapped" else "locations.json")
    said = command(path, "--apply", "--sure")
    assert COUNTED.items() <= stored().items()
    assert Source.objects.get(slug="ndw").publisher == "NDW"
    for line in (
        "6\N{NO-BREAK SPACE}locaties met 8\N{NO-BREAK SPACE}laadpunten, 5 verschillend.",
        "Dubbel, de nieuwste telt: 1.",
        "Niet geteld, status REMOVED: 1, zoals NL*ABC*E3.",
        "Niet geteld, geen plaats of plaats 0,0: 1, zoals NL*ABC*E7.",
        "Niet geteld, buiten elke gemeente (buitenland of water): 1, zoals NLABCE6 (52.3",
        "Niet geteld, een locatie zonder laadpunten: 1, zoals 7ba7f6bc.",
        "Van 2\N{NO-BREAK SPACE}laadpunten is niet te zien of het publiek of semipubliek is.",
    ):
        assert line in said


def test_the_same_file_gives_the_same_figures_in_any_order(
    boundaries: None, written: Callable[..., Path]
) -> None:
    command(written(FEED), "--apply", "--sure")
    before = stored()
    mixed = list(FEED)
    Random(16).shuffle(mixed)  # noqa: S311 - an order, no secret
    assert "0 nieuw, 0 herzien" in command(written(mixed), "--apply")
    assert stored() == before


def test_without_apply_nothing_stays_not_even_the_source(
    boundaries: None, written: Callable[..., Path]
) -> None:
    assert "Er is niets opgeslagen." in command(written(FEED))
    assert not Observation.objects.exists()
    assert not Source.objects.filter(slug="ndw").exists()


def test_a_later_feed_of_the_month_takes_its_place_and_says_so(
    boundaries: None, written: Callable[..., Path]
) -> None:
    path = written(FEED)
    command(path, "--apply", "--sure", on="3-10-2026")
    said = command(path, "--apply", "--sure")
    assert "Vervangt 16\N{NO-BREAK SPACE}cijfers van 3-10-2026" in said
    assert set(Observation.objects.values_list("on", flat=True)) == {ON}
    gone = Observation.history.filter(history_type="-")
    assert set(gone.values_list("history_change_reason", flat=True)) == {
        "vervangen door de cijfers van 7-10-2026"
    }
    with pytest.raises(CommandError, match="Er zijn al cijfers van 7-10-2026"):
        command(path, "--apply", on="5-10-2026")
    # Another month has figures of its own.
    command(path, "--apply", "--sure", on="1-11-2026")
    assert Observation.objects.values("on").distinct().count() == 2


def test_a_feed_that_lost_points_is_asked_about(
    boundaries: None, written: Callable[..., Path]
) -> None:
    whole = [location(*(evse(at) for at in range(20)))]
    command(written(whole), "--apply")
    assert "hele levering" not in command(written([location(*(evse(at) for at in range(18)))]))
    part = written([location(*(evse(at) for at in range(9)))])
    said = command(part, on="1-11-2026")
    assert "Valt op: Nederland heeft nu 9\xa0laadpunten en op 7-10-2026 20. Is dit de hele" in said
    with pytest.raises(CommandError, match="geef --sure"):
        command(part, "--apply", on="1-11-2026")
    assert set(Observation.objects.values_list("on", flat=True)) == {ON}
    assert "Opgeslagen" in command(part, "--apply", "--sure", on="1-11-2026")


def test_figures_of_a_round_that_lies_still_stay(
    boundaries: None, written: Callable[..., Path]
) -> None:
    path = written(FEED)
    command(path, "--apply", "--sure", on="3-10-2026")
    factories.round_(state=RoundState.PUBLISHED, figures_until=date(2026, 10, 4))
    said = command(path, "--apply", "--sure")
    assert "De cijfers van 3-10-2026 blijven staan: ze horen bij een vastgelegde ronde." in said
    assert Observation.objects.filter(on=date(2026, 10, 3)).count() == 16


def test_the_shipped_boundaries_and_coarse_ones_place_no_points(
    boundaries: None, written: Callable[..., Path]
) -> None:
    BoundarySet.objects.update(shapes=b"")
    with pytest.raises(CommandError, match="te grof om punten te plaatsen"):
        command(written(FEED))
    BoundarySet.objects.all().delete()
    with pytest.raises(CommandError, match="meegeleverde grenzen zijn vereenvoudigd"):
        command(written(FEED))


def test_a_point_on_a_border_is_in_one_municipality(boundaries: None) -> None:
    # A corner of all three squares, and what lies around it.
    x, y = degrees(THREE)[2]["geometry"]["coordinates"][0][0]
    found = codes_of_points(BoundarySet.objects.get(), [x, x, 0.0], [y, y, 0.0])
    assert found[0] == found[1]
    assert found[2] == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps(FEED)[:-40], "een heel JSON-bestand"),
        ("<html></html>", "een heel JSON-bestand"),
        ("[" * 20_000, "JSON dat niet zo diep genest is"),
        ('[{"a":' * 20_000, "JSON dat niet zo diep genest is"),
        ("[]", "een lijst van OCPI-locaties"),
        ("[1, 2]", "een lijst van OCPI-locaties"),
        (
            json.dumps(FEED)[:-1] + ', {"id": "a", "evses": [{"uid": 1, "uid": 2}]}]',
            "“uid” kan hier niet",
        ),
        ('{"features": []}', "een lijst van OCPI-locaties"),
    ],
)
def test_a_file_that_is_no_whole_feed_stores_nothing(
    boundaries: None, written: Callable[..., Path], content: str, said: str
) -> None:
    with pytest.raises(CommandError, match="Er is niets opgeslagen") as refused:
        command(written(content), "--apply")
    assert said in str(refused.value)
    assert not Observation.objects.exists()


def test_a_packed_file_that_is_cut_off(boundaries: None, written: Callable[..., Path]) -> None:
    path = written(FEED, "locations.json.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CommandError, match="een heel JSON-bestand"):
        command(path)


def test_what_the_command_does_not_find(boundaries: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="niet te lezen: het is er niet"):
        command(tmp_path / "weg.json")
    with pytest.raises(CommandError, match="niet te lezen: het is een map"):
        command(tmp_path)
    Measure.objects.all().delete()
    with pytest.raises(CommandError, match="is geen maat"):
        command(tmp_path / "weg.json")


def test_strange_rows_are_listed_and_the_others_counted(
    boundaries: None, written: Callable[..., Path]
) -> None:
    rows = [3, {"id": "a"}, {"id": "b", "evses": {}}, location("x", evse(1, connectors="?"))]
    said = command(written(rows))
    assert "Niet geteld, een locatie die geen locatie is: 1, zoals 3." in said
    assert "Niet geteld, een locatie zonder laadpunten: 2, zoals a; b." in said
    assert "Niet geteld, een laadpunt dat geen laadpunt is: 1, zoals x." in said
    assert "1 verschillend." in said


def test_counts_are_those_of_a_naive_reading(read: Callable[..., Feed]) -> None:
    random = Random(4)  # noqa: S311 - made-up points
    rows = [
        location(*(evse(random.randrange(40), last_updated=f"2026-0{day}-01") for _at in range(3)))
        for day in (1, 2, 3)
    ]
    feed = read(*rows)
    numbers = Counter(one["evse_id"] for row in rows for one in row["evses"])
    assert len(feed.points) == len(numbers)
    assert feed.merged == numbers.total() - len(numbers)


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["NL*ABC*E{}", "nlabce{}", "NL-ABC-E{}"]),
        st.integers(1, 28),
        st.sampled_from(["AVAILABLE", "REMOVED", "PLANNED", "UNKNOWN"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row[0], row[2]),
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(ROWS, st.sampled_from([(True, "a.json"), (False, "a.json"), (True, "a.json.gz")]), st.data())
def test_any_feed_in_any_form_and_any_that_is_cut_off(
    written: Callable[..., Path], rows: list[Any], form: tuple[bool, str], data: st.DataObject
) -> None:
    newest: dict[int, tuple[int, str]] = {}
    for point, _writing, day, status in rows:
        newest[point] = max(newest.get(point, (0, "")), (day, status))
    locations = [
        location(
            evse(
                point,
                evse_id=writing.format(point),
                status=status,
                last_updated=f"2026-09-{day:02}T00:00:00Z",
            )
        )
        for point, writing, day, status in rows
    ]
    is_bare, name = form
    path = written(locations if is_bare else {"status_code": 1000, "data": locations}, name)
    there = {
        point for point, (_day, status) in newest.items() if status in {"AVAILABLE", "UNKNOWN"}
    }
    assert set(read_feed(path, ON).points) == {f"NLABCE{point}" for point in there}
    content = path.read_bytes()
    # What is after the last mark of a gzip is a check of its own.
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(FaultyFile, match=r"een heel JSON-bestand|een lijst van OCPI-locaties"):
        read_feed(path, ON)
