"""Fields that are written at once look as Django's templates draw them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from nalportal.pages.widgets import WRITTEN, Renderer

CHOICES = [
    ("", "Geen <keuze>"),
    ("a&b", gettext_lazy("Mijlpaal")),
    ('Groep "1"', [(1, "Een"), (2, mark_safe("<b>Twee</b>"))]),
]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": 'id_"x"', "class": "short", "rows": 2, "required": True, "disabled": False},
    {"data-unset": None, "aria-label": gettext_lazy("Mijlpaal")},
]
VALUES: list[Any] = [None, "", "1", "a&b", "<i>'\"\u2028\u202etekst</i>\nregel", 0, ["1", "a&b"]]
WIDGETS = [
    *(forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.EmailInput, forms.URLInput),
    *(forms.PasswordInput, forms.DateInput, forms.CheckboxInput, forms.SearchInput),
    *(forms.Textarea, forms.Select, forms.SelectMultiple),
    *(forms.RadioSelect, forms.CheckboxSelectMultiple),
]


def drawn(widget: forms.Widget, renderer: Any) -> list[str]:
    rows: list[str] = []
    for attrs in ATTRS:
        for value in VALUES:
            rows.append(widget.render("naam", value, dict(attrs), renderer))
            if isinstance(widget, forms.RadioSelect):
                # As a template draws one choice of several, without its label.
                for one in widget.subwidgets("naam", value, dict(attrs)):
                    bare = {"widget": one | {"wrap_label": False}}
                    rows.append(renderer.render(one["template_name"], bare))
    return rows


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_field_is_the_same_as_its_template_draws(widget: type[forms.Widget]) -> None:
    choices: dict[str, Any] = (
        {"choices": CHOICES} if issubclass(widget, forms.widgets.ChoiceWidget) else {}
    )
    assert widget.template_name in WRITTEN
    ours, theirs = (drawn(widget(**choices), by()) for by in (Renderer, DjangoTemplates))
    if choices:
        assert list(map(parse_html, ours)) == list(map(parse_html, theirs))
    else:
        assert ours == theirs


def test_a_list_that_a_script_fills_is_valid_all_the_same() -> None:
    """Nu: an option has words, and a required list has an option."""
    empty = '<option value="">–</option>'
    fetched = forms.Select()
    assert empty in fetched.render("naam", None, {"required": True}, Renderer())
    assert empty not in fetched.render("naam", None, {}, Renderer())
    without_words = forms.Select(choices=[("", ""), ("1", "Een")])
    assert without_words.render("naam", "1", {}, Renderer()).count(empty) == 1
