"""How figures, dates and codes read on a page, and that every code has its drawing and word."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.template.exceptions import TemplateDoesNotExist

from nalportal import dutch
from nalportal.accounts.models import User
from nalportal.dutch import NO_BREAK_SPACE
from nalportal.figures import Figure, no_figure, whole
from nalportal.progress.models import Category
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, TextBlock
from nalportal.prose import Span
from nalportal.report import labels
from nalportal.report.addresses import Address
from nalportal.report.editions import Edition
from nalportal.report.tables.stock import ratio_table
from nalportal.report.web.tags import nal, pages
from nalportal.report.web.tags.tables import show_table
from regions.reports import InstrumentEntry, PolicyCell, PolicyRow
from tests.indicators.made_reports import month_end, ratio_report

# ------------------------------------------------------------------------------ codes and icons


@pytest.mark.parametrize("code", nal.WORDS)
def test_every_code_has_a_drawing_and_a_word(code: str) -> None:
    assert 'aria-hidden="true"' in nal.icon(code)
    assert nal.word(code)[0].isupper() or code == "pm"


def test_an_unknown_code_fails_loudly() -> None:
    with pytest.raises(TemplateDoesNotExist):
        nal.icon("bestaat-niet")


def test_a_heading_has_the_level_of_its_place_and_escapes_its_text() -> None:
    assert nal.heading(4, "<b>") == "<h4>&lt;b&gt;</h4>"
    assert nal.heading(3, "Planning", icon="planning").startswith("<h3><svg")


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "Aandachtspunten"), (1, "Aandachtspunt"), (2, "Aandachtspunten")],
)
def test_the_word_under_a_number_agrees_with_it(count: int, expected: str) -> None:
    assert labels.category_name("aandachtspunt", count) == expected


# Only whether there are any is looked at.
EARLIER = (
    MilestoneEntry("NO-001", "Plan", "", "opgelost", None, False, None, None, "", None, "", ()),
)


@pytest.mark.parametrize(
    ("statement", "earlier", "expected"),
    [
        ("geen", (), "Er zijn geen aandachtspunten."),
        ("niet-vermeld", (), "Niet vermeld in de bron."),
        ("", (), "Geen aandachtspunten opgegeven."),
        ("", EARLIER, "Niets nieuws sinds het vorige rapport."),
    ],
)
def test_an_empty_category_says_why(
    statement: str, earlier: tuple[MilestoneEntry, ...], expected: str
) -> None:
    block = CategoryBlock(Category.ATTENTION, (), earlier, statement)
    assert labels.why_empty(block) == expected


@pytest.mark.parametrize(("level", "kind"), [("success", "gelukt"), ("debug", "info")])
def test_messages_become_notes(level: str, kind: str) -> None:
    assert nal.note_kind(level) == kind


# -------------------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (whole("x", 1511), '<span class="number">1.511</span>'),
        (whole("x", 0), '<span class="number">0</span>'),
        (
            whole("x", 10, at_least=True),
            '<span class="affix">ten minste</span> <span class="number">10</span>',
        ),
        (no_figure("x", "pm"), '<span class="pm">pm</span>'),
        (no_figure("x", "onbekend"), '<span class="number">Onbekend</span>'),
    ],
)
def test_zero_pm_and_unknown_read_differently(value: Figure, expected: str) -> None:
    assert nal.figure(value) == expected


def test_a_dash_tells_who_hears_it_what_it_means() -> None:
    shown = nal.figure(no_figure("x", "nvt"))
    assert '<span aria-hidden="true">–</span>' in shown
    assert '<span class="visually-hidden">niet van toepassing</span>' in shown


def test_a_part_is_told_with_its_whole_unless_it_is_not_known() -> None:
    total = whole("y", 76)
    assert "</span> van <span" in nal.figure_of(whole("x", 65), total)
    assert nal.figure_of(no_figure("x", "pm"), total) == '<span class="pm">pm</span>'


@pytest.mark.parametrize(
    ("part", "length"),
    [
        (whole("x", 65), "85.53"),
        (whole("x", 0), "0.00"),
        (whole("x", 80), "100.00"),  # a bar never leaves its track
        (no_figure("x", "pm"), ""),
    ],
)
def test_a_bar_is_as_long_as_its_share(part: Figure, length: str) -> None:
    assert nal.bar_length(part, whole("y", 76)) == length


def test_a_bar_of_nothing_has_no_length() -> None:
    assert nal.bar_length(whole("x", 0), whole("y", 0)) == ""


# ---------------------------------------------------------------------- numbers, dates and words


def test_numbers_and_dates_are_dutch() -> None:
    day = date(2021, 3, 31)
    assert nal.number(Decimal(287790)) == "287.790"
    assert dutch.long_date(day).replace(NO_BREAK_SPACE, " ") == "31 maart 2021"
    assert dutch.short_date(day) == "31-3-2021"
    assert dutch.moment(datetime(2021, 7, 5, 12, 12, tzinfo=UTC)).endswith("om 14:12")
    assert nal.counted(1, "partij,partijen").replace(NO_BREAK_SPACE, " ") == "1 partij"
    assert nal.joined(["Groningen", "Drenthe"]) == "Groningen en Drenthe"
    assert nal.within_sentence("Stand van zaken") == "stand van zaken"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Haarlemmermeer", ["Haarlem", "mermeer"]),
        ("Noordoostpolder", ["Noordoost", "polder"]),
        ("Urk", ["Urk"]),
        ("Den Haag", ["Den Haag"]),
    ],
)
def test_long_names_may_break_on_a_tile(name: str, parts: list[str]) -> None:
    assert nal.soft_hyphens(name).split("\u00ad") == parts


def test_a_paragraph_keeps_its_links_and_escapes_the_rest() -> None:
    paragraph = [Span("Zie <b> "), Span("de bron", "https://voorbeeld.example/?a=1&b=2"), Span(".")]
    assert nal.spans(paragraph) == (
        'Zie &lt;b&gt; <a href="https://voorbeeld.example/?a=1&amp;b=2">de bron</a>.'
    )


# ------------------------------------------------------------------------------------------ menu


def keys(**context: object) -> list[str]:
    return [item.key for item in pages.main_menu(Context(context))]


def test_without_a_report_the_menu_has_no_pages_of_one() -> None:
    assert keys(user=AnonymousUser()) == ["overview", "rounds", "definitions"]


def test_pages_without_an_edition_lead_to_the_newest_one() -> None:
    items = pages.main_menu(Context({"newest_urls": Address("eind-2020")}))
    assert items[1].href == "/rondes/eind-2020/regios/"


def test_the_menu_of_who_is_signed_in_is_short_enough_for_one_line() -> None:
    published = {"newest_urls": Address("eind-2020")}
    editor = ["start", "unit", "milestones", "municipalities", "rounds", "overview", "definitions"]
    reviewer = ["start", "rounds", "milestones", "municipalities", "figures"]
    readers = ["indicators", "overview", "definitions"]
    assert keys(user=User(), **published) == editor
    assert keys(user=User(is_reviewer=True), **published) == [*reviewer, *readers]
    assert keys(user=User(is_staff=True), **published) == [*editor, "people", "audit-log", "admin"]


def test_rounds_lead_a_reviewer_to_where_they_are_led() -> None:
    hrefs = [
        next(item.href for item in pages.main_menu(Context({"user": user})) if item.key == "rounds")
        for user in (User(), User(is_reviewer=True))
    ]
    assert hrefs == ["/rondes/", "/ronde/"]


def test_who_is_signed_in_goes_to_the_register_of_municipalities() -> None:
    published = {"newest_urls": Address("eind-2020")}
    hrefs = [
        next(item.href for item in pages.main_menu(Context(context)) if "beleid" in item.text)
        for context in (published, published | {"user": User()}, {"user": User()})
    ]
    assert hrefs == ["/rondes/eind-2020/gemeenten/", "/gemeenten/", "/gemeenten/"]


# ------------------------------------------------------------------------------- parts of table 3

LAADVISIE = InstrumentEntry(
    "laadvisie", "Integrale laadvisie", "Laadvisie", "Laadvisie", "fasen", True
)


def row(count: Figure, *, known: int = 0, counted: int = 0, basis: str = "opgave") -> PolicyRow:
    cell = PolicyCell("laadvisie", count, no_figure("z", "onbekend"), basis, known, counted)
    return PolicyRow("noord", "Noord", whole("y", 40, notes=(2,)), (cell,))


def test_a_row_says_where_it_comes_from() -> None:
    assert pages.is_reported(row(whole("x", 0, notes=(1,))))
    assert not pages.is_reported(row(whole("x", 0), basis="geteld"))


def test_a_row_is_walked_with_its_instruments() -> None:
    shown = row(whole("x", 6))
    assert pages.with_instrument(shown, [LAADVISIE]) == [(LAADVISIE, shown.cells[0])]
    assert pages.on_card([LAADVISIE]) == [LAADVISIE]


def test_a_term_that_the_report_does_not_explain_has_no_name() -> None:
    definitions = [TextBlock("laadpunt", "Laadpunt", (), True)]
    assert pages.term("laadpunt", definitions) == "Laadpunt"
    assert pages.term("onzin", definitions) == ""


# ------------------------------------------------------------------------------------- addresses


@pytest.mark.django_db
def test_links_stay_within_the_edition(edition: Edition) -> None:
    region = edition.report.territory.regions[0].unit
    assert pages.unit_href(edition, region) == "/rondes/eind-2020/regios/g4/"
    assert pages.region_href(edition, "noord") == "/rondes/eind-2020/regios/noord/"
    assert pages.unit_pdf_href(edition, region) == "/rondes/eind-2020/downloads/g4.pdf"
    assert pages.indicator_href(edition, "dekking") == "/rondes/eind-2020/indicatoren/dekking/"
    assert pages.municipality_href(edition, "GM0363") == "/rondes/eind-2020/gemeenten/GM0363/"
    assert pages.newest_version_href(edition) == "/rondes/eind-2020/"


@pytest.mark.django_db
def test_a_round_lists_its_versions(edition: Edition) -> None:
    assert edition.round
    assert pages.versions(edition.round) == [(1, "/rondes/eind-2020/v1/")]


@pytest.mark.parametrize(("dates", "folded"), [(12, False), (13, True)])
def test_a_long_table_under_its_chart_is_folded_and_opens_without_a_script(
    dates: int, folded: bool
) -> None:
    made = [(month_end(n), 100 + n, 400) for n in range(dates)]
    shown = show_table(ratio_table(ratio_report(made)))
    assert (f"Alle {3 * dates} cijfers als tabel" in shown) is folded
    assert ("<details>" in shown) is folded
    assert shown.count("<table") == 1
