"""The operations of the interface at ``/api/v1/``: the same reports as the pages, as data.

Everything in an answer is a row of :mod:`.resources`.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from ..addresses import Address
from ..editions import (
    Edition,
    NoSuchEditionError,
    RoundEntry,
    edition_of_round,
    key_of,
    published,
    told,
    told_before,
)
from ..model import Report
from ..over_rounds import Told
from ..web.http import rounds_of
from .interface import FAULTS, api, json_response
from .known import refuse_unknown
from .questions import Question, QuestionError, answer, names_in
from .resources import BY_NAME, RESOURCES, Resource, Row
from .schemas import (
    Change,
    ComparedEditions,
    MilestoneInRound,
    MunicipalityInRound,
    Round,
    Version,
    list_model,
    question_model,
)

NEWEST = "nieuwste"


# ---------------------------------------------------------------------------- which report


def _edition(request: HttpRequest, round_: str, version: int | None) -> Edition:
    rounds = rounds_of(request)
    slug = _newest(published(rounds)).slug if round_ == NEWEST else round_
    try:
        return edition_of_round(rounds, slug, version)
    except NoSuchEditionError as error:
        text = _("Ronde “{name}” is er niet in deze versie, of is niet gepubliceerd. Wel: {known}.")
        known = ", ".join(key_of(one.slug, one.version) for one in published(rounds)) or _("niets")
        raise Http404(text.format(name=round_, known=known)) from error


def _newest(rounds: tuple[RoundEntry, ...]) -> RoundEntry:
    if not rounds:
        raise Http404(_("Er is nog geen ronde gepubliceerd."))
    return rounds[0]


def _as_of(request: HttpRequest, day: date) -> Edition:
    """The last round with a peildatum up to that day."""
    rounds = published(rounds_of(request))
    fits = [entry for entry in rounds if entry.reference_on <= day]
    if not fits:
        text = _("Op {day} was er nog geen ronde; de eerste heeft peildatum {first}.")
        raise Http404(text.format(day=day, first=rounds[-1].reference_on if rounds else "–"))
    return _edition(request, fits[0].slug, None)


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _round_row(entry: RoundEntry) -> dict[str, Any]:
    return {
        "ronde": entry.slug,
        "titel": entry.title,
        "peildatum": entry.reference_on,
        "indelingVan": entry.division_on,
        "cijfersTotEnMet": entry.figures_until,
        "versie": entry.version,
        "gepubliceerdOp": timezone.localdate(entry.published_at) if entry.published_at else None,
        "sha256": entry.sha256,
        "pagina": _link(Address(entry.slug, entry.version).report),
    }


# -------------------------------------------------------------------------------- the lists


def _asked_for(request: HttpRequest, *allowed: str) -> None:
    """Refuse what is not read here, and what is asked twice: no answer is of half a question."""
    for name, values in sorted(request.GET.lists()):
        if name not in allowed:
            text = _("“{name}” kunt u hier niet vragen. Wel: {known}.")
            known = ", ".join(sorted(allowed)) or _("niets")
            raise QuestionError(text.format(name=name, known=known))
        if len(values) > 1:
            raise QuestionError(_("U vraagt “{name}” meer dan één keer.").format(name=name))


def _listed(request: HttpRequest, resource: Resource, edition: Edition, asked: Any) -> HttpResponse:
    _asked_for(request, *type(asked).model_fields)
    asked_of = {field.name: getattr(asked, field.name) for field in resource.filters}
    filters = {name: value for name, value in asked_of.items() if value is not None}
    refuse_unknown(published(rounds_of(request)), resource, filters)
    question = Question(
        filters=filters,
        sort=names_in(asked.sorteer),
        fields=names_in(asked.velden),
        limit=asked.limiet,
        cursor=asked.cursor or "",
    )
    page = answer(resource, resource.rows(edition.report), question, edition.stamp.sha256)
    return json_response(
        {
            "ronde": edition.report.slug,
            "versie": edition.stamp.version,
            "peildatum": edition.report.reference_on,
            "aantal": page.count,
            "volgende": page.following or None,
            "rijen": page.rows,
        }
    )


def _add_list(resource: Resource) -> None:
    """``/rondes/{ronde}/<resource>``."""
    versie = (
        int | None,
        Field(None, ge=1, le=999_999, description="Een andere versie dan de nieuwste."),
    )
    model = question_model(resource, versie=versie)

    def view(request: HttpRequest, ronde: str, vraag: Any) -> HttpResponse:
        return _listed(request, resource, _edition(request, ronde, vraag.versie), vraag)

    view.__annotations__["vraag"] = Query[model]  # type: ignore[misc, valid-type] # made just above
    api.get(
        f"/rondes/{{ronde}}/{resource.name}",
        response={200: list_model(resource), **FAULTS},
        operation_id=f"lijst-{resource.name}",
        url_name=resource.name,
        summary=str(resource.title),
        description=str(resource.about),
        tags=["Lijsten"],
    )(view)


# ------------------------------------------------------------------------------ operations


@api.get("/rondes", response={200: list[Round], **FAULTS}, operation_id="rondes", tags=["Rondes"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Alle gepubliceerde rondes, de nieuwste eerst."""
    _asked_for(request)
    return json_response([_round_row(entry) for entry in published(rounds_of(request))])


@api.get("/rondes/{ronde}", response={200: Round, **FAULTS}, operation_id="ronde", tags=["Rondes"])
def round_(request: HttpRequest, ronde: str) -> HttpResponse:
    """Een ronde; “nieuwste” is de laatst gepubliceerde."""
    _asked_for(request)
    edition = _edition(request, ronde, None)
    assert edition.round  # noqa: S101 - tells mypy that it is published
    return json_response(_round_row(edition.round))


for _resource in RESOURCES:
    _add_list(_resource)


@api.get(
    "/rondes/{ronde}/versies",
    response={200: list[Version], **FAULTS},
    operation_id="versies",
    tags=["Rondes"],
)
def versions(request: HttpRequest, ronde: str) -> HttpResponse:
    """Alle versies van een ronde, de nieuwste eerst."""
    _asked_for(request)
    newest = _edition(request, ronde, None)
    slug, last = newest.report.slug, newest.stamp.version or 1
    editions = [_edition(request, slug, number) for number in range(last, 0, -1)]
    return json_response(
        [
            {
                "versie": one.stamp.version,
                "ligtVastSinds": one.stamp.frozen_on,
                "sha256": one.stamp.sha256,
                "erratum": one.stamp.erratum,
                "pagina": _link(one.urls.report),
            }
            for one in editions
        ]
    )


_statuses = BY_NAME["standen"]
_dated = question_model(
    _statuses,
    op=(
        date | None,
        Field(None, description="De dag waarop de stand moet gelden; anders vandaag."),
    ),
)


def statuses_on(request: HttpRequest, vraag: Any) -> HttpResponse:
    """Wat gemeenten hadden op een dag: volgens de laatste ronde met een peildatum tot die dag, in
    haar nieuwste versie."""
    day = vraag.op or timezone.localdate()
    return _listed(request, _statuses, _as_of(request, day), vraag)


statuses_on.__annotations__["vraag"] = Query[_dated]  # type: ignore[misc, valid-type] # made just above
api.get(
    "/standen",
    response={200: list_model(_statuses), **FAULTS},
    operation_id="standen-op",
    summary="Standen van beleid op een dag",
    tags=["Over rondes"],
)(statuses_on)


@api.get(
    "/mijlpalen/{referentie}",
    response={200: list[MilestoneInRound], **FAULTS},
    operation_id="mijlpaal",
    tags=["Over rondes"],
)
def milestone(request: HttpRequest, referentie: str) -> HttpResponse:
    """Een mijlpaal in elke ronde die haar noemt, de oudste eerst: van de nieuwste versie, of van de
    laatste die haar noemde voordat een correctie haar weghaalde (“teruggenomen”)."""
    _asked_for(request)
    rounds = rounds_of(request)
    found = [
        {**row, "teruggenomen": is_taken_back}
        for is_taken_back, reports in (
            (False, told(rounds)),
            (True, told_before(rounds, referentie)),
        )
        for row in _in_rounds(
            reports, "mijlpalen", "mijlpaal", lambda row: row["referentie"] == referentie
        )
    ]
    found.sort(key=lambda row: str(row["peildatum"]))
    if not found:
        raise Http404(_("Geen gepubliceerde ronde noemt mijlpaal {name}.").format(name=referentie))
    return json_response(found)


@api.get(
    "/gemeenten/{gemeente}",
    response={200: list[MunicipalityInRound], **FAULTS},
    operation_id="gemeente",
    tags=["Over rondes"],
)
def municipality(request: HttpRequest, gemeente: str) -> HttpResponse:
    """De standen van een gemeente in de nieuwste versie van elke ronde, de oudste eerst."""
    _asked_for(request)
    found = _in_rounds(
        told(rounds_of(request)), "standen", "stand", lambda row: row["gemeente"] == gemeente
    )
    if not found:
        raise Http404(_("Geen gepubliceerde ronde heeft gemeente {name}.").format(name=gemeente))
    return json_response(found)


def _in_rounds(
    found: Told, resource: str, name: str, fits: Callable[[Row], bool]
) -> list[dict[str, object]]:
    return [
        {
            "ronde": entry.slug,
            "versie": entry.version,
            "peildatum": entry.reference_on,
            name: row,
        }
        for entry, report in found
        for row in BY_NAME[resource].rows(report)
        if fits(row)
    ]


@api.get(
    "/vergelijking",
    response={200: list[Change], **FAULTS},
    operation_id="vergelijking",
    tags=["Over rondes"],
)
def comparison(request: HttpRequest, vraag: Query[ComparedEditions]) -> HttpResponse:
    """Wat de ene ronde of versie anders zegt dan de andere, per rij van de lijsten."""
    _asked_for(request, *ComparedEditions.model_fields)
    before, after = (_by_key(request, key).report for key in (vraag.van, vraag.naar))
    return json_response([change for one in RESOURCES for change in _changes(one, before, after)])


def _by_key(request: HttpRequest, key: str) -> Edition:
    slug, _dot, version = key.partition(".v")
    return _edition(request, slug, int(version) if version else None)


def _changes(resource: Resource, before: Report, after: Report) -> Iterable[dict[str, object]]:
    def by_key(report: Report) -> dict[tuple[object, ...], Row]:
        return {tuple(row[name] for name in resource.key): row for row in resource.rows(report)}

    old, new = by_key(before), by_key(after)
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if was != becomes:
            kind = "nieuw" if was is None else "weg" if becomes is None else "anders"
            yield {
                "soort": resource.name,
                "sleutel": dict(zip(resource.key, key, strict=True)),
                "verandering": kind,
                "was": was,
                "wordt": becomes,
            }
