"""The pages of the report.

Four times the same pages: of a round (its newest version), of one version, and for signed-in
people of the concept of a round and of the register of today ("nu"). What is published is public.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, include, path, register_converter
from django.urls.converters import IntConverter

from .addresses import CONCEPT
from .opendata import views as opendata
from .web.views import (
    charts,
    comparison,
    corrections,
    coverage,
    downloads,
    following,
    over_rounds,
    pages,
)


class VersionConverter(IntConverter):
    """The number of a version, in one form: from 1, without zeros in front."""

    regex = "[1-9][0-9]{0,5}"


register_converter(VersionConverter, "version")

Protect = Callable[[Callable[..., Any]], Callable[..., Any]]


def _edition(protect: Protect) -> list[URLPattern]:
    return [
        path("", protect(pages.report), name="report"),
        path("regios/", protect(pages.regions), name="regions"),
        path("regios/naast-elkaar/", protect(pages.side_by_side), name="side-by-side"),
        path("regios/<slug:region>/", protect(pages.region), name="region"),
        path("werkgroepen/", protect(pages.workgroups), name="workgroups"),
        path("werkgroepen/<slug:group>/", protect(pages.workgroup), name="workgroup"),
        path("indicatoren/", protect(pages.indicators), name="indicators"),
        path("indicatoren/<slug:indicator>/", protect(pages.indicator), name="indicator"),
        path(
            "indicatoren/dekking/gemeente/<slug:code>/",
            protect(coverage.municipality),
            name="coverage-municipality",
        ),
        path(
            "indicatoren/dekking/<slug:region>/", protect(coverage.region), name="coverage-region"
        ),
        path("indicatoren/grafieken/<slug:chart>/", protect(charts.chart), name="chart"),
        path("indicatoren/grafieken/<slug:chart>.svg", protect(charts.svg), name="chart-svg"),
        path("indicatoren/grafieken/<slug:chart>.png", protect(charts.png), name="chart-png"),
        path("indicatoren/grafieken/<slug:chart>.csv", protect(charts.csv), name="chart-csv"),
        path(
            "indicatoren/grafieken/<slug:chart>.csv-metadata.json",
            protect(opendata.chart_description),
            name="chart-csv-metadata",
        ),
        path("gemeenten/", protect(pages.municipalities), name="municipalities"),
        path("gemeenten/kaart/", protect(pages.country), name="country"),
        path("gemeenten/<slug:code>/", protect(over_rounds.municipality), name="municipality"),
        path("verschillen/", protect(pages.differences), name="differences"),
        path("downloads/", protect(pages.downloads), name="downloads"),
        path("downloads/rapport.pdf", protect(downloads.whole), {"kind": "pdf"}, name="pdf"),
        path("downloads/rapport.json", protect(downloads.payload), name="json"),
        path("downloads/rapport.xlsx", protect(downloads.xlsx), name="xlsx"),
        path("downloads/rapport.csv", protect(downloads.csv), name="csv"),
        path(
            "downloads/rapport.csv-metadata.json",
            protect(opendata.figures_description),
            name="csv-metadata",
        ),
        path("beeld.png", protect(downloads.picture), name="picture"),
        path("downloads/rapport.docx", protect(downloads.whole), {"kind": "docx"}, name="docx"),
        path(
            "downloads/<slug:unit>.pdf",
            protect(downloads.of_unit),
            {"kind": "pdf"},
            name="unit-pdf",
        ),
        path(
            "downloads/<slug:unit>.docx",
            protect(downloads.of_unit),
            {"kind": "docx"},
            name="unit-docx",
        ),
    ]


def _of_concept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page for the concept of the round that stands in the address."""

    @login_required
    @wraps(view)
    def shown(
        request: HttpRequest,
        round: str,  # noqa: A002 - as in the address
        **more: str,
    ) -> HttpResponseBase:
        return view(request, slug=round, version=CONCEPT, **more)

    return shown


urlpatterns = [
    path("", login_not_required(pages.home), name="home"),
    path("rondes/", login_not_required(pages.rounds), name="rounds"),
    path("rondes/vergelijken/", login_not_required(comparison.compare_rounds), name="compare"),
    path(
        "rondes/vergelijken/wijzigingen.pdf",
        login_not_required(comparison.changes),
        {"kind": "pdf"},
        name="changes-pdf",
    ),
    path(
        "rondes/vergelijken/wijzigingen.docx",
        login_not_required(comparison.changes),
        {"kind": "docx"},
        name="changes-docx",
    ),
    path("rondes/<slug:slug>/", include(_edition(login_not_required))),
    path("rondes/<slug:slug>/v<version:version>/", include(_edition(login_not_required))),
    path("rondes/<slug:slug>/corrigeren/", corrections.choose, name="correct"),
    path("rondes/<slug:slug>/corrigeren/invullen/", corrections.fill, name="correct-fill"),
    path("ronde/<slug:round>/rapport/", include(_edition(_of_concept))),
    path(
        "mijlpaal/<slug:reference>/",
        login_not_required(over_rounds.milestone),
        name="milestone-life",
    ),
    path(
        "indicator/<slug:indicator>/",
        login_not_required(over_rounds.indicator),
        name="indicator-over-rounds",
    ),
    path("embed/<slug:chart>/", login_not_required(charts.embed), name="embed"),
    path("embed/<slug:slug>/<slug:chart>/", login_not_required(charts.embed), name="embed-round"),
    path(
        "embed/<slug:slug>/v<version:version>/<slug:chart>/",
        login_not_required(charts.embed),
        name="embed-version",
    ),
    path("nu/", include(_edition(login_required))),
    path("begrippen/", login_not_required(pages.definitions), name="definitions"),
    path("bronnen/", login_not_required(pages.sources), name="sources"),
    path("open-data/", login_not_required(opendata.open_data), name="open-data"),
    path("open-data/<slug:name>.csv", login_not_required(opendata.tidy), name="tidy"),
    path(
        "open-data/<slug:name>.csv-metadata.json",
        login_not_required(opendata.tidy_description),
        name="tidy-metadata",
    ),
    path("open-data/rapport.schema.json", login_not_required(opendata.schema), name="schema"),
    path("open-data/catalogus", login_not_required(opendata.catalogue_page), name="catalogue-page"),
    path("api/v1", login_not_required(opendata.interface_root), name="interface"),
    path("api/v1/", login_not_required(opendata.interface_root)),
    path(
        "open-data/catalogus.ttl",
        login_not_required(opendata.catalogue_file),
        {"form": "ttl"},
        name="catalogue",
    ),
    path(
        "open-data/catalogus.jsonld",
        login_not_required(opendata.catalogue_file),
        {"form": "jsonld"},
        name="catalogue-jsonld",
    ),
    path("toegankelijkheid/", login_not_required(pages.accessibility), name="accessibility"),
    path("privacy/", login_not_required(pages.privacy), name="privacy"),
    path("contact/", login_not_required(pages.contact), name="contact"),
    path("rondes/nieuw.atom", login_not_required(following.new_rounds), name="feed"),
    path("sitemap.xml", login_not_required(following.sitemap), name="sitemap"),
    path("robots.txt", login_not_required(following.robots), name="robots"),
    path("favicon.ico", login_not_required(following.favicon), name="favicon"),
    path(".well-known/security.txt", login_not_required(following.security), name="security-txt"),
]
