"""How the payload of an older schema becomes one of today's.

A frozen report keeps the bytes and the schema it was made with, for good. Each time it is read it
is lifted, one schema at a time, and only in memory. A function here knows what the report of its
schema lacked and says so as it was: what nobody recorded then is unknown, never computed anew.
"""

from collections.abc import Callable, Mapping
from typing import Any

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
    rate = _rate_3(indicators["rate"])
    return {**payload, "schema": 3, "indicators": {**indicators, "rate": rate}}


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


# schema n → function that lifts a payload of schema n to n + 1.
UPGRADES: Mapping[int, Callable[[Payload], Payload]] = {1: from_1_to_2, 2: from_2_to_3}
