"""The national feed of charge points and a large table of StatLine, beside reading them bare.

Both are written here in their publishers' form, with fictitious figures.
"""

import csv
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import ijson
import numpy as np
import shapely
from django.test.utils import setup_databases, teardown_databases

from indicators.entry.areas import Areas
from indicators.entry.cbs import Day, Question, read_statline
from indicators.entry.ndw import count_points, read_feed
from indicators.entry.published import published_table
from regions.imports.boundaries import to_metres
from regions.models import BoundarySet
from regions.placing import codes_of_points
from tests import factories

LOCATIONS, EVSES = 75_000, 2.5
ROWS = 200_000
ON = date(2026, 10, 7)
STATUSES = (*["AVAILABLE"] * 25, *["CHARGING"] * 8, "REMOVED")
# A grid of made-up municipalities over the country, with boundaries as fine as real ones.
WEST, SOUTH, EAST, NORTH, ACROSS = 4.0, 51.4, 6.8, 53.2, 18


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own. The targets of time are 2 and 1.5, with a
    tenth for what else the machine does."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return [*_of_the_feed(Path(folder)), *_of_statline(Path(folder))]
    finally:
        teardown_databases(databases, verbosity=0)


def _of_the_feed(folder: Path) -> list[tuple[str, float, float]]:
    path, boundaries = folder / "locations.json", _boundaries()
    _write_feed(path)
    feed = read_feed(path, ON)
    points = list(feed.points.values())
    at = np.array([one.longitude for one in points]), np.array([one.latitude for one in points])

    def whole() -> None:
        read = read_feed(path, ON)
        found = list(read.points.values())
        codes = codes_of_points(
            boundaries, [one.longitude for one in found], [one.latitude for one in found]
        )
        count_points(read, dict(zip(read.points, codes, strict=True)))

    def bare() -> None:
        with path.open("rb") as file:
            for _location in ijson.items(file, "item", use_float=True):
                pass

    shapes = shapely.get_parts(shapely.from_wkb(bytes(boundaries.shapes)))
    metres = shapely.get_coordinates(to_metres(shapely.points(*at))).T

    def bare_query() -> None:
        places = shapely.points(*metres)
        shapely.STRtree(places).query(shapes, predicate="intersects")

    megabytes = path.stat().st_size / 1e6
    return [
        (
            f"points: a feed of {megabytes:.0f} MB counted, to a bare pass of ijson",
            _ratio(whole, bare),
            2.2,
        ),
        ("points: memory of that, in units of 100 MB", _megabytes(path) / 100, 1.0),
        (
            f"points: placing {len(points)} points, to a bare query",
            _ratio(lambda: codes_of_points(boundaries, *map(list, at)), bare_query),
            1.65,
        ),
    ]


def _of_statline(folder: Path) -> list[tuple[str, float, float]]:
    path = folder / "statline.csv"
    codes = [factories.municipality(name=f"Fictief {at}").name for at in range(350)]
    years = range(2000, 2000 + 24)
    periods = [f"{year} {month}" for year in years for month in ("januari", "februari")]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write('"Regio\'s";"Perioden";"Soort";"Inwoners (aantal)"\r\n')
        rows = (
            f'"{name}";"{period}";"S{sort}";{sort * 7}\r\n'
            for sort in range(12)
            for name in codes
            for period in periods
        )
        file.writelines(row for _at, row in zip(range(ROWS), rows, strict=False))
    question = Question(
        factories.measure(), factories.source(), where={"Soort": "S1"}, day=Day.LAST
    )

    def whole() -> None:
        areas = Areas()
        read_statline(published_table(path.name, path.read_bytes(), areas), question, areas)

    def bare() -> None:
        with path.open(encoding="utf-8-sig", newline="") as file:
            list(csv.reader(file, delimiter=";"))

    return [(f"points: {ROWS} rows of StatLine, to the csv module", _ratio(whole, bare), 8.0)]


def _ratio(one: Callable[[], object], other: Callable[[], object]) -> float:
    """The median of a few alternated pairs, of the time that this process has the processor: what
    else the machine does, does not count."""
    return float(np.median([_seconds(one) / _seconds(other) for _pair in range(5)]))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


_PEAK = """
import sys
from datetime import date
from pathlib import Path
import django
django.setup()
from indicators.entry.ndw import read_feed
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
# A process begins with the peak of the one that started it.
Path("/proc/self/clear_refs").write_text("5")
before = peak()
feed = read_feed(Path(sys.argv[1]), date(2026, 10, 7))
print((peak() - before) / 1024)
"""


def _megabytes(path: Path) -> float:
    """What reading takes at most above a process that just started."""
    command = [sys.executable, "-c", _PEAK, str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _boundaries() -> BoundarySet:
    columns, rows = np.linspace(WEST, EAST, ACROSS + 1), np.linspace(SOUTH, NORTH, ACROSS + 1)
    squares = [
        shapely.box(left, low, right, high)
        for left, right in pairwise(columns)
        for low, high in pairwise(rows)
    ]
    shapes = to_metres(shapely.segmentize(np.array(squares), 0.0003))
    codes = [f"GM{at:04}" for at in range(len(squares))]
    wkb = shapely.to_wkb(shapely.geometrycollections(list(shapes)))
    return BoundarySet(codes=codes, shapes=wkb)


def _write_feed(path: Path) -> None:
    """As the feed is: a bare list, most keys there and empty, coordinates as text."""
    random = Random(16)  # noqa: S311 - made-up points
    with path.open("w", encoding="utf-8") as file:
        for at in range(LOCATIONS):
            file.write("[" if at == 0 else ",")
            json.dump(_location(at, random), file)
        file.write("]")


def _location(at: int, random: Random) -> dict[str, Any]:
    moment = f"2026-0{random.randint(1, 9)}-10T04:15:44Z"
    names = ("state", "images", "directions", "energy_mix", "facilities", "related_locations")
    empty = dict.fromkeys((*names, "publish_allowed_to", "charging_when_closed"))
    operator = {"name": "Fictieve laadpaal", "website": "https://laadpaal.example", "logo": None}
    place = {
        "latitude": f"{random.uniform(SOUTH, NORTH):.6f}",
        "longitude": f"{random.uniform(WEST, EAST):.6f}",
    }
    return empty | {
        "id": f"7ba7f6bc-b90a-11f0-8425-{at:012}",
        "city": "Fictief",
        "name": f"FICT{at:06}",
        "evses": [_evse(random, moment) for _n in range(2 + at % 2)],
        "owner": operator,
        "address": "Voorbeeldstraat 10C",
        "country": "NLD",
        "publish": True,
        "operator": operator,
        "party_id": "FIC",
        "time_zone": "Europe/Amsterdam",
        "coordinates": place,
        "postal_code": "1234 AB",
        "country_code": "NL",
        "last_updated": moment,
        "parking_type": "ON_STREET",
        "opening_times": {"twentyfourseven": True, "regular_hours": None},
    }


def _evse(random: Random, moment: str) -> dict[str, Any]:
    number = random.randrange(130_000)
    empty = dict.fromkeys(("images", "directions", "coordinates", "floor_level", "status_schedule"))
    connector = {
        "id": "1",
        "format": "SOCKET",
        "standard": "IEC_62196_T2",
        "power_type": "AC_3_PHASE",
        "tariff_ids": ["cf5a6eed9df8287c0ae487dff729200c"],
        "max_voltage": 230,
        "last_updated": moment,
        "max_amperage": 25,
        "max_electric_power": random.choice((None, 11_000, 150_000)),
        "terms_and_conditions": None,
    }
    return empty | {
        "uid": f"NL-FIC-E{number}-1",
        "status": random.choice(STATUSES),
        "evse_id": f"NL*FIC*E{number}*1",
        "connectors": [connector],
        "capabilities": ["CREDIT_CARD_PAYABLE", "REMOTE_START_STOP_CAPABLE", "RFID_READER"],
        "last_updated": moment,
        "physical_reference": f"FICT{number:06}",
        "parking_restrictions": None,
    }
