"""The page before freezing: what blocks, what is worth a look, links, and reasons."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from indicators.models import ValueKind
from nalportal.accounts.models import User
from nalportal.desk.freeze_list import FreezeList, assemble_freeze, collect_freeze
from nalportal.progress.models import Round, RoundReason, RoundState, SubmissionState
from nalportal.progress.rounds import NotNowError, give_reason
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from nalportal.report.freeze import freeze
from nalportal.report.payload import dump
from regions.maps import Drawing, packed
from regions.models import BoundarySet
from regions.models.boundaries import division_key
from tests import factories
from tests.progress.pages import send

pytestmark = pytest.mark.django_db

LIST = "/ronde/eind-2021/controlelijst/"


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def round_(db: None) -> Round:
    """Its region had a total in the last report and has none now."""
    region = factories.region()
    vision = factories.instrument()
    factories.municipality(region=region)
    before = factories.round_(
        title="Eind 2020", state=RoundState.PUBLISHED, reference_on=date(2020, 12, 31)
    )
    factories.national_texts(before)
    factories.reported_count(region=region, instrument=vision, reference_on=before.reference_on)
    payload = dump(build(scope_of_round(before, all_rounds())))
    factories.publication(snapshot=factories.snapshot(round=before, payload=payload))
    row = factories.round_(
        slug="eind-2021",
        title="Eind 2021",
        state=RoundState.IN_REVIEW,
        reference_on=date(2021, 12, 31),
        division_on=date(2022, 1, 1),
    )
    factories.national_texts(row)
    factories.submission(round=row, unit=region.unit, state=SubmissionState.ACCEPTED)
    return row


def points(round_: Round) -> FreezeList:
    return assemble_freeze(collect_freeze(round_, all_rounds()))


def text(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def the_gone(round_: Round) -> str:
    [key] = [point.key for point in points(round_).points if point.code == "verdwenen"]
    return key


def test_what_the_last_report_had_blocks_and_leads_to_where_it_is_given(
    as_reviewer: Client, round_: Round
) -> None:
    page = text(as_reviewer)
    assert "1 punt houdt bevriezen tegen" in page
    assert "stond in het vorige rapport en staat er nu niet in" in page
    slug = the_gone(round_).rpartition(".")[2]
    assert f'href="/gemeenten/opgave/{slug}/?peildatum=31-12-2021"' in page
    assert "Nog niet klaar om te bevriezen" in page


def test_freezing_itself_refuses_what_blocks(
    round_: Round, reviewer: User, quick_pdf: None
) -> None:
    with pytest.raises(NotNowError, match="op de lijst vóór het bevriezen"):
        freeze(round_, by=reviewer)
    reason(round_, reviewer, "Die gaf niemand meer (fictief)")
    assert freeze(round_, by=reviewer).version == 1


def reason(round_: Round, by: User, said: str, *, in_report: bool = False) -> None:
    key = the_gone(round_)
    give_reason(
        round_, point=key, code="verdwenen", about="Noord", text=said, in_report=in_report, by=by
    )


def test_a_reason_is_given_on_its_page_and_kept(
    as_reviewer: Client, round_: Round, reviewer: User
) -> None:
    address = f"{LIST}reden/?punt={quote(the_gone(round_))}"
    assert "Waarom mag dit zo blijven?" in text(as_reviewer, address)
    assert send(as_reviewer, address, text="Nog niet binnen", in_report="").status_code == 302
    row = RoundReason.objects.get()
    assert (row.text, row.in_report, row.by) == ("Nog niet binnen", False, reviewer)
    page = text(as_reviewer)
    assert "Klaar om te bevriezen" in page
    assert "Reden: “Nog niet binnen” Bo Oordelaar" in page
    # Taken back, it blocks again; both stay in the log.
    send(as_reviewer, address, text="")
    assert not points(round_).with_reason
    assert points(round_).blocking
    assert RoundReason.objects.count() == 2


def test_a_reason_is_printed_only_if_that_was_asked(round_: Round, reviewer: User) -> None:
    reason(round_, reviewer, "Voor ons alleen")
    assert build(scope_of_round(round_, all_rounds())).reasons == ()
    assert "Voor ons alleen" not in dump(build(scope_of_round(round_, all_rounds()))).decode()
    reason(round_, reviewer, "Voor de lezer", in_report=True)
    [printed] = build(scope_of_round(round_, all_rounds())).reasons
    assert printed.text == "Voor de lezer"


def test_a_printed_reason_has_to_be_there(as_reviewer: Client, round_: Round) -> None:
    address = f"{LIST}reden/?punt={quote(the_gone(round_))}"
    answer = send(as_reviewer, address, text="", in_report="on")
    assert "Vul de reden in die in het rapport komt." in answer.content.decode()
    assert not RoundReason.objects.exists()


def test_a_printed_reason_for_what_is_there_no_more_is_listed_and_taken_back(
    as_reviewer: Client, round_: Round, reviewer: User
) -> None:
    for told in (False, True):
        give_reason(
            round_, point=f"overgeslagen:oost-{told}", code="overgeslagen", about="Oost",
            text="Kon niet (fictief)", in_report=told, by=reviewer,
        )  # fmt: skip
    [left] = [point for point in points(round_).points if point.code == "reden-over"]
    assert left.text == "De reden bij “Oost” staat nog in het rapport"
    assert "Trek haar in" in text(as_reviewer)
    assert send(as_reviewer, left.href, text="", in_report="").status_code == 302
    assert build(scope_of_round(round_, all_rounds())).reasons == ()
    assert as_reviewer.get(left.href).status_code == 404


@pytest.mark.parametrize("key", ["", "verdwenen:niets", "onderdeel:noord"])
def test_a_point_that_is_not_there_has_no_reason(
    as_reviewer: Client, round_: Round, key: str
) -> None:
    assert as_reviewer.get(f"{LIST}reden/?punt={key}").status_code == 404


def test_a_unit_that_waits_blocks_and_no_reason_helps(as_reviewer: Client, round_: Round) -> None:
    row = factories.submission(
        round=round_, unit=factories.region().unit, state=SubmissionState.SUBMITTED
    )
    factories.remark(unit=row.unit)
    found = {point.code: point for point in points(round_).blocking}
    assert not found["onderdeel"].can_have_reason
    assert found["onderdeel"].href == f"/onderdeel/{row.unit.slug}/beoordelen/"
    assert "1 opmerking is nog open" in found["opmerking"].text


def test_old_statuses_that_nobody_confirmed(round_: Round, reviewer: User) -> None:
    place = factories.municipality(region=factories.region())
    step = factories.policy_step(municipality=place, on=date(2019, 5, 1))
    assert [point.about for point in points(round_).points if point.code == "stand-oud"]
    factories.policy_confirmation(municipality=place)
    assert not [point for point in points(round_).points if point.code == "stand-oud"]
    assert step.on < round_.reference_on


def test_what_is_dated_too_late_is_told(round_: Round) -> None:
    factories.observation(on=date(2023, 1, 1))
    # A target is for later, and stands in the report if it was set by then.
    goal = factories.measure()
    for year in (2025, 2030):
        factories.observation(
            measure=goal, on=date(year, 12, 31), kind=ValueKind.TARGET, set_on=date(2019, 6, 28)
        )
    factories.policy_step(on=date(2022, 2, 12))
    texts = [point.text for point in points(round_).advisory]
    assert "1 cijfer is van na 30-4-2021" in texts
    assert "1 status heeft een datum na 31-12-2021" in texts


def test_a_link_into_the_register_has_the_dates_of_the_round(round_: Round) -> None:
    unit = round_.submissions.get().unit
    factories.milestone(unit=unit, category="planning")
    place = factories.municipality(region=factories.region())
    factories.policy_step(municipality=place, on=date(2019, 5, 1))
    factories.policy_step(municipality=place, on=date(2022, 2, 12))
    hrefs = [point.href for point in points(round_).points]
    into = [href for href in hrefs if href.startswith(("/gemeenten/?", "/mijlpalen/"))]
    assert len(into) == 3
    assert all(f"ronde={round_.slug}" in href for href in into)


def test_characters_that_the_pdf_lacks_are_listed_with_where_they_stand(round_: Round) -> None:
    unit = round_.submissions.get().unit
    factories.milestone(unit=unit, title="Fictief plein 漢 en é", explanation="Met 🚗 en é")
    [point] = [point for point in points(round_).points if point.code == "tekens"]
    assert unit.short_name in point.text
    assert point.detail == "In de PDF wordt dit een leeg vakje: 漢 (U+6F22), 🚗 (U+1F697)."
    assert not point.blocks
    assert point.can_have_reason


def test_a_division_without_boundaries_is_told_before_its_maps_are_frozen_as_tiles(
    as_reviewer: Client, round_: Round
) -> None:
    [point] = [point for point in points(round_).points if point.code == "grenzen"]
    assert point.text == "De grenzen van de indeling van 1-1-2022 zijn niet ingelezen"
    assert (point.blocks, point.can_have_reason) == (False, True)
    assert as_reviewer.get(point.href).status_code == 200
    codes = [
        entry.code for entry in build(scope_of_round(round_, all_rounds())).territory.municipalities
    ]
    BoundarySet.objects.create(on=round_.division_on, key=division_key(codes), codes=codes,
        drawing=packed(Drawing(1, 1, "", "", dict.fromkeys(codes, ()))))  # fmt: skip
    found = points(round_)
    assert "grenzen" not in {point.code for point in found.points}
    assert "De grenzen van de gemeenten zijn er voor de kaarten" in found.in_order


def test_each_kind_of_point_that_is_not_there_is_in_order(round_: Round) -> None:
    found = points(round_)
    assert "Elk onderdeel is geaccepteerd of overgeslagen" in found.in_order
    assert "Alles wat het vorige rapport had, is er nog" not in found.in_order


def test_the_list_takes_the_same_queries_however_much_there_is(
    as_reviewer: Client, round_: Round, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(60) as context:
            as_reviewer.get(LIST)
        counts.append(len(context))
        unit = factories.region().unit
        factories.submission(round=round_, unit=unit, state=SubmissionState.SUBMITTED)
        factories.remark(unit=unit)
        factories.policy_step(on=date(2019, 1, 1))
    assert counts[0] == counts[1]


def test_only_reviewers_and_only_before_freezing(client: Client, round_: Round) -> None:
    client.force_login(factories.user())
    assert client.get(LIST).status_code == 403
    client.force_login(factories.user(is_reviewer=True))
    round_.state = RoundState.FROZEN
    round_.save()
    assert client.get(LIST).status_code == 302
