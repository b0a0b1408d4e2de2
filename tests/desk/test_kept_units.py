"""Units that are made, renamed and ended while a round is open; and the agreements of a region."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from nalportal.accounts.models import User
from nalportal.desk import kept_units
from nalportal.desk.board import assemble_board, collect_board
from nalportal.desk.freeze_list import assemble_freeze, collect_freeze
from nalportal.progress.models import (
    ReportingUnit,
    Round,
    RoundState,
    RoundVerb,
    Submission,
    SubmissionState,
)
from nalportal.progress.rounds import NotNowError, needs_of, open_round, set_up
from nalportal.progress.submissions import skip, start
from nalportal.refusals import NotPossible
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from regions.models import RegionAgreement, RegionMembership
from tests import factories
from tests.browser import faults_at_both_widths, sign_in
from tests.conftest import PASSWORD
from tests.progress.pages import error_fields, form_values, send

pytestmark = pytest.mark.django_db

PEILDATUM, DIVISION = date(2021, 12, 31), date(2022, 1, 1)


@pytest.fixture
def keeper(db: None) -> User:
    return User.objects.create_user(
        "beheer@nal.example", first_name="Be", last_name="Heerder", is_staff=True
    )


@pytest.fixture
def as_keeper(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


@pytest.fixture
def round_(reviewer: User) -> Round:
    """Open, with one working group that has to hand in."""
    factories.workgroup(unit=factories.unit(slug="veiligheid", kind="werkgroep", code="VE"))
    made = factories.round_(
        slug="eind-2021",
        reference_on=PEILDATUM,
        division_on=DIVISION,
        state=RoundState.CONCEPT,
    )
    return open_round(made, by=reviewer)


def on_board(round_: Round) -> set[str]:
    board = assemble_board(collect_board(round_, all_rounds(), PEILDATUM))
    return {row.slug for _title, rows in board.groups for row in rows}


def in_report(round_: Round) -> set[str]:
    return {unit.slug for unit in build(scope_of_round(round_, all_rounds())).units()}


def handing_in(round_: Round) -> set[str]:
    return set(round_.submissions.values_list("unit__slug", flat=True))


NEW = {"kind": "werkgroep", "name": "Fictieve groep", "short_name": "Fictief", "code": "FG"}


# --------------------------------------------------------------------- while a round is open


@pytest.mark.parametrize(
    ("since", "asked"), [("", True), ("31-12-2021", True), ("1-1-2022", False)]
)
def test_a_unit_made_while_a_round_is_open_hands_in_when_it_is_there_on_its_dates(
    as_keeper: Client, round_: Round, since: str, asked: bool
) -> None:
    page = send(as_keeper, "/onderdelen/nieuw/", **NEW, order="9", valid_from=since)
    assert page.status_code == 302
    for found in (handing_in(round_), on_board(round_), in_report(round_)):
        assert ("fictief" in found) is asked
        assert "veiligheid" in found


@pytest.mark.parametrize("kind", ["regio", "thema"])
def test_a_region_and_a_theme_are_made_whole(as_keeper: Client, round_: Round, kind: str) -> None:
    send(as_keeper, "/onderdelen/nieuw/", **NEW | {"kind": kind}, order="9")
    assert "fictief" in in_report(round_)


@pytest.mark.parametrize(
    ("until", "stays"), [("31-12-2021", False), ("1-1-2022", True), ("", True)]
)
def test_a_unit_that_ends_loses_what_it_had_to_hand_in(
    as_keeper: Client, round_: Round, until: str, stays: bool
) -> None:
    send(as_keeper, "/onderdelen/veiligheid/", valid_until=until)
    for found in (handing_in(round_), on_board(round_), in_report(round_)):
        assert ("veiligheid" in found) is stays
    assert bool(needs_of(RoundVerb.CLOSE, round_)) is stays


def test_what_it_did_already_stays_and_waits_for_nobody(
    as_keeper: Client, round_: Round, keeper: User, reviewer: User
) -> None:
    unit = ReportingUnit.objects.get(slug="veiligheid")
    editor = factories.user()
    unit.editors.add(editor)
    start(Submission.objects.get(unit=unit), by=editor)
    factories.remark(unit=unit)
    send(as_keeper, "/onderdelen/veiligheid/", valid_until="1-7-2021")
    row = Submission.objects.get(unit=unit)
    assert (row.state, row.decided_by) == (SubmissionState.SKIPPED, keeper)
    assert row.log.latest("pk").reason == "Doet niet mee op de datums van de ronde."
    assert on_board(round_) == in_report(round_) == set()
    assert needs_of(RoundVerb.CLOSE, round_) == ()
    round_.state = RoundState.IN_REVIEW
    assert needs_of(RoundVerb.FREEZE, round_) == ()
    assert [
        point.code for point in assemble_freeze(collect_freeze(round_, all_rounds())).points
    ].count("opmerking") == 0
    client = Client()
    client.force_login(editor)
    assert client.get("/onderdeel/veiligheid/").status_code == 200


@pytest.mark.parametrize(
    "state", ["niet-gestart", "bezig", "ingeleverd", "teruggestuurd", "geaccepteerd"]
)
def test_a_unit_that_was_out_for_a_moment_goes_on_where_it_was(
    as_keeper: Client, round_: Round, reviewer: User, state: str
) -> None:
    row = Submission.objects.get()
    row.state, row.remark, row.gap_reason = state, "Noem de datum.", "Nog niet bekend."
    row.decided_by, row.decided_at = reviewer, timezone.now()
    row.extended_until, row.extension_reason = date(2022, 4, 1), "Ziekte"
    row.save()
    factories.category_statement(submission=row)
    before = Submission.objects.values().get()
    for until in ("1-7-2021", "1-8-2021", ""):
        send(as_keeper, "/onderdelen/veiligheid/", valid_until=until)
    assert Submission.objects.values().get() == before
    assert row.statements.count() == 1
    assert [entry.verb for entry in row.log.all()] == ["overslaan", "heropenen"]


def test_a_unit_that_the_ministry_skipped_stays_skipped_when_it_was_out(
    as_keeper: Client, round_: Round, reviewer: User
) -> None:
    row = skip(Submission.objects.get(), by=reviewer, reason="Gaat over in een andere groep.")
    for until in ("1-7-2021", ""):
        send(as_keeper, "/onderdelen/veiligheid/", valid_until=until)
    row.refresh_from_db()
    assert (row.state, row.remark) == ("overgeslagen", "Gaat over in een andere groep.")


def test_a_round_that_gets_other_dates_asks_others(
    round_: Round, keeper: User, reviewer: User
) -> None:
    unit = factories.unit(slug="later", kind="werkgroep", valid_from=date(2022, 3, 1))
    factories.workgroup(unit=unit)
    round_.reference_on = date(2022, 6, 30)
    set_up(round_, by=reviewer)
    assert handing_in(round_) == {"veiligheid", "later"}


def test_a_region_is_of_its_division(round_: Round, reviewer: User) -> None:
    old = factories.region(unit=factories.unit(slug="oud", valid_until=DIVISION))
    new = factories.region(unit=factories.unit(slug="nieuwe", valid_from=DIVISION))
    factories.municipality(region=old, valid_until=DIVISION)
    factories.municipality(region=new, valid_from=DIVISION)
    set_up(round_, by=reviewer)
    report = build(scope_of_round(round_, all_rounds()))
    assert handing_in(round_) == {"veiligheid", "nieuwe"}
    assert [row.unit.slug for row in report.territory.regions] == ["nieuwe"]
    assert report.territory.table.total.municipalities.value == Decimal(1)


def test_a_region_does_not_end_with_municipalities_in_it(as_keeper: Client, round_: Round) -> None:
    region = factories.region(unit=factories.unit(slug="oud"))
    factories.municipality(region=region)
    page = send(as_keeper, "/onderdelen/oud/", valid_until="1-1-2022")
    assert "nog 1 gemeenten" in page.content.decode()
    region.unit.refresh_from_db()
    assert region.unit.valid_until is None


def test_no_municipality_goes_to_a_region_that_is_not_there() -> None:
    region = factories.region(unit=factories.unit(valid_until=DIVISION))
    row = RegionMembership(region=region, municipality=factories.municipality())
    with pytest.raises(ValidationError, match="bestaat dan niet meer"):
        row.full_clean()
    row.valid_until = DIVISION
    row.full_clean()


# ----------------------------------------------------------------------- names and addresses


def test_names_change_and_addresses_do_not(as_keeper: Client, round_: Round, keeper: User) -> None:
    send(
        as_keeper,
        "/onderdelen/veiligheid/",
        name="Veilig laden",
        short_name="Veilig",
        slug="veilig",
        code="XX",
        kind="regio",
    )
    row = ReportingUnit.objects.get()
    assert (row.name, row.slug, row.code, row.kind) == (
        "Veilig laden",
        "veiligheid",
        "VE",
        "werkgroep",
    )
    row.slug = "veilig"
    with pytest.raises(NotPossible, match="liggen vast"):
        kept_units.change(row, by=keeper)


def test_the_address_of_a_round_is_free_until_it_opens(reviewer: User) -> None:
    round_ = factories.round_(slug="eind-2021", state=RoundState.CONCEPT)
    round_.slug = "einde-2021"
    set_up(round_, by=reviewer)
    Round.objects.get(slug="einde-2021")
    open_round(round_, by=reviewer)
    round_.slug = "ander"
    with pytest.raises(NotNowError, match="webadres"):
        set_up(round_, by=reviewer)


def test_the_page_of_an_open_round_keeps_its_address(round_: Round, reviewer: User) -> None:
    client = Client()
    client.force_login(reviewer)
    send(client, "/ronde/eind-2021/instellen/", title="Einde 2021", slug="ander")
    round_.refresh_from_db()
    assert (round_.title, round_.slug) == ("Einde 2021", "eind-2021")


@pytest.mark.parametrize("taken", ["nieuw"])
def test_an_address_of_another_page_is_refused(as_keeper: Client, taken: str) -> None:
    page = send(as_keeper, "/onderdelen/nieuw/", **NEW, slug=taken, order="9")
    assert "slug" in error_fields(page)


def test_only_a_beheerder_keeps_units(reviewer: User) -> None:
    with pytest.raises(PermissionDenied):
        kept_units.make(ReportingUnit(name="X", short_name="X", code="XX", slug="x"), by=reviewer)


def test_it_ends_after_it_began(as_keeper: Client, round_: Round) -> None:
    dates = {"valid_from": "1-1-2021", "valid_until": "1-1-2021"}
    assert "valid_until" in error_fields(send(as_keeper, "/onderdelen/veiligheid/", **dates))


# --------------------------------------------------------------------------------- agreements


def test_an_agreement_follows_another_on_its_date(as_keeper: Client, round_: Round) -> None:
    region = factories.region(unit=factories.unit(slug="noord"))
    factories.municipality(region=region)
    for day in ("juni 2020", "1-7-2021", "2022"):
        send(as_keeper, "/onderdelen/noord/overeenkomst/", signed=day, partners=f"van {day}")
    scope = scope_of_round(round_, all_rounds())
    [row] = build(scope).territory.regions
    assert (str(row.agreement), row.agreement_partners) == ("1\xa0juli\xa02021", "van 1-7-2021")
    page = as_keeper.get("/onderdelen/noord/").content.decode()
    assert page.index("2022") < page.index("juni 2020")


def test_an_agreement_is_put_right_and_not_written_twice(as_keeper: Client) -> None:
    row = factories.agreement(region=factories.region(unit=factories.unit(slug="noord")))
    page: Any = send(as_keeper, "/onderdelen/noord/overeenkomst/", signed="1-6-2020")
    assert "signed" in error_fields(page)
    send(as_keeper, f"/onderdelen/noord/overeenkomst/{row.pk}/", signed="mei 2020")
    row = RegionAgreement.objects.get()
    assert (row.signed_on, row.precision, row.partners) == (
        date(2020, 5, 1),
        "month",
        "fictieve partij",
    )


def test_saving_what_stands_changes_nothing(as_keeper: Client, round_: Round) -> None:
    unit = ReportingUnit.objects.get()
    before = unit.history.count()
    address = "/onderdelen/veiligheid/"
    page = as_keeper.post(address, form_values(as_keeper.get(address)), follow=True)
    assert "U hebt niets gewijzigd." in page.content.decode()
    assert unit.history.count() == before


@pytest.mark.django_db(transaction=True)
def test_each_page_in_a_browser(open_page: Callable[..., Page], keeper: User) -> None:
    agreement = factories.agreement(region=factories.region(unit=factories.unit(slug="noord")))
    keeper.set_password(PASSWORD)
    keeper.save()
    page = sign_in(open_page(), keeper)
    for path in ("", "nieuw/", "noord/", f"noord/overeenkomst/{agreement.pk}/"):
        page.goto(f"/onderdelen/{path}")
        assert faults_at_both_widths(page) == []
