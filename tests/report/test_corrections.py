"""The pages of a correction: who comes in, what they show, and what is published."""

from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress.models import Milestone, Publication, RoundState, Snapshot
from nalportal.report import freeze as freezing
from nalportal.report.correct import carry, steps
from nalportal.report.correct.applying import Replacement
from nalportal.report.freeze import freeze, publish
from nalportal.report.payload import dump
from regions.models import ReportedCount
from tests import factories

pytestmark = pytest.mark.django_db

CHOOSE = "/rondes/fictief/corrigeren/"
FILL = f"{CHOOSE}invullen/"


@pytest.fixture
def milestone(reviewer: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> Milestone:
    """In a published round; the reviewer is signed in."""
    monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])
    row = factories.milestone(unit=factories.region().unit, title="Fictief laadplein")
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    client.force_login(reviewer)
    return row


def field(milestone: Milestone, name: str = "title") -> str:
    return f"mijlpaal:{milestone.reference}.{name}"


def sent(milestone: Milestone, **more: str) -> dict[str, str]:
    typed = {"veld-0": "Fictief laadstation", "erratum": "Het is een station (fictief)."}
    return {"veld": field(milestone), **typed, **more}


def seen(page: str) -> str:
    return page.split('name="gezien" value="')[1].split('"', maxsplit=1)[0]


def test_what_is_looked_for_is_found_by_all_its_words(client: Client, milestone: Milestone) -> None:
    page = client.get(CHOOSE, {"q": "LAADPLEIN titel"}).text
    assert f'value="{field(milestone)}"' in page
    assert f'value="{field(milestone, "planned")}"' not in page


def test_what_is_not_there_is_said(client: Client, milestone: Milestone) -> None:
    assert "Niets gevonden" in client.get(CHOOSE, {"q": "zeppelin"}).text


def test_what_was_chosen_stays_chosen_while_looking_on(
    client: Client, milestone: Milestone
) -> None:
    page = client.get(CHOOSE, {"q": "gepland", "veld": field(milestone)}).text
    assert "Gekozen" in page
    assert page.count(f'value="{field(milestone)}"') == 2  # the box, and with the next search


def test_the_difference_is_shown_before_anything_is_made(
    client: Client, milestone: Milestone
) -> None:
    page = client.post(FILL, sent(milestone)).text
    assert "<del>Fictief laadplein</del>" in page
    assert "<ins>Fictief laadstation</ins>" in page
    assert Snapshot.objects.count() == 1


def test_what_was_seen_is_published(client: Client, milestone: Milestone) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    answer = client.post(FILL, sent(milestone, publiceren="1", gezien=hash_), follow=True)
    assert answer.redirect_chain[-1][0] == "/rondes/fictief/"
    assert "Versie 2 is gepubliceerd" in answer.text
    assert "Fictief laadstation" in answer.text
    assert "Het is een station (fictief)." in answer.text
    assert 'href="/rondes/fictief/v1/"' in answer.text
    milestone.refresh_from_db()
    assert milestone.title == "Fictief laadplein"


def test_both_versions_are_read_at_their_own_address(client: Client, milestone: Milestone) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    client.post(FILL, sent(milestone, publiceren="1", gezien=hash_))
    client.logout()
    old, new = client.get("/rondes/fictief/v1/").text, client.get("/rondes/fictief/v2/").text
    assert "Fictief laadplein" in old
    assert "Er is een nieuwere versie" in old
    assert "Fictief laadstation" in new
    assert "Gecorrigeerd op" in new


def test_what_was_typed_after_the_preview_is_shown_first(
    client: Client, milestone: Milestone
) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    other = sent(milestone, publiceren="1", gezien=hash_) | {"veld-0": "Toch anders (fictief)"}
    assert "<ins>Toch anders (fictief)</ins>" in client.post(FILL, other).text
    assert Publication.objects.count() == 1


def test_a_second_click_corrects_nothing_twice(client: Client, milestone: Milestone) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    for _click in range(2):
        client.post(FILL, sent(milestone, publiceren="1", gezien=hash_))
    assert Publication.objects.count() == 2


def test_on_request_the_register_is_changed_too(
    client: Client, milestone: Milestone, reviewer: User
) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    answer = client.post(
        FILL, sent(milestone, publiceren="1", gezien=hash_, carry="on"), follow=True
    )
    milestone.refresh_from_db()
    assert milestone.title == "Fictief laadstation"
    event = milestone.history.latest("history_id")
    assert event.history_user == reviewer
    assert event.history_change_reason == "Correctie van Fictieve ronde 1, versie 2"
    assert "In het register gewijzigd" in answer.text


def test_what_the_register_says_otherwise_is_left_alone(
    client: Client, milestone: Milestone
) -> None:
    milestone.title = "Intussen anders (fictief)"
    milestone.save()
    page = client.post(FILL, sent(milestone)).text
    assert "staat anders in het register" in page
    hash_ = seen(page)
    client.post(FILL, sent(milestone, publiceren="1", gezien=hash_, carry="on"))
    milestone.refresh_from_db()
    assert milestone.title == "Intussen anders (fictief)"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("tekst:background.1", "bij Teksten"),
        ("noot:territory.table.footnotes.1", "totaal van de regio"),
        ("cijfer:beleid.noord.laadvisie", "totaal van de regio"),
        ("cijfer:voorraad.2020-12-31.laadpunten", "waarneming"),
        ("mijlpaal:XX-999.title", "niet in het register"),
    ],
)
def test_what_the_portal_cannot_change_is_told_where_to_do(asked: str, words: str) -> None:
    [step] = steps([Replacement(asked, "oud", "nieuw")])
    assert words in step.text
    assert not step.by_portal


def test_the_register_is_opened_on_the_dates_of_the_corrected_round() -> None:
    noord = factories.region().unit
    round_ = factories.round_(reference_on=date(2021, 12, 31))
    for asked, address in (
        (f"cijfer:beleid.{noord.slug}.laadvisie", f"opgave/{noord.slug}/?peildatum=31-12-2021"),
        ("status:GM0014.laadvisie", f"GM0014/?ronde={round_.slug}"),
    ):
        [step] = steps([Replacement(asked, "24", "25")], round_)
        assert step.href == f"/gemeenten/{address}"


@pytest.mark.parametrize(("typed", "given"), [("25", (25, False)), ("pm", (None, True))])
def test_a_total_that_the_register_still_has_is_carried_into_it(
    reviewer: User, typed: str, given: tuple[int | None, bool]
) -> None:
    region, round_ = factories.region(), factories.round_(reference_on=date(2021, 12, 31))
    count = factories.reported_count(region=region, reference_on=round_.reference_on, count=24)
    field = f"cijfer:beleid.{region.unit.slug}.{count.instrument.slug}"
    assert not steps([Replacement(field, "23", typed)], round_)[0].by_portal
    wanted = [Replacement(field, "24", typed)]
    assert steps(wanted, round_)[0].by_portal
    assert carry(wanted, round_, by=reviewer, reason="Correctie (fictief)") == 1
    count.refresh_from_db()
    assert (count.count, count.is_pm) == given
    assert count.history.latest("history_id").history_change_reason == "Correctie (fictief)"
    assert carry(wanted, round_, by=reviewer, reason="Nog eens (fictief)") == 0


def test_a_total_that_turned_out_unknown_goes_from_the_register(reviewer: User) -> None:
    region, round_ = factories.region(), factories.round_(reference_on=date(2021, 12, 31))
    count = factories.reported_count(region=region, reference_on=round_.reference_on, count=24)
    field = f"cijfer:beleid.{region.unit.slug}.{count.instrument.slug}"
    carry([Replacement(field, "24", "onbekend")], round_, by=reviewer, reason="Fictief")
    assert not ReportedCount.objects.exists()


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"erratum": ""}, "Schrijf wat er verkeerd stond."),
        ({"veld-0": ""}, "verplicht"),
        ({"veld-0": "Fictief laadplein"}, "dit staat er al"),
    ],
)
def test_a_fault_stands_on_top_and_what_was_typed_stays(
    client: Client, milestone: Milestone, typed: dict[str, str], fault: str
) -> None:
    page = client.post(FILL, sent(milestone) | typed).text
    assert "Fout:" in page
    assert fault in page
    assert "gezien" not in page


def test_nothing_chosen_leads_back(client: Client, milestone: Milestone) -> None:
    assert "Geen velden gekozen" in client.get(FILL).text


def test_a_round_that_is_not_published_has_nothing_to_correct(
    client: Client, milestone: Milestone
) -> None:
    factories.round_(slug="later")
    assert client.get("/rondes/later/corrigeren/").status_code == 404


def test_the_link_is_there_for_reviewers_only(
    client: Client, milestone: Milestone, outsider: User
) -> None:
    assert CHOOSE in client.get("/rondes/fictief/").text
    client.force_login(outsider)
    assert CHOOSE not in client.get("/rondes/fictief/").text


def test_the_pages_take_a_literal_number_of_queries(
    client: Client, milestone: Milestone, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    caches["files"].clear()
    client.get(CHOOSE)
    # The user, the round, its last version; the rounds for the menu; on the second the register.
    with django_assert_num_queries(4):
        client.get(CHOOSE, {"q": "fictief"})
    with django_assert_num_queries(5):
        client.post(FILL, sent(milestone))


def test_each_erratum_stands_with_its_version(client: Client, milestone: Milestone) -> None:
    hash_ = seen(client.post(FILL, sent(milestone)).text)
    client.post(FILL, sent(milestone, publiceren="1", gezien=hash_))
    page = client.get("/rondes/").text
    assert "Erratum bij versie 2:</b> Het is een station (fictief)." in page


def test_a_field_that_is_chosen_beside_another_reads_as_it_does(
    client: Client, milestone: Milestone
) -> None:
    more = {"veld": [field(milestone), field(milestone, "explanation")]}
    page = client.post(FILL, sent(milestone) | more)
    assert 'name="veld-1"' in page.text
    assert "Fictief laadstation" in page.text
