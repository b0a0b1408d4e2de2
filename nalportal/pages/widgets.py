"""The plain fields of forms, written at once.

Django draws each by templates that include one another, a quarter of the time of a page with a
form. What comes out is the same, but for blank lines between choices.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nalportal.dutch import DASH

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own, and quick with what most forms are made of."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        return (
            write(context["widget"]) if write else super().render(template_name, context, request)
        )


def _attributes(widget: Widget) -> SafeString:
    # ``True`` is the name alone, ``False`` nothing.
    given = widget["attrs"].items()
    parts = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in given
        if value is not False
    )
    return _joined(parts)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', value),
        _attributes(widget),
    )


def _textarea(widget: Widget) -> SafeString:
    text = '<textarea name="{}"{}>\n{}</textarea>'
    return format_html(text, widget["name"], _attributes(widget), widget["value"] or "")


def _option(widget: Widget) -> SafeString:
    """A tick-box or a radio button, in its label unless a template draws that."""
    if not widget.get("wrap_label"):
        return _input(widget)
    name = widget["attrs"].get("id")
    return format_html(
        "<label{}>{} {}</label>",
        format_html(' for="{}"', name) if name else "",
        _input(widget),
        widget["label"],
    )


def _options(widget: Widget) -> SafeString:
    attributes = {name: widget["attrs"].get(name) for name in ("id", "class")}
    given = {name: value for name, value in attributes.items() if value}
    one, group = "<div>{}</div>\n", "<div><label>{}</label>{}</div>\n"
    rows = _in_groups(widget, group, lambda option: format_html(one, _option(option)))
    return format_html("<div{}>{}</div>", _attributes({"attrs": given}), rows)


def _select(widget: Widget) -> SafeString:
    """As HTML has it no choice is without words, and one has to be there where one is required: the
    admin leaves both out where a script fetches the choices.
    """
    one, group = '<option value="{}"{}>{}</option>\n', '<optgroup label="{}">{}</optgroup>\n'
    rows = _in_groups(
        widget, group, lambda o: format_html(one, o["value"], _attributes(o), o["label"] or DASH)
    )
    attributes = widget["attrs"]
    if not rows and attributes.get("required") and not attributes.get("multiple"):
        rows = format_html(one, "", "", DASH)
    text = '<select name="{}"{}>\n{}</select>'
    return format_html(text, widget["name"], _attributes(widget), rows)


def _in_groups(widget: Widget, text: str, write: Callable[[Widget], SafeString]) -> SafeString:
    groups = ((name, _joined(map(write, options))) for name, options, _n in widget["optgroups"])
    return _joined(format_html(text, name, rows) if name else rows for name, rows in groups)


INPUTS = ("text", "hidden", "number", "email", "password", "url", "date", "checkbox", "search")
WRITTEN: dict[str, Callable[[Widget], SafeString]] = {
    f"django/forms/widgets/{name}.html": write
    for name, write in (
        *((name, _input) for name in INPUTS),
        ("textarea", _textarea),
        *((f"{name}_option", _option) for name in ("checkbox", "radio")),
        *((name, _options) for name in ("checkbox_select", "radio")),
        ("select", _select),
    )
}
