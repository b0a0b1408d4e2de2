"""What goes into the interface and what comes out of it, for its description in OpenAPI.

Of a list both follow from the fields of its resource. Names are in Dutch and lowerCamelCase, as the
rules for interfaces of the Dutch government ask.
"""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field, create_model

from .questions import MOST, USUAL
from .resources import BY_NAME, Resource


class Problem(Schema):
    """Why there is no answer (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Round(Schema):
    """A published round."""

    ronde: str = Field(description="Naam van de ronde in webadressen.")
    titel: str
    peildatum: date = Field(description="De dag waarop de stand van zaken geldt.")
    indelingVan: date = Field(description="De dag van de gemeentelijke indeling.")
    cijfersTotEnMet: date
    versie: int = Field(description="De nieuwste gepubliceerde versie.")
    gepubliceerdOp: date
    sha256: str = Field(description="Controlegetal van het JSON-bestand van deze versie.")
    pagina: str = Field(description="Waar deze versie voor mensen staat, voor goed.")


class Change(Schema):
    """What one edition tells otherwise than another."""

    soort: str = Field(description="Het soort rij: een van de lijsten van deze interface.")
    sleutel: dict[str, Any]
    verandering: str = Field(description="nieuw, weg of anders.")
    was: dict[str, Any] | None
    wordt: dict[str, Any] | None


class Version(Schema):
    """One published version of a round."""

    versie: int
    ligtVastSinds: date
    sha256: str
    erratum: str = Field(description="Wat er in de vorige versie verkeerd stond, of leeg.")
    pagina: str


# A round, or one version of it.
EDITION = r"^[-a-z0-9_]+(\.v[1-9][0-9]{0,5})?$"


class ComparedEditions(Schema):
    """Which two editions were compared; a round, or one version of it: eind-2020.v1."""

    van: str = Field(
        pattern=EDITION, description="De oudere: een ronde, of een versie ervan zoals eind-2020.v1."
    )
    naar: str = Field(pattern=EDITION, description="De nieuwere, op dezelfde manier.")


# -------------------------------------------------------------------------------- the lists

FROM_CURSOR = "Waar de vorige pagina ophield: haal die uit “volgende”."


def question_model(resource: Resource, **more: Any) -> type[Schema]:
    """What may stand in the query of a list."""
    names = "|".join(field.name for field in resource.fields)
    fields: dict[str, Any] = {
        field.name: (
            field.type | None,
            Field(None, description=str(field.about), pattern=field.shape or None),
        )
        for field in resource.filters
    }
    fields |= {
        "sorteer": (
            str | None,
            Field(
                None,
                pattern=f"^-?({names})(,-?({names}))*$",
                description="Velden met komma's ertussen; een min ervoor keert de orde om.",
            ),
        ),
        "velden": (
            str | None,
            Field(
                None,
                pattern=f"^({names})(,({names}))*$",
                description="Alleen deze velden, met komma's ertussen.",
            ),
        ),
        "limiet": (int, Field(USUAL, ge=1, le=MOST, description="Hoeveel rijen per pagina.")),
        "cursor": (str | None, Field(None, max_length=200, description=FROM_CURSOR)),
    }
    return create_model(f"{resource.name.title()}Vraag", __base__=Schema, **fields, **more)


def row_model(resource: Resource) -> type[Schema]:
    fields: dict[str, Any] = {
        field.name: (
            field.type | None if field.may_lack else field.type,
            Field(None, description=str(field.about)),  # `velden` may leave it out
        )
        for field in resource.fields
    }
    return create_model(f"{resource.name.title()}Rij", __base__=Schema, **fields)


def list_model(resource: Resource) -> type[Schema]:
    row = row_model(resource)
    return create_model(
        f"{resource.name.title()}Lijst",
        __base__=Schema,
        ronde=(str, ...),
        versie=(int, ...),
        peildatum=(date, ...),
        aantal=(int, Field(description="Hoeveel rijen er zijn, op alle pagina's samen.")),
        volgende=(str | None, Field(description="De cursor van de volgende pagina.")),
        rijen=(list[row], ...),  # type: ignore[valid-type] # made just above
    )


class MilestoneInRound(Schema):
    """Wat een ronde van een mijlpaal zei."""

    ronde: str
    versie: int
    peildatum: date
    teruggenomen: bool = Field(description="Latere versies van deze ronde noemen haar niet meer.")
    mijlpaal: row_model(BY_NAME["mijlpalen"])  # type: ignore[valid-type] # made from the fields


class MunicipalityInRound(Schema):
    """Wat een gemeente in een ronde van een instrument had."""

    ronde: str
    versie: int
    peildatum: date
    stand: row_model(BY_NAME["standen"])  # type: ignore[valid-type] # made from the fields
