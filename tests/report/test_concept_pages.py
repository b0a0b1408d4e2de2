"""The concept of a round: the same pages and files as a published one, of the round's own dates."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress import verbs
from nalportal.progress.models import (
    Category,
    ReportingUnit,
    ReportText,
    Round,
    RoundState,
    Submission,
    SubmissionState,
)
from nalportal.progress.rounds import open_round
from nalportal.report.addresses import CONCEPT, Address
from nalportal.report.editions import Edition, all_rounds, edition_concept
from nalportal.report.freeze import freeze, publish
from nalportal.report.payload import dump
from nalportal.written_dates import parse_partial_date
from regions.models import PolicyInstrument, Region
from tests import factories

from .test_pages import PAGES, queries_of

pytestmark = pytest.mark.django_db

SLUG, PEILDATUM = "eind-2021", date(2021, 12, 31)
PAGE = f"/ronde/{SLUG}/rapport/"


@pytest.fixture
def round_(edition: Edition, reviewer: User) -> Round:
    """Open, after the published round of end 2020; Noord gave totals for it. All fictitious."""
    row = factories.round_(
        slug=SLUG,
        title="Eind 2021 (fictief)",
        state=RoundState.CONCEPT,
        reference_on=PEILDATUM,
        division_on=date(2022, 1, 1),
        figures_until=date(2022, 4, 30),
        deadline_on=date(2022, 2, 28),
    )
    noord = Region.objects.get(unit__slug="noord")
    for instrument, count in (("lidmaatschap", 39), ("prognosekaart", 40), ("laadvisie", 12)):
        factories.reported_count(
            region=noord,
            instrument=PolicyInstrument.objects.get(slug=instrument),
            reference_on=PEILDATUM,
            count=count,
        )
    return open_round(row, by=reviewer)


@pytest.fixture
def noord() -> ReportingUnit:
    return ReportingUnit.objects.get(slug="noord")


@pytest.fixture
def as_outsider(client: Client, outsider: User) -> Client:
    client.force_login(outsider)
    return client


def concept() -> Any:
    return edition_concept(all_rounds(), SLUG).report


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


# ------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize(("name", "more"), PAGES.items())
def test_every_page_of_a_report_is_there_for_the_concept(
    round_: Round, as_outsider: Client, name: str, more: dict[str, str]
) -> None:
    address = Address(SLUG, CONCEPT).to(name, **more)
    assert address.startswith(PAGE)
    response = as_outsider.get(address)
    assert response.status_code == 200
    assert "private" in response.headers["Cache-Control"]
    shown = words(response.text)
    assert "Dit is het concept." in shown
    assert "stand op 31-12-2021 · indeling 1-1-2022" in shown
    assert "Inleveren tot en met 28 februari 2022" in shown


def test_what_the_words_mean_is_told_as_in_the_round_itself(
    round_: Round, as_outsider: Client
) -> None:
    for page in (f"{PAGE}regios/noord/", f"{PAGE}gemeenten/GM0014/"):
        assert f'href="{PAGE}#begrippen"' in as_outsider.get(page).text
    assert 'id="begrippen"' in as_outsider.get(PAGE).text


@pytest.mark.parametrize(("name", "more"), PAGES.items())
def test_the_concept_is_only_for_who_signed_in(
    round_: Round, client: Client, name: str, more: dict[str, str]
) -> None:
    response = client.get(Address(SLUG, CONCEPT).to(name, **more))
    assert response.headers["Location"].startswith("/account/inloggen/")


def test_a_unit_is_read_by_others_when_it_handed_in_where_that_is_set(
    round_: Round, as_outsider: Client, noord: ReportingUnit, settings: Settings
) -> None:
    settings.UNITS_READ_EACH_OTHER = False
    of_noord, whole = f"{PAGE}regios/noord/", f"{PAGE}regios/"

    def answers() -> list[int]:
        return [as_outsider.get(page).status_code for page in (of_noord, whole)]

    assert answers() == [403, 403]
    assert "pas als zij heeft ingeleverd" in as_outsider.get(whole).text
    rows = Submission._base_manager.filter(round=round_)
    rows.filter(unit=noord).update(state=SubmissionState.SUBMITTED)
    assert answers() == [200, 403]
    rows.exclude(unit=noord).update(state=SubmissionState.SKIPPED)
    assert answers() == [200, 200]


def test_links_on_a_page_of_the_concept_stay_in_it(round_: Round, as_outsider: Client) -> None:
    page = as_outsider.get(f"{PAGE}regios/").text
    assert f'href="{PAGE}regios/noord/"' in page
    assert f'href="{PAGE}gemeenten/' in page


def test_there_is_no_concept_of_a_round_that_does_not_exist(as_outsider: Client) -> None:
    assert as_outsider.get("/ronde/bestaat-niet/rapport/").status_code == 404


def test_the_concept_of_a_published_round_is_what_was_published(
    edition: Edition, as_outsider: Client
) -> None:
    page = as_outsider.get("/ronde/eind-2020/rapport/").text
    assert edition.stamp.sha256 in page
    assert "Dit is het concept." not in words(page)


@pytest.mark.usefixtures("quick_pdf")
def test_what_is_frozen_and_not_published_is_for_the_reviewer(
    edition: Edition, reviewer: User, as_outsider: Client
) -> None:
    row = factories.round_(slug="later", state=RoundState.IN_REVIEW)
    factories.national_texts(row)
    assert as_outsider.get("/ronde/later/rapport/").status_code == 200
    freeze(row, by=reviewer)
    assert as_outsider.get("/ronde/later/rapport/").status_code == 404
    as_outsider.force_login(reviewer)
    assert "nog niet gepubliceerd" in as_outsider.get("/ronde/later/rapport/").text


def test_the_switch_leads_to_the_same_page_of_today_and_back(
    round_: Round, as_outsider: Client
) -> None:
    page = as_outsider.get(f"{PAGE}regios/noord/").text
    assert 'href="/nu/regios/noord/"' in page
    back = as_outsider.get("/nu/regios/noord/").text
    assert f'href="{PAGE}regios/noord/"' in back
    assert "U kijkt niet naar de ronde." in back


def test_today_says_that_it_is_no_round(edition: Edition, as_outsider: Client) -> None:
    assert "Dit is geen ronde." in as_outsider.get("/nu/").text


def test_the_choice_of_a_round_leads_to_the_concept_of_the_open_one(
    round_: Round, as_outsider: Client
) -> None:
    assert f'value="{SLUG}"' in as_outsider.get("/rondes/eind-2020/").text
    assert as_outsider.get("/rondes/", {"ronde": SLUG}).headers["Location"] == PAGE
    assert f'value="{SLUG}"' not in Client().get("/rondes/eind-2020/").text
    assert Client().get("/rondes/", {"ronde": SLUG}).status_code == 200


def test_the_differences_with_a_printed_report_are_only_where_there_is_one(
    round_: Round, as_outsider: Client
) -> None:
    link = "Verschillen met het gedrukte rapport"
    assert link not in as_outsider.get(PAGE).text
    assert link in as_outsider.get("/rondes/eind-2020/").text


# ----------------------------------------------------------------- the dates of the round


def test_the_concept_has_the_municipalities_of_its_own_division(
    round_: Round, as_outsider: Client
) -> None:
    report = concept()
    assert len(report.territory.municipalities) == 345
    assert "345" in words(as_outsider.get(f"{PAGE}gemeenten/").text)
    assert "342 gemeenten" in words(as_outsider.get("/nu/gemeenten/").text)


def test_the_concept_has_the_totals_that_regions_gave_for_it(round_: Round) -> None:
    row = next(row for row in concept().territory.table.rows if row.slug == "noord")
    found = {cell.instrument: str(cell.count) for cell in row.cells}
    assert (found["lidmaatschap"], found["prognosekaart"], found["laadvisie"]) == ("39", "40", "12")


@pytest.mark.usefixtures("quick_pdf")
def test_a_later_round_changes_nothing_whatever_becomes_of_it(
    round_: Round, reviewer: User
) -> None:
    before = dump(concept())
    later = factories.round_(state=RoundState.CONCEPT, reference_on=date(2022, 6, 30))
    assert ReportText.objects.filter(round=round_).exists()
    assert dump(concept()) == before
    freeze(later, by=None, reason="fictief")
    publish(later, by=None, reason="fictief")
    assert dump(concept()) == before


def test_today_has_the_texts_of_the_round_that_goes_on_and_not_of_a_later_one(
    round_: Round, as_outsider: Client
) -> None:
    factories.round_(state=RoundState.CONCEPT, reference_on=date(2022, 6, 30))
    text = ReportText.objects.get(round=round_, place="aanleiding")
    first = re.split(r"[.\[]", text.body)[0][:40]
    assert first in as_outsider.get("/nu/").text


# --------------------------------------------------------- what is dated after the peildatum


def entry_of(reference: str) -> tuple[str, Any]:
    """The category in which the concept has an item, and the item."""
    return next(
        (block.category, entry)
        for unit in concept().units()
        for block in unit.categories
        for entry in block.items
        if entry.reference == reference
    )


def test_what_was_realised_after_the_peildatum_is_planned_with_its_date(
    round_: Round, noord: ReportingUnit
) -> None:
    row = factories.milestone(
        unit=noord, category=Category.REALISED, realised_on=date(2022, 2, 12), title="Fictief"
    )
    category, entry = entry_of(row.reference)
    assert (category, entry.status, entry.realised_on) == (Category.PLANNED, "open", None)
    assert str(entry.planned).split() == ["12", "februari", "2022"]


@pytest.mark.parametrize(("period", "counts"), [("Q4 2021", True), ("2021", True), ("2022", False)])
def test_what_was_realised_in_a_period_counts_from_its_last_day(
    round_: Round, noord: ReportingUnit, reviewer: User, period: str, counts: bool
) -> None:
    row = factories.milestone(unit=noord, title="Fictief", trekker="Fictieve trekker")
    verbs.realise(row, on=parse_partial_date(period), by=reviewer)
    category, entry = entry_of(row.reference)
    assert (category == Category.REALISED, entry.realised_on is not None) == (counts, counts)
    assert b"Fictieve trekker" not in dump(concept())


def test_what_was_planned_keeps_its_date_and_place_when_it_is_realised_after_the_peildatum(
    round_: Round, noord: ReportingUnit, reviewer: User
) -> None:
    row = factories.milestone(
        unit=noord,
        title="Fictief",
        planned_on=date(2021, 7, 1),
        planned_precision=Precision.QUARTER,
    )
    factories.milestone(unit=noord, title="Fictief, daarna")
    before = dump(concept())
    verbs.realise(row, on=PartialDate(date(2022, 2, 12)), by=reviewer)
    assert dump(concept()) == before
    verbs.realise(verbs.raise_attention(row, by=reviewer), on=PartialDate(PEILDATUM), by=reviewer)
    assert entry_of(row.reference)[0] == Category.REALISED


def test_what_was_resolved_after_the_peildatum_is_still_open(
    round_: Round, noord: ReportingUnit, reviewer: User
) -> None:
    row = factories.milestone(unit=noord, category=Category.ATTENTION, title="Fictief")
    before = dump(concept())
    verbs.resolve(row, on=date(2022, 1, 2), how="Zo (fictief)", by=reviewer)
    assert dump(concept()) == before


def test_what_is_withdrawn_is_out_of_the_concept_at_once(
    round_: Round, noord: ReportingUnit, reviewer: User
) -> None:
    """There is no other way to take back what should not have been there."""
    row = factories.milestone(unit=noord, title="Fictief")
    verbs.withdraw(row, why="Vergissing (fictief)", by=reviewer)
    assert entry_of(row.reference)[1].status == "ingetrokken"


def test_realised_without_a_date_counts(round_: Round, noord: ReportingUnit) -> None:
    row = factories.milestone(unit=noord, category=Category.REALISED, title="Fictief")
    assert entry_of(row.reference)[0] == Category.REALISED


# ------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("extension", ["pdf", "json", "xlsx", "csv"])
def test_a_file_of_the_concept_says_so_in_its_name(
    round_: Round, as_outsider: Client, extension: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nalportal.report.editions.render_pdf", lambda *_, **__: b"%PDF fictief")
    response = as_outsider.get(f"{PAGE}downloads/rapport.{extension}")
    name = f'filename="nal-eind-2021-concept.{extension}"'
    assert name in response.headers["Content-Disposition"]


def test_the_command_gives_the_concept_in_every_format(round_: Round, tmp_path: Path) -> None:
    file = tmp_path / "concept"

    def export(form: str, *more: str) -> bytes:
        asked = ["export_report", SLUG, "--format", form, *more, "--output", str(file)]
        call_command(*asked, stdout=StringIO())
        return file.read_bytes()

    assert json.loads(export("json")) == json.loads(dump(concept()))
    second = export("csv").decode("utf-8-sig").splitlines()[1]
    assert second.startswith("Eind 2021 (fictief);concept;")
    assert export("xlsx").startswith(b"PK")
    assert export("pdf", "--unit", "noord").startswith(b"%PDF")


def test_a_concept_has_no_versions(round_: Round, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="heeft nog geen versies"):
        call_command("export_report", SLUG, "--version", "1", "--output", str(tmp_path / "fictief"))


# ------------------------------------------------------------------------------- comparing


def test_the_concept_can_be_compared_with_what_was_published(
    round_: Round, as_outsider: Client
) -> None:
    page = as_outsider.get(PAGE).text
    address = re.search(r'href="(/rondes/vergelijken/[^"]*)"', page)
    assert address
    shown = as_outsider.get(address[1]).text
    assert '<option value="eind-2021.concept" selected>' in shown
    assert "Eind 2021 (fictief), concept" in shown


def test_a_stranger_who_asks_to_compare_the_concept_signs_in_first(round_: Round) -> None:
    asked = {"van": "eind-2020", "naar": f"{SLUG}.concept"}
    location = Client().get("/rondes/vergelijken/", asked).headers["Location"]
    assert location.startswith("/account/inloggen/")


# --------------------------------------------------------------------------------- queries


def test_the_concept_takes_twelve_queries_whatever_there_is(
    round_: Round, as_outsider: Client, noord: ReportingUnit, reviewer: User
) -> None:
    as_outsider.get(PAGE)  # the last published report is read once per process
    assert queries_of(as_outsider, PAGE) == (200, 12)
    for n in range(3):
        row = factories.milestone(unit=noord, title=f"Fictief {n}")
        verbs.realise(row, on=PartialDate(date(2022, 2, 12)), by=reviewer)
    as_outsider.get(PAGE)
    assert queries_of(as_outsider, PAGE) == (200, 12)
