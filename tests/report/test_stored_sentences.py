"""What code of earlier schemas wrote in Dutch reads the same after it became codes, to the letter.

And code of today writes none: a report is the same bytes in whatever language it is made.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indicators.labels import other_period, period_name
from nalportal.progress.models import Round
from nalportal.report import labels
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_now, scope_of_round
from nalportal.report.hand_in import only_unit
from nalportal.report.model import SCHEMA, Report
from nalportal.report.payload import dump, load
from nalportal.report.tables import all_tables
from nalportal.report.tables.key_figures import context_words, key_figure_label
from nalportal.report.upgrades import UPGRADES
from tests import pseudo

PAYLOADS = Path(__file__).parent / "payloads"
STORED = sorted(file.name.removesuffix(".json.gz") for file in PAYLOADS.iterdir())
Payload = dict[str, Any]  # parsed JSON
LAST_IN_WORDS = 3


IN_WORDS = [name for name in STORED if int(name.rpartition("-")[2]) <= LAST_IN_WORDS]


def content(name: str) -> bytes:
    return gzip.decompress((PAYLOADS / f"{name}.json.gz").read_bytes())


@pytest.fixture(params=STORED)
def stored(request: pytest.FixtureRequest) -> bytes:
    return content(request.param)


def test_there_is_a_stored_report_of_each_schema_and_there_are_hand_ins() -> None:
    assert IN_WORDS == ["hand-in-2", "hand-in-3", "schema-1", "schema-2", "schema-3"]
    assert "hand-in-11" in STORED
    assert {f"schema-{number}" for number in range(1, SCHEMA)} <= set(STORED)


@pytest.mark.parametrize("name", IN_WORDS)
def test_each_sentence_reads_as_it_was_written(name: str) -> None:
    stored = content(name)
    old = json.loads(stored)
    while old["schema"] < LAST_IN_WORDS:
        old = UPGRADES[old["schema"]](old)
    assert list(now(load(stored))) == list(then(old))


def then(old: Payload) -> Iterator[tuple[str, ...]]:
    """The sentences of code, as they stand in a payload of schema 3."""
    yield ("title", old["title"])
    yield from (("top", f["label"], f["context"]) for f in old["key_figures"])
    territory, indicators = old["territory"], old["indicators"]
    yield from (("area", region["coverage"]) for region in territory["regions"])
    yield ("total", territory["table"]["total"]["name"])
    if territory["overview"]:
        yield ("overview", territory["overview"]["total"]["name"])
    rows = (*indicators["rate"]["rows"], *indicators["rate"]["replaced"])
    yield from (("period", row["label"]) for row in rows)
    for part in (indicators["ratio"], indicators["rate"], indicators["coverage"]):
        yield ("indicator", part["texts"]["title"])
        for figure in (figure for other in part["others"] for figure in other["figures"]):
            yield ("other", figure["name"], figure["period"] or figure["on"])
    yield ("indicator", indicators["policy_texts"]["title"])
    yield ("caveat", indicators["ratio"]["caveat"])
    yield from (("difference", entry["shown"]) for entry in old["differences"])


def now(report: Report) -> Iterator[tuple[str, ...]]:
    """The same in the words of today."""
    yield ("title", labels.report_title(report))
    for found in report.key_figures:
        yield ("top", key_figure_label(found), context_words(found))
    territory, indicators = report.territory, report.indicators
    yield from (("area", labels.coverage_words(region.coverage)) for region in territory.regions)
    yield ("total", labels.row_name(territory.table.total.name))
    if territory.overview:
        yield ("overview", labels.row_name(territory.overview.total.name))
    rows = (*indicators.rate.rows, *indicators.rate.replaced)
    yield from (("period", period_name(row)) for row in rows)
    for part in (indicators.ratio, indicators.rate, indicators.coverage):
        yield ("indicator", labels.indicator_title(part.texts))
        for figure in (figure for other in part.others for figure in other.figures):
            yield ("other", labels.area_name(figure.name), str(other_period(figure)))
    yield ("indicator", labels.indicator_title(indicators.policy_texts))
    yield ("caveat", labels.caveat(indicators.ratio))
    yield from (("difference", labels.shown_words(entry)) for entry in report.differences)


# --------------------------------------------------------------------------- in any language


def in_register(title: str) -> Report:
    """The register as a whole, for a round or as it stands."""
    rounds = all_rounds()
    if title == "nu":
        return build(scope_now(rounds, date(2021, 7, 1)))
    return build(scope_of_round(Round.objects.get(slug=title), rounds))


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["eind-2020", "nu"])
def test_a_report_is_the_same_in_whatever_language_it_is_made(loaded: None, slug: str) -> None:
    written = dump(in_register(slug))
    with pseudo.spoken():
        assert dump(in_register(slug)) == written
    assert "\u2039" not in written.decode()


@pytest.mark.django_db
def test_a_hand_in_is_too(loaded: None) -> None:
    report = in_register("eind-2020")
    with pseudo.spoken():
        hand_in = dump(only_unit(in_register("eind-2020"), "noordwest"))
    assert hand_in == dump(only_unit(report, "noordwest"))


def test_a_stored_report_is_lifted_the_same_in_whatever_language(stored: bytes) -> None:
    with pseudo.spoken():
        lifted = load(stored)
    assert lifted == load(stored)


def test_its_words_are_those_of_the_reader(stored: bytes) -> None:
    report = load(stored)
    with pseudo.spoken():
        captions = [table.caption for table in all_tables(report)]
        of_code = [key_figure_label(f) for f in report.key_figures if not f.label]
        contexts = [context_words(f) for f in report.key_figures if not f.context.lacking]
        areas = [labels.coverage_words(r.coverage) for r in report.territory.regions]
    assert captions
    assert [words for words in (*captions, *of_code, *contexts) if "\u2039" not in words] == []
    assert all(("zonder" in words) == ("\u2039" in words) for words in areas)
