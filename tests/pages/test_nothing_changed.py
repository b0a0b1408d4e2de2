"""Saving a form as it was opened changes nothing, makes no history, and says so."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from indicators.models import Edition, Source
from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.progress.models import Milestone, ReportText, Round
from nalportal.progress.models.texts import Place
from regions.models import PolicyDocument, ReportedCount
from tests import factories
from tests.progress.pages import form_values

NOTHING = "U hebt niets gewijzigd. Alles staat er nog zoals het was."


@pytest.fixture
def round_(db: None) -> Round:
    return factories.round_(slug="eind-2021", title="Eind 2021 (fictief)")


@pytest.fixture
def forms(round_: Round) -> dict[str, type[Any]]:
    """The address of every form that changes what is there, and whose history it would write."""
    unit = factories.unit(name="Regio Noord", short_name="Noord", slug="noord", code="NO")
    region = factories.region(unit=unit)
    milestone = factories.milestone(unit=unit)
    factories.evidence_link(milestone=milestone)
    factories.report_text(round=round_, place=Place.UNIT, unit=unit, is_summary=False)
    factories.reported_count(region=region, reference_on=round_.reference_on, count=None)
    document = factories.policy_document(reference="CVDR677545")
    municipality = factories.membership(region=region).municipality
    factories.policy_step(municipality=municipality, document=document)
    edition = factories.edition(slug="eerste")
    on = short_date(round_.reference_on)
    return {
        f"/mijlpalen/{milestone.reference}/wijzigen/": Milestone,
        "/teksten/noord/wijzigen/": ReportText,
        f"/gemeenten/opgave/noord/?peildatum={on}": ReportedCount,
        f"/gemeenten/documenten/{document.pk}/wijzigen/": PolicyDocument,
        f"/cijfers/bronnen/{edition.source.slug}/": Source,
        f"/cijfers/uitgaven/{edition.slug}/": Edition,
        "/ronde/eind-2021/instellen/": Round,
    }


def test_a_form_that_is_sent_as_it_was_opened(
    forms: dict[str, type[Model]], reviewer: User, client: Client
) -> None:
    client.force_login(reviewer)
    told = {}
    for address, model in forms.items():
        history: Any = model.history  # type: ignore[attr-defined]  # simple_history's
        before = history.count()
        opened = client.get(address)
        assert opened.status_code == 200, address
        page = client.post(address, form_values(opened), follow=True).content.decode()
        told[address] = (NOTHING in page, history.count() - before)
    assert told == dict.fromkeys(forms, (True, 0))


def test_a_form_that_changes_something_says_that(
    forms: dict[str, type[Model]], reviewer: User, client: Client
) -> None:
    client.force_login(reviewer)
    address = next(iter(forms))
    values = form_values(client.get(address)) | {"title": "Een andere titel (fictief)"}
    page = client.post(address, values, follow=True).content.decode()
    assert NOTHING not in page
    assert "Mijlpaal opgeslagen." in page
