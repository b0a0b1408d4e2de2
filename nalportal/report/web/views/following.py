"""For readers' programs: what is new (Atom), which pages there are, whom to warn."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nalportal.dutch import long_date
from nalportal.progress.models import Publication

from ...addresses import Address
from ...editions import all_rounds, edition_of_round, published
from ...labels import PUBLISHER
from ...model import Report
from ..http import limited, revalidated

MOST_IN_FEED = 50
# The pages that are of no round.
LOOSE = (
    "home",
    "rounds",
    "definitions",
    "sources",
    "open-data",
    "accessibility",
    "privacy",
    "contact",
)


class _NewRounds(Feed):
    """Each published version of a round, newest first: a new round, or a correction with what was
    wrong."""

    feed_type = Atom1Feed
    title = gettext_lazy("Voortgang laadinfrastructuur: nieuwe rondes en correcties")
    subtitle = gettext_lazy("Elke gepubliceerde ronde, en elke correctie daarvan.")
    author_name = PUBLISHER

    def feed_copyright(self) -> str | None:
        return settings.LICENCE or None

    def link(self) -> str:
        return reverse("rounds")

    def feed_url(self) -> str:
        return reverse("feed")

    def items(self) -> QuerySet[Publication]:
        newest = Publication.objects.select_related("round", "snapshot")
        return newest.defer("snapshot__payload", "snapshot__pdf").order_by("-pk")[:MOST_IN_FEED]

    def item_title(self, item: Publication) -> str:
        if item.version == 1:
            return item.round.title
        return _("{title}, correctie (versie {n})").format(title=item.round.title, n=item.version)

    def item_description(self, item: Publication) -> str:
        told = _("De stand van zaken op {day}.").format(day=long_date(item.round.reference_on))
        return escape(item.snapshot.erratum or told)  # a summary is HTML

    def item_link(self, item: Publication) -> str:
        return Address(item.round.slug, item.version).report

    def item_pubdate(self, item: Publication) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate


new_rounds = require_safe(limited(_NewRounds()))


def pages_over_rounds(report: Report) -> Iterator[str]:
    """The pages about what all rounds say of one thing, of all that a report tells."""
    yield from (reverse("milestone-life", args=[one]) for one in report.references())
    indicators = report.indicators.indicators
    yield from (reverse("indicator-over-rounds", args=[one.texts.slug]) for one in indicators)


class PublicPages(Sitemap):
    """Every page of every published round, at the address of its newest version, and those that
    are of all rounds."""

    def items(self) -> list[tuple[str, datetime | None]]:
        rounds = all_rounds()
        found: list[tuple[str, datetime | None]] = [(reverse(name), None) for name in LOOSE]
        over_rounds: dict[str, datetime | None] = {}
        for entry in published(rounds):
            edition = edition_of_round(rounds, entry.slug)
            found += [(page, entry.published_at) for page in edition.pages()]
            for page in pages_over_rounds(edition.report):
                over_rounds.setdefault(page, entry.published_at)  # the newest is the first
        return [*found, *over_rounds.items()]

    def location(self, item: tuple[str, datetime | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]


@require_safe
@revalidated
def sitemap(request: HttpRequest) -> HttpResponse:
    """Which pages there are, for search engines."""
    return sitemaps.sitemap(request, {"": PublicPages})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines have no use for: the doors, and lists in all their filters."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (reverse("admin:index"), "/account/", "/*?")),
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look that read no page first."""
    return redirect(static("img/mark.svg"), permanent=True)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {_end_of_next_quarter(timezone.localdate()):%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _end_of_next_quarter(today: date) -> date:
    """A day that stays the same for months: who reads the file may keep it until then."""
    quarter = (today.month - 1) // 3 + 2
    return date(today.year + quarter // 4, quarter % 4 * 3 + 1, 1)
