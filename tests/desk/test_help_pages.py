"""Help per task, and words that explain themselves in place: each definition stands once."""

import re
from pathlib import Path

import pytest
from django.test import Client

from nalportal.desk.help import TASKS
from nalportal.progress.models import Category, ReportingUnit
from nalportal.progress.words import WORDS
from regions.models import Stage
from tests import factories

pytestmark = pytest.mark.django_db

TOP = Path(__file__).parents[2]
APPS = ["nalportal", "regions", "workgroups", "indicators"]


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


def test_what_the_steps_tell_to_press_is_on_the_screen() -> None:
    """Help is in words and has no pictures (decision 54): so its words are those of the buttons."""
    steps = " ".join(str(step) for task in TASKS for step in task.steps)
    pressed = {label.strip() for label in re.findall(r"\b[Kk]ies ([A-Z][a-z]+(?: [a-z]+)*)", steps)}
    pressed = {re.sub(r" (?:en|of) .*", "", label) for label in pressed}
    assert {"Deze documenten opslaan", "Ongewijzigd bevestigen", "Opslaan"} <= pressed
    sources = [
        *TOP.glob("templates/**/*.html"),
        *(
            found
            for app in APPS
            for found in (TOP / app).glob("**/*.py")
            if found.name != "help.py"
        ),
    ]
    shown = "\n".join(found.read_text() for found in sources)
    assert [label for label in sorted(pressed) if f'"{label}"' not in shown] == []
