"""The pages of policy documents, also when two people change one at the same time."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.records.versions import SeenVersion
from regions.documents import DocumentContent, add_document, edit_document, version_of
from regions.models import PolicyDocument, Region
from regions.permissions import may_change_document
from tests import factories

pytestmark = pytest.mark.django_db


def covering(region: Region, *titles: str) -> list[PolicyDocument]:
    documents = [factories.policy_document(title=title) for title in titles]
    for document in documents:
        place = factories.municipality(region=region)
        factories.policy_step(municipality=place, document=document)
    return documents


def typed(**fields: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), "title": "Fictief besluit", **fields}


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def test_the_list_says_what_each_covers(
    as_coordinator: Client, noord: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    covering(noord, "Een")
    with django_assert_num_queries(6):
        page = text(as_coordinator.get("/gemeenten/documenten/"))
    assert "1\u00a0gemeente" in page
    covering(noord, "Twee", "Drie")
    factories.policy_document(title="Los")
    with django_assert_num_queries(6):
        page = text(as_coordinator.get("/gemeenten/documenten/"))
    assert "Nog aan geen gemeente gekoppeld" in page


def test_a_document_takes_the_same_queries_however_much_it_covers(
    as_coordinator: Client, noord: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    [document] = covering(noord, "Een")
    for _ in range(2):
        with django_assert_num_queries(6):
            as_coordinator.get(f"/gemeenten/documenten/{document.pk}/")
        with django_assert_num_queries(4):
            as_coordinator.get(f"/gemeenten/documenten/{document.pk}/wijzigen/")
        factories.evidence_file(document=document)
        for _ in range(3):
            place = factories.municipality(region=noord)
            factories.policy_step(municipality=place, document=document)


def test_an_empty_list_says_so(as_outsider: Client) -> None:
    page = text(as_outsider.get("/gemeenten/documenten/"))
    assert "Nog geen documenten" in page
    assert "Document toevoegen" not in page


def test_a_new_document(as_coordinator: Client, noord: Region) -> None:
    factories.municipality(region=noord)
    sent = typed(reference="gmb-2022-41676", url="www.voorbeeld.nl/besluit", adopted_on="1-5-2022")
    page = text(as_coordinator.post("/gemeenten/documenten/nieuw/", sent, follow=True))
    assert "Document toegevoegd." in page
    document = PolicyDocument.objects.get()
    assert document.url == "https://www.voorbeeld.nl/besluit"
    assert document.history.get().history_user == noord.unit.editors.get()
    again = as_coordinator.post("/gemeenten/documenten/nieuw/", sent, follow=True)
    assert "Dit was al opgeslagen" in text(again)


def test_going_back_and_sending_something_else_edits_what_was_made(
    as_coordinator: Client, noord: Region
) -> None:
    factories.municipality(region=noord)
    sent = typed(title="Laadvisie", reference="CVDR677545")
    for title in ("Laadvisie", "Laadvisie Noord", "Laadvisie Noord 2021"):
        response = as_coordinator.post("/gemeenten/documenten/nieuw/", {**sent, "title": title})
    assert response.status_code == 302
    assert PolicyDocument.objects.get().title == "Laadvisie Noord 2021"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Vul de titel van het document in."),
        ({"url": "ftp://voorbeeld.nl"}, "Een webadres begint met https://"),
        ({"adopted_on": "2099-01-01"}, "Kies een datum tot en met vandaag."),
        ({"in_force_on": "2021"}, "Vul een dag in"),
    ],
)
def test_what_a_document_may_not_be(
    as_coordinator: Client, noord: Region, fields: dict[str, str], message: str
) -> None:
    factories.municipality(region=noord)
    response = as_coordinator.post("/gemeenten/documenten/nieuw/", typed(**fields))
    assert message in text(response)
    assert not PolicyDocument.objects.exists()


def test_only_who_records_what_it_covers_may_change_it(
    as_coordinator: Client, noord: Region
) -> None:
    [own] = covering(noord, "Van ons")
    [theirs] = covering(factories.region(), "Van hen")
    assert as_coordinator.get(f"/gemeenten/documenten/{own.pk}/wijzigen/").status_code == 200
    assert as_coordinator.get(f"/gemeenten/documenten/{theirs.pk}/wijzigen/").status_code == 403
    assert "Document wijzigen" not in text(
        as_coordinator.get(f"/gemeenten/documenten/{theirs.pk}/")
    )


def made_by(user: User | None, *regions: Region) -> PolicyDocument:
    """A document of ``user`` that covers a municipality of each of these regions."""
    document = add_document(DocumentContent(title="Fictief besluit"), by=user)  # type: ignore[arg-type] # None: came with the first report
    for region in regions:
        place = factories.municipality(region=region)
        factories.policy_step(municipality=place, document=document)
    return document


def test_what_covers_nothing_or_more_regions_is_changed_by_its_maker_or_a_reviewer(
    coordinator: User, noord: Region, reviewer: User
) -> None:
    other = factories.user()
    elsewhere = factories.region()
    elsewhere.unit.editors.add(other)
    for document in (made_by(coordinator), made_by(coordinator, noord, elsewhere)):
        allowed = [may_change_document(one, document) for one in (coordinator, other, reviewer)]
        assert allowed == [True, False, True]
    assert [may_change_document(one, made_by(None)) for one in (coordinator, reviewer)] == [
        False,
        True,
    ]
    # What covers one region is changed by whoever keeps that region.
    covered = made_by(reviewer, noord)
    assert [may_change_document(one, covered) for one in (coordinator, other)] == [True, False]


def test_who_may_not_change_a_document_reads_whom_to_ask(
    as_coordinator: Client, noord: Region
) -> None:
    document = made_by(factories.user(), noord, factories.region())
    page = as_coordinator.get(f"/gemeenten/documenten/{document.pk}/")
    assert f"/gemeenten/documenten/{document.pk}/wijzigen/" not in text(page)
    refused = as_coordinator.post(
        f"/gemeenten/documenten/{document.pk}/wijzigen/", typed(title="Overschreven")
    )
    assert refused.status_code == 403
    assert "Vraag een wijziging aan wie het toevoegde" in text(refused)
    document.refresh_from_db()
    assert document.title == "Fictief besluit"


def test_a_change_stays_in_the_history_and_moves_no_step(
    as_coordinator: Client, noord: Region
) -> None:
    [document] = covering(noord, "Oud")
    sent = typed(title="Nieuw", version=version_of(document), reason="Typefout")
    address = f"/gemeenten/documenten/{document.pk}/"
    page = text(as_coordinator.post(f"{address}wijzigen/", sent, follow=True))
    assert "Typefout" in page
    assert "<ins>" in page
    assert document.steps.get().on == date(2020, 6, 1)


def test_two_people_at_once_choose_per_field(as_coordinator: Client, noord: Region) -> None:
    [document] = covering(noord, "Oud")
    seen = version_of(document)
    edit_document(
        document,
        DocumentContent("Van Buur", reference="CVDR111111"),
        seen=SeenVersion(seen),
        by=factories.user(),
    )
    address = f"/gemeenten/documenten/{document.pk}/wijzigen/"
    sent = typed(title="Van mij", version=seen)
    response = as_coordinator.post(address, sent)
    assert response.status_code == 409
    page = text(response)
    assert "Van Buur" in page
    assert "CVDR111111" in page
    newest = response.context["form"].data["version"]
    answers = {"kies-title": "getypt", "kies-reference": "opgeslagen", "version": newest}
    as_coordinator.post(address, {**sent, **answers})
    document.refresh_from_db()
    assert (document.title, document.reference) == ("Van mij", "CVDR111111")


def test_the_list_finds_and_has_one_order_on_every_database(as_coordinator: Client) -> None:
    for title, day in [("élan", None), ("'s-Laadvisie", None), ("zon", None), ("Oud", 2020)]:
        on = date(day, 1, 1) if day else None
        factories.policy_document(title=title, adopted_on=on)

    def found(query: str) -> list[str]:
        page = as_coordinator.get(f"/gemeenten/documenten/{query}")
        return [document.title for document, _coverage in page.context["rows"]]

    assert found("") == ["Oud", "élan", "'s-Laadvisie", "zon"]
    assert found("?q=LAAD-visie") == ["'s-Laadvisie"]
    assert (
        "Geen documenten gevonden"
        in as_coordinator.get("/gemeenten/documenten/?q=weg").content.decode()
    )
