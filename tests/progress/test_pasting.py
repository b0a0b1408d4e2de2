"""Milestones from a list that was copied: read, shown, and added row by row."""

from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nalportal.exchange.clipboard import read_block, write_block
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.progress.pasting import Reading
from nalportal.written_dates import parse_partial_date
from tests import factories

from .pages import error_fields, form_values, send

PASTE = "/mijlpalen/meerdere/"

pytestmark = pytest.mark.django_db


def shown(client: Client, lines: str, **fields: str) -> Any:
    return send(client, PASTE, lines=lines, **fields)


def added(client: Client, response: Any, **fields: str) -> Any:
    """Press the button of the preview."""
    form = response.context["form"]
    known = {"seen": form.preview, "opslaan": "ja", "columns_of": form.number}
    columns = {column.name: column.chosen for column in response.context["reading"].columns}
    return client.post(PASTE, form_values(response) | known | columns | fields, follow=True)


def stored() -> list[tuple[str, str, str]]:
    rows = Milestone.objects.order_by("reference")
    return [(row.title, str(row.planned or ""), row.explanation) for row in rows]


def page_of(response: Any) -> str:
    page: str = response.content.decode()
    return page


def test_a_preview_first_and_then_one_milestone_per_line(as_coordinator: Client) -> None:
    response = shown(as_coordinator, "Laadvisie\tjuli 2099\n\nSnelladen\n")
    assert not Milestone.objects.exists()
    assert "Voorbeeld:" in page_of(response)
    for _ in range(2):
        done = added(as_coordinator, response)
    assert done.redirect_chain == [("/mijlpalen/", 302)]
    assert stored() == [("Laadvisie", "juli\xa02099", ""), ("Snelladen", "", "")]


def test_going_back_and_sending_other_lines_adds_nothing_twice(as_coordinator: Client) -> None:
    first = shown(as_coordinator, "Laadvisie\nSnelladen")
    added(as_coordinator, first)
    second = as_coordinator.post(PASTE, form_values(first) | {"lines": "Laadvisie\nSnelladen 2"})
    again = added(as_coordinator, second)
    assert "Met deze pagina hebt u al mijlpalen toegevoegd." in page_of(again)
    assert "Snelladen 2</textarea>" in page_of(again)
    assert len(stored()) == 2


def test_what_was_not_seen_is_not_added(as_coordinator: Client) -> None:
    response = shown(as_coordinator, "Laadvisie")
    again = added(as_coordinator, response, lines="Heel iets anders")
    assert "Heel iets anders" in page_of(again)
    assert not Milestone.objects.exists()


def test_a_title_that_is_there_already_is_pointed_out(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    factories.milestone(unit=noord, title="Een")
    page = page_of(shown(as_coordinator, "Een\nDrie"))
    assert page.count("Deze titel staat al in het register.") == 1


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "Plak of typ ten minste één regel."),
        (" \n\t\n", "Plak of typ ten minste één regel."),
        ("Titel\tDatum\n", "Plak of typ ten minste één regel."),
        ("Goed\x00", "onzichtbare stuurtekens"),
        ("a\n" * 201, "Dit zijn 201 regels. Plak er ten hoogste 200 tegelijk."),
        ("x" * 80_000, "er passen er 70000"),
    ],
)
def test_what_is_no_list_is_refused(as_coordinator: Client, lines: str, message: str) -> None:
    response = shown(as_coordinator, lines)
    assert error_fields(response) == ["lines"]
    assert message in page_of(response)


@pytest.mark.parametrize(
    ("line", "message", "offered"),
    [
        ("x" * 301, "Regel 2: maak de titel korter; het zijn 301 tekens", False),
        ("\tjuli 2099", "Regel 2: er staat geen titel.", False),
        ("Goed\tooit", "Regel 2: “ooit” is geen datum.", True),
        ("Goed\tmei 2099", "Regel 2: Kies een datum op of na de peildatum", True),
    ],
)
def test_a_line_with_a_question_is_named_and_the_others_go_on(
    as_coordinator: Client, line: str, message: str, offered: bool
) -> None:
    factories.round_(reference_on=parse_partial_date("30-6-2099").on)
    response = shown(as_coordinator, f"Eerst\tjuli 2099\n{line}\nLaatst\taugustus 2099")
    page = page_of(response)
    assert message in page
    assert ("Toevoegen zonder datum;" in page) is offered
    assert "2\xa0mijlpalen toevoegen" in page
    after = added(as_coordinator, response)
    assert [title for title, *_rest in stored()] == ["Eerst", "Laatst"]
    assert after.redirect_chain == [(PASTE, 302)]
    assert "2 mijlpalen toegevoegd. De regels hieronder zijn nog niet" in page_of(after)
    left = after.context["form"]["lines"].value()
    assert [row.cells for row in read_block(left).rows] == [tuple(line.split("\t"))]
    assert as_coordinator.get(PASTE).context["form"]["lines"].value() is None


def test_without_its_date_a_line_keeps_the_words_in_its_note(as_coordinator: Client) -> None:
    response = shown(as_coordinator, "Visie\tzodra het kan\nBeleid\tooit")
    after = added(as_coordinator, response, **{"zonder-1": "on"})
    row = Milestone.objects.get()
    assert (row.title, row.planned) == ("Visie", None)
    assert row.internal_note == "Datum in de geplakte lijst: zodra het kan"
    assert after.context["form"]["lines"].value() == "Beleid\tooit\n"


def test_dates_in_words_go_along_and_only_what_is_unclear_is_asked(as_coordinator: Client) -> None:
    text = (
        "Een\tH1 2026\nTwee\tvóór de zomer van 2026\nDrie\tdoorlopend\nVier\tweek 23\nVijf\tSep-26"
    )
    added(as_coordinator, shown(as_coordinator, text))
    assert [(title, plain(planned)) for title, planned, *_rest in stored()] == [
        ("Een", "H1 2026"),
        ("Twee", "vóór de zomer van 2026"),
        ("Drie", "doorlopend"),
        ("Vijf", "september 2026"),
    ]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_of_what_is_realised_a_date_is_when_it_was_done(as_coordinator: Client) -> None:
    text = "Loket open\t12-10-2020\nVisie\tQ4 2020\nPlan\tmedio 2020\nOoit\t2199\n"
    response = shown(as_coordinator, text, category="gerealiseerd")
    assert "Regel 3: “medio 2020” is geen datum." in page_of(response)
    assert "Regel 4: Kies een datum tot en met vandaag." in page_of(response)
    added(as_coordinator, response)
    rows = Milestone.objects.order_by("pk")
    assert {(row.category, row.planned) for row in rows} == {(Category.REALISED, None)}
    assert [(row.realised_on, plain(str(row.realised))) for row in rows] == [
        (date(2020, 10, 12), "12 oktober 2020"),
        (date(2020, 12, 31), "4e kwartaal 2020"),
    ]


def test_headings_say_which_column_is_what(as_coordinator: Client) -> None:
    text = (
        "Wanneer\tNr\tMijlpaal\tToelichting\tWie\tKleur\n"
        'juli 2099\t1\tVisie\t"Dit:\n•\teen\n• twee"\tJansen\trood\n'
    )
    response = shown(as_coordinator, text)
    page = page_of(response)
    assert "Regel 1 is een kop en is overgeslagen" in page
    assert "Kolom 2 is niet gebruikt: “Nr”, “1”." in page
    assert "Kolom 6 is niet gebruikt: “Kleur”, “rood”." in page
    assert "<p>Dit:</p><ul><li>een</li><li>twee</li></ul>" in page
    added(as_coordinator, response)
    assert stored() == [("Visie", "juli\xa02099", "Dit:\n- een\n- twee")]


def test_people_say_which_column_is_what(as_coordinator: Client) -> None:
    text = "Visie\tjuli 2099\tMet gemeenten\n"
    first = shown(as_coordinator, text)
    assert "Kolom 3 is niet gebruikt: “Met gemeenten”." in page_of(first)
    chosen = {"columns_of": first.context["form"].number, "kolom-1": "titel", "kolom-2": ""}
    response = shown(as_coordinator, text, **chosen, **{"kolom-3": "toelichting"})
    assert "Kolom 2 is niet gebruikt: “juli 2099”." in page_of(response)
    added(as_coordinator, response)
    assert stored() == [("Visie", "", "Met gemeenten")]


def test_other_columns_than_were_shown_are_shown_first(as_coordinator: Client) -> None:
    response = shown(as_coordinator, "Visie\tjuli 2099\tMet gemeenten\n")
    again = added(as_coordinator, response, **{"kolom-3": "toelichting"})
    assert not Milestone.objects.exists()
    assert "Voorbeeld:" in page_of(again)


def test_marks_of_a_list_are_taken_off_and_that_is_said(as_coordinator: Client) -> None:
    response = shown(as_coordinator, "•\tVisie\tjuli 2099\n2. Beleid\n\uf0b7 Kaart\n3.5 km kabel")
    page = page_of(response)
    assert "(“•” is weggelaten)" in page
    assert "(“2.” is weggelaten)" in page
    assert page.count("is weggelaten") == 3
    added(as_coordinator, response)
    assert [title for title, *_ in stored()] == ["Visie", "Beleid", "Kaart", "3.5 km kabel"]
    assert stored()[0][1] == "juli\xa02099"


def test_many_lines_take_no_more_queries_to_preview(
    as_coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    values = form_values(as_coordinator.get(PASTE)) | {"lines": "aa\tjuli 2099\n" * 100}
    with django_assert_max_num_queries(6):
        as_coordinator.post(PASTE, values)


def test_lines_for_a_strangers_unit_are_refused(as_coordinator: Client) -> None:
    factories.unit(slug="oost", code="OO")
    assert error_fields(shown(as_coordinator, "Iets", unit="oost")) == ["unit"]


TITLES = st.text(st.characters(categories=["L"], include_characters=" \"'\n-•"), max_size=20).map(
    # What is typed is stored in composed form (NFC), however it came.
    lambda text: normalize("NFC", f"Ab{text}c")
)
DATES = st.sampled_from(["", "juli 2099", "31-12-2099", "Q4 2099", "2099"])
NOTES = st.sampled_from(["", "kort", "twee\nregels", 'met "aanhaling"', "a\tb"])


@given(
    rows=st.lists(st.tuples(TITLES, DATES, NOTES), min_size=1, max_size=6),
    blanks=st.sets(st.integers(0, 5)),
    headed=st.booleans(),
)
def test_every_value_of_a_random_block_is_in_its_own_row(
    db: None, rows: list[tuple[str, str, str]], blanks: set[int], headed: bool
) -> None:
    heading = ("Titel", "Datum", "Toelichting")
    lines: list[tuple[str, ...]] = [heading] if headed else []
    for at, row in enumerate(rows):
        lines += [("", "", "")] * (at in blanks) + [row]
    answers = {"kolom-1": "titel", "kolom-2": "gepland", "kolom-3": "toelichting"}
    block = read_block(write_block(lines))
    reading = Reading(block, Category.PLANNED, {} if headed else answers)
    assert [
        (line.title, str(line.shown.planned or ""), "".join(line.shown.explanation.split()))
        for line in reading.lines
    ] == [
        (
            " ".join(title.split()),
            str(parse_partial_date(when)) if when else "",
            "".join(note.split()),
        )
        for title, when, note in rows
    ]
