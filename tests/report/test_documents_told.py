"""The documents that statuses of policy rest on: in the report, on pages and in files."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from nalportal.accounts.models import User
from nalportal.progress.models import Round, RoundState
from nalportal.report.compare import compare
from nalportal.report.correct import Replacement, correct
from nalportal.report.editions import all_rounds, edition_of_round
from nalportal.report.freeze import freeze, publish
from nalportal.report.hand_in import only_unit
from nalportal.report.model import Report
from regions.models import Stage
from regions.reports import CoverEntry, in_division
from regions.reports.rows import MemberRow, MergerRow
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(reviewer: User, quick_pdf: None) -> Round:
    """Published: of three municipalities two rest on one document, one of them with a plan that is
    being made; what is dated later, was taken back or replaced is not told."""
    region = factories.region()
    first, second, third = (
        factories.municipality(code=code, name=name)
        for code, name in (("GM9001", "Aadorp"), ("GM9002", "Bedorp"), ("GM9003", "Cedorp"))
    )
    for municipality in (first, second, third):
        factories.membership(region=region, municipality=municipality)
    vision, plan = factories.instrument(slug="visie"), factories.instrument(slug="plan")
    told = factories.policy_document(
        title="Visie van twee",
        reference="CVDR990001",
        url="https://x.example/visie",
        adopted_by="raad",
        adopted_on=date(2020, 5, 1),
    )
    told.files.add(factories.evidence_file(name="GEHEIMEBESTANDSNAAM.pdf"))
    for municipality in (first, second):
        factories.policy_step(municipality=municipality, instrument=vision, document=told)
    making = factories.policy_document(title="Plan in de maak")
    factories.policy_step(municipality=first, instrument=plan, document=making, stage=Stage.DRAFT)
    later = factories.policy_document(title="VANLATER")
    factories.policy_step(
        municipality=third, instrument=vision, document=later, on=date(2021, 1, 1)
    )
    wrong = factories.policy_document(title="VERKEERD")
    step = factories.policy_step(municipality=third, instrument=plan, document=wrong)
    factories.policy_step(
        municipality=third, instrument=plan, stage=Stage.NONE, replaces=step, note="REDEN"
    )
    row = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(row)
    freeze(row, by=reviewer, reason="Fictief.")
    publish(row, by=reviewer, reason="Fictief.")
    return row


@pytest.fixture
def report(round_: Round) -> Report:
    return edition_of_round(all_rounds(), "fictief").report


def covers(report: Report) -> dict[str, tuple[CoverEntry, ...]]:
    return {entry.title: entry.covers for entry in report.territory.documents or ()}


def test_a_report_tells_what_statuses_rest_on(report: Report) -> None:
    assert covers(report) == {
        "Plan in de maak": (CoverEntry("plan", ("GM9001",)),),
        "Visie van twee": (CoverEntry("visie", ("GM9001", "GM9002")),),
    }


def test_it_is_on_the_page_in_the_interface_and_in_the_files(
    report: Report, client: Client
) -> None:
    page = client.get("/rondes/fictief/gemeenten/GM9001/").content.decode().replace("\xa0", " ")
    assert '<a href="https://x.example/visie">Visie van twee</a>' in page
    assert "CVDR990001, vastgesteld door gemeenteraad op 1 mei 2020" in page
    assert "Plan in de maak" in page
    assert "Visie van twee" not in client.get("/rondes/fictief/gemeenten/GM9003/").content.decode()
    asked = "/api/v1/rondes/fictief/documenten?instrument=visie&velden=gemeente,titel"
    rows = [{"gemeente": code, "titel": "Visie van twee"} for code in ("GM9001", "GM9002")]
    assert client.get(asked).json()["rijen"] == rows
    tidy = client.get("/open-data/documenten.csv").content.decode()
    assert "fictief,2020-12-31,1,GM9001,plan," in tidy
    book = load_workbook(io.BytesIO(client.get("/rondes/fictief/downloads/rapport.xlsx").content))
    told = [*book["Documenten"].values][2:4]
    assert [(row[0], row[1], row[7]) for row in told] == [
        ("Plan in de maak", None, "Aadorp"),
        ("Visie van twee", "CVDR990001", "Aadorp, Bedorp"),
    ]
    found = client.get("/zoeken/?q=visie+twee&ronde=fictief").content.decode()
    assert "Documenten" in found
    assert "/rondes/fictief/gemeenten/GM9001/" in found
    payload = client.get("/rondes/fictief/downloads/rapport.json").content.decode()
    for secret in ("GEHEIMEBESTANDSNAAM", "VANLATER", "VERKEERD", "REDEN"):
        assert secret not in payload


def test_a_hand_in_has_those_of_its_own_municipalities(report: Report) -> None:
    [region] = report.territory.regions
    assert covers(only_unit(report, region.unit.slug)) == covers(report)
    assert covers(only_unit(report, "elders")) == {}


def test_a_corrected_status_rests_on_nothing(round_: Round, report: Report, reviewer: User) -> None:
    wanted = Replacement("status:GM9002.visie", Stage.ADOPTED, "onbekend")
    correct(round_, [wanted], "Fictief.", by=reviewer)
    after = edition_of_round(all_rounds(), "fictief").report
    assert covers(after)["Visie van twee"] == (CoverEntry("visie", ("GM9001",)),)
    told = [fact for fact in compare(report, after).facts if "documents" in fact.path]
    assert [("Bedorp" in fact.change.before, "Bedorp" in fact.change.after) for fact in told] == [
        (True, False)
    ]
    older = replace(report, territory=replace(report.territory, documents=None))
    assert not [fact for fact in compare(older, after).facts if "documents" in fact.path]


def test_who_took_over_a_status_took_over_its_documents(report: Report) -> None:
    on = date(2022, 1, 1)
    [region] = report.territory.regions
    member = MemberRow("GM9009", "Dedorp", "Drenthe", 1, 1, region.unit.slug, "")
    mergers = [
        MergerRow(code, name, "GM9009", "Dedorp", on, on)
        for code, name in (("GM9001", "Aadorp"), ("GM9002", "Bedorp"))
    ]
    after = in_division(report.territory, [member], mergers, report.reference_on)
    told = {entry.title: entry.covers for entry in after.documents or ()}
    # Only one of them was making a plan: that is nobody's now.
    assert told == {"Visie van twee": (CoverEntry("visie", ("GM9009",)),)}
