"""A coordinator's afternoon with the keyboard alone: every main task in one sitting."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.progress import verbs
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.progress.verbs import Content
from nalportal.records.versions import SeenVersion
from tests import factories
from tests.accounts.codes import code_now, give_second_factor
from tests.browser import WIDE, faults_at_both_widths, heard, press
from tests.conftest import PASSWORD
from workgroups import verbs as party_verbs
from workgroups.models import Participation, Workgroup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def with_second_factor(settings: Settings, coordinator: User) -> Iterator[None]:
    settings.DEMO = False
    give_second_factor(coordinator)
    yield
    cache.clear()


@pytest.fixture
def logistiek(coordinator: User) -> Workgroup:
    """A working group that the coordinator of Noord keeps too, with three parties."""
    unit = factories.unit(
        name="Werkgroep Logistiek", slug="logistiek", kind="werkgroep", editors=(coordinator,)
    )
    group = factories.workgroup(unit=unit)
    for name in ("IenW", "NKL", "RVO"):
        factories.participation(workgroup=group, party=factories.party(name=name))
    return group


def type_in(page: Page, label: str, text: str) -> None:
    press(page, label, role="textbox", key="Control+A")
    page.keyboard.type(text)


def follow(page: Page, link: str, heading: str) -> None:
    press(page, link, role="link")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def done(page: Page, message: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(message)


def test_all_main_tasks_with_the_keyboard_alone(
    open_page: Callable[..., Page],
    coordinator: User,
    noord: ReportingUnit,
    logistiek: Workgroup,
    tmp_path: Path,
) -> None:
    page = open_page(**WIDE)
    sign_in_with_a_code(page, coordinator)
    follow(page, "Mijlpalen", "Mijlpalen")
    expect(page.get_by_text("Nog geen mijlpalen")).to_be_visible()
    add_after_a_mistake(page)
    edit_while_somebody_else_does(page, Milestone.objects.get())
    realise_and_think_better_of_it(page)
    find_and_export(page, noord, tmp_path / "lijst.csv")
    search_and_listen(page)
    follow(page, "Mijlpalen", "Mijlpalen")
    import_it_again(page, tmp_path / "lijst.csv")
    choose_all_and_shift(page)
    order_milestones(page, noord)
    order_parties(page, logistiek)


def sign_in_with_a_code(page: Page, user: User) -> None:
    page.goto("/account/inloggen/")
    type_in(page, "E-mailadres", user.email)
    type_in(page, "Wachtwoord", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vul uw code in")
    type_in(page, "Code", code_now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Start")


def add_after_a_mistake(page: Page) -> None:
    follow(page, "Mijlpaal toevoegen", "Mijlpaal toevoegen")
    page.get_by_role("combobox", name="Regio of werkgroep").focus()
    page.keyboard.type("Regio Noord")
    type_in(page, "Verwacht gereed (niet verplicht)", "binnenkort")
    press(page, "Mijlpaal opslaan")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Los 2\u00a0punten op.")
    assert page.title().strip().startswith("Fout:")
    assert faults_at_both_widths(page) == []
    press(page, "Titel: Vul een titel in.", role="link")
    expect(page.get_by_label("Titel").first).to_be_focused()
    page.keyboard.type("Regionale laadvisie")
    expect(page.get_by_label("Verwacht gereed")).to_have_value("binnenkort")
    type_in(page, "Verwacht gereed (niet verplicht)", "juli 2099")
    press(page, "Mijlpaal opslaan")
    done(page, "Mijlpaal toegevoegd.")


def edit_while_somebody_else_does(page: Page, row: Milestone) -> None:
    follow(page, "Wijzigen", "Mijlpaal wijzigen")
    theirs = Content.of(row).__dict__ | {"title": "Van Buur"}
    verbs.edit(row, Content(**theirs), seen=SeenVersion(row.version), by=factories.user())
    type_in(page, "Titel", "Regionale laadvisie met RES")
    press(page, "Mijlpaal opslaan")
    note = page.get_by_role("alert")
    expect(note).to_be_focused()
    expect(note).to_contain_text("Van Buur")
    assert faults_at_both_widths(page) == []
    press(page, "Mijlpaal opslaan")
    done(page, "Mijlpaal opgeslagen.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regionale laadvisie met RES")


def realise_and_think_better_of_it(page: Page) -> None:
    follow(page, "Gerealiseerd melden Regionale laadvisie met RES", "Gerealiseerd melden")
    type_in(page, "Gerealiseerd op", "1-6-2021")
    press(page, "Gerealiseerd melden")
    done(page, "Gemeld als gerealiseerd.")
    press(page, "Deze versie herstellen", role="link", exact=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Oude versie herstellen")
    press(page, "Versie herstellen")
    done(page, "Oude versie hersteld.")
    assert Milestone.objects.get().category == Category.PLANNED


def find_and_export(page: Page, noord: ReportingUnit, file: Path) -> None:
    factories.milestone(unit=noord, title="Plankaart", planned_on=None)
    follow(page, "Mijlpalen", "Mijlpalen")
    type_in(page, "Zoeken", "laadvisie")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1\u00a0mijlpaal")).to_be_visible()
    with page.expect_download() as download:
        press(page, "Deze lijst als CSV", role="link")
    download.value.save_as(file)
    assert "Plankaart" not in file.read_text("utf-8-sig")


def search_and_listen(page: Page) -> None:
    """From the box in the header to what was found, by what the accessibility tree tells."""
    press(page, "Zoek naar", role="searchbox", key="Control+A")
    assert heard(page) == "searchbox | Zoek naar"
    page.keyboard.type("laadvisie res")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoeken")
    assert faults_at_both_widths(page) == []
    walk: list[str] = []
    while not walk or "RES" not in walk[-1]:
        page.keyboard.press("Tab")
        walk.append(heard(page))
        assert len(walk) < 40, walk
    assert walk[0] == "link | Naar de inhoud"
    assert walk[-1] == "link | Regionale laadvisie met RES"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regionale laadvisie met RES")


def import_it_again(page: Page, file: Path) -> None:
    text = file.read_text("utf-8-sig")
    for changed, then in ((text.replace(";noord;", ";oost;"), "faults"), (text, "preview")):
        file.write_text(changed.replace("met RES", "en RES"), "utf-8-sig")
        page.goto("/mijlpalen/importeren/")
        with page.expect_file_chooser() as chooser:
            page.get_by_label("Bestand").focus()
            page.keyboard.press("Enter")
        chooser.value.set_files(file)
        press(page, "Eerst controleren")
        expect(page.get_by_role("heading", level=1)).to_have_text("Voorbeeld van de import")
        assert faults_at_both_widths(page) == [], then
    press(page, "Deze wijzigingen opslaan")
    done(page, "Bestand geïmporteerd.")
    assert Milestone.objects.filter(title="Regionale laadvisie en RES").exists()


def choose_all_and_shift(page: Page) -> None:
    type_in(page, "Zoeken", "laadvisie")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1\u00a0mijlpaal")).to_be_visible()
    press(page, "Kies Regionale laadvisie en RES", role="checkbox", key="Space")
    press(page, "Datum verschuiven")  # the bar stands under the rows
    expect(page.get_by_role("heading", level=1)).to_have_text("Geplande datum verschuiven")
    type_in(page, "Aantal maanden", "3")
    press(page, "Datums verschuiven")
    done(page, "Datum van 1 mijlpaal verschoven.")
    expect(page.get_by_text("Eerst gepland: juli 2099, 1 × verschoven")).to_be_visible()
    press(page, "Wissen", role="link")  # the filter stayed
    press(page, "Alle 2 selecteren", role="link")
    expect(page.get_by_text("2\u00a0mijlpalen gekozen")).to_be_visible()
    assert faults_at_both_widths(page) == []


def order_milestones(page: Page, noord: ReportingUnit) -> None:
    page.goto("/mijlpalen/volgorde/noord/")
    press(page, "Omhoog Plankaart")
    # At the top there is no way up any more, so the way down has the focus.
    expect(page.get_by_role("button", name="Omlaag Plankaart")).to_be_focused()
    titles = [row.title for row in verbs.in_order(noord, Category.PLANNED)]
    assert titles == ["Plankaart", "Regionale laadvisie en RES"]


def order_parties(page: Page, group: Workgroup) -> None:
    follow(page, "Mijlpalen", "Mijlpalen")
    follow(page, "Teksten en partijen", "Teksten en partijen")
    follow(page, "Partijen Werkgroep Logistiek", "Betrokken partijen")
    press(page, "Omhoog RVO")
    page.wait_for_url("**knop=*")
    expect(page.get_by_role("button", name="Omhoog RVO")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Omlaag RVO")).to_be_focused()
    rows: list[Participation] = list(party_verbs.taking_part(group))
    assert [row.party.name for row in rows] == ["RVO", "IenW", "NKL"]
