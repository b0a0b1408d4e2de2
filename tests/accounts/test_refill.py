"""What somebody typed, back in the fields it came from, whatever it was."""

import pytest
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from nalportal.accounts.refill import refill

NOTE, LOST = "<p>terug</p>", "<p>kwijt</p>"


def fill(fields: str, sent: str, *, action: str = "/opslaan/") -> str:
    """A page with one form of these fields, after `sent` (as a browser writes it) is put in."""
    page = f'<main><form method="post" action="{action}">{fields}</form></main>'
    values = dict(QueryDict(sent).lists())
    done = refill(page, "/pagina/", "/opslaan/", values, note=NOTE, lost=LOST)
    opening = f'<main>{NOTE}<form method="post" action="{action}">'
    return done.removeprefix(opening).removesuffix("</form></main>")


def test_a_text_field() -> None:
    assert (
        fill('<input type="text" name="titel" value="oud" required>', "titel=nieuw")
        == '<input type="text" name="titel" required value="nieuw">'
    )


def test_a_text_area_keeps_its_lines() -> None:
    sent = "uitleg=een%0D%0Atwee"
    assert fill('<textarea name="uitleg">\noud</textarea>', sent) == (
        '<textarea name="uitleg">\neen\r\ntwee</textarea>'
    )


def test_what_was_typed_stays_text() -> None:
    sent = "titel=%22%3E%3Cscript%3E&uitleg=%3C/textarea%3E%3Cb%3E"
    done = fill('<input name="titel"><textarea name="uitleg"></textarea>', sent)
    assert 'value="&quot;&gt;&lt;script&gt;"' in done
    assert "&lt;/textarea&gt;&lt;b&gt;</textarea>" in done


def test_boxes_are_ticked_as_they_were() -> None:
    fields = (
        '<input type="checkbox" name="thema" value="a" checked>'
        '<input type="checkbox" name="thema" value="b">'
    )
    assert fill(fields, "thema=b") == (
        '<input type="checkbox" name="thema" value="a">'
        '<input type="checkbox" name="thema" value="b" checked>'
    )


def test_a_box_without_a_value_is_on() -> None:
    assert "checked" in fill('<input type="checkbox" name="klaar">', "klaar=on")


def test_a_choice_is_made_as_it_was() -> None:
    fields = '<select name="soort"><option value="a" selected>A<option value="b">B</select>'
    assert fill(fields, "soort=b") == (
        '<select name="soort"><option value="a">A<option value="b" selected>B</select>'
    )


def test_an_old_version_number_comes_back_so_that_a_conflict_is_seen() -> None:
    assert 'value="3"' in fill('<input type="hidden" name="versie" value="4">', "versie=3")


def test_the_token_is_that_of_the_new_page() -> None:
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="nieuw">'
    assert field in fill(f'{field}<input name="titel">', "csrfmiddlewaretoken=oud&titel=x")


def test_passwords_and_files_are_asked_again() -> None:
    fields = '<input type="password" name="a"><input type="file" name="b"><input name="titel">'
    assert fill(fields, "a=x&b=y&titel=").startswith(
        '<input type="password" name="a"><input type="file" name="b">'
    )


def test_fields_with_the_same_name_get_their_own_values() -> None:
    done = fill('<input name="link"><input name="link">', "link=een&link=twee")
    assert done == '<input name="link" value="een"><input name="link" value="twee">'


def test_the_rest_of_the_page_stays_as_it_was() -> None:
    around = '<P Class=x>&nbsp;&euro; <svg viewBox="0 0 1 1"><linearGradient/></svg><!-- é -->'
    assert around in fill(f'{around}<input name="titel">', "titel=x")


def test_of_several_forms_the_one_that_was_sent_is_filled() -> None:
    page = (
        '<form method="post" action="/anders/"><input name="titel"></form>\n'
        '<form method="post" action="/opslaan/"><button name="weg"></button></form>\n'
        '<form method="post" action="/opslaan/"><input name="titel"></form>'
    )
    done = refill(page, "/pagina/", "/opslaan/", {"titel": ["x"]}, note=NOTE, lost=LOST)
    assert [line.count('value="x"') for line in done.splitlines()] == [0, 0, 1]


def test_a_form_without_an_action_sends_to_its_own_page() -> None:
    page = '<form method="POST"><input name="titel"></form>'
    done = refill(page, "/pagina/", "/pagina/", {"titel": ["x"]}, note=NOTE, lost=LOST)
    assert 'value="x"' in done


def test_what_the_address_adds_makes_no_difference() -> None:
    assert 'value="x"' in fill('<input name="titel">', "titel=x", action="/opslaan/?lijst=2")


def test_a_button_can_send_the_form_elsewhere() -> None:
    button = '<button formaction="/opslaan/">Bewaren</button>'
    page = f'<form method="post"><input name="titel">{button}</form>'
    done = refill(page, "/pagina/", "/opslaan/", {"titel": ["x"]}, note=NOTE, lost=LOST)
    assert 'value="x"' in done


def test_when_the_form_is_gone_the_page_says_so() -> None:
    page = "<main id='inhoud'><h1>Lijst</h1></main>"
    done = refill(page, "/pagina/", "/opslaan/", {"titel": ["x"]}, note=NOTE, lost=LOST)
    assert done == f"<main id='inhoud'>{LOST}<h1>Lijst</h1></main>"


# Everything that Python's splitlines takes for the end of a line, and the two that HTML takes.
LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Without surrogates, which no page can hold.
anything = st.text(
    st.sampled_from(f"{LINE_ENDS}aé<>&\"'") | st.characters(exclude_categories=["Cs"])
)


@pytest.mark.parametrize("end", LINE_ENDS)
def test_no_sign_on_the_page_moves_what_is_filled_in(end: str) -> None:
    around = f"<p>een{end}twee\ndrie</p>\n<textarea name='ander'>{end}{end}</textarea>"
    done = fill(f'{around}<textarea name="uitleg">{end}oud</textarea><b>na</b>', "uitleg=nieuw")
    assert done == f'{around}<textarea name="uitleg">\nnieuw</textarea><b>na</b>'


@given(before=anything, old=anything, new=anything, after=anything)
def test_whatever_the_page_holds_the_field_holds_what_was_sent(
    before: str, old: str, new: str, after: str
) -> None:
    def page(text: str) -> str:
        return (
            f"<p>{escape(before)}</p>"
            f'<form method="post"><textarea name="uitleg">\n{escape(text)}</textarea>'
            f'<input name="titel" value="{escape(text)}"></form><p>{escape(after)}</p>'
        )

    sent = {"uitleg": [new], "titel": [new]}
    done = refill(page(old), "/pagina/", "/pagina/", sent, note="", lost=LOST)
    assert done == page(new)
