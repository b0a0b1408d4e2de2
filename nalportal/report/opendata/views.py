"""The page about open data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..sheets import columns_of_csv
from ..web.http import newest_edition, revalidated
from .resources import RESOURCES


@require_safe
@revalidated
def open_data(request: HttpRequest) -> HttpResponse:
    """The data as files and as an interface, and how to verify a control number."""
    context = {
        "nav": "",
        "edition": newest_edition(request),
        "csv_columns": columns_of_csv(),
        "resources": RESOURCES,
    }
    return render(request, "report/open_data.html", context)
