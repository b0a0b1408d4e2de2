"""All that a filter finds, chosen at once."""

import re
from typing import Any

import pytest
from django.test import Client

from nalportal.accounts.models import User
from nalportal.pages import selection
from nalportal.progress.history import history_of
from nalportal.progress.models import Milestone, ReportingUnit, SubmissionState
from tests import factories

from .pages import form_values


@pytest.fixture
def rows(noord: ReportingUnit) -> list[Milestone]:
    return [factories.milestone(unit=noord, title=title) for title in ("Een", "Twee")]


def chosen_in(response: Any) -> list[str]:
    return [row.title for row in response.context["chosen"]]


def test_all_of_the_filter_on_every_page(as_coordinator: Client, rows: list[Milestone]) -> None:
    for _ in range(30):
        factories.milestone(unit=rows[0].unit, title="Laadvisie")
    page = as_coordinator.get("/mijlpalen/?q=laadvisie").content.decode()
    assert "Alle 30 selecteren" in page
    page = as_coordinator.get("/mijlpalen/?q=laadvisie&alle=on").content.decode()
    assert ("30\xa0mijlpalen gekozen" in page, "Selectie wissen" in page) == (True, True)
    # The ticked rows; those of the columns are ticked too.
    assert len(re.findall(r'name="kies"[^>]* checked', page)) == 25
    found = as_coordinator.get("/mijlpalen/selectie/?actie=bevestigen&alle=on&q=laadvisie")
    assert chosen_in(found) == ["Laadvisie"] * 30


def test_what_is_unticked_after_choosing_all_is_left_out(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    shown = "getoond=NO-001&getoond=NO-002&kies=NO-002"
    found = as_coordinator.get(f"/mijlpalen/selectie/?actie=bevestigen&alle=on&{shown}")
    assert chosen_in(found) == ["Twee"]


def test_what_is_added_after_the_selection_was_shown_is_left_alone(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    address = "/mijlpalen/selectie/?actie=bevestigen&alle=on"
    values = form_values(as_coordinator.get(address))
    later = factories.milestone(unit=rows[0].unit)
    as_coordinator.post(address, values)
    assert [len(history_of(row)) for row in (*rows, later)] == [2, 2, 1]


def test_all_is_what_may_be_changed(
    as_coordinator: Client, rows: list[Milestone], coordinator: User
) -> None:
    closed = factories.unit(slug="zuid", editors=(coordinator,))
    factories.milestone(unit=closed)
    factories.submission(unit=closed, state=SubmissionState.SUBMITTED)
    assert "Alle 2 selecteren" in as_coordinator.get("/mijlpalen/").content.decode()
    found = as_coordinator.get("/mijlpalen/selectie/?actie=bevestigen&alle=on")
    assert chosen_in(found) == ["Een", "Twee"]


def test_more_than_the_limit_is_said_and_not_cut(
    as_coordinator: Client, rows: list[Milestone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MAX_SELECTED", 1)
    page = as_coordinator.get(
        "/mijlpalen/selectie/?actie=bevestigen&alle=on", follow=True
    ).content.decode()
    assert "U koos 2 regels. Kies er ten hoogste 1 tegelijk." in page


def test_a_filter_with_a_mistake_selects_nothing(
    as_coordinator: Client, rows: list[Milestone]
) -> None:
    address = "/mijlpalen/selectie/?actie=bevestigen&alle=on&vanaf=ooit"
    assert as_coordinator.get(address).status_code == 404
