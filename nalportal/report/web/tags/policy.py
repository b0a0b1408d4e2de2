"""What the pages need to show regions side by side, and the cells of the grid."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nalportal.dutch import short_partial_date, within_sentence
from nalportal.pages.choice import carried
from regions.grid import GridCell, GridRow
from regions.reports import InstrumentEntry
from regions.rules import letters_of
from regions.status import Status

from ... import labels
from ...icons import drawing, drawing_of

register = template.Library()

register.filter("stage_line", labels.stage_line)


@register.simple_tag
def instrument_name(slug: str, instruments: tuple[InstrumentEntry, ...]) -> str:
    """The short name of an instrument."""
    return next(entry.short_name for entry in instruments if entry.slug == slug)


@register.simple_tag
def policy_status(status: Status) -> SafeString:
    """What a municipality has of one instrument; what could not be typed again is ``extra``.

    Not a template, and remembered: a list has 600 of them, the grid of the country 2,000, and most
    look like another.
    """
    return _status(get_language(), status)


@lru_cache(maxsize=4_096)
def _status(_language: str | None, status: Status) -> SafeString:
    shown = format_html(
        '<span class="stage stage-{}">{} {}</span>',
        status.stage,
        drawing(drawing_of(status.stage)),
        labels.stage_word(status.stage),
    )
    if status.inherited_from:
        shown += format_html(_EXTRA, labels.inherited_words(status))
    elif status.dated:
        late = f"{_('uiterlijk')} " if status.no_later_than else ""
        shown += format_html(_DATE, late, short_partial_date(status.dated))
    if status.preparing:
        word = within_sentence(labels.stage_word(status.preparing))
        shown += format_html(_EXTRA, f"{_('In voorbereiding:')} {word}")
    if status.expected:
        when = short_partial_date(status.expected)
        shown += format_html(_EXTRA, f"{_('Verwacht')} {when}")
    return shown


_DATE = ' <span class="sub">{}<span class="date">{}</span></span>'
_EXTRA = ' <span class="sub extra">{}</span>'


# ------------------------------------------------------------------------------------ the grid


@register.simple_tag
def stage_keys(answers: str) -> str:
    """The keys of a column with their words, for the script: ``v=Vastgesteld|c=Concept``."""
    pairs = letters_of(answers).items()
    return "|".join(f"{key}={labels.stage_word(stage)}" for key, stage in pairs)


NO_CODE = "GM0000"  # of no municipality
ROW_HEAD = '<tr id="{0}"><th scope="row"><a href="{1}">{2}</a> <span class="sub">{0}</span></th>'


@register.simple_tag(takes_context=True)
def grid_rows(context: Context, rows: Iterable[GridRow], kinds: Mapping[str, str]) -> SafeString:
    """The rows of a grid: two thousand cells, most of which look like another.

    Not a template per cell: the whole country has to be there in a tenth of a second.
    """
    address = reverse("policy-record", args=[NO_CODE])
    region = {"regio": context["region_slug"]} if context.get("region_slug") else {}
    href = carried(context["request"], address, **region)
    language = get_language()
    parts: list[str] = []
    for row in rows:
        own = href.replace(NO_CODE, row.code)
        parts.append(format_html(ROW_HEAD, row.code, own, row.name))
        for cell, kind in zip(row.cells, kinds.values(), strict=True):
            shown = _status(language, cell.status)
            if cell.open_remarks:
                shown += _remarks(row.code, cell.open_remarks)
            parts.append(_cell(cell, shown, row.name, kind))
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped where it is made


def _remarks(code: str, count: int) -> SafeString:
    href = reverse("policy-municipality", args=[code])
    return render_to_string("progress/remark_count.html", {"open": count, "href": href})


def _cell(cell: GridCell, shown: SafeString, name: str, kind: str) -> str:
    if cell.answer:
        context = {"cell": cell, "shown": shown, "label": f"{name}, {kind}"}
        return render_to_string("regions/grid_cell.html", context)
    # The name has letters, digits and hyphens only: nothing in it is to be escaped.
    return f'<td data-cel="{cell.name}">{shown}</td>' if cell.name else f"<td>{shown}</td>"
