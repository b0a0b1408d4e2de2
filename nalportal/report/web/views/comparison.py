"""The page that sets two rounds, or two versions of one, side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in
from nalportal.progress.models import RoundState
from nalportal.progress.permissions import is_reviewer, may_read

from ...addresses import CONCEPT
from ...compare import Comparison, compare
from ...editions import NOW, Edition, RoundEntry, key_of
from ...model import Report, Stamp
from ...paper import render_changes_pdf, render_pdf, render_unit_pdf
from ...word import render_changes_docx, render_docx, render_unit_docx
from ..asking import reads
from ..http import edition_for, revalidated, rounds_of
from ..one_at_a_time import told_to_wait
from .downloads import DOCX, PDF, document_once, file_response

Choices = list[tuple[str, str]]


class ComparisonForm(forms.Form):
    """Which two editions are compared, and whether what stayed the same is shown too."""

    van = forms.ChoiceField(label=gettext_lazy("Vergelijk"))
    naar = forms.ChoiceField(label=gettext_lazy("met"))
    alleen = forms.BooleanField(label=gettext_lazy("Alleen wat gewijzigd is"), required=False)
    geteld = forms.BooleanField(
        label=gettext_lazy("Ook wat alleen opnieuw geteld is"), required=False
    )

    def __init__(self, choices: Choices, asked: dict[str, Any]) -> None:
        super().__init__(asked if "van" in asked else asked | _proposal(choices, asked))
        for name in ("van", "naar"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is
            field.choices = choices
            field.error_messages["invalid_choice"] = _(
                "Kies een rapport uit de lijst. “%(value)s” is er niet."
            )

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if asked.get("van") and asked.get("van") == asked.get("naar"):
            self.add_error("van", _("Kies twee verschillende rapporten."))
        return asked


def _proposal(choices: Choices, asked: Mapping[str, str]) -> dict[str, str]:
    """The edition asked for, or else the newest published one, and the round before it.

    What has nothing before it is itself the old one, beside the newest.
    """
    keys = [key for key, _name in choices]
    if len(keys) < 2:
        return {}
    new = asked.get("naar")
    if new not in keys:
        new = next((key for key in keys if not is_live(key)), keys[0])
    older = keys[keys.index(new) + 1 :]
    if not older:
        return {"van": new, "naar": keys[0]}
    another_round = [key for key in older if round_of(key) != round_of(new)]
    return {"van": (another_round or older)[0], "naar": new}


def choices_for(request: HttpRequest) -> Choices:
    """What this reader may compare, newest first: every published version; for a reviewer also
    what is frozen; for who may read all units today's register and the concept of each round."""
    found = [
        choice
        for entry in rounds_of(request)
        for choice in _of_round(entry, with_frozen=is_reviewer(request.user))
    ]
    if request.user.is_authenticated and may_read(signed_in(request)):
        return [(NOW, _("Stand van vandaag")), *found]
    return [(key, name) for key, name in found if not is_live(key)]


def _of_round(entry: RoundEntry, *, with_frozen: bool) -> Iterator[tuple[str, str]]:
    if not entry.is_frozen:
        yield key_of(entry.slug, CONCEPT), _("{title}, concept").format(title=entry.title)
    if entry.version:
        newest = _("{title}, versie {n}") if entry.version > 1 else "{title}"
        yield key_of(entry.slug), newest.format(title=entry.title, n=entry.version)
    elif entry.state == RoundState.FROZEN and with_frozen:
        yield key_of(entry.slug), _("{title}, nog niet gepubliceerd").format(title=entry.title)
    for n in range((entry.version or 1) - 1, 0, -1):
        name = _("{title}, versie {n}").format(title=entry.title, n=n)
        yield key_of(entry.slug, n), name


def edition_by_key(request: HttpRequest, key: str) -> Edition:
    """The edition that a choice stands for; 404 when this reader may not see it."""
    if key == NOW:
        return edition_for(request, None, None)
    slug, _dot, version = key.partition(".")
    if is_live(key):
        return edition_for(request, slug, CONCEPT)
    return edition_for(request, slug, int(version.removeprefix("v")) if version else None)


def round_of(key: str) -> str:
    """The web address of the round of a choice; a web address has no dot."""
    return key.partition(".")[0]


def is_live(key: str) -> bool:
    """Whether a choice is made from the register when it is asked for: only for who signed in."""
    return key == NOW or key.endswith(f".{CONCEPT}")


def asks_live(request: HttpRequest) -> bool:
    """Whether an address asks for what only people who signed in may see."""
    return any(is_live(str(key)) for key in request.GET.values())


def _form_for(request: HttpRequest) -> ComparisonForm:
    """The choice of a reader; the newest version of a round goes by its number too, so that a link
    to two versions stays good when one is corrected."""
    same = {key_of(e.slug, e.version): key_of(e.slug) for e in rounds_of(request) if e.version}
    asked = {name: same.get(str(value), value) for name, value in request.GET.items()}
    return ComparisonForm(choices_for(request), asked)


@require_safe
@revalidated
@reads(*ComparisonForm.base_fields)
def compare_rounds(request: HttpRequest) -> HttpResponse:
    """What is different between two editions. What is published is public; what is live is not."""
    if not request.user.is_authenticated and asks_live(request):
        return redirect_to_login(request.get_full_path())
    form = _form_for(request)
    has_two = len(form.fields["van"].choices) > 1  # type: ignore[attr-defined] # a choice
    context: dict[str, object] = {"nav": "rounds", "form": form, "has_two": has_two}
    if has_two and form.is_valid():
        before, after = (edition_by_key(request, form.cleaned_data[n]) for n in ("van", "naar"))
        context |= {
            "before": before,
            "after": after,
            "comparison": _compared(before, after, recounted=form.cleaned_data["geteld"]),
            "news_only": form.cleaned_data["alleen"],
            "cited": _cited(before, after),
        }
    return render(request, "report/compare.html", context)


def _cited(before: Edition, after: Edition) -> str:
    """Where these two versions stand beside each other for good; empty where one is live."""
    if any(one.is_live or one.is_unpublished for one in (before, after)):
        return ""
    old, new = (key_of(one.report.slug, one.stamp.version) for one in (before, after))
    return f"{settings.SITE_URL}{reverse('compare')}?{urlencode({'van': old, 'naar': new})}"


def _compared(before: Edition, after: Edition, *, recounted: bool) -> Comparison:
    """Two versions of one round are called by their numbers, or else both are called the same."""
    found = replace(compare(before.report, after.report), with_recounted=recounted)
    if found.before.slug != found.after.slug:
        return found
    sides = ((found.before, before), (found.after, after))
    old, new = (replace(side, title=_of_version(side.title, one)) for side, one in sides)
    return replace(found, before=old, after=new)


def _of_version(title: str, edition: Edition) -> str:
    version = edition.stamp.version
    return _("{title}, versie {n}").format(title=title, n=version) if version else title


@require_safe
@told_to_wait
@revalidated
def changes(request: HttpRequest, kind: str) -> HttpResponse:
    """What changed, as ``pdf`` or ``docx``: on its own, or with ``rapport`` as an annex.

    ``deel`` limits it to one unit. A frozen report's own PDF is fixed for good, so one with an
    annex is another file, made from the same payloads.
    """
    asked = request.GET
    if not request.user.is_authenticated and asks_live(request):
        return redirect_to_login(request.get_full_path())
    form = _form_for(request)
    if not form.is_valid():
        return redirect(f"{reverse('compare')}?{asked.urlencode()}")
    before, after = (edition_by_key(request, form.cleaned_data[name]) for name in ("van", "naar"))
    slug = asked.get("deel", "")
    if slug and slug not in {unit.slug for unit in after.report.units()}:
        raise Http404
    with_report, recounted = bool(asked.get("rapport")), form.cleaned_data["geteld"]

    def make() -> bytes:
        since = _compared(before, after, recounted=recounted)
        return _changes_file(after, since, slug, kind, with_report=with_report)

    name = f"wijzigingen:{before.stamp.sha256}:{slug}:{with_report}:{recounted}.{kind}"
    # What is compared with the register can change, so it is not kept.
    subject = replace(after, snapshot_id=None) if before.is_live else after
    content = document_once(subject, name, make)
    parts = [after.file_stem, slug, "wijzigingen-sinds", before.report.slug]
    return file_response(content, FORMS[kind].type, f"{'-'.join(filter(None, parts))}.{kind}")


class _Form(NamedTuple):
    """A kind of file, and what makes it of the changes, of a unit and of the whole."""

    type: str
    changes: Callable[[Report, Stamp, Comparison, str], bytes]
    unit: Callable[[Report, Stamp, str, Comparison], bytes]
    whole: Callable[..., bytes]


FORMS = {
    "pdf": _Form(PDF, render_changes_pdf, render_unit_pdf, render_pdf),
    "docx": _Form(DOCX, render_changes_docx, render_unit_docx, render_docx),
}


def _changes_file(
    after: Edition, since: Comparison, slug: str, kind: str, *, with_report: bool
) -> bytes:
    if not with_report:
        return FORMS[kind].changes(after.report, after.stamp, since, slug)
    if slug:
        return FORMS[kind].unit(after.report, after.stamp, slug, since)
    return FORMS[kind].whole(after.report, after.stamp, since, after.imprint())
