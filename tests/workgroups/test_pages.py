"""The parties of a working group on screen: the list, adding, and what happens to one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.dutch import short_date
from nalportal.progress.models import SubmissionState
from tests import factories
from tests.progress.pages import error_fields, form_values, send
from workgroups import verbs
from workgroups.history import history_of
from workgroups.models import Participation, Party, Workgroup

LIST = "/partijen/logistiek/"
ADD = f"{LIST}toevoegen/"
NEW = f"{LIST}nieuw/"


def content(response: Any) -> str:
    page: str = response.content.decode()
    return page


def names(group: Workgroup) -> list[str]:
    return [row.party.name for row in verbs.taking_part(group)]


def page_of(row: Participation, page: str) -> str:
    return f"{LIST}{row.party_id}/{page}/"


def add(client: Client, party: Party, query: str = "") -> Any:
    """Press the button of one of the parties found."""
    token = client.get(ADD + query).context["token"]
    return client.post(ADD, {"token": token, "party": party.pk})


# ------------------------------------------------------------------------------------ the list


def test_the_parties_stand_in_order(as_secretary: Client, parties: list[Participation]) -> None:
    response = as_secretary.get(LIST)
    assert response.context["rows"] == parties
    assert "3\xa0partijen" in content(response)


def test_who_stopped_stands_apart_with_the_day(
    as_secretary: Client, parties: list[Participation]
) -> None:
    verbs.withdraw(parties[0], on=timezone.localdate(), by=factories.user(), reason="Fusie")
    response = as_secretary.get(LIST)
    assert (response.context["rows"], response.context["stopped"]) == (parties[1:], parties[:1])
    assert "Reden: Fusie" in content(response)


def test_an_empty_list_offers_to_add(as_secretary: Client) -> None:
    page = content(as_secretary.get(LIST))
    assert "Nog geen partijen" in page
    assert ADD in page


def test_a_reviewer_keeps_the_list_too(
    as_reviewer: Client, logistiek: Workgroup, parties: list[Participation]
) -> None:
    as_reviewer.post(page_of(parties[1], "omhoog"), {"token": uuid4()})
    assert names(logistiek) == ["NKL", "IenW", "RVO"]


@pytest.mark.parametrize("more", [0, 30])
def test_the_list_takes_as_many_queries_however_long_it_is(
    as_secretary: Client,
    logistiek: Workgroup,
    parties: list[Participation],
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    for _ in range(more):
        factories.participation(workgroup=logistiek)
    with django_assert_num_queries(7):
        as_secretary.get(LIST)


# -------------------------------------------------------------------------------------- adding


def test_a_party_is_found_by_its_other_name_and_added(
    as_secretary: Client, logistiek: Workgroup
) -> None:
    party = factories.party(name="IenW")
    factories.party_alias(party=party, name="Infrastructuur en Waterstaat")
    # Offered while one types, by every name and without a script.
    assert '<option value="Infrastructuur en Waterstaat">' in content(as_secretary.get(ADD))
    page = content(as_secretary.get(f"{ADD}?q=waterstaat"))
    assert "ook bekend als Infrastructuur en Waterstaat" in page
    response = add(as_secretary, party, "?q=waterstaat")
    assert response.headers["Location"] == LIST
    assert names(logistiek) == ["IenW"]


def test_a_button_pressed_twice_adds_once(as_secretary: Client, logistiek: Workgroup) -> None:
    party = factories.party(name="IenW")
    token = as_secretary.get(f"{ADD}?q=ienw").context["token"]
    for _ in range(2):
        response = as_secretary.post(ADD, {"token": token, "party": party.pk})
        assert response.headers["Location"] == LIST
    assert names(logistiek) == ["IenW"]


def test_who_takes_part_already_has_no_button(
    as_secretary: Client, parties: list[Participation]
) -> None:
    page = content(as_secretary.get(f"{ADD}?q=nkl"))
    assert "Staat al in de lijst" in page
    assert 'name="party"' not in page


def test_added_by_two_at_once_the_second_is_told(
    as_secretary: Client, parties: list[Participation]
) -> None:
    response = add(as_secretary, parties[0].party)
    assert response.status_code == 200
    assert "IenW staat al in de lijst." in content(response)


def test_nothing_found_leads_on_to_a_new_party(as_secretary: Client) -> None:
    page = content(as_secretary.get(f"{ADD}?q=T%26L/N"))
    assert "Geen partij in het register heeft deze naam." in page
    assert f"{NEW}?naam=T%26L%2FN" in page


@pytest.mark.parametrize("query", ["?q=", "?q=%00", f"?q={'x' * 101}"])
def test_a_search_that_makes_no_sense_is_told(as_secretary: Client, query: str) -> None:
    page = content(as_secretary.get(ADD + query))
    assert "error-summary" in page
    assert "Fout:" in page.split("</title>")[0]


@pytest.mark.parametrize("party", ["", "0", "x", "\x00", str(10**30)])
def test_a_party_that_does_not_exist_is_refused(
    as_secretary: Client, logistiek: Workgroup, party: str
) -> None:
    token = as_secretary.get(ADD).context["token"]
    response = as_secretary.post(ADD, {"token": token, "party": party})
    assert error_fields(response) == ["party"]
    assert "error-summary" in content(response)
    assert names(logistiek) == []


@pytest.mark.parametrize("more", [0, 30])
def test_a_search_takes_as_many_queries_however_much_is_found(
    as_secretary: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    factories.party(name="Partij")
    for _ in range(more):
        factories.party_alias(party=factories.party(), name="")
    with django_assert_num_queries(8):
        as_secretary.get(f"{ADD}?q=partij")


# --------------------------------------------------------------------------------- a new party


def test_a_really_new_party_is_made_and_added(as_secretary: Client, logistiek: Workgroup) -> None:
    response = send(as_secretary, f"{NEW}?naam=TLN", abbreviation="T")
    assert response.headers["Location"] == LIST
    assert (names(logistiek), Party.objects.get().abbreviation) == (["TLN"], "T")


def test_going_back_and_sending_another_name_makes_no_second_party(
    as_secretary: Client, logistiek: Workgroup
) -> None:
    values = form_values(as_secretary.get(NEW))
    as_secretary.post(NEW, values | {"name": "TLN"})
    again = as_secretary.post(NEW, values | {"name": "Transport en Logistiek"})
    assert "Met deze pagina hebt u al een partij toegevoegd." in content(again)
    assert 'value="Transport en Logistiek"' in content(again)
    assert names(logistiek) == ["TLN"]


def test_a_name_that_exists_is_shown_with_a_button(
    as_secretary: Client, logistiek: Workgroup
) -> None:
    party = factories.party(name="IenW")
    response = send(as_secretary, NEW, name="IENW", is_other="on", checked="IENW")
    assert error_fields(response) == ["name"]
    assert f'value="{party.pk}"' in content(response)
    assert Party.objects.get() == party


def test_a_name_like_another_asks_first(as_secretary: Client, logistiek: Workgroup) -> None:
    party = factories.party(name="ElaadNL")
    response = send(as_secretary, NEW, name="Elaad NL", abbreviation="E")
    assert error_fields(response) == ["is_other"]
    assert [item.party for item in response.context["found"]] == [party]
    assert form_values(response)["abbreviation"] == "E"
    assert Party.objects.get() == party


def test_who_says_it_is_another_gets_it(as_secretary: Client, logistiek: Workgroup) -> None:
    factories.party(name="ElaadNL")
    values = form_values(send(as_secretary, NEW, name="Elaad NL")) | {"is_other": "on"}
    assert as_secretary.post(NEW, values).headers["Location"] == LIST
    assert names(logistiek) == ["Elaad NL"]


def test_a_tick_for_one_name_does_not_count_for_another(
    as_secretary: Client, logistiek: Workgroup
) -> None:
    factories.party(name="ElaadNL")
    factories.party(name="RVO")
    values = form_values(send(as_secretary, NEW, name="Elaad NL"))
    response = as_secretary.post(NEW, values | {"is_other": "on", "name": "Stichting RVO"})
    assert error_fields(response) == ["is_other"]
    assert form_values(response)["is_other"] in (False, "")
    assert names(logistiek) == []


def test_sent_twice_it_is_made_once(as_secretary: Client, logistiek: Workgroup) -> None:
    values = form_values(as_secretary.get(NEW)) | {"name": "TLN"}
    for _ in range(2):
        assert as_secretary.post(NEW, values).headers["Location"] == LIST
    assert names(logistiek) == ["TLN"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 101}, ["name"]),
        ({"name": "met\x00nul"}, ["name"]),
        ({"abbreviation": "x" * 21}, ["abbreviation"]),
        ({"token": "geen"}, ["token"]),
    ],
)
def test_bad_input_is_told_and_kept(
    as_secretary: Client, logistiek: Workgroup, changes: dict[str, str], fields: list[str]
) -> None:
    response = send(as_secretary, NEW, **({"name": "TLN", "abbreviation": "T"} | changes))
    page = content(response)
    assert (response.status_code, error_fields(response)) == (200, fields)
    # The fault of a field that nobody sees has no place to go to.
    assert (f'href="#id_{fields[0]}"' in page) == ("token" not in changes)
    assert ("name" in changes) or 'value="TLN"' in page or ">TLN<" in page
    assert not Party.objects.exists()


# -------------------------------------------------------------------------------------- verbs


def test_a_button_moves_it_and_keeps_the_focus(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation]
) -> None:
    response = as_secretary.post(page_of(parties[2], "omhoog"), {"token": uuid4()}, follow=True)
    assert names(logistiek) == ["IenW", "RVO", "NKL"]
    assert content(response).count("autofocus") == 1


@pytest.mark.parametrize(("index", "page"), [(1, "omhoog"), (1, "omlaag")])
def test_at_the_end_the_other_button_has_the_focus(
    as_secretary: Client, parties: list[Participation], index: int, page: str
) -> None:
    response = as_secretary.post(page_of(parties[index], page), {"token": uuid4()}, follow=True)
    assert content(response).count("autofocus") == 1


def test_a_party_goes_to_a_place_at_once(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation]
) -> None:
    sent = {"token": uuid4(), "plaats": "1"}
    response = as_secretary.post(page_of(parties[2], "plaats"), sent, follow=True)
    assert names(logistiek)[0] == parties[2].party.name
    assert content(response).count("autofocus") == 1


def test_moving_is_no_link(as_secretary: Client, parties: list[Participation]) -> None:
    assert as_secretary.get(page_of(parties[0], "omlaag")).status_code == 405


def test_moving_who_stopped_says_why_not(
    as_secretary: Client, parties: list[Participation]
) -> None:
    verbs.withdraw(parties[0], on=timezone.localdate(), by=factories.user())
    response = as_secretary.post(page_of(parties[0], "omlaag"), {"token": uuid4()}, follow=True)
    assert "geen plaats in de volgorde" in content(response)


def test_stopping_and_restoring(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation]
) -> None:
    today = short_date(timezone.localdate())
    response = send(as_secretary, page_of(parties[0], "stoppen"), on=today, reason="Fusie")
    assert response.headers["Location"] == LIST
    assert names(logistiek) == ["NKL", "RVO"]
    send(as_secretary, page_of(parties[0], "herstellen"), reason="Toch niet")
    assert names(logistiek) == ["NKL", "RVO", "IenW"]
    assert [event.reason for event in history_of(logistiek)][:2] == ["Toch niet", "Fusie"]


@pytest.mark.parametrize("page", ["stoppen", "herstellen"])
def test_a_verb_sent_twice_is_done_once(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation], page: str
) -> None:
    if page == "herstellen":
        verbs.withdraw(parties[0], on=timezone.localdate(), by=factories.user())
    values = form_values(as_secretary.get(page_of(parties[0], page))) | {"on": "1-5-2021"}
    as_secretary.post(page_of(parties[0], page), values)
    events = len(history_of(logistiek))
    response = as_secretary.post(page_of(parties[0], page), values, follow=True)
    assert "Er is niets dubbel gedaan." in content(response)
    assert len(history_of(logistiek)) == events


@pytest.mark.parametrize(
    ("page", "words"), [("herstellen", "NKL doet al mee."), ("stoppen", "IenW is al gestopt.")]
)
def test_a_verb_that_does_not_fit_leads_back(
    as_secretary: Client, parties: list[Participation], page: str, words: str
) -> None:
    verbs.withdraw(parties[0], on=timezone.localdate(), by=factories.user())
    row = parties[1] if page == "herstellen" else parties[0]
    response = as_secretary.get(page_of(row, page), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert words in content(response)


@pytest.mark.parametrize("on", ["", "2021", "ooit", "morgen"])
def test_stopping_needs_a_day_that_was(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation], on: str
) -> None:
    tomorrow = short_date(timezone.localdate() + timedelta(days=1))
    typed = tomorrow if on == "morgen" else on
    response = send(as_secretary, page_of(parties[0], "stoppen"), on=typed, reason="Blijft staan")
    assert error_fields(response) == ["on"]
    assert "Blijft staan" in content(response)
    assert len(names(logistiek)) == 3


# ------------------------------------------------------------------------------------ refusals

PAGES = ["omhoog", "omlaag", "stoppen", "herstellen"]


def changing_pages(row: Participation) -> list[str]:
    return [ADD, NEW, *(page_of(row, page) for page in PAGES)]


def test_a_stranger_finds_no_page(as_neighbour: Client, parties: list[Participation]) -> None:
    assert as_neighbour.get(LIST).status_code == 404
    for address in changing_pages(parties[1]):
        assert as_neighbour.post(address, {"party": parties[1].party_id}).status_code == 404


def test_while_the_ministry_reviews_an_editor_only_looks(
    as_secretary: Client, logistiek: Workgroup, parties: list[Participation]
) -> None:
    factories.submission(unit=logistiek.unit, state=SubmissionState.SUBMITTED)
    page = as_secretary.get(LIST)
    buttons = [word in content(page) for word in ("Omhoog", "Gestopt melden", "Partij toevoegen")]
    assert (page.status_code, any(buttons)) == (200, False)
    for address in changing_pages(parties[1]):
        assert as_secretary.post(address).status_code == 403


def test_a_party_of_another_group_is_not_found_here(
    as_secretary: Client, parties: list[Participation]
) -> None:
    elsewhere = factories.participation()
    for page in PAGES:
        assert as_secretary.post(page_of(elsewhere, page)).status_code == 404


def test_another_group_cannot_be_sent_along(as_secretary: Client, logistiek: Workgroup) -> None:
    other = factories.workgroup()
    send(as_secretary, NEW, name="TLN", workgroup=other.pk, unit=other.pk, position=99)
    assert (names(logistiek), names(other)) == (["TLN"], [])


@pytest.mark.parametrize("party", [0, 999_999, 10**30])
def test_a_number_that_never_was_is_not_found(as_secretary: Client, party: int) -> None:
    assert as_secretary.get(f"{LIST}{party}/stoppen/").status_code == 404


def test_a_region_has_no_parties(as_reviewer: Client) -> None:
    factories.region(unit=factories.unit(slug="noord"))
    assert as_reviewer.get("/partijen/noord/").status_code == 404


def test_without_sign_in_there_is_only_the_sign_in(
    client: Client, parties: list[Participation]
) -> None:
    for address in [LIST, *changing_pages(parties[0])]:
        assert client.get(address).headers["Location"].startswith("/account/inloggen/")
