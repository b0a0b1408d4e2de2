"""Looking for something in all of the register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.pages.fields import SearchForm
from nalportal.records.search import Kind

from ..search import Group, groups_of, page_of


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The results by kind, or page by page those of one kind; without words only the field."""
    user = signed_in(request)
    form = SearchForm(request.GET)
    asked = form.cleaned_data.get("q", "") if form.is_valid() else ""
    kind = request.GET.get("soort", "")
    page, groups = None, list[Group]()
    if asked and kind in Kind.values:
        page, group = page_of(asked, user, Kind(kind), request.GET.get("page"))
        groups = [group] if group.hits else []
    elif asked:
        groups = groups_of(asked, user)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "groups": groups,
        "total": sum(group.total for group in groups),
    }
    return render(request, "desk/search.html", context)
