"""What goes out comes in again without a difference: of every kind, as CSV and as XLSX."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import tablib
from django.db.models import CheckConstraint, UniqueConstraint
from hypothesis import given
from hypothesis import strategies as st

import indicators.imports
import nalportal.progress.imports
import regions.imports
import workgroups.imports
from indicators.models import Layout
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.resources import RegisterResource
from nalportal.exchange.runs import IncomingFile, import_files
from nalportal.exchange.tables import read_table, tidied
from nalportal.exchange.writing import MAX_SHEET_CELL, to_csv, to_xlsx
from nalportal.progress.models import Place
from tests import factories

APPS = {
    "progress": nalportal.progress.imports,
    "regions": regions.imports,
    "workgroups": workgroups.imports,
    "indicators": indicators.imports,
}
KINDS = [
    pytest.param(resource, id=f"{app}/{name}")
    for app, module in APPS.items()
    for name, resource in module.RESOURCES.items()
]
WRITERS: dict[str, Callable[[Any], bytes]] = {
    "csv": to_csv,
    "xlsx": lambda dataset: to_xlsx(dataset, "blad"),
}

NASTY = 'één "twee"; drie,\r\n\r\n=HYPERLINK("x")\t\'s-Gravenhage 👩‍👩‍👧 שלום <b>{{ x }}</b>'
FORMULAS = ["=1+1", "'=1", "''@x", "+31", "-1", "@x", "'s-Gravenhage", "|", '"']


def everything() -> None:
    """Two or more rows of each kind, with their rarer columns filled."""
    noord = factories.unit(slug="noord", code="NO", name="=Noord")
    laden, visie = factories.theme(slug="laden"), factories.theme(slug="visie")
    round_ = factories.round_(slug="eind-2020", deadline_on=date(2021, 5, 1))
    milestone = factories.milestone(
        unit=noord,
        title="-1 | 'x' <y>",
        themes=(visie, laden),
        explanation=NASTY,
        planned_on=date(2021, 7, 1),
        planned_precision="quarter",
        withdrawn_on=date(2022, 1, 1),
        withdrawal_reason="'=x",
    )
    factories.evidence_link(milestone=milestone, title="a | b")
    factories.evidence_link(milestone=milestone, title="c")
    factories.milestone(unit=noord)
    factories.milestone(unit=noord, planned_words="doorlopend")
    factories.milestone(
        unit=noord,
        planned_on=date(2021, 5, 1),
        planned_precision="day",
        planned_words="Medio 2021",
        planned_until=date(2021, 8, 31),
    )
    factories.category_statement(submission=factories.submission(round=round_, unit=noord))
    factories.report_text(round=round_, body=NASTY, is_summary=False)
    factories.report_text(round=round_, place=Place.UNIT, unit=noord)
    shown = factories.indicator(slug="palen")
    factories.report_text(round=round_, place=Place.CLOSING, indicator="palen", key="slot")
    factories.printed_difference(round=round_, explanation=NASTY)
    _territory()
    alias = factories.party_alias(name="Min IenW")
    related = factories.workgroup()
    factories.workgroup(lead=alias.party, related_to=related)
    factories.participation(workgroup=related, withdrawn_on=date(2022, 1, 1))
    factories.presentation(of=shown, layout=Layout.SHARE, threshold=Decimal("1.5"))
    factories.presentation(of=shown, layout=Layout.RATIO, per=factories.measure())
    source = factories.source()
    factories.edition(
        source=source, title=NASTY.splitlines()[0].replace("\t", " "), published_on=date(2021, 7, 1)
    )
    measure = factories.measure(kind="tempo", source=source, decimals=3)
    factories.observation(measure=measure, value=Decimal("-3.125"), note=NASTY)
    factories.observation(value=None, region=factories.region())
    factories.observation(municipality=factories.municipality(), provisional=True)
    factories.observation(period_from=date(2020, 1, 1), period_label="heel 2020", value=1500)
    factories.series_break(text=NASTY, series_source=source)


def _territory() -> None:
    region = factories.region()
    factories.agreement(region=region, signed_on=date(2020, 6, 1), precision="month")
    factories.agreement(region=region, signed_on=date(2021, 6, 1))
    municipality = factories.municipality(region=region, valid_from=date(2000, 1, 1))
    factories.municipality_alias(municipality=municipality)
    factories.reorganisation(old=municipality)
    instrument = factories.instrument(review_after_months=24)
    document = factories.policy_document(reference="CVDR1")
    common: dict[str, Any] = {"municipality": municipality, "instrument": instrument}
    factories.policy_step(**common, document=document, no_later_than=True)
    factories.policy_step(
        **common, stage="concept", expected_on=date(2022, 1, 1), expected_precision="year"
    )
    factories.reported_count(region=region, count=1, note=NASTY)
    factories.reported_count(region=region, count=None)


@pytest.mark.django_db
@pytest.mark.parametrize("resource", KINDS)
@pytest.mark.parametrize("form", WRITERS)
def test_an_export_imports_without_a_change(resource: type[RegisterResource], form: str) -> None:
    everything()
    exported = resource().export()
    assert len(exported) > 0
    file = IncomingFile(f"export.{form}", WRITERS[form](exported), resource)
    [outcome] = import_files([file])
    assert (outcome.new, outcome.changed) == (0, 0)
    assert outcome.unchanged == len(exported)


@pytest.mark.django_db
@pytest.mark.parametrize("resource", KINDS)
def test_an_export_has_the_columns_of_the_file(resource: type[RegisterResource]) -> None:
    assert tuple(resource().export().headers) == resource().layout().columns


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_stays_text(
    write: Callable[[tablib.Dataset], bytes], text: str
) -> None:
    content = write(tablib.Dataset([text], headers=["naam"]))
    name = "a.xlsx" if content.startswith(b"PK") else "a.csv"
    assert read_table(name, content).rows[0].cells == (text,)


def test_a_spreadsheet_program_sees_no_formula_in_our_csv() -> None:
    assert to_csv(tablib.Dataset(["=1+1"], headers=["naam"])).endswith(b"\r\n'=1+1\r\n")


# A file of one column has no mark that parts its cells to be told from.
@given(st.lists(st.text(max_size=20).map(tidied), min_size=2, max_size=4).filter(any))
def test_any_text_survives_a_csv(cells: list[str]) -> None:
    dataset = tablib.Dataset(cells, headers=[f"kolom{at}" for at in range(len(cells))])
    [line] = read_table("a.csv", to_csv(dataset)).rows
    assert list(line.cells) == cells


def test_a_text_that_no_sheet_can_hold_is_refused_and_not_cut_off() -> None:
    dataset = tablib.Dataset(["x" * (MAX_SHEET_CELL + 1)], headers=["tekst"])
    with pytest.raises(FaultyFile, match=r"regel 2, kolom tekst: .*kies CSV"):
        to_xlsx(dataset, "texts")


# What the cells themselves refuse, or the model's own fields, before the constraint is asked.
NEVER_REACHED = {
    "document_has_a_title",
    "milestone_category_is_known",
    "milestone_has_title_and_reference",
    "milestone_planned_date_has_precision",
    "milestone_planned_words_have_period_or_none",
    "milestone_realised_period_has_date",
    "municipality_has_a_name",
    "municipality_province_is_known",
    "observation_accuracy_is_of_a_value",
    "observation_charger_type_is_known",
    "observation_has_one_area",
    "observation_outlook_was_set_before_its_date",
    "observation_value_or_reason",
    "party_has_a_name",
    "policy_step_date_has_precision",
    "policy_step_review_only_when_adopted",
    "policy_step_stage_is_known",
    "agreement_date_has_precision",
    "reported_count_number_or_pm",
    "round_slug_is_not_nu",
    "round_state_is_known",
    "series_break_has_text_and_source",
    "statement_is_known",
    "unit_has_names",
    "unit_kind_is_known",
}


@pytest.mark.parametrize("resource", KINDS)
def test_every_rule_of_the_database_has_words_for_people(resource: Any) -> None:
    """Also the key is no unique constraint to be met: the record is found by it."""
    reachable = {
        constraint.name
        for constraint in resource._meta.model._meta.constraints
        if isinstance(constraint, (CheckConstraint, UniqueConstraint))
    }
    keys = {
        "agreement_once_per_region_and_date",
        "dimension_value_once_per_dimension",
        "observation_once_for_country_or_province",
        "observation_once_for_country_or_province_period",
        "observation_once_for_municipality",
        "observation_once_for_municipality_period",
        "observation_once_for_region",
        "observation_once_for_region_period",
        "party_once_per_workgroup",
        "printed_difference_order",
        "reorganisation_once",
        "reported_count_once",
        "statement_once_per_category",
    }
    assert reachable - NEVER_REACHED - keys == set(resource.rules)


def test_a_sheet_shows_the_lines_of_a_text_under_each_other() -> None:
    rows = tablib.Dataset(("a", "Kop:\n- een\n- twee"), headers=("kort", "lang"))
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows, "blad"))).active
    assert [bool(cell.alignment.wrap_text) for cell in sheet[2]] == [False, True]
    assert sheet.column_dimensions["B"].width > 40
