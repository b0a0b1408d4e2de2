"""The figures of the made-up rounds, as the files a monitor would send. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate

TYPES = ("publiek", "semipubliek", "snel")
# Per region and type: the stock on 30-4-2021, and how many come in an ordinary month.
STOCK = {
    "g4": ((15_900, 320), (4_300, 60), (400, 9)),
    "noord": ((3_000, 75), (2_300, 45), (330, 7)),
    "noordwest": ((9_400, 210), (4_700, 80), (450, 10)),
    "oost": ((6_300, 140), (5_200, 95), (560, 12)),
    "zuid": ((6_200, 150), (5_300, 105), (610, 13)),
    "zuidwest": ((5_800, 160), (4_600, 85), (490, 11)),
}
# Months differ: hundredths of an ordinary one. Each region begins elsewhere in the row.
WAVE = (92, 104, 98, 110, 88, 101, 107, 95, 100, 112, 90, 103)
VEHICLES = {
    "g4": 47_000,
    "noord": 31_500,
    "noordwest": 68_000,
    "oost": 71_000,
    "zuid": 92_500,
    "zuidwest": 74_000,
}
YEAR_END = date(2021, 12, 31)
SECOND, THIRD = date(2022, 4, 30), date(2022, 6, 30)
MONTHS = (
    *(date(2021, month, 31 if month in (5, 7, 8, 10, 12) else 30) for month in range(4, 13)),
    *(date(2022, month, day) for month, day in enumerate((31, 28, 31, 30, 31, 30), 1)),
)
# Since the start of the NAL, per month: public, semi-public, fast.
PACE = {SECOND: (1_043, 468, 61), THIRD: (1_049, 469, 62)}

COLUMNS = "maat,bron,gebied,soort_laadpunt,datum,vanaf,periode,waarde,voorlopig,noot"
Row = tuple[str, str, str, date, str, str, int]


def file_of(source: str, until: date, since: date = MONTHS[0]) -> bytes:
    """All figures of these days, in the long format of the site."""
    text = io.StringIO(f"{COLUMNS}\n")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    for measure, area, type_, on, begins, period, value in _rows(since, until):
        writer.writerow([measure, source, area, type_, on, begins, period, value, "nee", "fictief"])
    return text.getvalue().encode()


def total(on: date) -> int:
    """All charge points of the country."""
    return sum(stock(region, at, on) for region in STOCK for at in range(len(TYPES)))


def stock(region: str, at: int, on: date) -> int:
    """The charge points of one region and type (by its place) at the end of a month."""
    begin, pace = STOCK[region][at]
    first = list(STOCK).index(region) + 2 * at
    waves = (pace * WAVE[(first + month) % len(WAVE)] // 100 for month in range(len(MONTHS)))
    return list(accumulate(waves, initial=begin))[MONTHS.index(on)]


def vehicles(on: date, regions: Iterable[str] = VEHICLES) -> int:
    """Growing by a hundredth each month after the end of 2021."""
    months = MONTHS.index(on) - MONTHS.index(YEAR_END)
    return sum(VEHICLES[region] * (100 + months) // 100 for region in regions)


def _rows(since: date, until: date) -> Iterator[Row]:
    days = [on for on in MONTHS if since <= on <= until]
    for on in days:
        for region in STOCK:
            for at, type_ in enumerate(TYPES):
                yield "laadpunten", region, type_, on, "", "", stock(region, at, on)
    for on in (day for day in days if day in (YEAR_END, SECOND, THIRD)):
        for at, type_ in enumerate(TYPES):
            known = sum(stock(region, at, on) for region in STOCK)
            yield "laadpunten", "NL", type_, on, "", "", known
        yield "stekkervoertuigen", "NL", "", on, "", "", vehicles(on)
        for region in VEHICLES:
            yield "stekkervoertuigen", region, "", on, "", "", vehicles(on, [region])
        for type_, pace in zip(TYPES, PACE.get(on, ()), strict=False):
            period = f"sinds start NAL (tot {on.day}-{on.month}-{on.year})"
            yield "plaatsing-per-maand", "NL", type_, on, "2020-06-01", period, pace
