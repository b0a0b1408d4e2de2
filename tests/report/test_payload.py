import gzip
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.labels import period_name
from indicators.reports import (
    CoverageReport,
    IndicatorsData,
    PolicyReport,
    RateReport,
    RatioReport,
)
from nalportal.dutch import PartialDate
from nalportal.figures import Figure, no_figure
from nalportal.progress.reports import MilestoneEntry, Scope, ThemeEntry, UnitsData
from nalportal.report.build import ReportData, assemble
from nalportal.report.model import SCHEMA, Context, Difference, KeyFigure, Report
from nalportal.report.payload import UnreadablePayloadError, canonical, dump, load, sha256
from nalportal.report.upgrades import UPGRADES, Payload
from nalportal.written_dates import parse_partial_date, parse_planned
from regions.reports import TerritoryData
from tests.indicators.rows import OUTLINE
from workgroups.reports import WorkgroupsData


@pytest.fixture(scope="module")
def report() -> Report:
    """A report of an empty register."""
    scope = Scope(
        slug="eind-2020",
        title="Eind 2020",
        reference_on=date(2020, 12, 31),
        division_on=date(2021, 1, 1),
        figures_until=date(2021, 4, 30),
        round_id=None,
    )
    data = ReportData(
        units=UnitsData((), {}, {}, {}, ()),
        territory=TerritoryData((), (), (), (), (), ()),
        workgroups=WorkgroupsData((), {}),
        indicators=IndicatorsData(outline=OUTLINE),
        differences=(),
    )
    return assemble(data, scope)


def with_figure(report: Report, figure: Figure) -> Report:
    return replace(report, key_figures=(KeyFigure("k", "Label", figure, None, Context(), ""),))


# ------------------------------------------------------------------------------- round trip

SIMPLE = {
    str: st.text(max_size=12),
    int: st.integers(),
    bool: st.booleans(),
    date: st.dates(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Small values of any type that a report is made of. Any: a type hint is no class."""
    if get_origin(kind) is tuple:
        return st.lists(values_of(get_args(kind)[0]), max_size=2).map(tuple)
    if isinstance(kind, UnionType):
        return st.one_of(*(values_of(one) for one in get_args(kind)))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        fields = {name: values_of(hints[name]) for name in kind.__dataclass_fields__}
        return st.builds(kind, **fields)
    return st.none() if kind is type(None) else SIMPLE[kind]


ANY_REPORT = values_of(Report).map(lambda report: replace(report, schema=SCHEMA))


@given(ANY_REPORT)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_report_comes_back_as_it_was_and_gives_the_same_bytes_again(any_report: Report) -> None:
    payload = dump(any_report)
    again = load(payload)
    assert again == any_report
    assert dump(again) == payload


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ x }}",
        "\u05e9\u05dc\u05d5\u05dd",
        "🚗⚡",
        "\u2028",
        '"\\',
        "",
    ],
)
def test_strange_text_comes_back_as_it_was(report: Report, text: str) -> None:
    entry = Difference(text, text, None, text, text)
    assert load(dump(replace(report, differences=(entry,)))).differences == (entry,)


@pytest.mark.parametrize("missing", ["pm", "onbekend", "nvt"])
def test_what_is_missing_comes_back_missing(report: Report, missing: str) -> None:
    found = load(dump(with_figure(report, no_figure("x", missing))))
    assert found.key_figures[0].figure == no_figure("x", missing)


# -------------------------------------------------------------------------- canonical bytes


def test_the_same_report_gives_the_same_bytes_each_time(report: Report) -> None:
    assert dump(report) == dump(replace(report))


def test_another_report_gives_other_bytes(report: Report) -> None:
    assert dump(report) != dump(replace(report, title="Eind 2021"))


def test_keys_are_sorted_at_every_depth(report: Report) -> None:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in found]
        assert names == sorted(names)
        return dict(found)

    assert json.loads(dump(report), object_pairs_hook=pairs)["slug"] == "eind-2020"


def test_the_order_of_the_keys_that_came_in_does_not_matter() -> None:
    assert (
        canonical({"b": 1, "a": [1, 2]}) == canonical({"a": [1, 2], "b": 1}) == b'{"a":[1,2],"b":1}'
    )


def test_letters_stand_as_utf_8_and_not_as_escapes() -> None:
    assert canonical({"naam": "Fryslân"}) == '{"naam":"Fryslân"}'.encode()


@pytest.mark.parametrize("value", ["92.5", "0.1", "65613", "-3"])
def test_a_decimal_is_a_string_without_loss(report: Report, value: str) -> None:
    payload = json.loads(dump(with_figure(report, Figure("x", Decimal(value), decimals=1))))
    assert payload["key_figures"][0]["figure"]["value"] == value


def test_a_date_stands_in_iso_form(report: Report) -> None:
    assert json.loads(dump(report))["reference_on"] == "2020-12-31"


def test_a_payload_carries_its_schema(report: Report) -> None:
    assert json.loads(dump(report))["schema"] == SCHEMA


def test_the_control_number_is_sha_256_in_hexadecimal() -> None:
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# ------------------------------------------------------------------------------- unreadable


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"geen json",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"schema"',
        b"{}",
        b'{"schema":null}',
        b'{"schema":[]}',
        b'{"schema":"1"}',
        b'{"schema":0}',
        b'{"schema":999}',
    ],
)
def test_what_is_no_report_of_a_known_schema_is_unreadable(payload: bytes) -> None:
    with pytest.raises(UnreadablePayloadError, match=f"no report of schema 1 to {SCHEMA}"):
        load(payload)


def test_a_payload_that_lacks_a_part_is_unreadable(report: Report) -> None:
    payload: Payload = json.loads(dump(report))
    del payload["territory"]
    with pytest.raises(UnreadablePayloadError):
        load(canonical(payload))


@pytest.mark.parametrize(
    ("part", "value"), [("reference_on", "gisteren"), ("key_figures", 3), ("territory", None)]
)
def test_a_payload_with_a_part_of_another_kind_is_unreadable(
    report: Report, part: str, value: object
) -> None:
    payload: Payload = json.loads(dump(report))
    payload[part] = value
    with pytest.raises(UnreadablePayloadError):
        load(canonical(payload))


# --------------------------------------------------------------------------------- upgrades


def older(report: Report, schema: int) -> bytes:
    """As a fictitious release wrote it, which called the title a name."""
    payload: Payload = json.loads(dump(report))
    payload["name"] = payload.pop("title")
    return canonical({**payload, "schema": schema})


def name_to_heading(payload: Payload) -> Payload:
    return {**payload, "heading": payload["name"], "schema": SCHEMA - 1}


def heading_to_title(payload: Payload) -> Payload:
    return {**payload, "title": payload["heading"], "schema": SCHEMA}


FICTITIOUS = {SCHEMA - 2: name_to_heading, SCHEMA - 1: heading_to_title}


def test_an_old_payload_is_lifted_step_by_step(report: Report) -> None:
    assert load(older(report, SCHEMA - 2), FICTITIOUS) == report


def test_todays_payload_is_not_lifted(report: Report) -> None:
    assert load(dump(report), FICTITIOUS) == report


def test_a_payload_older_than_the_chain_is_unreadable(report: Report) -> None:
    with pytest.raises(UnreadablePayloadError):
        load(older(report, SCHEMA - 3), FICTITIOUS)


def test_an_upgrade_that_finds_something_else_makes_it_unreadable(report: Report) -> None:
    payload = canonical({**json.loads(dump(report)), "schema": SCHEMA - 2})
    with pytest.raises(UnreadablePayloadError):
        load(payload, FICTITIOUS)


def test_every_schema_until_today_has_its_upgrade() -> None:
    assert set(UPGRADES) == set(range(1, SCHEMA))


# ------------------------------------------------------------------------ what is stored for good

# The payload of the first published report, byte for byte as schema 1 wrote it. It stays: whatever
# a later release adds, it has to read this.
PAYLOADS = Path(__file__).parent / "payloads"
SCHEMA_1 = gzip.decompress((PAYLOADS / "schema-1.json.gz").read_bytes())
# Half a year later, with all that schema 2 could hold; what it adds to end 2020 is fictitious.
SCHEMA_2 = gzip.decompress((PAYLOADS / "schema-2.json.gz").read_bytes())

# Every kind of table that schema 4 could hold, all of it fictitious.
SCHEMA_4 = gzip.decompress((PAYLOADS / "schema-4.json.gz").read_bytes())
# End 2020 as schema 6 wrote it, with the four indicators as four fields.
SCHEMA_6 = gzip.decompress((PAYLOADS / "schema-6.json.gz").read_bytes())

# Every kind of table that schema 7 could hold, all of it fictitious.
SCHEMA_7 = gzip.decompress((PAYLOADS / "schema-7.json.gz").read_bytes())

# The same as schema 8 wrote it.
SCHEMA_8 = gzip.decompress((PAYLOADS / "schema-8.json.gz").read_bytes())


def test_the_stored_payload_of_schema_1_has_the_control_number_that_was_published() -> None:
    assert sha256(SCHEMA_1) == "b35b5fbfaadcfe5b6cc2ff07acd66b10c8e78cb379ca465fc5c320bd7fa193a3"


def test_the_stored_payload_of_schema_1_still_reads() -> None:
    report = load(SCHEMA_1)
    assert (report.schema, report.title) == (SCHEMA, "Stand van zaken eind 2020")
    assert len(list(report.units())) == 13
    assert len(report.territory.municipalities) == 352
    assert str(report.territory.table.total.cell("prognosekaart").count) == "332"


def test_the_stored_payload_of_schema_2_is_as_schema_2_wrote_it() -> None:
    assert sha256(SCHEMA_2) == "aec4ca2ea697b87b1489b383fe50a90b4c837552f6f937856f630b2ad4741df2"


def test_the_stored_payload_of_schema_2_still_reads() -> None:
    report = load(SCHEMA_2)
    assert (report.schema, report.title) == (SCHEMA, "Medio 2021 (fictief)")
    rows = report.indicators.rate.rows
    assert [(row.basis, str(row.total)) for row in rows] == [
        ("opgave", "518"),
        ("opgave", "881"),
        ("berekend", "1.350"),
    ]
    assert len(report.indicators.coverage.series) == 6


def test_the_stored_payload_of_schema_4_is_as_schema_4_wrote_it() -> None:
    assert sha256(SCHEMA_4) == "d7c5d477e4b9a5758bfad944f8e94b47d6aa0c13ae58fc38e10ee68d97c6b08d"


# The same as schema 5 wrote it.
SCHEMA_5 = gzip.decompress((PAYLOADS / "schema-5.json.gz").read_bytes())


def test_the_stored_payload_of_schema_5_is_as_schema_5_wrote_it() -> None:
    assert sha256(SCHEMA_5) == "061f9390e2547f4e539afdf6b14ea8fcf70d6ab91139cec79e74d3ae1cfa219f"


@pytest.mark.parametrize(
    "payload", [SCHEMA_1, SCHEMA_2, SCHEMA_4, SCHEMA_5], ids=["1", "2", "4", "5"]
)
def test_what_older_schemas_did_not_record_is_not_told(payload: bytes) -> None:
    report = load(payload)
    assert report.schema == SCHEMA
    assert (report.foreword, report.summary, report.sections, report.reasons) == (
        None,
        None,
        (),
        (),
    )
    assert all(unit.skipped is None for unit in report.units())
    assert report.outlook == ()
    assert '"rough":"ongeveer"' not in dump(report).decode()
    assert all(unit.intro is None or not unit.intro.of_round for unit in report.units())


def test_an_average_that_was_replaced_is_no_longer_told_as_of_another_source() -> None:
    rate = load(SCHEMA_2).indicators.rate
    assert [(period_name(row), str(row.public), str(row.total)) for row in rate.replaced] == [
        ("sinds start NAL (tot 30-4-2021)", "Onbekend", "1.511")
    ]
    assert [other.source.slug for other in rate.others] == ["fictief-register"]


def test_the_stored_payload_of_schema_6_is_as_schema_6_wrote_it() -> None:
    assert sha256(SCHEMA_6) == "bc1842c6ef0add76ac72d571a21575ab3218be765dc996096d562af94a8138e3"


def test_the_stored_payload_of_schema_7_is_as_schema_7_wrote_it() -> None:
    assert sha256(SCHEMA_7) == "17b18d5c348663063bf3238c992342a347c03fb23a4dea6eed29a6fffa483831"


def test_the_stored_payload_of_schema_8_is_as_schema_8_wrote_it() -> None:
    assert sha256(SCHEMA_8) == "6287c8f017b8dc5ac2f76fb99102cc59aa525dc53c2de5a447f3225d977a652e"


def test_a_planned_date_without_words_is_written_as_before_schema_9() -> None:
    told = json.loads(dump(load(SCHEMA_8)), object_hook=realised_as_before)
    assert told == {**json.loads(SCHEMA_8), "schema": SCHEMA}
    assert '"planned":{' in SCHEMA_8.decode()


def realised_as_before(part: dict[str, Any]) -> dict[str, Any]:
    """Each day of a realisation as a bare day, as until schema 9, no documents and no themes."""
    when = part.get("realised_on")
    told = {name: value for name, value in part.items() if name not in ("documents", "themes")}
    told = line_as_words(told)
    return {**told, "realised_on": when["on"]} if when else told


# Schema 8 with planned dates in words and days of realisation, as schema 9 wrote it.
SCHEMA_9 = gzip.decompress((PAYLOADS / "schema-9.json.gz").read_bytes())


def test_the_stored_payload_of_schema_9_is_as_schema_9_wrote_it() -> None:
    assert sha256(SCHEMA_9) == "a2c7675aa2c10bdcee9808939bcc913cb8795df716ea66e50ced7e81ac07e6cd"


# The same with realisations in a month and in a quarter, as schema 10 wrote it.
SCHEMA_10 = gzip.decompress((PAYLOADS / "schema-10.json.gz").read_bytes())


def test_the_stored_payload_of_schema_10_is_as_schema_10_wrote_it() -> None:
    assert sha256(SCHEMA_10) == "4c1db2e97afaf10c841e98876943cbf6e3d2faaa6a892f0504b9a2cfbbce8c2b"
    told = json.loads(SCHEMA_10)
    territory = {**told["territory"], "documents": None}
    again = {**told, "schema": SCHEMA, "territory": territory}
    assert json.loads(dump(load(SCHEMA_10)), object_hook=without_themes) == again


def without_themes(part: Payload) -> Payload:
    assert part.get("themes") is None
    return line_as_words({name: value for name, value in part.items() if name != "themes"})


def line_as_words(part: Payload) -> Payload:
    """The one line of a unit in words only, as until schema 12."""
    if "one_line" not in part:
        return part
    line = part["one_line"]
    words = line["paragraphs"][0][0]["text"] if line else ""
    return {**{name: part[name] for name in part if name != "one_line"}, "summary": words}


# The same with documents of policy, and the part of one region, as schema 11 wrote them.
SCHEMA_11 = gzip.decompress((PAYLOADS / "schema-11.json.gz").read_bytes())
HAND_IN_11 = gzip.decompress((PAYLOADS / "hand-in-11.json.gz").read_bytes())


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        (SCHEMA_11, "51084380ea2f18e8beb735df3bffd7647ae9afd8bf716941e02bbd208f0da53c"),
        (HAND_IN_11, "6810c697f3f3e573c46bb20497923ff59acb40c4147b9b080401e9e030c51698"),
    ],
    ids=["report", "hand-in"],
)
def test_what_is_stored_of_schema_11_lacks_only_themes(payload: bytes, number: str) -> None:
    assert sha256(payload) == number
    again = json.loads(dump(load(payload)), object_hook=without_themes)
    assert again == {**json.loads(payload), "schema": SCHEMA}
    assert milestones_of(load(payload))


# The same with themes and with what units say in one line, as schema 12 wrote them.
SCHEMA_12 = gzip.decompress((PAYLOADS / "schema-12.json.gz").read_bytes())
HAND_IN_12 = gzip.decompress((PAYLOADS / "hand-in-12.json.gz").read_bytes())


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        (SCHEMA_12, "c46e9e92ca8e1aa6c8fc3dcc36dbb672907f41f49adeedf12d61a7d9279a2def"),
        (HAND_IN_12, "a4b56e3c1b09e113333e6502bd0bd10bcc1fae9cd862601e073b8d2d6416622b"),
    ],
    ids=["report", "hand-in"],
)
def test_a_line_of_schema_12_reads_the_same_and_is_of_no_earlier_round(
    payload: bytes, number: str
) -> None:
    assert sha256(payload) == number
    report = load(payload)
    again = json.loads(dump(report), object_hook=line_as_words)
    assert again == {**json.loads(payload), "schema": SCHEMA}
    unit = report.territory.regions[0].unit
    assert unit.line.endswith("(fictief)")
    assert unit.old_line is None


def test_themes_keep_their_code_and_their_name_in_a_payload() -> None:
    report = load(SCHEMA_11)
    entry = milestones_of(report)[0]
    themes = (ThemeEntry("snelladen", "Snelladen"), ThemeEntry("vve", "VvE’s"))
    again = load(dump(put(report, entry, replace(entry, themes=themes))))
    told = {item.reference: item.themes for item in milestones_of(again)}
    assert told.pop(entry.reference) == themes
    assert set(told.values()) == {None}


@pytest.mark.parametrize("payload", [SCHEMA_1, SCHEMA_6, SCHEMA_10], ids=["1", "6", "10"])
def test_before_schema_11_no_document_was_told(payload: bytes) -> None:
    assert load(payload).territory.documents is None


def test_a_day_of_realisation_of_schema_9_is_the_same_day() -> None:
    told = json.loads(dump(load(SCHEMA_9)), object_hook=realised_as_before)
    assert told == {**json.loads(SCHEMA_9), "schema": SCHEMA}
    days = {item.realised_on for item in milestones_of(load(SCHEMA_9)) if item.realised_on}
    assert PartialDate(date(2022, 3, 8)) in days


@pytest.mark.parametrize("typed", ["3-5-2021", "mei 2021", "Q2 2021", "2021"])
def test_a_realisation_is_as_exact_in_a_payload_as_it_was_said(typed: str) -> None:
    report = load(SCHEMA_9)
    entry = milestones_of(report)[0]
    when = parse_partial_date(typed)
    again = load(dump(put(report, entry, replace(entry, realised_on=when))))
    [found] = [item for item in milestones_of(again) if item.reference == entry.reference]
    assert found.realised_on == when


@pytest.mark.parametrize("typed", ["medio 2021", "Q4 2021 / Q1 2022", "doorlopend", "juli 2021"])
def test_a_planned_date_keeps_its_words_in_a_payload(typed: str) -> None:
    report = load(SCHEMA_8)
    entry = milestones_of(report)[0]
    planned = parse_planned(typed)
    again = load(dump(put(report, entry, replace(entry, planned=planned))))
    [found] = [item for item in milestones_of(again) if item.reference == entry.reference]
    assert found.planned == planned


def milestones_of(report: Report) -> list[MilestoneEntry]:
    return [item for unit in report.units() for block in unit.categories for item in block.items]


def put(part: Any, old: Any, new: Any) -> Any:
    """``part`` with one value replaced wherever it stands."""
    if part == old:
        return new
    if isinstance(part, tuple):
        return tuple(put(one, old, new) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{f.name: put(getattr(part, f.name), old, new) for f in fields(part)})
    return part


@pytest.mark.parametrize("payload", [SCHEMA_1, SCHEMA_6, SCHEMA_7], ids=["1", "6", "7"])
def test_before_schema_8_no_series_was_told_as_of_one_kind_only(payload: bytes) -> None:
    report = load(payload)
    found = report.indicators
    assert {found.ratio.only_kind, found.rate.only_kind, found.coverage.only_kind} == {""}
    assert {figure.only_kind for figure in report.key_figures} <= {""}
    assert found.ratio.columns
    assert found.rate.rows


@pytest.mark.parametrize("payload", [SCHEMA_1, SCHEMA_2, SCHEMA_6], ids=["1", "2", "6"])
def test_the_four_indicators_of_older_schemas_are_rows_with_their_titles(payload: bytes) -> None:
    found = load(payload).indicators.indicators
    assert [(type(one), one.texts.slug, one.texts.title) for one in found] == [
        (RatioReport, "ev-per-laadpunt", "Laadpunten per elektrische auto"),
        (RateReport, "plaatsingstempo", "Plaatsingstempo"),
        (PolicyReport, "aangesloten-gemeenten", "Gemeenten: visie en beleid"),
        (CoverageReport, "dekking", "Dekking: laadpunten per regio"),
    ]
    assert all(one.tables == () for one in found)


def test_a_payload_of_today_says_what_each_indicator_is() -> None:
    again = json.loads(dump(load(SCHEMA_6)))["indicators"]["indicators"]
    assert [one["kind"] for one in again] == ["tabel-1", "tabel-2", "tabel-3", "dekking"]
