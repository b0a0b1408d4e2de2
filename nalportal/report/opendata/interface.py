"""django-ninja as the rules for interfaces of the Dutch government want it.

It is described with contact and server, the version stands in a header, and faults are
problem+json (RFC 9457).
"""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from nalportal.contact import LICENCES

from ..editions import all_rounds, published
from ..labels import PUBLISHER
from ..web import limits
from .known import known_values
from .questions import NoSuchPageError, QuestionError
from .resources import BY_NAME
from .schemas import Problem

VERSION = "1.0.0"
PROBLEM = "application/problem+json"
FAULTS = dict.fromkeys((400, 404, 406, 429), Problem)


def json_response(
    content: object, status: int = 200, kind: str = "application/json"
) -> HttpResponse:
    """As UTF-8, with days as year-month-day."""
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type=kind)


def problem(status: int, detail: str) -> HttpResponse:
    """A fault in the form that programs read."""
    title = HTTPStatus(status).phrase
    told = Problem(title=title, status=status, detail=detail)
    return json_response(told.model_dump(), status, PROBLEM)


class Interface(NinjaAPI):
    """django-ninja, with what the rules ask on top of what it describes by itself."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**{**kwargs, "path_prefix": ""})
        schema["servers"] = [{"url": f"{settings.SITE_URL}/api/v1"}]
        schema["info"]["contact"] = {
            "name": PUBLISHER,
            "email": settings.CONTACT_EMAIL,
            "url": f"{settings.SITE_URL}/contact/",
        }
        if settings.LICENCE:
            href = LICENCES.get(settings.LICENCE)
            named = {"name": settings.LICENCE, **({"url": href} if href else {})}
            schema["info"]["license"] = named
        rounds = published(all_rounds())
        for address, path in schema["paths"].items():
            resource = BY_NAME.get(address.rpartition("/")[2])
            filters = resource.filters if resource else ()
            known = {field.name: known_values(rounds, field) for field in filters}
            for operation in path.values():
                operation["responses"] = _described(operation["responses"])
                for parameter in operation["parameters"]:
                    # What may be left out is left out; nobody sends "null" in an address.
                    parameter["schema"] = _with_one_type(parameter["schema"], or_null=False)
                    if values := known.get(parameter["name"]):
                        parameter["schema"]["enum"] = list(values)
        for told in schema["components"]["schemas"].values():
            fields = told.get("properties", {})
            told["properties"] = {name: _with_one_type(one) for name, one in fields.items()}
        return schema


def _with_one_type(field: dict[str, Any], *, or_null: bool = True) -> dict[str, Any]:
    """A value that may lack, as one type with null instead of a choice of two: the rules look for
    the form of a day beside its type."""
    match field.get("anyOf"):
        case [{"type": kind, **more}, {"type": "null"}]:
            rest = {name: told for name, told in field.items() if name != "anyOf"}
            kinds = [kind, "null"] if or_null else kind
            return {"type": kinds, **{str(name): told for name, told in more.items()}, **rest}
    return field


def _described(responses: dict[Any, Any]) -> dict[str, Any]:
    """Headers with what succeeds, the right type with what does not."""
    found = {}
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {PROBLEM: response["content"]["application/json"]}
        response["headers"] = {
            name: {"description": about, "schema": {"type": "string"}}
            for name, about in HEADERS.items()
        }
        found[str(status)] = response
    return found


HEADERS = {
    "API-Version": "De volledige versie van deze interface.",
    "ETag": "Verandert als er iets gepubliceerd is; alleen bij een geslaagd antwoord.",
    **limits.HEADERS,
}

api = Interface(
    title="Voortgang laadinfrastructuur",
    version=VERSION,
    description=(
        "De gepubliceerde rapporten over de voortgang van de Nationale Agenda Laadinfrastructuur, "
        "als gegevens. Alles is openbaar en alleen te lezen. Wat hier staat, staat ook op de "
        "pagina's en in de bestanden van dezelfde versie.\n\n"
        "**Filters.** Bij elke filter staat welke waarden kunnen; een andere is een fout (400) die "
        "ze noemt. Een waarde die wel kan en die in deze ronde niemand heeft, geeft een lijst "
        "zonder rijen; zo ook een code (gemeente, referentie, kenmerk, document) die niemand "
        "heeft. Een ronde, versie of cursor die er niet is, geeft 404, ook als die in de vraag "
        "staat.\n\n"
        "**Versies.** Zonder versie geldt de nieuwste van een ronde. Over rondes heen geldt van "
        "elke ronde de nieuwste; een mijlpaal staat ook in een ronde waar een correctie haar "
        "weghaalde, met “teruggenomen”.\n\n"
        "**Opnieuw vragen.** Stuur de ETag van een antwoord mee als If-None-Match: wie hetzelfde "
        "nog eens vraagt terwijl er niets is gepubliceerd, krijgt 304 zonder inhoud. Alleen een "
        "geslaagd antwoord heeft een ETag.\n\n"
        "**Hoe vaak.** Van een adres mogen zoveel vragen per minuut als RateLimit-Limit zegt; "
        "daarna volgt 429 met Retry-After. Elk proces van de server telt voor zich, dus soms kan "
        "er meer, nooit minder. Een antwoord dat het proces nog had, telt niet en heeft geen "
        "RateLimit."
    ),
    docs_url=None,
    urls_namespace="api",
)


# What an address can do wrong, by the name that pydantic has for it.
_WRONG = {
    "missing": gettext_lazy("dit moet erbij"),
    "greater_than_equal": gettext_lazy("ten minste {ge}"),
    "less_than_equal": gettext_lazy("ten hoogste {le}"),
    "string_too_long": gettext_lazy("ten hoogste {max_length} tekens"),
    "string_pattern_mismatch": gettext_lazy("dit past niet op {pattern}"),
    "int": gettext_lazy("een heel getal"),
    "bool": gettext_lazy("true of false"),
    "date": gettext_lazy("een dag als 2020-12-31"),
}


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(400, "; ".join(map(_told, error.errors)))


def _told(fault: dict[str, Any]) -> str:
    """One fault in our words, after the name of what was asked."""
    kind = str(fault["type"])
    ours = _WRONG.get(kind) or _WRONG.get(kind.partition("_")[0])
    # Only our own words have places to fill in: in those of others stands what was typed.
    words = str(ours).format(**fault.get("ctx", {})) if ours else fault["msg"]
    return f"{fault['loc'][-1]}: {words}"


@api.exception_handler(QuestionError)
def _cannot_be_answered(request: HttpRequest, error: QuestionError) -> HttpResponse:
    return problem(404 if isinstance(error, NoSuchPageError) else 400, str(error))


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or _("Dit is er niet, of niet gepubliceerd."))
