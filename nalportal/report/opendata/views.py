"""The page about open data, and the files that are of no single page."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from pydantic import TypeAdapter

from ..addresses import Version
from ..editions import published, told
from ..model import SCHEMA, Report
from ..sheets import columns_of_csv
from ..web.asking import reads
from ..web.http import drawn_with, edition_for, newest_edition, revalidated, rounds_of
from ..web.views.charts import sketch_of
from ..web.views.downloads import CSV, CSVW, JSON_SCHEMA, file_response
from .catalogue import catalogue
from .interface import json_response
from .resources import RESOURCES, TIDY, Resource
from .tidy import figures_metadata, numbers_metadata, tidy_csv, tidy_metadata

GRAPHS = {"ttl": ("turtle", "text/turtle"), "jsonld": ("json-ld", "application/ld+json")}


@require_safe
@revalidated
@reads()
def open_data(request: HttpRequest) -> HttpResponse:
    """The data as files and as an interface, and how to verify a control number."""
    context = {
        "nav": "",
        "edition": newest_edition(request),
        "csv_columns": columns_of_csv(),
        "resources": RESOURCES,
        "tidy": TIDY,
        "schema": SCHEMA,
    }
    return render(request, "report/open_data.html", context)


@require_safe
@revalidated
def tidy(request: HttpRequest, name: str) -> HttpResponse:
    """One kind of row over all rounds, as CSV."""
    resource = _tidy(name)
    content = _kept(request, name, lambda: tidy_csv(resource, told(rounds_of(request))))
    about = reverse("tidy-metadata", args=[name])
    return file_response(content, CSV, f"{name}.csv", about)


@require_safe
@revalidated
def tidy_description(request: HttpRequest, name: str) -> HttpResponse:
    """What is in that file (CSVW)."""
    resource = _tidy(name)
    address = f"{settings.SITE_URL}{reverse('tidy', args=[name])}"
    return json_response(tidy_metadata(resource, address), kind=CSVW)


def _tidy(name: str) -> Resource:
    found = next((resource for resource in TIDY if resource.name == name), None)
    if found is None:
        raise Http404
    return found


@require_safe
@revalidated
def figures_description(
    request: HttpRequest, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """What is in the list of figures of an edition (CSVW)."""
    edition = edition_for(request, slug, version)
    return json_response(figures_metadata(f"{settings.SITE_URL}{edition.urls.csv}"), kind=CSVW)


@require_safe
@revalidated
def chart_description(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """What is in the numbers of a chart (CSVW)."""
    edition, sketch = sketch_of(request, chart, slug, version)
    address = f"{settings.SITE_URL}{edition.urls.to('chart-csv', chart=chart)}"
    return json_response(numbers_metadata(sketch.numbers, address), kind=CSVW)


@require_safe
@revalidated
def schema(request: HttpRequest) -> HttpResponse:
    """How the JSON of a report is built (JSON Schema), of the newest schema."""
    return json_response(_schema(), kind=JSON_SCHEMA)


@cache
def _schema() -> dict[str, object]:
    # The payload is made of these very types, so nothing is described twice.
    made = TypeAdapter(Report).json_schema(mode="serialization")
    # An older file says so by its number, before anything else in it differs.
    made["properties"]["schema"] = {"const": SCHEMA}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """The catalogue's own address leads to the page that names its files."""
    return redirect("open-data")


@require_safe
def interface_root(request: HttpRequest) -> HttpResponse:
    """The address of the interface leads to its description."""
    return redirect("api:openapi-json")


@require_safe
@revalidated
def catalogue_file(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue (DCAT-AP-NL) as Turtle or JSON-LD."""
    name, content_type = GRAPHS[form]

    def make() -> bytes:
        graph = catalogue(published(rounds_of(request)))
        return graph.serialize(format=name, encoding="utf-8")

    return HttpResponse(_kept(request, f"catalogus.{form}", make), content_type=content_type)


def _kept(request: HttpRequest, name: str, make: Callable[[], bytes]) -> bytes:
    """What was made of the same publications by the same release; else it is made and kept."""
    state = [(entry.slug, entry.version, entry.sha256) for entry in published(rounds_of(request))]
    told_by = sha256(repr((state, drawn_with())).encode()).hexdigest()
    key = f"opendata:{name}:{told_by}"
    content = caches["files"].get(key)
    if content is None:
        content = make()
        caches["files"].set(key, content, timeout=None)
    return bytes(content)
