"""`manage.py demo_round`: a second and third round for the demo, all of it made up."""

from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from indicators.charts import sketches_of
from nalportal.accounts.models import User
from nalportal.desk.demo import figures
from nalportal.desk.demo.story import SECOND, SKIPPED, THIRD
from nalportal.desk.management.commands.demo_round import cast
from nalportal.dutch import long_date
from nalportal.progress.models import (
    Round,
    RoundState,
    Snapshot,
    Submission,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.reports import MilestoneEntry
from nalportal.report.compare import Move, compare
from nalportal.report.compare.tables import changed_tables
from nalportal.report.editions import all_rounds, edition_concept, edition_of_round
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from nalportal.report.readiness import Code, findings
from nalportal.report.sheets import render_xlsx
from tests.desk.links import dead_links
from tests.indicators.test_charts import assert_told
from tests.report.aloud import transcript
from tests.report.heard import assert_as_stored
from tests.report.test_pdf_white import apart, too_white

pytestmark = pytest.mark.django_db


def play() -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    call_command("demo_round", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def played(loaded: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Both rounds, with PDFs that took no time; gone after the module."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr("django.conf.settings.DEMO", True)
        patched.setattr("nalportal.report.freeze.render_pdf", lambda *_, **__: b"%PDF-1.7 fictief")
        play()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def report(played: None) -> Report:
    return edition_of_round(all_rounds(), SECOND).report


@pytest.fixture(scope="module")
def paper(played: None) -> bytes:
    edition = edition_of_round(all_rounds(), SECOND)
    return edition.whole(render_pdf)


def test_no_text_of_the_second_version_still_tells_what_was_corrected(report: Report) -> None:
    first = edition_of_round(all_rounds(), SECOND, 1).report
    found = [one for one in findings(first, report) if one.code == Code.CHANGED_NUMBER]
    assert found == []


def submission(round_: str, unit: str) -> Submission:
    found: Submission = Submission.objects.get(round__slug=round_, unit__slug=unit)
    return found


def test_the_second_round_is_published_and_corrected_and_the_third_is_open(played: None) -> None:
    rounds = {row.slug: row for row in Round.objects.with_publication()}
    assert rounds[SECOND].state == RoundState.PUBLISHED
    assert rounds[SECOND].latest_version == 2
    assert rounds[THIRD].state == RoundState.OPEN
    states = set(rounds[THIRD].submissions.values_list("state", flat=True))
    assert states >= {
        SubmissionState.SUBMITTED,
        SubmissionState.RETURNED,
        SubmissionState.IN_PROGRESS,
        SubmissionState.NOT_STARTED,
    }


def test_a_second_time_it_does_nothing(played: None, settings: Settings) -> None:
    settings.DEMO = True
    before = Snapshot.objects.count(), User.objects.count(), Round.objects.count()
    assert "er is niets gespeeld" in play()
    assert (Snapshot.objects.count(), User.objects.count(), Round.objects.count()) == before


def test_never_on_a_site_in_production(played: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="alleen in de demo"):
        call_command("demo_round")


def test_it_says_which_command_comes_first(played: None) -> None:
    User.objects.filter(email="noord@demo.example").update(email="weg@demo.example")
    with pytest.raises(CommandError, match=r"noord@demo.example.*demo_accounts"):
        cast()


def test_what_its_charts_draw_is_told(report: Report) -> None:
    for one in (report, edition_concept(all_rounds(), THIRD).report):
        sketches = [*sketches_of(one.indicators, one.outlook)]
        assert_told(sketches)
        assert "d = andere bron" in " ".join(sketch.note for sketch in sketches)


def test_figures_1_and_2_have_a_line_per_region(report: Report) -> None:
    coverage = report.indicators.coverage
    assert [series.region for series in coverage.series] == list(figures.STOCK)
    assert {len(series.points) for series in coverage.series} == {13}
    assert {len(series.placed) for series in coverage.series} == {12}
    assert all(series.trends for series in coverage.series)


def test_regions_and_types_add_up_to_the_country(report: Report) -> None:
    column = next(c for c in report.indicators.ratio.columns if c.on == figures.YEAR_END)
    assert column.charge_points.value == figures.total(figures.YEAR_END)
    together = {point.on: point.figure for point in report.indicators.coverage.total}
    assert together[figures.YEAR_END].value == column.charge_points.value


def test_one_unit_was_returned_one_skipped_and_one_handed_in_by_the_ministry(played: None) -> None:
    verbs = list(submission(SECOND, "noord").log.values_list("verb", flat=True))
    assert SubmissionVerb.RETURN in verbs
    assert verbs.count(SubmissionVerb.SUBMIT) == 2
    assert submission(SECOND, SKIPPED).state == SubmissionState.SKIPPED
    assert submission(SECOND, "oost").hand_ins.latest("pk").on_behalf_of is not None


def test_fictief_stands_in_every_title_source_and_erratum(report: Report) -> None:
    titles = Round.objects.exclude(slug="eind-2020").values_list("title", flat=True)
    assert len(titles) == 2
    assert all("fictief" in title for title in titles)
    told = {s.title for s in report.indicators.coverage.sources}
    assert told
    assert all("fictief" in title for title in told)
    assert "fictief" in Snapshot.objects.latest("pk").erratum


def test_version_2_has_a_milestone_more_and_another_less(report: Report) -> None:
    first = edition_of_round(all_rounds(), SECOND, 1).report

    def titles(of: Report) -> set[str]:
        blocks = [block for unit in of.units() for block in unit.categories]
        return {item.title.split(" ")[0] for block in blocks for item in block.items}

    assert titles(report) - titles(first) == {"Laadhub"}
    assert titles(first) - titles(report) == {"Laadconsulenten"}


def test_fictief_is_in_sight_on_every_sheet(report: Report) -> None:
    stamp = edition_of_round(all_rounds(), SECOND).stamp
    book = load_workbook(BytesIO(render_xlsx(report, stamp)))
    first, *sheets = book.worksheets
    assert "(fictief)" in str(first["B1"].value)
    assert sheets
    assert [s.title for s in sheets if "(fictief)" not in str(s["A1"].value)] == []


def test_every_milestone_that_changed_says_that_it_is_made_up(report: Report) -> None:
    before = edition_of_round(all_rounds(), "eind-2020").report

    def told(of: Report) -> dict[str, MilestoneEntry]:
        blocks = [block for unit in of.units() for block in unit.categories]
        return {item.reference: item for block in blocks for item in block.items}

    known, now = told(before), told(report)
    changed = [entry for reference, entry in now.items() if entry != known.get(reference)]
    assert len(changed) > 20
    assert all("Fictief" in entry.explanation for entry in changed)


ROLES = {"": 30, "noord": 80, "beoordelaar": 100, "beheerder": 60}  # with pages at the least


@pytest.mark.once
@pytest.mark.parametrize("who", ROLES)
def test_every_link_leads_somewhere_for_who_is_shown_it(
    played: None, client: Client, who: str
) -> None:
    if who:
        client.force_login(User.objects.get(email=f"{who}@demo.example"))
    dead, count = dead_links(client, ("/", "/start/overzicht/") if who else ("/",), each=1)
    assert dead == []
    assert count >= ROLES[who]


def test_a_new_series_is_told_by_its_figures_alone(report: Report) -> None:
    found = compare(edition_of_round(all_rounds(), "eind-2020").report, report)
    assert sum(figure.move == Move.NEW for figure in found.figures) > 150
    dated = {"on", "period_from", "provisional", "region", "months", "year_end"}
    assert [fact.path for fact in found.facts if fact.path[-1] in dated] == []
    assert [fact for fact in found.facts if fact.change.before == fact.change.after] == []
    [*_others, figures_] = changed_tables(found)
    told = [row.cells[0].value for row in figures_.rows]
    assert len(told) < len(found.figures) / 3
    assert told.count("(Semi-)publieke laadpunten erbij in de maand") == 6


def test_what_the_third_round_tells_anew_is_told_in_names(report: Report) -> None:
    found = compare(report, edition_concept(all_rounds(), THIRD).report)
    assert [(fact.place, fact.change.label) for fact in found.facts] == [
        ("", "Beleidsdocument"),
        ("Aantal laadpunten per elektrische auto", "Bron"),
        ("Plaatsingstempo", "Bron"),
        ("Dekking: laadpunten per regio", "Bron"),
    ]
    document, source, *_more = (fact.change.after for fact in found.facts)
    assert "; Laadvisie: Elburg, Epe, " in document
    assert source.startswith("Fictieve uitgever, Monitor laadinfrastructuur (fictief), juli 2022; ")


def test_two_versions_are_compared_by_their_numbers(played: None, client: Client) -> None:
    page = client.get(f"/rondes/vergelijken/?van={SECOND}.v1&naar={SECOND}").text
    for said in ("<b>Eind 2021 (fictief), versie 2</b>", "<b>Eind 2021 (fictief), versie 1</b>"):
        assert said in page


def test_only_the_printed_report_leads_to_differences_with_it(played: None, client: Client) -> None:
    link = "Verschillen met het gedrukte rapport"
    assert "Eind 2021 (fictief)" in client.get("/").text
    assert [page for page in ("/", f"/rondes/{SECOND}/") if link in client.get(page).text] == []
    assert link in client.get("/rondes/eind-2020/").text
    offered = [set(edition_of_round(all_rounds(), slug).pages()) for slug in (SECOND, "eind-2020")]
    assert [any("verschillen" in page for page in pages) for pages in offered] == [False, True]


def test_the_page_to_skip_a_unit_says_what_the_report_will_say(
    played: None, client: Client
) -> None:
    client.force_login(User.objects.get(email="beoordelaar@demo.example"))
    page = client.get(f"/ronde/{THIRD}/oost/overslaan/").text
    assert "“Niet ingeleverd voor deze ronde; stand van eind 2021 (fictief).”" in page


def test_no_page_of_its_pdf_is_half_empty_and_units_stay_with_their_names(paper: bytes) -> None:
    assert too_white(paper) == []
    assert apart(paper) == []


def test_what_is_heard_of_its_pdf_was_reviewed(paper: bytes) -> None:
    edition = edition_of_round(all_rounds(), SECOND)
    moving = {
        "controlegetal": edition.stamp.sha256,
        "vandaag": long_date(timezone.localdate()),
        "adres": settings.SITE_URL,
        "contact": settings.CONTACT_EMAIL,
    }
    assert_as_stored("pdf-eind-2021-fictief.txt", transcript(paper), moving)
