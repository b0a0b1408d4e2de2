"""From the country to a municipality, as readers walk: fictitious series, wide and narrow."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from nalportal.accounts.models import User
from nalportal.progress.models import UnitKind
from tests import factories
from tests.browser import NARROW, OpenPage, assert_fine, press, sign_in
from tests.indicators.made_series import fill

pytestmark = pytest.mark.django_db(transaction=True)

COUNTRY = "/nu/indicatoren/dekking/"


@pytest.fixture
def series() -> None:
    """Two regions of two municipalities with 30 months, and a break halfway; another source too."""
    factories.printed_indicators()
    measure = factories.measure(slug="laadpunten", name="Laadpunten")
    for slug in ("noord", "oost"):
        unit = factories.unit(slug=slug, name=slug.capitalize(), kind=UnitKind.REGION)
        region = factories.region(unit=unit)
        for _ in range(2):
            factories.municipality(region=region)
    factories.series_break(measure=measure, on=date(2018, 4, 1))
    fill(30)
    factories.observation(measure=measure, region=region, charger_type="", value=999)


def test_from_the_country_to_a_municipality_wide_and_narrow(
    open_page: OpenPage, series: None, outsider: User
) -> None:
    page = sign_in(open_page(), outsider)
    page.goto(COUNTRY)
    expect(page.locator("svg.vega")).to_have_count(3)
    expect(page.get_by_role("table", name="Laadpunten per NAL-regio, per bron")).to_contain_text(
        "999"
    )
    assert_fine(page)
    press(page, "Noord", role="link")
    page.wait_for_url("**/dekking/noord/")
    expect(page.locator("svg.vega")).to_have_count(2)
    assert_fine(page)
    name = page.locator("#gemeenten tbody a").first.inner_text()
    press(page, name, role="link")
    page.wait_for_url("**/dekking/gemeente/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert_fine(page)
    for address in (page.url, COUNTRY, f"{COUNTRY}noord/"):
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # a width and a height
        page.goto(address)
        assert_fine(page)
    page.goto(f"{COUNTRY}noord/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"Cijfers \(CSV\).*erbij per maand")).click()
    assert download.value.suggested_filename == "nal-nu-geplaatst-noord.csv"
