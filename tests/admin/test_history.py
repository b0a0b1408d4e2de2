"""Who changed what, when and why: written by every edit, and read without a way to undo it."""

from __future__ import annotations

from datetime import date

from django.db.models import Model
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Milestone,
    Round,
    RoundState,
    Theme,
)
from regions.models import RegionMembership
from tests import factories
from workgroups.models import Party, PartyAlias

from .pages import LISTS, READ_ONLY, TRACKED, each, form_values, make, queries, url


def test_every_model_with_a_history_keeps_the_rules_of_tracked_rows() -> None:
    kept = {model for model in LISTS if hasattr(model, "history")} - {User}
    assert {*TRACKED, *READ_ONLY} == kept


def test_an_edit_tells_who_and_why(beheer: Client, beheerder: User) -> None:
    row = factories.theme(name="Oude naam")
    address = url(Theme, "change", row.pk)
    values = form_values(beheer, address)
    values |= {"name": "Nieuwe naam", "change_reason": "Spelling"}
    assert beheer.post(address, values).status_code == 302
    record = row.history.first()
    assert (record.name, record.history_user) == ("Nieuwe naam", beheerder)
    assert record.history_change_reason == "Spelling"


def test_an_edit_of_a_row_under_its_parent_tells_who_and_why(
    beheer: Client, beheerder: User
) -> None:
    alias = factories.party_alias(name="Oude naam")
    address = url(Party, "change", alias.party.pk)
    values = form_values(beheer, address)
    values |= {"aliases-0-name": "Nieuwe naam", "change_reason": "Spelling"}
    assert beheer.post(address, values).status_code == 302
    record = alias.history.first()
    assert (record.name, record.history_user) == ("Nieuwe naam", beheerder)
    assert record.history_change_reason == "Spelling"


def test_a_removed_alias_stays_in_the_history(beheer: Client, beheerder: User) -> None:
    alias = factories.party_alias()
    address = url(Party, "change", alias.party.pk)
    values = form_values(beheer, address) | {"aliases-0-DELETE": "on"}
    assert beheer.post(address, values).status_code == 302
    record = PartyAlias.history.first()
    assert (record.history_type, record.history_user) == ("-", beheerder)


def test_history_shows_changes_in_words(beheer: Client) -> None:
    row = factories.milestone(planned_on=date(2021, 7, 1), planned_precision="month")
    row.planned_precision = "quarter"
    row.save()
    page = beheer.get(url(Milestone, "history", row.pk)).content.decode()
    assert "maand → kwartaal" in page
    assert "Toegevoegd" in page


def test_history_shows_a_state_although_no_form_has_it(beheer: Client) -> None:
    row = factories.round_(state=RoundState.OPEN)
    row.state = RoundState.IN_REVIEW
    row.save()
    page = beheer.get(url(Round, "history", row.pk)).content.decode()
    assert "Open → In controle" in page


def test_history_shows_themes_by_name(beheer: Client) -> None:
    row = factories.milestone()
    row.themes.add(factories.theme(name="Fictief snelladen"))
    page = beheer.get(url(Milestone, "history", row.pk)).content.decode()
    assert "– → Fictief snelladen" in page


def test_history_takes_the_same_queries_with_2_changes_and_with_20(beheer: Client) -> None:
    row = factories.membership()
    address = url(RegionMembership, "history", row.pk)

    def move() -> None:
        row.region = factories.region()
        row.save()

    move()
    few = len(queries(beheer, address))
    for _ in range(18):
        move()
    assert len(queries(beheer, address)) == few


@each([*TRACKED, *READ_ONLY])
def test_a_version_is_read_and_not_put_back(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    record = row.history.first()
    address = url(model, "simple_history", row.pk, record.pk)
    page = beheer.get(address).content.decode()
    assert "Zoals het stond op" in page
    assert 'type="submit" value' not in page
    before = row.history.count()
    beheer.post(address, form_values(beheer, url(model, "change", row.pk)))
    assert row.history.count() == before


def test_a_version_shows_values_as_they_were(beheer: Client) -> None:
    row = factories.milestone(title="Eerste titel", themes=(factories.theme(name="Laadvisie"),))
    record = row.history.first()
    row.title = "Tweede titel"
    row.save()
    page = beheer.get(url(Milestone, "simple_history", row.pk, record.pk)).content.decode()
    assert "Eerste titel" in page
    assert "Tweede titel" not in page.split("<table>")[1]
    assert "Laadvisie" in page
