"""Help per task, and words that explain themselves in place: each definition stands once."""

import pytest
from django.test import Client

from nalportal.desk.help import TASKS
from nalportal.progress.models import Category, ReportingUnit
from nalportal.progress.words import WORDS
from regions.models import Stage
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_task_has_its_steps_and_where_to_begin(as_coordinator: Client) -> None:
    index = as_coordinator.get("/hulp/").content.decode()
    for task in TASKS:
        assert f"/hulp/{task.slug}/" in index
        page = as_coordinator.get(f"/hulp/{task.slug}/").content.decode()
        assert page.count("<li>") >= len(task.steps)
        assert "Hier begint u" in page
    assert as_coordinator.get("/hulp/bestaat-niet/").status_code == 404


def test_each_status_and_category_has_a_word() -> None:
    assert {*Stage.values, *Category.values, "onbekend"} <= set(WORDS)


def test_the_words_of_the_portal_stand_beside_those_of_the_report(client: Client) -> None:
    page = client.get("/begrippen/").content.decode()
    for word in ("In ontwikkeling", "Concept", "Ingetrokken", "Uiterlijk", "Herijken", "Verlopen"):
        assert f"<dt>{word}</dt>" in page
    assert "<dt>Ongewijzigd bevestigen</dt>" in page


def test_words_explain_themselves_where_they_are_used(as_coordinator: Client) -> None:
    factories.milestone(unit=factories.unit())
    page = as_coordinator.get("/mijlpalen/").content.decode()
    assert str(WORDS["ongewijzigd-bevestigen"].text) in page
    noord = factories.region(unit=ReportingUnit.objects.get(slug="noord"))
    code = factories.municipality(region=noord).code
    factories.instrument()
    for address in ("/gemeenten/invullen/", f"/gemeenten/{code}/vastleggen/", "/gemeenten/"):
        page = as_coordinator.get(address).content.decode()
        assert str(WORDS["herijken"].text) in page, address
