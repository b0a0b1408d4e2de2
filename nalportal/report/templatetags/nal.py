"""What templates need to show a report: icons, and how figures, dates and codes read.

Words and number formats come from ``nalportal.dutch`` and from the models' own labels, so a value
reads the same on a page, on paper and in a sheet. Nothing is computed here but lengths of bars.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal import dutch
from nalportal.accounts.models import User
from nalportal.progress.figures import NOT_APPLICABLE, PM, UNKNOWN, Figure
from nalportal.progress.models import Category, RoundState, SubmissionState
from nalportal.progress.reports import CategoryBlock, Span, UnitReport
from regions.models import Stage
from regions.reports import InstrumentEntry, PolicyCell, PolicyRow

from ..addresses import Address
from ..editions import Edition

register = template.Library()

# Codes that share a drawing with another: what they mean is told by the word beside it.
SAME_ICON: Mapping[str, str] = {
    "bevroren": "slot",
    "geaccepteerd": "gerealiseerd",
    "gelukt": "gerealiseerd",
    "gepubliceerd": "slot",
    "ingetrokken": "geen",
    "ja": "vastgesteld",
    "let-op": "aandachtspunt",
    "nee": "geen",
    "niet-vastgesteld": "geen",
}

WORDS: Mapping[str, object] = {
    **{choice.value: choice.label for choice in RoundState},
    **{choice.value: choice.label for choice in SubmissionState},
    **{choice.value: choice.label for choice in Stage},
    **{choice.value: choice.label for choice in Category},
    UNKNOWN: gettext_lazy("Onbekend"),
    "verlopen": gettext_lazy("Verlopen"),
    "binnenkort": gettext_lazy("Binnenkort herijken"),
}

CATEGORY_NAMES: Mapping[str, tuple[object, object]] = {
    Category.REALISED: (gettext_lazy("Gerealiseerd"), gettext_lazy("Gerealiseerd")),
    Category.PLANNED: (gettext_lazy("Planning"), gettext_lazy("Planning")),
    Category.ATTENTION: (gettext_lazy("Aandachtspunt"), gettext_lazy("Aandachtspunten")),
}


# ------------------------------------------------------------------------- codes and icons


@cache
def drawing(name: str) -> SafeString:
    """The drawing `templates/icons/<name>.svg`; an unknown name fails loudly."""
    return get_template(f"icons/{name}.svg").render().strip()  # type: ignore[return-value]  # safe


@register.simple_tag
def icon(code: str) -> SafeString:
    """The icon of a code; hidden from screen readers, because the word always follows."""
    return drawing(SAME_ICON.get(code, code))


@register.filter
def word(code: str) -> str:
    """The Dutch word of a code: ``niet-vastgesteld`` reads "Niet vastgesteld"."""
    return str(WORDS[code])


@register.filter
def category_name(category: str, count: int = 2) -> str:
    """The heading of a category, or with ``count`` the word under that number."""
    singular, plural = CATEGORY_NAMES[category]
    return str(singular if count == 1 else plural)


@register.filter
def why_empty(block: CategoryBlock) -> str:
    """Why a category has no items: confirmed none, not in the source, or nothing supplied."""
    if block.statement == "niet-vermeld":
        return _("Niet vermeld in de bron.")
    confirmed, not_supplied = {
        Category.REALISED: (
            _("Er is niets gerealiseerd."),
            _("Geen gerealiseerde mijlpalen opgegeven."),
        ),
        Category.PLANNED: (_("Er is niets gepland."), _("Geen planning opgegeven.")),
        Category.ATTENTION: (
            _("Er zijn geen aandachtspunten."),
            _("Geen aandachtspunten opgegeven."),
        ),
    }[Category(block.category)]
    return confirmed if block.statement == "geen" else not_supplied


# --------------------------------------------------------------------------- the main menu


@dataclass(frozen=True)
class MenuItem:
    """A page in the main menu; ``key`` is what that page gives as ``nav``."""

    key: str
    href: str
    text: str


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[MenuItem]:
    """The menu for this reader: the pages of the edition shown, or else of the newest one."""
    edition = context.get("edition")
    urls = edition.urls if edition else context.get("newest_urls")
    items = [MenuItem("overview", reverse("home"), _("Overzicht"))]
    if urls:
        items += [
            MenuItem("regions", urls.regions, _("NAL-regio’s")),
            MenuItem("workgroups", urls.workgroups, _("Werkgroepen")),
            MenuItem("indicators", urls.indicators, _("Indicatoren")),
            MenuItem("municipalities", urls.municipalities, _("Gemeenten en beleid")),
        ]
    items += [
        MenuItem("rounds", reverse("rounds"), _("Rondes")),
        MenuItem("definitions", reverse("definitions"), _("Begrippen")),
    ]
    return items + _menu_of_signed_in(context.get("user"))


def _menu_of_signed_in(user: User | AnonymousUser | None) -> list[MenuItem]:
    if user is None or not user.is_authenticated:
        return []
    items = [MenuItem("now", reverse("report"), _("Nu"))]
    if user.is_staff:
        items.append(MenuItem("admin", reverse("admin:index"), _("Beheer")))
    return items


@register.filter
def note_kind(level: str) -> str:
    """Which note shows a message of Django's levels."""
    return {"success": "gelukt", "warning": "let-op", "error": "fout"}.get(level, "info")


# ------------------------------------------------------------------------------- addresses


@register.simple_tag
def unit_href(edition: Edition, unit: UnitReport) -> str:
    """The page of a unit in the edition that is shown."""
    return edition.urls.unit(unit.kind, unit.slug)


@register.simple_tag
def region_href(edition: Edition, slug: str) -> str:
    """The page of a region, for a row of table 3."""
    return edition.urls.unit("regio", slug)


@register.simple_tag
def unit_pdf_href(edition: Edition, unit: UnitReport) -> str:
    """One unit's own PDF."""
    return edition.urls.unit_pdf(unit.slug)


@register.simple_tag
def newest_version_href(edition: Edition) -> str:
    """The same round in its newest version."""
    return Address(edition.urls.slug).report


@register.simple_tag
def round_href(slug: str) -> str:
    """The report of a round, in its newest version."""
    return Address(slug).report


@register.simple_tag
def indicator_href(edition: Edition, slug: str) -> str:
    """The page of an indicator."""
    return edition.urls.indicator(slug)


# -------------------------------------------------------------------------------- figures


@register.filter
def figure(value: Figure) -> SafeString:
    """A figure as it reads: ``1.511``, ``ten minste 10``, ``pm``, ``Onbekend`` or a dash."""
    if value.missing == PM:
        return format_html('<span class="pm">{}</span>', value)
    if value.missing == NOT_APPLICABLE:
        return not_applicable()
    if value.at_least and value.value is not None:
        return format_html(
            '<span class="affix">{}</span> <span class="number">{}</span>',
            _("ten minste"),
            value.number_text,
        )
    return format_html('<span class="number">{}</span>', value)


@register.simple_tag
def not_applicable() -> SafeString:
    """The dash of a cell that cannot have a value, with the words for who hears the page."""
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
def footnote_marks(value: Figure, table: str) -> SafeString:
    """The marks behind a figure, each a link to its footnote under the table with id ``table``."""
    return format_html_join(
        "",
        '&nbsp;<sup class="footnote-mark"><a href="#{0}-noot-{1}">'
        '<span class="visually-hidden">{2} </span>{1}</a></sup>',
        ((table, number, _("noot")) for number in value.notes),
    )


@register.filter
def footnote_numbers(row: PolicyRow) -> frozenset[int]:
    """The numbers of the footnotes that a row of table 3 refers to."""
    figures = (row.municipalities, *(cell.count for cell in row.cells))
    return frozenset(number for value in figures for number in value.notes)


@register.simple_tag
def bar_length(part: Figure, whole: Figure) -> str:
    """How far a bar is filled, in per cent for an SVG attribute; empty without a figure."""
    if part.value is None or not whole.value:
        return ""
    return str(dutch.rounded(min(part.value / whole.value, Decimal(1)) * 100, 2))


@register.filter
def with_instrument(
    row: PolicyRow, instruments: Iterable[InstrumentEntry]
) -> list[tuple[InstrumentEntry, PolicyCell]]:
    """Each cell of a row of table 3 with the instrument it is about."""
    return [(entry, row.cell(entry.slug)) for entry in instruments]


# --------------------------------------------------------------- numbers, dates and words


@register.filter
def number(value: Decimal | int) -> str:
    """``1.511``."""
    return dutch.number(value)


@register.filter
def counted(count: int, words: str) -> str:
    """``{{ 2|counted:"partij,partijen" }}`` reads "2 partijen"."""
    singular, plural = words.split(",")
    return dutch.counted(count, singular, plural)


@register.filter
def long_date(value: date) -> str:
    """``31 maart 2021``."""
    return dutch.long_date(value)


@register.filter
def short_date(value: date) -> str:
    """``31-3-2021``, for table heads and fields."""
    return dutch.short_date(value)


@register.filter
def moment(value: datetime) -> str:
    """``5 juli 2021 om 14:12``."""
    return dutch.moment(value)


@register.filter
def joined(names: Iterable[str]) -> str:
    """``Groningen, Friesland en Drenthe``."""
    return dutch.joined(tuple(names))


@register.filter
def spans(paragraph: Iterable[Span]) -> SafeString:
    """A paragraph of a text with its links."""
    parts = (
        format_html('<a href="{}">{}</a>', span.href, span.text)
        if span.href
        else format_html("{}", span.text)
        for span in paragraph
    )
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped by format_html
