"""A remark is seen where the work is done, whatever it is about; and the lists find it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nalportal.accounts.models import User
from nalportal.progress.models import Place, ReportingUnit, Submission, SubmissionState
from nalportal.progress.models.remarks import RemarkKind, Side
from regions.models import Municipality
from tests import factories

pytestmark = pytest.mark.django_db

ASKED = "Klopt dit wel? (fictief)"


@pytest.fixture
def place(noord: ReportingUnit) -> Municipality:
    region = factories.region(unit=noord)
    factories.instrument(slug="laadvisie", name="Integrale laadvisie")
    return factories.municipality(code="GM9001", name="Fictiefdorp", region=region)


@pytest.fixture
def row(place: Municipality, noord: ReportingUnit) -> Submission:
    round_ = factories.round_()
    return factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)


def asked(unit: ReportingUnit, kind: RemarkKind, key: str, **fields: Any) -> Any:
    return factories.remark(unit=unit, kind=kind, key=key, about="Fictief", text=ASKED, **fields)


@pytest.mark.parametrize(
    ("kind", "key", "pages"),
    [
        (RemarkKind.MILESTONE, "title", ["/mijlpalen/{0}/", "/mijlpalen/{0}/wijzigen/"]),
        (RemarkKind.TEXT, Place.UNIT, ["/teksten/noord/", "/teksten/noord/wijzigen/"]),
        (
            RemarkKind.POLICY,
            "GM9001.laadvisie",
            ["/gemeenten/GM9001/", "/gemeenten/GM9001/vastleggen/"],
        ),
        (RemarkKind.POLICY, "noord.laadvisie", ["/gemeenten/opgave/noord/"]),
        (RemarkKind.UNIT, "", ["/onderdeel/noord/"]),
    ],
)
def test_it_is_read_on_the_pages_where_it_is_mended(
    as_coordinator: Client,
    row: Submission,
    noord: ReportingUnit,
    kind: RemarkKind,
    key: str,
    pages: list[str],
) -> None:
    milestone = factories.milestone(unit=noord) if kind == RemarkKind.MILESTONE else None
    remark = asked(noord, kind, key, milestone=milestone)
    reference = milestone.reference if milestone else ""
    for page in [*pages, "/onderdeel/noord/", "/opmerkingen/noord/"]:
        text = as_coordinator.get(page.format(reference)).text
        assert ASKED in text, page
        # Either the conversation itself, or the way to it.
        assert f"opmerking-{remark.pk}" in text, page
    assert "Klaar om in te leveren." not in as_coordinator.get("/onderdeel/noord/").text


def test_the_total_has_it_without_an_open_round_and_while_it_is_closed_too(
    as_coordinator: Client, place: Municipality, noord: ReportingUnit
) -> None:
    asked(noord, RemarkKind.POLICY, "noord.laadvisie")
    page = "/gemeenten/opgave/noord/"
    assert ASKED in as_coordinator.get(page).text
    factories.submission(unit=noord, state=SubmissionState.SUBMITTED)
    text = as_coordinator.get(page).text
    assert ASKED in text
    assert 'name="version"' in text  # the form to answer in


@pytest.mark.parametrize("who", ["coordinator", "reviewer"])
def test_a_cell_of_the_grid_and_of_the_list_says_how_many_and_leads_there(
    client: Client, row: Submission, noord: ReportingUnit, who: str, request: Any
) -> None:
    factories.municipality(code="GM9002", name="Ander dorp", region=noord.region)
    client.force_login(request.getfixturevalue(who))
    for _ in range(2):
        asked(noord, RemarkKind.POLICY, "GM9001.laadvisie")
    for page in ("/gemeenten/invullen/?regio=noord", "/gemeenten/?regio=noord"):
        text = client.get(page).text
        assert text.count('class="remark-count"') == 1
        assert 'href="/gemeenten/GM9001/#opmerkingen"' in text


def test_who_may_not_see_the_unit_sees_no_marker(
    client: Client, outsider: User, row: Submission, noord: ReportingUnit
) -> None:
    asked(noord, RemarkKind.POLICY, "GM9001.laadvisie")
    client.force_login(outsider)
    assert "remark-count" not in client.get("/gemeenten/").text
    assert "Fictiefdorp" not in client.get("/gemeenten/?opmerking=on").text


def test_a_figure_has_it_in_the_grid_that_enters_it(
    as_reviewer: Client, noord: ReportingUnit, place: Municipality
) -> None:
    figure = factories.observation(region=place.memberships.get().region, on=date(2020, 12, 31))
    other = factories.observation(
        measure=figure.measure, source=figure.source, on=date(2020, 12, 31)
    )
    asked(noord, RemarkKind.FIGURE, str(figure.pk), waits_for=Side.MINISTRY)
    asked(noord, RemarkKind.FIGURE, str(other.pk), waits_for=Side.MINISTRY)
    address = reverse("figure", args=[figure.pk])
    questions = {
        "maat": figure.measure.slug,
        "bron": figure.source.slug,
        "soort": figure.charger_type,
    }
    for name, more in (
        ("figures-enter", {"gebieden": "regio", "datum": "31-12-2020"}),
        ("figures-enter-series", {"gebied": "noord"}),
    ):
        page = as_reviewer.get(reverse(name, query=questions | more))
        text = page.text
        assert text.count('class="remark-count"') == 1, page.context["choice"].errors
        assert f'href="{address}#opmerkingen"' in text
    assert ASKED in as_reviewer.get(address).text


# ------------------------------------------------------------------------------------- lists


def test_the_list_of_milestones_finds_what_is_open(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    about, done = (factories.milestone(unit=noord, title=t) for t in ("Eerste", "Tweede"))
    factories.milestone(unit=noord, title="Derde")
    factories.remark(milestone=about)
    factories.remark(milestone=about)
    factories.remark(milestone=done, state="afgehandeld", waits_for="")
    page = as_coordinator.get("/mijlpalen/?opmerking=on")
    assert "Met open opmerking" in page.text
    assert [line.milestone for line in page.context["lines"]] == [about]


def test_the_list_of_municipalities_finds_what_is_open(
    as_coordinator: Client, row: Submission, noord: ReportingUnit, coordinator: User
) -> None:
    factories.instrument(slug="plankaart", name="Plankaart")
    factories.municipality(code="GM9002", name="Ander dorp", region=noord.region)
    asked(noord, RemarkKind.POLICY, "GM9001.laadvisie")
    found = "/gemeenten/?opmerking=on"
    names = [line.entry.name for line in as_coordinator.get(found).context["table"].page]
    assert names == ["Fictiefdorp"]
    assert "Fictiefdorp" not in as_coordinator.get(f"{found}&instrument=plankaart").text
    chosen = as_coordinator.get("/gemeenten/selectie/?actie=bevestigen&alle=on&opmerking=on")
    assert [row.code for row in chosen.context["chosen"]] == ["GM9001"]
