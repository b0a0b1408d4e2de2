"""The Dutch sentences that code wrote into payloads of schema 1 to 3, read back as codes.

What code could have written is made here from the same payload, in the words of then, and compared
to the letter: so no sentence is misread. Whatever reads otherwise stays text. These words are of
the past: they stay when a page says a thing in other words.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any

Payload = dict[str, Any]  # parsed JSON of any schema: its shape is what the upgrades are about

# People write in this language; until schema 4 nothing said so.
LANGUAGE = "nl"
TOTAL = "totaal"
NOTHING_GIVEN = "nog geen cijfer opgegeven"
NOT_OF_ALL = "niet van alle gemeenten bekend"
PROVISIONAL = " (voorlopig)"

_LABELS = {
    "charge_points": "(Semi-)publieke laadpunten",
    "vehicles": "Stekkervoertuigen",
    "ratio": "Stekkervoertuigen per laadpunt",
    "rate": "Laadpunten erbij per maand",
}
_RESERVATIONS = {"charge_points": "", "vehicles": ", BEV en PHEV samen", "ratio": ""}
_TITLES = {
    "ev-per-laadpunt": "Laadpunten per elektrische auto",
    "plaatsingstempo": "Plaatsingstempo",
    "aangesloten-gemeenten": "Gemeenten: visie en beleid",
    "dekking": "Dekking: laadpunten per regio",
}
_CAVEAT = (
    "Cijfers per regio zijn nog niet betrouwbaar genoeg, onder meer omdat leaseauto's het beeld "
    "vertekenen. Dat zegt het rapport over eind 2020."
)
_PROVINCES = (
    "Groningen", "Fryslân", "Drenthe", "Overijssel", "Gelderland", "Flevoland", "Noord-Holland",
    "Utrecht", "Zeeland", "Zuid-Holland", "Noord-Brabant", "Limburg",
)  # fmt: skip
# Names of municipalities in which there is what stands between the names in a row.
_COMPOSITE = (
    "Aa en Hunze", "Berg en Dal", "Dijk en Waard", "Gilze en Rijen", "Kaag en Braassem",
    "Mill en Sint Hubert", "Mook en Middelaar", "Nuenen, Gerwen en Nederwetten", "Peel en Maas",
    "Son en Breugel", "West Maas en Waal",
)  # fmt: skip
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_MISSING = {"pm": "pm", "onbekend": "Onbekend", "nvt": "\u2013"}


def from_3_to_4(payload: Payload) -> Payload:
    """Schema 4: codes and figures; a text field holds what people wrote, or nothing."""
    live = (payload["slug"], payload["title"]) == ("nu", "Stand van vandaag")
    return {
        **payload,
        "schema": 4,
        "language": LANGUAGE,
        "title": "" if live else payload["title"],
        "key_figures": [_key_figure(figure, payload) for figure in payload["key_figures"]],
        "territory": _territory(payload["territory"]),
        "indicators": _indicators(payload["indicators"]),
        "differences": [
            _difference(entry, payload["territory"]["table"]) for entry in payload["differences"]
        ],
    }


# --------------------------------------------------------------------------- figures on top


def _key_figure(old: Payload, payload: Payload) -> Payload:
    label = "" if _LABELS.get(old["key"]) == old["label"] else old["label"]
    return {**old, "label": label, "context": _context(old, payload)}


def _context(old: Payload, payload: Payload) -> Payload:
    for words, codes in _contexts(old["key"], payload):
        if words == old["context"]:
            return _empty_context() | codes
    return _empty_context() | {"told": old["context"]}


def _empty_context() -> Payload:
    return {"on": None, "since": None, "later": None, "lacking": [], "share": None, "told": ""}


Sentences = Iterator[tuple[str, Payload]]


def _contexts(key: str, payload: Payload) -> Sentences:
    """What code could have said beside the figure ``key`` of this report, each with its codes."""
    yield NOTHING_GIVEN, {}
    if key in _RESERVATIONS:
        yield from _of_stock(key, payload["indicators"]["ratio"]["columns"])
    elif key == "rate":
        for row in payload["indicators"]["rate"]["rows"]:
            since, on = row["period_from"], row["on"]
            words = f"gemiddeld van {_long(since)} tot en met {_long(on)}"
            yield words, {"since": since, "on": on}
    else:
        yield from _of_policy(key, payload["territory"]["table"])


def _of_stock(key: str, columns: list[Payload]) -> Sentences:
    for column in columns:
        if not column["year_end"]:
            continue
        on = column["on"]
        words = f"eind {on[:4]}{_RESERVATIONS[key]}"
        yield words, {"on": on}
        for later in columns:
            if later["on"] > on:
                figure = later[key]
                codes = {"on": on, "later": {"on": later["on"], "figure": figure}}
                yield f"{words}; op {_long(later['on'])}: {_said(figure)}", codes


def _of_policy(instrument: str, table: Payload) -> Sentences:
    counts = [(row["name"], _cell(row, instrument)["count"]) for row in table["rows"]]
    lacking = [
        {"name": name, "missing": count["missing"]}
        for name, count in counts
        if count["value"] is None
    ]
    words = ", ".join(f"{one['name']}: {_MISSING[one['missing']]}" for one in lacking)
    yield words, {"lacking": lacking}
    share = _cell(table["total"], instrument)["share"]
    if share["value"] is None:
        yield NOT_OF_ALL, {"share": share}
    else:
        yield f"{_said(share)} van de gemeenten", {"share": share}


def _cell(row: Payload, instrument: str) -> Payload:
    cells: list[Payload] = row["cells"]
    return next(cell for cell in cells if cell["instrument"] == instrument)


# ------------------------------------------------------------------------------- territory


def _territory(old: Payload) -> Payload:
    members: dict[str, list[tuple[str, str]]] = {}
    for entry in old["municipalities"]:
        members.setdefault(entry["region"], []).append((entry["name"], entry["province"]))
    overview = old["overview"]
    return {
        **old,
        "regions": [
            {**region, "coverage": coverage(region["coverage"], members.get(_slug(region), []))}
            for region in old["regions"]
        ],
        "table": {**old["table"], "total": _unnamed(old["table"]["total"])},
        "overview": overview and {**overview, "total": _unnamed(overview["total"])},
    }


def _slug(region: Payload) -> str:
    return str(region["unit"]["slug"])


def _unnamed(total: Payload) -> Payload:
    named = (total["slug"], total["name"]) == (TOTAL, "Totaal")
    return {**total, "name": "" if named else total["name"]}


def coverage(told: str, members: list[tuple[str, str]]) -> Payload:
    """The area of a region from its sentence; ``members``: its municipalities with province.

    Those of other regions need not be known: a hand-in holds one region.
    """
    here = [name for name in _PROVINCES if name in {province for _name, province in members}]
    chosen = (parts for size in range(len(here) + 1) for parts in combinations(here, size))
    for parts in chosen:
        loose = sorted(name for name, province in members if province not in parts)
        found = _provinces(told, parts, loose)
        if found is not None:
            return {"provinces": found, "municipalities": loose, "told": ""}
    return {"provinces": [], "municipalities": [], "told": told}


def _provinces(told: str, parts: tuple[str, ...], loose: list[str]) -> list[Payload] | None:
    pattern = ", ".join([*(f"{part}(?: zonder (.+?))?" for part in parts), *map(re.escape, loose)])
    match = re.fullmatch(pattern, told)
    if match is None:
        return None
    lacking = [_names(words or "") for words in match.groups()]
    provinces = [
        {"name": part, "without": [_plain(name, part) for name in names]}
        for part, names in zip(parts, lacking, strict=True)
    ]
    return provinces if _area(provinces, loose) == told else None


def _area(provinces: list[Payload], loose: list[str]) -> str:
    words = []
    for part in provinces:
        names = [_beside(name, part["name"]) for name in part["without"]]
        words.append(f"{part['name']} zonder {_joined(names)}" if names else part["name"])
    return ", ".join([*words, *loose])


def _names(words: str) -> list[str]:
    known = "|".join(map(re.escape, _COMPOSITE))
    found: list[str] = re.findall(rf"({known}|.+?)(?:, | en |$)", words)
    return found


def _plain(name: str, province: str) -> str:
    return province if name == f"de gemeente {province}" else name


def _beside(name: str, province: str) -> str:
    return f"de gemeente {name}" if name == province else name


# ------------------------------------------------------------------------------ indicators


def _indicators(old: Payload) -> Payload:
    ratio, rate = old["ratio"], old["rate"]
    caveat = "" if ratio["caveat"] == _CAVEAT else ratio["caveat"]
    parts = {
        **old,
        "ratio": {**ratio, "caveat": caveat},
        "rate": rate | {name: list(map(_row, rate[name])) for name in ("rows", "replaced")},
    }
    return {
        name: _titled(part)
        if name == "policy_texts"
        else {**part, "texts": _titled(part["texts"]), "others": list(map(_other, part["others"]))}
        for name, part in parts.items()
    }


def _titled(texts: Payload) -> Payload:
    known = _TITLES.get(texts["slug"]) == texts["title"]
    return {**texts, "title": "" if known else texts["title"]}


def _row(old: Payload) -> Payload:
    return {**old, **_period("label", old)}


def _other(old: Payload) -> Payload:
    return {**old, "figures": list(map(_other_figure, old["figures"]))}


def _other_figure(old: Payload) -> Payload:
    told = _period("period", old) if old["period_from"] else {"provisional": False}
    return {**old, "name": "" if old["name"] == "Nederland" else old["name"], **told}


def _period(field: str, old: Payload) -> Payload:
    """What a period was called, unless that follows from its dates; schema 1 wrote neither."""
    since, on, told = old["period_from"], old["on"], old[field]
    if not told:
        return {field: f"{_long(since)} tot en met {_long(on)}", "provisional": False}
    name = told.removesuffix(PROVISIONAL)
    return {field: "" if name == own_name(since, on) else name, "provisional": name != told}


def own_name(since: str, on: str) -> str:
    """What the portal called a period that its source had no name for."""
    if since == "2020-06-01":
        return f"sinds start NAL (tot {_short(on)})"
    if since.endswith("-01-01") and on.endswith("-12-31"):
        return f"{since[:4]} t/m {on[:4]}"
    return f"{_short(since)} t/m {_short(on)}"


# ------------------------------------------------------------- differences with what is printed


def _difference(old: Payload, table: Payload) -> Payload:
    """A figure of table 3 was told as it reads; of which cell was not recorded."""
    shown = old["shown"]
    if shown == _MISSING["onbekend"]:
        return {**old, "figure": None, "shown": ""}
    for figure in _figures(table):
        if _said(figure) == shown:
            return {**old, "figure": {**figure, "id": "", "notes": []}, "shown": ""}
    return {**old, "figure": None}


def _figures(table: Payload) -> Iterator[Payload]:
    for row in (*table["rows"], table["total"]):
        for cell in row["cells"]:
            yield from (cell["count"], cell["share"])


# ------------------------------------------------------------------------------ how it read


def _said(figure: Payload) -> str:
    if figure["value"] is None:
        return _MISSING[figure["missing"]]
    words = _number(Decimal(figure["value"]), figure["decimals"])
    if figure["unit"] == "%":
        words = f"{words}\u00a0%"
    return f"ten minste {words}" if figure["at_least"] else words


def _number(value: Decimal, decimals: int) -> str:
    kept = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(kept):,.{decimals}f}".translate({ord(","): ".", ord("."): ","})
    return f"\u2212{text}" if kept < 0 else text


def _long(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.day}\u00a0{_MONTHS[on.month - 1]}\u00a0{on.year}"


def _short(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.day}-{on.month}-{on.year}"


def _joined(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} en {last}" if first else last
