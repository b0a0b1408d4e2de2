"""The plain fields of forms, written at once.

Django draws each by templates that include one another, a quarter of the time of a page with a
form. What comes out is the same, but for blank lines between choices. All that is not of the code
passes :func:`_safe`; ``format_html`` does so too, in ten times the steps.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from nalportal.dutch import DASH

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own, and quick with what most forms are made of."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return SafeString(write(context["widget"]))


def _safe(value: Any) -> str:
    """As HTML: what says so itself is HTML already."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _attributes(widget: Widget) -> str:
    # ``True`` is the name alone, ``False`` nothing.
    return "".join(
        f" {_safe(name)}" if value is True else f' {_safe(name)}="{_safe(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    value = "" if value is None else f' value="{_safe(value)}"'
    name = _safe(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    name, text = _safe(widget["name"]), _safe(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>'


def _option(widget: Widget) -> str:
    """A tick-box or a radio button, in its label unless a template draws that."""
    if not widget.get("wrap_label"):
        return _input(widget)
    name = widget["attrs"].get("id")
    of = f' for="{_safe(name)}"' if name else ""
    return f"<label{of}>{_input(widget)} {_safe(widget['label'])}</label>"


def _options(widget: Widget) -> str:
    attributes = {name: widget["attrs"].get(name) for name in ("id", "class")}
    given = {name: value for name, value in attributes.items() if value}
    group = "<div><label>{}</label>{}</div>\n"
    rows = _in_groups(widget, group, lambda option: f"<div>{_option(option)}</div>\n")
    return f"<div{_attributes({'attrs': given})}>{rows}</div>"


def _select(widget: Widget) -> str:
    """As HTML has it no choice is without words, and one has to be there where one is required: the
    admin leaves both out where a script fetches the choices.
    """
    rows = _in_groups(widget, '<optgroup label="{}">{}</optgroup>\n', _choice)
    attributes = widget["attrs"]
    if not rows and attributes.get("required") and not attributes.get("multiple"):
        rows = _choice({"value": "", "label": "", "attrs": {}})
    return f'<select name="{_safe(widget["name"])}"{_attributes(widget)}>\n{rows}</select>'


def _choice(widget: Widget) -> str:
    value, words = _safe(widget["value"]), _safe(widget["label"] or DASH)
    return f'<option value="{value}"{_attributes(widget)}>{words}</option>\n'


def _in_groups(widget: Widget, text: str, write: Callable[[Widget], str]) -> str:
    groups = ((name, "".join(map(write, options))) for name, options, _n in widget["optgroups"])
    return "".join(text.format(_safe(name), rows) if name else rows for name, rows in groups)


INPUTS = ("text", "hidden", "number", "email", "password", "url", "date", "checkbox", "search")
WRITTEN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": write
    for name, write in (
        *((name, _input) for name in INPUTS),
        ("textarea", _textarea),
        *((f"{name}_option", _option) for name in ("checkbox", "radio")),
        *((name, _options) for name in ("checkbox_select", "radio")),
        ("select", _select),
    )
}
