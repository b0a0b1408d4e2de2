"""Keeping, opening and throwing away views of a long list."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from nalportal.accounts.models import SavedView
from nalportal.accounts.permissions import signed_in
from nalportal.pages.choice import carried
from nalportal.pages.fields import PlainTextField
from nalportal.refusals import Refused

from ..saved_views import LISTS, asked, keep, opened


class SavedViewForm(forms.Form):
    """Under which name."""

    name = PlainTextField(
        label=gettext_lazy("Naam van de weergave"),
        limit=60,
        one_line=True,
        error_messages={"required": gettext_lazy("Geef de weergave een naam.")},
    )
    query = forms.CharField(max_length=2_000, required=False)


@require_POST
def save(request: HttpRequest, which: str) -> HttpResponse:
    """Keep the list as it is shown, and show it again."""
    user = signed_in(request)
    if which not in LISTS:
        raise Http404
    form = SavedViewForm(request.POST)
    try:
        if form.is_valid():
            name, query = form.cleaned_data["name"], form.cleaned_data["query"]
            keep(user, which, name, query)
            text = _("Weergave “%(name)s” bewaard. U vindt haar onder Weergaven.")
            messages.success(request, text % {"name": name})
        else:
            messages.warning(request, str(next(iter(form.errors.values()))[0]))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    address = f"{reverse(LISTS[which][0])}?{asked(request.POST.get('query', ''))}"
    return redirect(carried(request, address))


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The list as it was kept; what it cannot ask any more is named."""
    view = get_object_or_404(SavedView, pk=number, user=signed_in(request), page__in=LISTS)
    found = opened(view)
    if found.unknown:
        text = _("Deze lijst kent dit niet meer, dus dat is overgeslagen: %(names)s.")
        messages.info(request, text % {"names": ", ".join(found.unknown)})
    return redirect(carried(request, found.address))


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a view away; the register keeps all that is in it."""
    view = get_object_or_404(SavedView, pk=number, user=signed_in(request), page__in=LISTS)
    view.delete()
    messages.success(request, _("Weergave “%(name)s” weggegooid.") % {"name": view.name})
    return redirect(carried(request, opened(view).address))
