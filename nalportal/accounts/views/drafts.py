"""What was typed and not saved: kept while typing, to read, to go on with or to throw away."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nalportal.accounts import drafts
from nalportal.accounts.kept_forms import (
    MOST_CHARACTERS,
    drop,
    keep_values,
    kept_form,
    page_of,
    typed,
)
from nalportal.accounts.models import of_person
from nalportal.accounts.permissions import signed_in

# The script of a page says with these where its form goes and whether a file was chosen.
ACTION, FILES = "_actie", "_bestanden"


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed; asked by the script of a page and never by a person.

    204 when it was kept, or when all of it was taken away again and nothing is kept any more; 404
    for a form without a number, 413 if it is too long.
    """
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError as error:
        raise Http404 from error
    values = {**typed(request), "token": [str(token)]}
    if sum(len(text) for given in values.values() for text in given) > MOST_CHARACTERS:
        return HttpResponse(status=413)
    action, files = request.POST.get(ACTION, ""), FILES in request.POST
    page, user = page_of(request), signed_in(request)
    if files or any(any(given) for given in of_person(values, action).values()):
        drafts.keep(user, token, page=page, action=action, values=values, files=files)
    else:
        drafts.drop(user, token)
    kept = kept_form(request)
    if kept and kept.values.get("token") == [str(token)]:
        drop(request)  # this is newer
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kept(request: HttpRequest) -> HttpResponse:
    """All that somebody typed and did not save. The button throws away what was sent too late."""
    form, found = kept_form(request), drafts.drafts_of(request.user)
    if form is None and not found:
        raise Http404
    # What was sent too late is the newer text of the same form.
    sent = form.values.get("token", [""])[0] if form else ""
    found = [row for row in found if str(row.token) != sent]
    if request.method == "POST" and form:
        drop(request)
        _drop_draft(request.user, sent)
        return redirect(form.page)
    return render(request, "account/kept.html", {"kept": form, "drafts": found})


@require_POST
def draft(request: HttpRequest, token: UUID) -> HttpResponse:
    """Go on with a draft, on the page that it was typed on; or throw it away."""
    found = next((row for row in drafts.drafts_of(request.user) if row.token == token), None)
    if found is None:
        raise Http404
    if "weggooien" in request.POST:
        _drop_draft(request.user, str(token))
        return redirect(found.page)
    keep_values(
        request,
        found.user_id,
        page=found.page,
        action=found.action,
        values=found.values,
        had_files=found.had_files,
    )
    return redirect(found.page)


def _drop_draft(user: Any, token: str) -> None:
    try:
        drafts.drop(user, UUID(token))
    except ValueError:
        return  # the form had no number, and so no draft
