"""Rows to records: looked up by key, validated, signed, and all or nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from nalportal.accounts.models import User
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.runs import IncomingFile, import_files
from nalportal.progress.imports import (
    DifferenceResource,
    MilestoneResource,
    StatementResource,
    TextResource,
    ThemeResource,
    UnitResource,
)
from nalportal.progress.models import (
    CategoryStatement,
    EvidenceLink,
    Milestone,
    ReportingUnit,
    Submission,
    SubmissionState,
)
from tests import factories

from .files import faults_of, importing, rows_of

pytestmark = pytest.mark.django_db

PLAN = {"onderdeel": "noord", "categorie": "planning", "titel": "Laadvisie"}


@pytest.fixture
def noord() -> ReportingUnit:
    return factories.unit(slug="noord", code="NO")


# ----------------------------------------------------------------------- what an import does


def test_a_row_without_a_known_key_is_new_and_one_with_it_changes(noord: ReportingUnit) -> None:
    kept = factories.milestone(unit=noord, title="Oud")
    outcome = importing(
        MilestoneResource, PLAN, PLAN | {"kenmerk": kept.reference, "titel": "Nieuw"}
    )
    assert (outcome.new, outcome.changed, outcome.unchanged) == (1, 1, 0)
    kept.refresh_from_db()
    assert kept.title == "Nieuw"
    assert set(Milestone.objects.values_list("reference", flat=True)) == {"NO-001", "NO-002"}


def test_the_history_says_who_and_from_which_file(noord: ReportingUnit, reviewer: User) -> None:
    row = PLAN | {"links": "Besluit <https://a.example>"}
    importing(MilestoneResource, row, name="noord.csv", by=reviewer)
    for entry in (Milestone.history.get(), EvidenceLink.history.get()):
        assert entry.history_change_reason == "import van noord.csv"
        assert entry.history_user == reviewer


def test_an_unchanged_row_leaves_no_trace_in_the_history(noord: ReportingUnit) -> None:
    row = PLAN | {"kenmerk": "NO-001", "plaats": "1"}
    importing(MilestoneResource, row)
    assert importing(MilestoneResource, row).unchanged == 1
    assert Milestone.history.count() == 1


def test_all_columns_of_a_milestone(noord: ReportingUnit) -> None:
    laden, visie = factories.theme(slug="laden"), factories.theme(slug="visie")
    row = {
        "kenmerk": "NO-007",
        "onderdeel": "noord",
        "categorie": "aandachtspunt",
        "plaats": "3",
        "titel": "Netcapaciteit",
        "toelichting": "Eén.\n\nTwee.",
        "gepland": "3e kwartaal 2021",
        "opgelost_op": "1-2-2022",
        "hoe_opgelost": "Verzwaard",
        "themas": "visie|laden",
        "links": "Kaart <https://a.example/kaart>|Besluit <https://b.example>",
        "interne_notitie": "niet tonen",
    }
    importing(MilestoneResource, row)
    stored = Milestone.objects.get(reference="NO-007")
    assert (stored.unit, stored.position, stored.explanation) == (noord, 3, "Eén.\n\nTwee.")
    assert (stored.planned_on, stored.planned_precision) == (date(2021, 7, 1), "quarter")
    assert (stored.resolved_on, stored.resolution) == (date(2022, 2, 1), "Verzwaard")
    assert set(stored.themes.all()) == {laden, visie}
    assert [link.title for link in stored.links.all()] == ["Kaart", "Besluit"]


def test_links_follow_the_file_and_keep_their_history(noord: ReportingUnit) -> None:
    row = PLAN | {"kenmerk": "NO-001", "plaats": "1"}
    importing(MilestoneResource, row | {"links": "A <https://a.example>|B <https://b.example>"})
    importing(MilestoneResource, row | {"links": "C <https://c.example>|Aa <https://a.example>"})
    assert list(EvidenceLink.objects.values_list("title", "url")) == [
        ("C", "https://c.example"),
        ("Aa", "https://a.example"),
    ]
    assert EvidenceLink.history.filter(url="https://a.example").count() == 2
    assert EvidenceLink.history.get(url="https://b.example", history_type="-")


def test_a_statement_makes_the_submission_it_belongs_to(noord: ReportingUnit) -> None:
    factories.round_(slug="eind-2020")
    common = {"ronde": "eind-2020", "onderdeel": "noord", "verklaring": "geen"}
    rows = [common | {"categorie": word} for word in ("planning", "aandachtspunt")]
    importing(StatementResource, *rows)
    submission = Submission.objects.get()
    assert (submission.unit, submission.state) == (noord, SubmissionState.NOT_STARTED)
    assert CategoryStatement.objects.filter(submission=submission).count() == 2


def test_a_dry_run_tries_everything_and_keeps_nothing(noord: ReportingUnit) -> None:
    assert importing(MilestoneResource, PLAN, dry_run=True).new == 1
    assert not Milestone.objects.exists()


def test_codes_are_not_looked_up_row_by_row(noord: ReportingUnit) -> None:
    for _count in range(12):
        factories.milestone(unit=noord, themes=(factories.theme(),))
    exported = MilestoneResource().export().dict

    def queries(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            importing(MilestoneResource, *exported[:count])
        # Each row has a savepoint of its own.
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    assert queries(1) == queries(12)


# --------------------------------------------------------------------------------- refusals


def test_each_fault_of_each_row_is_listed_once_and_nothing_is_stored(noord: ReportingUnit) -> None:
    found = faults_of(
        MilestoneResource,
        PLAN | {"onderdeel": "noorden", "categorie": "klaar"},
        PLAN,
        PLAN
        | {"titel": "", "plaats": "-1", "gepland": "binnenkort", "gerealiseerd_op": "31-2-2021"},
        PLAN | {"onderdeel": "", "titel": "x" * 301},
    )
    category = "Gerealiseerd, Planning of Aandachtspunt"
    partial = (
        "een datum, zoals 31-12-2020, juli 2021, 3e kwartaal 2021, medio 2021, 2021 of doorlopend"
    )
    assert sorted(found) == [
        (2, "categorie", "klaar", category),
        (2, "onderdeel", "noorden", "de code van een regio of werkgroep, zoals noord"),
        (4, "gepland", "binnenkort", partial),
        (
            4,
            "gerealiseerd_op",
            "31-2-2021",
            "een datum, zoals 31-12-2020, juli 2021, 3e kwartaal 2021 of 2021",
        ),
        (4, "plaats", "-1", "een heel getal van 0 tot en met 32.767"),
        (4, "titel", "", "tekst"),
        (5, "onderdeel", "", "de code van een regio of werkgroep, zoals noord"),
        (5, "titel", f"{'x' * 40}… (301 tekens)", "ten hoogste 300 tekens; het zijn er 301"),
    ]
    assert not Milestone.objects.exists()


def test_a_cell_that_the_check_refused_hides_no_other_fault_of_its_row(noord: Any) -> None:
    found = faults_of(MilestoneResource, PLAN | {"titel": "a\x00b", "categorie": "klaar"})
    assert [(line, column) for line, column, *_rest in found] == [(2, "titel"), (2, "categorie")]
    assert not Milestone.objects.exists()


def test_a_key_that_occurs_twice_is_one_fault(noord: ReportingUnit) -> None:
    row = PLAN | {"kenmerk": "NO-001"}
    found = faults_of(MilestoneResource, row, row | {"titel": "Anders"})
    rule = "een rij die één keer voorkomt; deze staat al op regel 2"
    assert found == [(3, "kenmerk", "NO-001", rule)]


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"kenmerk": "ZU-001"}, "kenmerk", "een kenmerk dat begint met NO-"),
        (
            {"kenmerk": "no 1"},
            "kenmerk",
            "een kenmerk zoals NO-014, of niets voor een nieuwe mijlpaal",
        ),
        (
            {"gerealiseerd_op": "1-1-2021"},
            "gerealiseerd_op",
            "niets, want de categorie is geen gerealiseerd",
        ),
        (
            {"opgelost_op": "1-1-2021"},
            "opgelost_op, hoe_opgelost",
            "een datum en hoe het is opgelost, en alleen bij een aandachtspunt",
        ),
        (
            {"ingetrokken_op": "1-1-2021"},
            "ingetrokken_op, waarom_ingetrokken",
            "een datum en een reden, of geen van beide",
        ),
        ({"themas": "laden|visie"}, "themas", "codes van thema's, zoals laadvisie|snelladen"),
    ],
)
def test_rules_over_a_milestone(
    noord: ReportingUnit, cells: dict[str, str], column: str, expected: str
) -> None:
    factories.theme(slug="laden")
    [(line, where, _value, said)] = faults_of(MilestoneResource, PLAN | cells)
    assert (line, where, said) == (2, column, expected)


def test_a_name_that_another_row_has_is_said_in_its_column(noord: ReportingUnit) -> None:
    factories.theme(slug="laden", name="Laden")
    found = faults_of(ThemeResource, {"thema": "anders", "naam": "Laden"})
    assert found == [(2, "naam", "Laden", "een waarde die nog niet voorkomt")]


def test_a_text_has_to_belong_to_its_place(noord: ReportingUnit) -> None:
    factories.round_(slug="eind-2020")
    row = {"ronde": "eind-2020", "tekst": "x", "samenvatting": "ja"}
    found = faults_of(
        TextResource,
        row | {"plaats": "aanleiding", "onderdeel": "noord"},
        row | {"plaats": "begrip", "sleutel": "laadvisie"},
        row | {"plaats": "werkgroepen", "samenvatting": ""},
    )
    assert [(line, column) for line, column, *_rest in found] == [
        (2, "plaats, onderdeel, indicator"),
        (3, "sleutel, kop"),
        (4, "samenvatting"),
    ]


def test_a_difference_is_against_a_figure_or_words(noord: ReportingUnit) -> None:
    factories.round_(slug="eind-2020")
    row = {"ronde": "eind-2020", "volgorde": "1", "onderwerp": "x", "gedrukt": "y", "uitleg": "z"}
    found = faults_of(DifferenceResource, row)
    assert [(line, column) for line, column, *_rest in found] == [(2, "cijfer, in_portaal")]


# ------------------------------------------------------------------------- more than one file


def run(*files: tuple[str, type[Any], bytes]) -> list[str]:
    with pytest.raises(FaultyFile) as caught:
        import_files([IncomingFile(name, content, kind) for name, kind, content in files])
    return [f"{fault.file} {fault.line} {fault.column}" for fault in caught.value.faults]


UNIT = {"code": "NO", "onderdeel": "noord", "naam": "Noord", "korte_naam": "Noord"}
GOOD_UNIT = UNIT | {"soort": "regio", "volgorde": "1"}


def test_a_fault_in_one_file_undoes_the_others() -> None:
    bad = rows_of(MilestoneResource, PLAN | {"categorie": "klaar"})
    faults = run(
        ("units.csv", UnitResource, rows_of(UnitResource, GOOD_UNIT)),
        ("milestones.csv", MilestoneResource, bad),
    )
    assert faults == ["milestones.csv 2 categorie"]
    assert not ReportingUnit.objects.exists()


@pytest.mark.parametrize(
    ("units", "place"),
    [
        (rows_of(UnitResource, UNIT | {"soort": "land", "volgorde": "1"}), "units.csv 2 soort"),
        (b"", "units.csv None "),
        (b"code,onderdeel,naam,korte_naam,soort,vanaf,tot\n", "units.csv 1 volgorde"),
    ],
)
def test_what_follows_from_a_fault_in_an_earlier_file_is_not_listed(
    units: bytes, place: str
) -> None:
    milestones = rows_of(MilestoneResource, PLAN, PLAN | {"categorie": "klaar"})
    assert run(
        ("units.csv", UnitResource, units), ("milestones.csv", MilestoneResource, milestones)
    ) == [place, "milestones.csv 3 categorie"]


def test_a_code_that_no_earlier_file_had_is_listed_all_the_same() -> None:
    units = rows_of(UnitResource, UNIT | {"soort": "land", "volgorde": "1"})
    milestones = rows_of(MilestoneResource, PLAN | {"onderdeel": "zuid"})
    assert run(
        ("units.csv", UnitResource, units), ("milestones.csv", MilestoneResource, milestones)
    ) == ["units.csv 2 soort", "milestones.csv 2 onderdeel"]


def test_a_mistake_of_ours_is_not_taken_for_one_of_the_file(
    noord: ReportingUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Any, instance: Any) -> Any:
        raise AssertionError("ours")

    monkeypatch.setattr(MilestoneResource, "check_record", broken)
    with pytest.raises(AssertionError, match="ours"):
        importing(MilestoneResource, PLAN)


def test_what_only_the_database_refuses_is_a_fault_of_its_row(
    noord: ReportingUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Any, instance: Any, is_create: bool) -> None:
        raise IntegrityError("somebody else was first")

    monkeypatch.setattr(MilestoneResource, "do_instance_save", refused)
    found = faults_of(MilestoneResource, PLAN)
    assert found == [(2, "", "", "een rij die past bij wat er al staat")]
