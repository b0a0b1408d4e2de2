"""What templates need to show a report: icons, and how figures, dates and codes read.

Words and number formats come from ``nalportal.dutch`` and from the models' own labels, so a value
reads the same on a page, on paper and in a sheet. Nothing is computed here but lengths of bars.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal import dutch
from nalportal.figures import NOT_APPLICABLE, PM, UNKNOWN, Figure
from nalportal.pages.selection import OF_A_LIST
from nalportal.progress.models import Category, RoundState, SubmissionState
from nalportal.progress.models.remarks import RemarkState
from nalportal.prose import BULLETS, NUMBERS, Part, Span, parts_of
from nalportal.rounding import rounded
from regions.models import Stage

from ... import labels as words_of_report
from ... import provenance
from ...icons import drawing, drawing_of

register = template.Library()
register.simple_tag(words_of_report.figures_until_title)
register.simple_tag(words_of_report.is_a_summary)
register.simple_tag(words_of_report.only_a_total)
register.filter("document_about", words_of_report.document_about)
register.filter("long_date", dutch.long_date)
register.filter("milestone_state", words_of_report.milestone_state)
register.filter("moment", dutch.moment)
register.filter("old_terms_lines", words_of_report.old_terms_lines)
register.filter("old_text_line", words_of_report.old_text_line)
register.filter("short_date", dutch.short_date)
register.filter("short_partial_date", dutch.short_partial_date)
register.filter("skipped_lead", words_of_report.skipped_lead)
register.filter("skipped_line", words_of_report.skipped_line)
register.filter("source_line", words_of_report.source_line)
register.filter("why_empty", words_of_report.why_empty)
register.filter("category_name", words_of_report.category_name)
register.filter("group_facts", words_of_report.group_facts)
register.filter("source_sentences", provenance.source_sentences)

WORDS: Mapping[str, object] = {
    **{choice.value: choice.label for choice in RoundState},
    **{choice.value: choice.label for choice in SubmissionState},
    **{choice.value: choice.label for choice in RemarkState},
    **{choice.value: choice.label for choice in Stage},
    **{choice.value: choice.label for choice in Category},
    UNKNOWN: gettext_lazy("Onbekend"),
    "verlopen": gettext_lazy("Verlopen"),
    "binnenkort": gettext_lazy("Binnenkort herijken"),
}

# Where a long name of a municipality may be broken: before what many of them end with.
LONG_NAME = re.compile(
    r"(\w{4,}?)(?=("
    r"adiel|beleid|berg|burg|daal|dam|diel|drecht|hoek|hoven|kaart|kerk|kwartier|land|landen|meer|mermeer|mond|"
    r"oog|polder|rade|rode|spelen|stede|veen|veld|waard|werf|wijk|wolde|woude|zand)\b)"
)


# ------------------------------------------------------------------------- codes and icons


@register.simple_tag
def icon(code: str) -> SafeString:
    """The icon of a code; hidden from screen readers, because the word always follows."""
    return drawing(drawing_of(code))


@register.simple_tag
def heading(level: int, title: str, icon: str = "") -> SafeString:
    """A heading of the level that its place on the page asks for, with an icon before it."""
    before = format_html("{} ", drawing(icon)) if icon else ""
    return format_html("<h{0}>{1}{2}</h{0}>", int(level), before, title)


@register.filter
def word(code: str) -> str:
    """The Dutch word of a code: ``niet-vastgesteld`` reads "Niet vastgesteld"."""
    return str(WORDS[code])


@register.filter
def words(codes: str) -> list[str]:
    """Several codes, with spaces between them, to loop over."""
    return codes.split()


@register.filter
def note_kind(level: str) -> str:
    """Which note shows a message of Django's levels."""
    return {"success": "gelukt", "warning": "let-op", "error": "fout"}.get(level, "info")


# -------------------------------------------------------------------------------- figures


@register.filter
def figure(value: Figure) -> SafeString:
    """A figure as it reads: ``1.511``, ``ten minste 10``, ``pm``, ``Onbekend`` or a dash."""
    if value.missing == PM:
        return format_html('<span class="pm">{}</span>', value)
    if value.missing == NOT_APPLICABLE:
        return not_applicable()
    if value.affix:
        return format_html(
            '<span class="affix">{}</span> <span class="number">{}</span>',
            value.affix,
            value.number_text,
        )
    return format_html('<span class="number">{}</span>', value)


@register.simple_tag
def not_applicable() -> SafeString:
    """The dash of a cell that cannot have a value, with words for people who hear the page."""
    return format_html(
        '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        dutch.DASH,
        _("niet van toepassing"),
    )


@register.simple_tag
def figure_of(part: Figure, whole: Figure) -> SafeString:
    """``65 van 76``; only the reason where there is no figure."""
    if part.value is None:
        return figure(part)
    return format_html("{} {} {}", figure(part), _("van"), figure(whole))


@register.simple_tag
def bar_length(part: Figure, whole: Figure) -> str:
    """How far a bar is filled, in per cent for an SVG attribute; empty without a figure."""
    if part.value is None or not whole.value:
        return ""
    return str(rounded(min(part.value / whole.value, Decimal(1)) * 100, 2))


# ------------------------------------------------------------------------- filters of a list

_IN_SIGHT, _FEW = "q", 3


@dataclass(frozen=True)
class UsedFilters:
    """The fields of a filter: what is searched stays in sight, the others are folded.

    ``kept`` are the parts of the address that no field holds: the order and the size of a page.
    """

    in_sight: list[BoundField]
    folded: list[BoundField]
    kept: list[tuple[str, str]]
    words: str


@register.simple_tag(takes_context=True)
def filters_in_use(context: template.Context, form: BaseForm) -> UsedFilters:
    """Which fields of ``form`` are folded, and how many of those the address uses."""
    asked: Any = form.data or context.request.GET  # type: ignore[attr-defined] # of a request
    shown = list(form)
    folded = [field for field in shown if field.name != _IN_SIGHT] if len(shown) > _FEW else []
    used = sum(bool(asked.get(field.html_name)) for field in folded)
    return UsedFilters(
        in_sight=[field for field in shown if field not in folded],
        folded=folded,
        kept=[
            (name, value)
            for name in OF_A_LIST
            if name != "page"
            for value in asked.getlist(name)
            if value
        ],
        words=_("Filters, %(used)s actief") % {"used": used} if used else _("Filters"),
    )


# --------------------------------------------------------------- numbers, dates and words


@register.filter
def number(value: Decimal | int) -> str:
    """``1.511``."""
    return dutch.number(value)


@register.simple_tag
def fault_count(form: Any, rows: Any) -> int:
    """How many faults a form has, with those of the formset beside it if there is one."""
    of_fields = sum(len(errors) for errors in form.errors.values())
    if not rows:
        return of_fields
    of_rows = sum(len(errors) for row in rows.errors for errors in row.values())
    return of_fields + of_rows + len(rows.non_form_errors())


@register.filter
def counted(count: int, words: str) -> str:
    """``{{ 2|counted:"partij,partijen" }}`` reads "2 partijen"."""
    singular, plural = words.split(",")
    return dutch.counted(count, singular, plural)


@register.filter
def within_sentence(text: str) -> str:
    """A title in the middle of a line: "Stand van zaken" becomes "stand van zaken"."""
    return text[:1].lower() + text[1:]


@register.filter
def soft_hyphens(name: str) -> str:
    """A long name of a municipality or instrument with places where it may be broken."""
    return LONG_NAME.sub("\\1\u00ad", name)


@register.filter
def joined(names: Iterable[str]) -> str:
    """``Groningen, Friesland en Drenthe``."""
    return dutch.joined(tuple(names))


@register.filter
def spans(paragraph: Iterable[Span]) -> SafeString:
    """A paragraph of a text with its links and line ends, where no list can stand."""
    return format_html_join(mark_safe("<br>"), "{}", _lines_of(paragraph))


def _lines_of(paragraph: Iterable[Span]) -> Iterator[tuple[SafeString]]:
    for part in parts_of(paragraph):
        for at, line in enumerate(part.items, part.start):
            sign = {BULLETS: "– ", NUMBERS: f"{at}. "}.get(part.kind, "")
            yield (format_html("{}{}", sign, _linked(line)),)


def _linked(line: Iterable[Span]) -> SafeString:
    parts = (
        format_html('<a href="{}">{}</a>', span.href, span.text)
        if span.href
        else format_html("{}", span.text)
        for span in line
    )
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped by format_html


@register.filter
def prose(text: str | Iterable[Span]) -> SafeString:
    """A text, or a paragraph of one, with its lines and lists as blocks of a page."""
    return format_html_join("", "{}", ((_block(part),) for part in parts_of(text)))


def _block(part: Part) -> SafeString:
    lines = [(_linked(line),) for line in part.items]
    if part.kind == BULLETS:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))
    if part.kind == NUMBERS:
        items = format_html_join("", "<li>{}</li>", lines)
        return format_html('<ol start="{}">{}</ol>', part.start, items)
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", lines))
