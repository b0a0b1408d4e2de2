"""The pages of Django in a real browser, where its own leave something without a name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from nalportal.accounts.models import User
from tests import factories
from tests.browser import accessibility_faults, sign_in


@pytest.fixture
def beheer(
    browser: Browser, live_server: object, fresh_limits: None, beheerder: User
) -> Iterator[Page]:
    """Not a page that complains of what the policy blocked: the choices of Django (select2) style
    themselves inline, which it does, and they work without."""
    context = browser.new_context(base_url=str(live_server), locale="nl-NL")
    yield sign_in(context.new_page(), beheerder)
    context.close()


def test_every_field_of_a_row_and_every_choice_has_the_name_it_stands_under(beheer: Page) -> None:
    place = factories.municipality(name="Verzonnen-aan-Zee")
    factories.membership(municipality=place)
    beheer.goto(f"/admin/regions/municipality/{place.pk}/change/")
    expect(beheer.locator("#id_memberships-0-valid_from")).to_have_accessible_name("Vanaf")
    assert accessibility_faults(beheer) == []
    beheer.locator("#memberships-group").get_by_role("button", name="Nog een").click()
    expect(beheer.locator("#id_memberships-1-valid_from")).to_have_accessible_name("Vanaf")
    assert accessibility_faults(beheer) == []


def test_the_choice_of_a_party_tells_what_it_asks_and_what_is_chosen(beheer: Page) -> None:
    alias = factories.party_alias(party=factories.party(name="Fictieve partij"))
    beheer.goto(f"/admin/workgroups/partyalias/{alias.pk}/change/")
    expect(beheer.get_by_role("combobox", name="Partij Fictieve partij")).to_be_visible()
    assert accessibility_faults(beheer) == []


def test_a_list_speaks_dutch_and_every_filter_can_be_read_and_pressed(beheer: Page) -> None:
    for charger_type in ("", "publiek"):
        factories.series_break(charger_type=charger_type)
    beheer.goto("/admin/indicators/seriesbreak/")
    expect(beheer.locator("#changelist-search").get_by_role("img")).to_have_accessible_name(
        "Zoeken"
    )
    expect(beheer.get_by_role("link", name="–", exact=True)).to_be_visible()
    assert accessibility_faults(beheer) == []
