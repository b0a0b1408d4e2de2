"""How the payload of an older schema becomes one of today's.

A frozen report keeps the bytes and the schema it was made with, for good. Each time it is read it
is lifted, one schema at a time, and only in memory. A function here knows what the report of its
schema lacked and says so as it was: what nobody recorded then is unknown, never computed anew.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .sentences import from_3_to_4

Payload = dict[str, Any]  # parsed JSON of any schema: its shape is what the upgrades are about


def from_1_to_2(payload: Payload) -> Payload:
    """Schema 2: what issues 4 to 6 add to the report."""
    return {
        **payload,
        "schema": 2,
        "territory": _territory_2(payload["territory"]),
        "indicators": _indicators_2(payload["indicators"]),
    }


def _territory_2(territory: Payload) -> Payload:
    """Neither which municipalities merged into which nor an overview of regions was told."""
    return {**territory, "reorganisations": [], "overview": None}


def _indicators_2(old: Payload) -> Payload:
    """Table 2 was all as reported; nothing was computed per month or kept per municipality."""
    ratio, rate, coverage = old["ratio"], old["rate"], old["coverage"]
    none_else: Payload = {"others": []}
    return {
        **old,
        "ratio": {**ratio, **none_else, "regions": [], "caveat": "", **_sources(ratio)},
        "rate": {
            **rate,
            **none_else,
            **_sources(rate),
            "rows": [{**row, "basis": rate["basis"]} for row in rate["rows"]],
        },
        "coverage": {
            **coverage,
            **none_else,
            "series": [_series(one) for one in coverage["series"]],
            "total": [],
            "municipalities": [],
            "sources": [],
        },
    }


def _series(old: Payload) -> Payload:
    points = [{**point, "provisional": False} for point in old["points"]]
    return {**old, "points": points, "placed": [], "trends": []}


def _sources(part: Payload) -> Payload:
    """Of a source only who published it was kept."""
    unknown = {"method": "", "licence": "", "slug": ""}
    return {"sources": [{**source, **unknown} for source in part["sources"]]}


def from_2_to_3(payload: Payload) -> Payload:
    """Schema 3: what issue 12 adds to the report."""
    indicators = payload["indicators"]
    indicators = {**indicators, "rate": _rate_3(indicators["rate"])}
    keyed = {**payload, "schema": 3, "indicators": _with_keys(indicators)}
    lifted: Payload = _with_provenance(keyed, dict(_told_by_tables(keyed)))
    return lifted


def _rate_3(rate: Payload) -> Payload:
    """Averages that a row of the table replaced stood among those of other sources."""
    others, replaced = [], []
    for other in rate["others"]:
        ours = [figure for figure in other["figures"] if _is_replaced(figure, other, rate)]
        replaced += [_row(figure) for figure in ours]
        figures = [figure for figure in other["figures"] if figure not in ours]
        others += [{**other, "figures": figures}] if figures else []
    return {**rate, "others": others, "replaced": replaced}


def _is_replaced(figure: Payload, other: Payload, rate: Payload) -> bool:
    slug = other["source"]["slug"]
    return bool(slug) and any(
        slug in [source["slug"] for source in rate["sources"]]
        and (row["period_from"], row["on"] >= figure["on"]) == (figure["period_from"], True)
        for row in rate["rows"]
    )


def _row(other: Payload) -> Payload:
    """Of what was replaced only all types together were told."""
    parts = {"public": "publiek", "semi_public": "semipubliek", "fast": "snel"}
    figure = other["figure"]
    unknown = {"value": None, "missing": "onbekend", "at_least": False}
    return {
        "label": other["period"],
        "period_from": other["period_from"],
        "on": other["on"],
        "basis": "opgave",
        "total": figure,
        **{
            name: {**figure, **unknown, "id": f"{figure['id']}.{part}"}
            for name, part in parts.items()
        },
    }


def _with_keys(indicators: Payload) -> Payload:
    """A source that had no name of its own is named by its place in the report."""
    names: dict[str, str] = {}

    def keyed(source: Payload) -> Payload:
        told = repr(sorted(source.items()))
        return {**source, "key": source["slug"] or names.setdefault(told, f"bron-{len(names) + 1}")}

    return {
        name: part
        if name == "policy_texts"
        else {
            **part,
            "sources": [keyed(source) for source in part["sources"]],
            "others": [{**other, "source": keyed(other["source"])} for other in part["others"]],
        }
        for name, part in indicators.items()
    }


# Of a figure: the keys of its sources, and its basis.
Provenance = tuple[list[str], str]


def _told_by_tables(payload: Payload) -> Iterator[tuple[str, Provenance]]:
    """By id what a figure was taken from: its table told that of all its figures together.

    Whether a stock was given or added up here was not recorded, so that stays empty.
    """
    indicators = payload["indicators"]
    for name in ("ratio", "rate", "coverage"):
        table = indicators[name]
        keys = [source["key"] for source in table["sources"]]
        for part, basis in _BASES.get(name, {}).items():
            for figure in _figures_in(_parts(table, part.split("."))):
                yield figure["id"], (keys, basis)
        for other in table["others"]:
            for figure in _figures_in(other):
                yield figure["id"], ([other["source"]["key"]], "")
    keys = [source["key"] for source in indicators["rate"]["sources"]]
    for row in (*indicators["rate"]["rows"], *indicators["rate"]["replaced"]):
        parts = [row[part] for part in ("public", "semi_public", "fast")]
        for part in parts:
            yield part["id"], (keys, row["basis"])
        added_up = any(part["value"] is not None for part in parts)
        yield row["total"]["id"], (keys, "berekend" if added_up else row["basis"])
    for cell in payload["territory"]["table"]["total"]["cells"]:
        yield cell["count"]["id"], ([], "berekend")


# What was computed, by the place of its figures in each table; what was not told is empty.
_BASES = {
    "ratio": {
        "columns.charge_points": "",
        "columns.vehicles": "",
        "columns.ratio": "berekend",
        "regions.charge_points": "",
        "regions.vehicles": "",
        "regions.ratio": "berekend",
    },
    "coverage": {
        "series.points": "",
        "series.placed": "berekend",
        "series.trends": "berekend",
        "total": "berekend",
        "municipalities": "",
    },
}


def _parts(value: Any, path: list[str]) -> Any:
    """What stands at a path, in each of the rows on the way."""
    if not path:
        return value
    if isinstance(value, list):
        return [_parts(part, path) for part in value]
    return _parts(value[path[0]], path[1:])


def _is_figure(value: Any) -> bool:
    return isinstance(value, dict) and "at_least" in value


def _figures_in(value: Any) -> Iterator[Payload]:
    if _is_figure(value):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _figures_in(part)


def _with_provenance(value: Any, told: Mapping[str, Provenance]) -> Any:
    """Each figure, wherever it stands in the report, with where it comes from."""
    if isinstance(value, list):
        return [_with_provenance(part, told) for part in value]
    if not isinstance(value, dict):
        return value
    if not _is_figure(value):
        return {name: _with_provenance(part, told) for name, part in value.items()}
    # A share is always computed here.
    sources, basis = told.get(value["id"], ([], "berekend" if value["unit"] == "%" else ""))
    known = value["value"] is not None
    return {**value, "sources": sources if known else [], "basis": basis if known else ""}


def from_4_to_5(payload: Payload) -> Payload:
    """Schema 5: who did not hand in, texts that only came along, free sections and reasons.

    None of it was recorded: nobody had been skipped without a word, and whether a text was new
    nobody can tell any more.
    """
    told = _each(payload, _with_origin)
    nothing_more: Payload = {"foreword": None, "summary": None, "sections": [], "reasons": []}
    return {**told, **nothing_more, "schema": 5}


def _each(value: Any, lifted: Callable[[Payload], Payload]) -> Any:
    """A value with each of its parts ``lifted``, from within."""
    if isinstance(value, list):
        return [_each(part, lifted) for part in value]
    if not isinstance(value, dict):
        return value
    return lifted({name: _each(part, lifted) for name, part in value.items()})


def _with_origin(part: Payload) -> Payload:
    """A text without a round that it came from, and a unit as one that handed in."""
    of_round = {"of_round": ""} if "paragraphs" in part else {}
    skipped = {"skipped": None} if "categories" in part else {}
    return {**part, **of_round, **skipped}


def from_5_to_6(payload: Payload) -> Payload:
    """Schema 6: each number was exact or a bound, and nothing was told of what is to come."""
    return {**_each(payload, _exact), "schema": 6, "outlook": []}


def _exact(part: Payload) -> Payload:
    """A figure as a number that is not rough."""
    return {**part, "rough": ""} if _is_figure(part) else part


TITLES = {
    "ev-per-laadpunt": "Laadpunten per elektrische auto",
    "plaatsingstempo": "Plaatsingstempo",
    "aangesloten-gemeenten": "Gemeenten: visie en beleid",
    "dekking": "Dekking: laadpunten per regio",
}


def from_6_to_7(payload: Payload) -> Payload:
    """Schema 7: the four indicators were four fields; now they are rows of a list with a title of
    their own, and there can be more."""
    old = payload["indicators"]
    parts: tuple[tuple[str, Payload], ...] = (
        ("tabel-1", old["ratio"]),
        ("tabel-2", old["rate"]),
        ("tabel-3", {"texts": old["policy_texts"]}),
        ("dekking", old["coverage"]),
    )
    listed = [
        {**part, "texts": _titled(part["texts"]), "kind": kind, "tables": []}
        for kind, part in parts
    ]
    return {**payload, "schema": 7, "indicators": {"indicators": listed}}


def _titled(texts: Payload) -> Payload:
    return {**texts, "title": texts["title"] or TITLES.get(texts["slug"], texts["slug"])}


def from_7_to_8(payload: Payload) -> Payload:
    """Schema 8: of a series of one kind only it is told which; before, none was told as such."""
    added = {
        "tabel-1": {"only_kind": "", "regions_only_kind": ""},
        "tabel-2": {"only_kind": ""},
        "dekking": {"only_kind": ""},
    }
    listed = payload["indicators"]["indicators"]
    return {
        **payload,
        "schema": 8,
        "key_figures": [{**one, "only_kind": ""} for one in payload["key_figures"]],
        "indicators": {"indicators": [{**one, **added.get(one["kind"], {})} for one in listed]},
    }


def from_8_to_9(payload: Payload) -> Payload:
    """Schema 9: a planned date may have words of its own, or a term instead of a day."""
    return {**payload, "schema": 9}


def from_9_to_10(payload: Payload) -> Payload:
    """Schema 10: what was realised, was realised on a day; now also in a month, quarter or year."""
    return {**_each(payload, _realised), "schema": 10}


def _realised(part: Payload) -> Payload:
    """The day of a realisation as a date that is known to the day."""
    day = part.get("realised_on")
    return {**part, "realised_on": {"on": day, "precision": "day"}} if day else part


def from_10_to_11(payload: Payload) -> Payload:
    """Schema 11: on which documents statuses rest; before, that was not told."""
    territory = {**payload["territory"], "documents": None}
    return {**payload, "schema": 11, "territory": territory}


def from_11_to_12(payload: Payload) -> Payload:
    """Schema 12: the themes of a milestone; before, those were not told."""
    return {**_each(payload, _without_themes), "schema": 12}


def _without_themes(part: Payload) -> Payload:
    return {**part, "themes": None} if "withdrawal_reason" in part else part


def from_12_to_13(payload: Payload) -> Payload:
    """Schema 13: the one line of a unit is a text like its introduction, that can be of an earlier
    round; before, whether it was nobody can tell any more."""
    return {**_each(payload, _one_line_as_text), "schema": 13}


def _one_line_as_text(part: Payload) -> Payload:
    if "categories" not in part:
        return part
    line, unit = part["summary"], {name: part[name] for name in part if name != "summary"}
    told = {"key": "", "title": "", "is_summary": False, "of_round": ""}
    told["paragraphs"] = [[{"text": line, "href": ""}]]
    return {**unit, "one_line": told if line else None}


# schema n → function that lifts a payload of schema n to n + 1.
UPGRADES: Mapping[int, Callable[[Payload], Payload]] = {
    1: from_1_to_2,
    2: from_2_to_3,
    3: from_3_to_4,
    4: from_4_to_5,
    5: from_5_to_6,
    6: from_6_to_7,
    7: from_7_to_8,
    8: from_8_to_9,
    9: from_9_to_10,
    10: from_10_to_11,
    11: from_11_to_12,
    12: from_12_to_13,
}
