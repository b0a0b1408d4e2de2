"""A reviewer corrects a published report, with keyboard and on the smallest screen."""

import os

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import Publication, RoundState
from nalportal.report import freeze as freezing
from nalportal.report.freeze import freeze, publish
from nalportal.report.payload import dump
from tests import factories
from tests.browser import OpenPage, faults_at_both_widths, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, name: str) -> None:
    """Fine at both widths; with NAL_PICTURES a picture of each is kept in that folder."""
    assert faults_at_both_widths(page) == []
    folder = os.environ.get("NAL_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}-320.png", full_page=True)
    if folder:
        page.screenshot(path=f"{folder}/{name}-1280.png", full_page=True)


def test_a_reviewer_corrects_a_title(
    open_page: OpenPage, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])
    factories.milestone(unit=factories.region().unit, title="Fictief laadplein")
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    page = sign_in(open_page(), reviewer)
    page.goto("/rondes/fictief/")
    look(page, "bevroren")
    publish(round_, by=reviewer)

    page.goto("/rondes/fictief/corrigeren/")
    page.get_by_role("main").get_by_role("searchbox").fill("laadplein titel")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.get_by_role("checkbox").check()
    look(page, "kiezen")
    press(page, "Gekozen velden invullen")

    page.get_by_role("button", name="Bekijken wat er verandert").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().strip().startswith("Fout:")
    look(page, "fout")

    page.get_by_label("Fictief laadplein: titel").fill("Fictief laadstation")
    page.get_by_label("Erratum").fill("Het is een station (fictief).")
    press(page, "Bekijken wat er verandert")
    expect(page.get_by_role("table")).to_contain_text("Fictief laadstation")
    look(page, "bekijken")
    press(page, "Correctie publiceren")

    expect(page.get_by_role("status")).to_contain_text("Versie 2 is gepubliceerd")
    look(page, "gecorrigeerd")
    page.get_by_role("link", name="Bekijk versie 1").click()
    expect(page.get_by_role("main")).to_contain_text("Fictief laadplein")
    look(page, "versie-1")
    assert Publication.objects.count() == 2


def test_a_reviewer_takes_a_milestone_out_and_puts_another_in(
    open_page: OpenPage, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])
    unit = factories.region(unit=factories.unit(slug="noord", short_name="Noord")).unit
    for title in ("Fictief laadplein", "Fictieve laadpaal"):
        factories.milestone(unit=unit, title=title)
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    page = sign_in(open_page(), reviewer)
    page.goto("/rondes/fictief/corrigeren/?q=laadplein")
    page.get_by_role("checkbox", name="Fictief laadplein: weghalen").check()
    press(page, "Meer zoeken")
    page.get_by_role("main").get_by_role("searchbox").fill("noord planning toevoegen")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.get_by_role("checkbox", name="Noord, Planning: mijlpaal toevoegen").check()
    look(page, "structuur-kiezen")
    press(page, "Gekozen velden invullen")
    page.get_by_label("Fictief laadplein: weghalen").select_option("Weghalen")
    page.get_by_label("Noord, Planning: mijlpaal toevoegen").fill("XX-199 Fictief laadhub\n2027")
    page.get_by_label("Erratum").fill("De hub ontbrak, het plein hoort er niet (fictief).")
    press(page, "Bekijken wat er verandert")
    expect(page.get_by_role("table")).to_contain_text("XX-199 Fictief laadhub")
    look(page, "structuur-bekijken")
    press(page, "Correctie publiceren")
    expect(page.get_by_text("Versie 2 is gepubliceerd")).to_be_visible()
    page.goto("/rondes/fictief/regios/noord/")
    expect(page.get_by_text("Fictief laadhub")).to_be_visible()
    expect(page.get_by_text("Fictief laadplein")).to_have_count(0)
    page.goto("/rondes/")
    expect(page.get_by_text("De hub ontbrak")).to_be_visible()
    look(page, "rondes-met-erratum")
