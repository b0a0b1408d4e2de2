"""Puts what somebody sent back into the form that it came from, in a page that is ready to go out.

It works on the HTML of a page, so that every form has it: also those of the admin, and those not
yet written. Only the fields of one form change; the rest of the page stays as it is, byte by byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

from django.utils.html import escape

Attributes = Sequence[tuple[str, str | None]]
Values = Mapping[str, Sequence[str]]

# Never filled in: what a person has to choose or type again, and the token against forged forms,
# which is new.
NOT_FILLED = {"button", "file", "image", "password", "reset", "submit"}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


@dataclass
class Control:
    """One field, or one choice of one, and where in the page it stands."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    name: str = ""
    content_end: int = 0

    @property
    def type(self) -> str:
        return (dict(self.attributes).get("type") or "text").lower()

    @property
    def value(self) -> str:
        return dict(self.attributes).get("value") or ("on" if self.tag == "input" else "")


@dataclass
class Form:
    start: int
    actions: set[str]  # more than one when a button sends it elsewhere
    controls: list[Control] = field(default_factory=list)

    def names(self) -> set[str]:
        return {control.name for control in self.controls} - {TOKEN}


class FormReader(HTMLParser):
    """Finds the forms of a page that send something, with their fields."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.address = address
        self.forms: list[Form] = []
        self.main_start = -1  # where the content begins
        self._open: Form | None = None
        self._select = ""
        self._textarea: Control | None = None
        # Counted as the parser counts: a line ends at a line feed and at nothing else.
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self.feed(page)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _path(self, action: str | None) -> str:
        return urlsplit(urljoin(self.address, action or "")).path

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start = self._offset()
        end = start + len(self.get_starttag_text() or "")
        found = dict(attrs)
        if tag == "main":
            self.main_start = end
        elif tag == "form" and (found.get("method") or "").lower() == "post":
            self._open = Form(start, {self._path(found.get("action"))})
            self.forms.append(self._open)
        elif self._open and found.get("formaction"):
            self._open.actions.add(self._path(found["formaction"]))
        elif self._open and tag in {"input", "textarea", "select", "option"}:
            self._add(Control(tag, attrs, start, end, found.get("name") or ""))

    def _add(self, control: Control) -> None:
        if control.tag == "select":
            self._select = control.name
            return
        if control.tag == "option":
            control.name = self._select
        elif control.tag == "textarea":
            self._textarea = control
        if self._open:
            self._open.controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._textarea:
            self._textarea.content_end = self._offset()
            self._textarea = None


def written(tag: str, attributes: Attributes) -> str:
    parts = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes]
    return f"<{' '.join([tag, *parts])}>"


def switched(control: Control, attribute: str, *, on: bool) -> str:
    kept = [(name, value) for name, value in control.attributes if name != attribute]
    return written(control.tag, [*kept, (attribute, None)] if on else kept)


def filled(control: Control, values: list[str]) -> str | None:
    """The field as it should be written; takes its value off `values`. None: leave it alone."""
    if control.tag == "option":
        return switched(control, "selected", on=control.value in values)
    if control.tag == "input" and control.type in {"checkbox", "radio"}:
        return switched(control, "checked", on=control.value in values)
    if not values or control.type in NOT_FILLED:
        return None
    value = values.pop(0)
    if control.tag == "textarea":
        # A browser drops the first line break of a text area.
        return f"{written('textarea', control.attributes)}\n{escape(value)}"
    others = [(name, old) for name, old in control.attributes if name != "value"]
    return written("input", [*others, ("value", value)])


def refill(page: str, address: str, action: str, values: Values, *, note: str, lost: str) -> str:
    """`page`, served at `address`, with `values` in the form that sends to `action`.

    `note` (HTML) goes before that form. When the form is no longer there, `lost` goes on top of the
    content instead. Both tell the reader what happened; neither is shown on a page without either.
    """
    reader = FormReader(page, address)
    candidates = [form for form in reader.forms if action in form.actions]
    form = max(candidates, key=lambda form: len(form.names() & set(values)), default=None)
    if form is None or not form.names() & set(values):
        return _on_top(reader, page, lost)
    waiting = {name: list(given) for name, given in values.items()}
    edits = [(form.start, 0, note)]
    for control in form.controls:
        if control.name and control.name != TOKEN:
            new = filled(control, waiting.setdefault(control.name, []))
            if new is not None:
                end = control.content_end or control.end
                edits.append((control.start, end - control.start, new))
    return put(page, edits)


def on_top(page: str, address: str, note: str) -> str:
    """`page`, served at `address`, with `note` (HTML) on top of its content."""
    return _on_top(FormReader(page, address), page, note)


def _on_top(reader: FormReader, page: str, note: str) -> str:
    return page if reader.main_start < 0 else put(page, [(reader.main_start, 0, note)])


def put(page: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """`page` with each (start, length, text) put in, from the end: the others keep their place."""
    for start, length, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[start + length :]
    return page
