"""Looking for something in the register, or in all that was published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.pages.fields import SearchForm
from nalportal.records.search import Kind
from nalportal.report.editions import published
from nalportal.report.web.http import limited, rounds_of

from ..search import Group, Place, groups_of, nearest, page_of

ALL = "alle"


@require_safe
@limited
def search(request: HttpRequest) -> HttpResponse:
    """The results by kind, or page by page those of one kind; without words only the field.

    Who is signed in looks in the register, unless ``ronde`` says a published round or all of
    them; everybody else in what was published.
    """
    form = SearchForm(request.GET)
    asked = form.cleaned_data.get("q", "") if form.is_valid() else ""
    rounds = {entry.slug: entry.title for entry in published(rounds_of(request))}
    chosen, kind = request.GET.get("ronde", ""), request.GET.get("soort", "")
    user = request.user if isinstance(request.user, User) and chosen not in (*rounds, ALL) else None
    place = Place(user, chosen if chosen in rounds else "")
    page, groups, instead, left_out = None, list[Group](), "", ""
    if asked and kind in Kind.values:
        page, group = page_of(asked, place, Kind(kind), request.GET.get("page"))
        groups = [group] if group.hits else []
    elif asked:
        groups = groups_of(asked, place)
        instead, left_out = ("", "") if groups else nearest(asked, place)
        groups = groups_of(instead, place) if instead else groups
    context = {
        "form": form,
        "asked": asked,
        "instead": instead,
        "left_out": left_out,
        "rounds": rounds,
        "chosen": place.round or ("" if user else ALL),
        "page": page,
        "groups": groups,
        "total": sum(group.total for group in groups),
    }
    return render(request, "desk/search.html", context)
