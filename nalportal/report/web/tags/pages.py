"""What the report's pages need beside figures: the menu, addresses, and parts of table 3."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.permissions import may_edit_figures
from nalportal import dutch
from nalportal.accounts.models import User
from nalportal.figures import PM
from nalportal.pages.choice import carried
from nalportal.progress.frame import Frame
from nalportal.progress.reports import TextBlock, UnitReport
from regions.maps import AskedMap
from regions.models import Stage
from regions.models.policy import AnswerKind
from regions.reports import InstrumentEntry, PolicyCell, PolicyRow, PolicyTable
from regions.reports.country import CountryMap
from regions.reports.tiles import TileMap

from ...addresses import CONCEPT, Address
from ...editions import Edition, RoundEntry, round_going_on
from ...labels import (
    class_word,
    coverage_words,
    indicator_title,
    reported_in_words,
    totals_in_words,
)
from ...over_rounds import MilestoneStage, PolicyLine
from ...real_map import legend_patterns, real_svg, swatch_svg
from ...tables.key_figures import context_words, key_figure_label
from ...tile_map import country_svg
from ..http import rounds_of

register = template.Library()

register.filter("context_words", context_words)


@register.filter
def errata_of(errata: Mapping[int, list[tuple[int, str]]], round_: int) -> list[tuple[int, str]]:
    """What each later version of a round says was wrong, with its number."""
    return errata.get(round_, [])


register.filter("coverage_words", coverage_words)
register.filter("indicator_title", indicator_title)
register.filter("key_figure_label", key_figure_label)

# What readers compare first; a card has room for three.
ON_CARD = ("lidmaatschap", "laadvisie", "plaatsingsbeleid")


# --------------------------------------------------------------------------- the main menu


@dataclass(frozen=True)
class MenuItem:
    """A page in the main menu; ``key`` is what that page gives as ``nav``. A ``framed`` one takes
    the choice of a round or of today along."""

    key: str
    href: str
    text: str
    framed: bool = False


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[MenuItem]:
    """The menu for this reader: the pages of a report, or those where a signed-in person works."""
    edition = context.get("edition")
    urls = edition.urls if edition else context.get("newest_urls")
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return _menu_of_readers(urls)
    items = _menu_of_reviewers(user, urls) if user.is_reviewer else _menu_of_editors(user)
    request = getattr(context, "request", None)
    # Who chose today instead of the round goes on looking at today.
    return [
        replace(item, href=carried(request, item.href)) if request and item.framed else item
        for item in items
    ]


def _menu_of_readers(urls: Address | None) -> list[MenuItem]:
    items = [_overview()]
    if urls:
        items += [
            MenuItem("regions", urls.regions, _("NAL-regio's")),
            MenuItem("workgroups", urls.workgroups, _("Werkgroepen")),
            MenuItem("indicators", urls.indicators, _("Indicatoren")),
            MenuItem("municipalities", urls.municipalities, _("Gemeenten en beleid")),
        ]
    return [*items, MenuItem("rounds", reverse("rounds"), _("Rondes")), _definitions()]


def _menu_of_editors(user: User) -> list[MenuItem]:
    return [
        _start(),
        # The door leads who has a single unit straight to it.
        MenuItem("unit", reverse("start"), _("Mijn rapportage")),
        *_register(),
        MenuItem("rounds", reverse("rounds"), _("Rondes")),
        _overview(),
        _definitions(),
        *_admin(user),
    ]


def _menu_of_reviewers(user: User, urls: Address | None) -> list[MenuItem]:
    entry = [MenuItem("figures", reverse("figures"), _("Cijfers"))]
    shown = [MenuItem("indicators", urls.indicators, _("Indicatoren"))] if urls else []
    return [
        _start(),
        # Who leads the rounds goes to them; that page leads on to what readers see.
        MenuItem("rounds", reverse("round-list"), _("Rondes")),
        *_register(),
        *(entry if may_edit_figures(user) else []),
        *shown,
        _overview(),
        _definitions(),
        *_admin(user),
    ]


def _start() -> MenuItem:
    # Not the door ("start"): that one leads who has a single unit straight away again.
    return MenuItem("start", reverse("start-overview"), _("Start"))


def _register() -> list[MenuItem]:
    return [
        MenuItem("milestones", reverse("milestones"), _("Mijlpalen"), framed=True),
        MenuItem("municipalities", reverse("policy"), _("Gemeenten en beleid"), framed=True),
    ]


def _overview() -> MenuItem:
    return MenuItem("overview", reverse("home"), _("Overzicht"))


def _definitions() -> MenuItem:
    return MenuItem("definitions", reverse("definitions"), _("Begrippen"))


def _admin(user: User) -> list[MenuItem]:
    if not user.is_staff:
        return []
    return [
        MenuItem("people", reverse("people"), _("Mensen")),
        MenuItem("audit-log", reverse("audit-log"), _("Logboek")),
        MenuItem("admin", reverse("admin:index"), _("Beheer")),
    ]


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
def unit_docx_href(edition: Edition, unit: UnitReport) -> str:
    """One unit's own Word document."""
    return edition.urls.unit_docx(unit.slug)


@register.simple_tag
def file_href(urls: Address, kind: str) -> str:
    """A file of an edition, by the name of its address."""
    return urls.to(kind)


@register.simple_tag
def chart_href(urls: Address, kind: str, chart: str) -> str:
    """A file of a chart, by the name of its address."""
    return urls.to(kind, chart=chart)


@register.simple_tag
def coverage_region_href(edition: Edition, region: str) -> str:
    """The charge points of one region."""
    return edition.urls.coverage_of(region)


@register.simple_tag
def municipality_stock_href(edition: Edition, code: str) -> str:
    """The charge points of one municipality."""
    return edition.urls.to("coverage-municipality", code=code)


@register.simple_tag
def indicator_href(edition: Edition, slug: str) -> str:
    """The page of an indicator."""
    return edition.urls.indicator(slug)


@register.simple_tag
def municipalities_href(edition: Edition, region: str, instrument: str) -> str:
    """The table of municipalities of one region, for one instrument."""
    asked = urlencode({"regio": region, "instrument": instrument})
    return f"{edition.urls.municipalities}?{asked}"


@register.simple_tag
def municipality_href(edition: Edition, code: str) -> str:
    """The page of one municipality."""
    return edition.urls.municipality(code)


@register.filter
def of_region(line: PolicyLine) -> str:
    """What the region of a municipality gave as its total of an instrument; may be empty."""
    return reported_in_words(line.cell, line.members) if line.cell and line.members else ""


@register.simple_tag
def municipality_in_round(entry: RoundEntry, code: str) -> str:
    """The page of one municipality in a round."""
    return Address(entry.slug).municipality(code)


@register.simple_tag
def milestone_in_round(told: MilestoneStage) -> str:
    """Where a round tells a milestone: in the version that did, where a later one does not."""
    version = told.round.version if told.is_taken_back else None
    page = Address(told.round.slug, version).unit(told.unit.kind, told.unit.slug)
    return f"{page}#{told.entry.reference}"


@dataclass(frozen=True)
class Permanent:
    """Where a public page is: of a frozen report at this version for good (empty for a page of no
    report); the one address by which it is known; and the picture of the report that it shows, or
    else of the newest (empty while there is none)."""

    version: str
    known: str
    picture: str


@register.simple_block_tag
def page_title(content: str) -> str:
    """What a page calls itself, on one line: in its head it stands more than once."""
    return " ".join(content.split())


@register.simple_tag(takes_context=True)
def permanent(context: Context) -> Permanent | None:
    """The addresses of this page as whole links; None where it is not public for good.

    Why: decision 49.
    """
    request, edition = getattr(context, "request", None), context.get("edition")
    found = getattr(request, "resolver_match", None)
    if request is None or found is None or not hasattr(found.func, "reads"):
        return None
    if not edition:
        newest = context.get("newest_urls")
        return _at("", request.path, newest.to("picture") if newest else "")
    if edition.is_live or edition.is_unpublished:
        return None
    slug = edition.report.slug
    of_version = Address(slug, edition.stamp.version)
    # What shows the newest report, and is no page of it, is known by its own address.
    known = _same_page(request)(Address(slug)) if "slug" in found.kwargs else request.path
    return _at(_same_page(request)(of_version), known, of_version.to("picture"))


def _at(*links: str) -> Permanent:
    return Permanent(*(f"{settings.SITE_URL}{link}" if link else "" for link in links))


def _same_page(request: HttpRequest) -> Callable[[Address], str]:
    """The page that is asked for, in another edition; the report for a page of no edition."""
    found = request.resolver_match
    if found is None or found.url_name is None:  # the page of an error
        return lambda urls: urls.report
    name = found.url_name
    inside = {k: v for k, v in found.kwargs.items() if k not in {"round", "slug", "version"}}

    def page(urls: Address) -> str:
        try:
            return urls.to(name, **inside)
        except NoReverseMatch:
            return urls.report

    return page


@register.simple_tag
def interface_href(resource: str, edition: Edition) -> str:
    """Where the interface lists one kind of row of a round."""
    return reverse(f"api:{resource}", kwargs={"ronde": edition.report.slug})


@register.simple_tag
def newest_version_href(edition: Edition) -> str:
    """The address of this round in its newest version."""
    return Address(edition.urls.slug).report


@register.simple_tag
def previous_version_href(edition: Edition) -> str:
    """The version that this one corrects, at its own address."""
    return Address(edition.urls.slug, (edition.stamp.version or 2) - 1).report


@register.simple_tag
def round_href(slug: str) -> str:
    """The report of a round, in its newest version."""
    return Address(slug).report


@register.simple_tag
def downloads_href(slug: str) -> str:
    """The files of a round, in its newest version."""
    return Address(slug).downloads


@register.filter
def versions(entry: RoundEntry) -> list[tuple[int, str]]:
    """Every version of a round with its permanent address, newest first."""
    last = entry.version or 0
    return [(number, Address(entry.slug, number).report) for number in range(last, 0, -1)]


@register.simple_tag(takes_context=True)
def frame_of_edition(context: Context, edition: Edition) -> Frame:
    """In which dates a live report speaks, and where the same page is in the other ones."""
    request = context.request  # type: ignore[attr-defined] # every page is made for a request
    switch = edition.round or round_going_on(rounds_of(request))

    page = _same_page(request)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return Frame(
        round=edition.round,
        switch=switch,
        today=timezone.localdate(),
        round_href=page(Address(switch.slug, CONCEPT)) + query if switch else "",
        today_href=page(Address(None)) + query,
        deadline_on=edition.round.deadline_on if edition.round else None,
    )


# ------------------------------------------------------------------------- texts and terms


@register.filter
def term(key: str, definitions: Iterable[TextBlock]) -> str:
    """The term that a key stands for; empty where the report does not explain it."""
    return next((text.title for text in definitions if text.key == key), "")


# ------------------------------------------------------------------- figures of the indicators


# ----------------------------------------------------------------------- parts of table 3


@register.filter
def with_instrument(
    row: PolicyRow, instruments: Iterable[InstrumentEntry]
) -> list[tuple[InstrumentEntry, PolicyCell]]:
    """Each cell of a row of table 3 with the instrument it is about."""
    return [(entry, row.cell(entry.slug)) for entry in instruments]


@register.filter
def on_card(instruments: Iterable[InstrumentEntry]) -> list[InstrumentEntry]:
    """The instruments that the card of a region shows."""
    return [entry for entry in instruments if entry.slug in ON_CARD]


@register.filter
def is_reported(row: PolicyRow) -> bool:
    """Whether totals that regions gave are in a row, not only what municipalities add up to."""
    return any(cell.basis != "geteld" for cell in row.cells)


@register.filter
def has_pm(table: PolicyTable) -> bool:
    """Whether a figure of the table is still to come, so that its total says "ten minste"."""
    return any(cell.count.missing == PM for row in table.rows for cell in row.cells)


@register.simple_tag
def map_table_href(edition: Edition, asked: AskedMap) -> str:
    """What a map of a report shows as a table: the municipalities, or their figures."""
    if not asked.whole.classes:
        return municipalities_href(edition, asked.region, asked.country.instrument.slug)
    return edition.urls.coverage_of(asked.region) if asked.region else edition.urls.indicators


@register.simple_tag(takes_context=True)
def register_map(context: Context, asked: AskedMap) -> SafeString:
    """The map of the register: each municipality leads to the page of that municipality."""
    request = context.request  # type: ignore[attr-defined] # every page is made for a request

    def page(code: str) -> str:
        return carried(request, reverse("policy-municipality", args=[code]))

    return _drawn(asked, page)


@register.simple_tag
def report_map(asked: AskedMap, edition: Edition) -> SafeString:
    """The map of a report: each municipality leads to its page in the report."""
    return _drawn(asked, lambda code: municipality_href(edition, code))


def _drawn(asked: AskedMap, href: Callable[[str], str]) -> SafeString:
    if asked.drawing is None or asked.asks_tiles:
        return country_svg(asked.country, href)
    return real_svg(asked.country, asked.drawing, href, asked.region)


register.filter("swatch", swatch_svg)
register.filter("class_word", class_word)


@register.filter
def map_patterns(country: CountryMap) -> SafeString:
    """The grounds of the legend, once for all of it."""
    return legend_patterns(stage for stage, _count in country.drawn_counts)


register.filter("totals_in_words", totals_in_words)


@register.filter
def outcome(tiles: TileMap) -> str:
    """What the tiles of a region say, in one sentence."""
    every = int(tiles.municipalities.value or 0)
    words = (
        ngettext(
            "%(name)s: %(n)s van de %(all)s gemeente.",
            "%(name)s: %(n)s van de %(all)s gemeenten.",
            every,
        )
        if tiles.instrument.answers == AnswerKind.YES_NO
        else ngettext(
            "%(name)s: vastgesteld in %(n)s van de %(all)s gemeente.",
            "%(name)s: vastgesteld in %(n)s van de %(all)s gemeenten.",
            every,
        )
    )
    return words % {
        "name": tiles.instrument.name,
        "n": dutch.number(tiles.in_force),
        "all": tiles.municipalities,
    }


@register.filter
def reservation(tiles: TileMap) -> str:
    """What the tiles of a region do not say."""
    found = dict(tiles.counts)
    if tiles.unknown:
        names = dutch.counted(tiles.unknown, "gemeente", "gemeenten")
        return _("Van %(names)s is de stand niet bekend.") % {"names": names}
    if found.get(Stage.NOT_ADOPTED):
        return _("Hoever elke gemeente wel was (concept, in ontwikkeling), is niet opgegeven.")
    return ""
