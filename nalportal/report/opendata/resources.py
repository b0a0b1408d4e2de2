"""What a report holds, as rows of plain values. Pure functions.

Each kind of row is described once, here: the interface, the files over all rounds, their
descriptions and the page about open data are all made from that.

Why: decision 41.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.memoize import once_per_value
from nalportal.dutch import PartialDate
from nalportal.figures import NOT_APPLICABLE, PM
from nalportal.progress.models import Category
from nalportal.progress.models.units import UnitKind
from regions.models import Stage
from regions.models.policy import AdoptedBy
from regions.status import NOTHING_RECORDED, UNKNOWN

from ..labels import stage_word
from ..model import Report
from ..provenance import editions_of
from ..tables.figures import MEANINGS, figure_lines

Value = str | int | float | bool | date | None
Row = Mapping[str, Value]
Words = str | Promise


@dataclass(frozen=True)
class Field:
    """One value of a row: its name, what it is, and its type as Python has it.

    ``filters``: people may ask for rows in which it has a certain value. That is one of ``values``,
    or a code of a certain ``shape`` (a pattern); without either it is what a published round has.
    """

    name: str
    about: Words
    type: type = str
    filters: bool = False
    values: tuple[str, ...] = ()
    shape: str = ""

    @property
    def may_lack(self) -> bool:
        """Whether there may be no value; a text is empty then."""
        return self.type in (date, float)


@dataclass(frozen=True)
class Resource:
    """A kind of row. ``key`` are the fields that tell one row of a round from another."""

    name: str
    title: Words
    about: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows_of: Callable[[Report], Iterator[Row]]

    def rows(self, report: Report) -> tuple[Row, ...]:
        """All rows of a report, in its own order; made once per report."""
        return _rows(report, self.name)

    @property
    def filters(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.filters)


@once_per_value(keep=32)
def _rows(report: Report, name: str) -> tuple[Row, ...]:
    return tuple(BY_NAME[name].rows_of(report))


# ------------------------------------------------------------------------------ units, items


def _units(report: Report) -> Iterator[Row]:
    for unit in report.units():
        yield {
            "onderdeel": unit.slug,
            "code": unit.code,
            "naam": unit.name,
            "soort": unit.kind,
            "mijlpalen": unit.item_count,
            "overgeslagen": unit.skipped is not None,
        }


def _milestones(report: Report) -> Iterator[Row]:
    for unit in report.units():
        for block in unit.categories:
            for earlier, entries in ((False, block.items), (True, block.earlier)):
                for entry in entries:
                    planned = entry.planned
                    yield {
                        "referentie": entry.reference,
                        "onderdeel": unit.slug,
                        "categorie": block.category,
                        "status": entry.status,
                        "titel": entry.title,
                        "toelichting": entry.explanation,
                        "gepland": str(planned) if planned else "",
                        "geplandVanaf": planned.on if isinstance(planned, PartialDate) else None,
                        "geplandTotEnMet": (
                            planned.last_day if isinstance(planned, PartialDate) else None
                        ),
                        "verstreken": entry.overdue,
                        "gerealiseerd": str(entry.realised_on or ""),
                        "gerealiseerdOp": (
                            entry.realised_on.last_day if entry.realised_on else None
                        ),
                        "opgelostOp": entry.resolved_on,
                        "ingetrokkenOp": entry.withdrawn_on,
                        "eerderGemeld": earlier,
                        "themas": "; ".join(theme.name for theme in entry.themes or ()),
                    }


# ----------------------------------------------------------------------------------- policy


def _municipalities(report: Report) -> Iterator[Row]:
    for entry in report.territory.municipalities:
        yield {
            "gemeente": entry.code,
            "naam": entry.name,
            "provincie": entry.province,
            "regio": entry.region,
        }


def _statuses(report: Report) -> Iterator[Row]:
    for entry in report.territory.municipalities:
        known = entry.by_instrument
        for kind in report.territory.instruments:
            status = known.get(kind.slug, NOTHING_RECORDED)
            yield {
                "gemeente": entry.code,
                "gemeentenaam": entry.name,
                "regio": entry.region,
                "instrument": kind.slug,
                "instrumentnaam": kind.name,
                "stand": status.stage,
                "standInWoorden": stage_word(status.stage),
                "telt": status.counts,
                "sinds": status.dated.on if status.dated else None,
                "uiterlijk": status.no_later_than,
                "inVoorbereiding": status.preparing,
                "herijkenVoor": status.review_due_on,
                "overgenomenVan": ", ".join(status.inherited_from),
            }


def _documents(report: Report) -> Iterator[Row]:
    for entry in report.territory.documents or ():
        for cover in entry.covers:
            for code in cover.municipalities:
                yield {
                    "gemeente": code,
                    "instrument": cover.instrument,
                    "document": entry.key,
                    "titel": entry.title,
                    "kenmerk": entry.reference,
                    "adres": entry.url,
                    "vastgesteldDoor": entry.adopted_by,
                    "vastgesteldOp": entry.adopted_on,
                    "inWerkingOp": entry.in_force_on,
                }


# ---------------------------------------------------------------------------------- figures


def _figures(report: Report) -> Iterator[Row]:
    for line in figure_lines(report):
        figure = line.figure
        yield {
            "kenmerk": figure.id,
            "gebied": line.area,
            "maat": line.measure,
            "instrument": line.instrument,
            "vanaf": line.since,
            "datum": line.on,
            "waarde": _number(figure.value),
            "eenheid": figure.unit,
            "geenWaarde": figure.missing,
            "tenMinste": figure.at_least,
            "benadering": figure.rough,
            "weergave": str(figure),
            "bron": line.provenance.source,
            "uitgave": line.provenance.edition,
            "methode": line.provenance.method,
            "grondslag": line.provenance.basis,
            "noot": line.note,
        }


def _number(value: Decimal | None) -> float | None:
    # Shares have a few decimals and counts at most seven digits: both fit.
    return None if value is None else float(value)


def _measures(report: Report) -> Iterator[Row]:
    counts: dict[tuple[str, str, str], int] = {}
    for line in figure_lines(report):
        key = (line.measure, line.instrument, line.figure.unit)
        counts[key] = counts.get(key, 0) + 1
    for (measure, instrument, unit), count in counts.items():
        yield {"maat": measure, "instrument": instrument, "eenheid": unit, "cijfers": count}


def _sources(report: Report) -> Iterator[Row]:
    for entry in editions_of(report).values():
        yield {
            "bron": entry.key,
            "uitgever": entry.publisher,
            "titel": entry.title,
            "uitgave": entry.edition,
            "verschenenOp": entry.published_on,
            "methode": entry.method,
            "licentie": entry.licence,
            "adres": entry.url,
        }


# --------------------------------------------------------------------------- what they are

_UNIT = Field("onderdeel", _("Regio, werkgroep of thema: zijn naam in webadressen."), filters=True)
_REGION = Field("regio", _("De NAL-regio waar de gemeente bij hoort."), filters=True)
_CODE = Field(
    "gemeente", _("CBS-code van de gemeente, zoals GM0014."), filters=True, shape=r"^GM\d{4}$"
)
_ANY_TEXT = r"^.*$"
_INSTRUMENT = Field(
    "instrument", _("Het beleidsinstrument: zijn naam in webadressen."), filters=True
)

RESOURCES = (
    Resource(
        "onderdelen",
        _("Onderdelen"),
        _("De regio’s, werkgroepen en thema’s die in een ronde verslag doen."),
        (
            _UNIT,
            Field("code", _("Korte code, waar referenties van mijlpalen mee beginnen.")),
            Field("naam", _("Volledige naam.")),
            Field(
                "soort",
                _("landelijk, regio, werkgroep of thema."),
                filters=True,
                values=tuple(UnitKind.values),
            ),
            Field("mijlpalen", _("Hoeveel mijlpalen er in deze ronde staan."), int),
            Field("overgeslagen", _("Leverde voor deze ronde niet in."), bool, filters=True),
        ),
        ("onderdeel",),
        _units,
    ),
    Resource(
        "mijlpalen",
        _("Mijlpalen"),
        _("Wat gerealiseerd is, wat gepland is en wat aandacht vraagt."),
        (
            Field(
                "referentie",
                _("Vast kenmerk van de mijlpaal, zoals NO-001."),
                filters=True,
                shape=r"^[A-Z0-9]{2,4}-\d{3,}$",
            ),
            _UNIT,
            Field(
                "categorie",
                _("gerealiseerd, planning of aandachtspunt."),
                filters=True,
                values=tuple(Category.values),
            ),
            Field(
                "status",
                _("open, gerealiseerd, opgelost of ingetrokken."),
                filters=True,
                values=("open", "gerealiseerd", "opgelost", "ingetrokken"),
            ),
            Field("titel", _("Waar het om gaat.")),
            Field("toelichting", _("Meer uitleg, of leeg.")),
            Field("gepland", _("De planning zoals opgegeven, in woorden; of leeg.")),
            Field("geplandVanaf", _("Eerste dag van de planning."), date),
            Field("geplandTotEnMet", _("Laatste dag van de planning."), date),
            Field("verstreken", _("De planning was voorbij op de peildatum."), bool, filters=True),
            Field("gerealiseerd", _("De realisatie zoals opgegeven, in woorden; of leeg.")),
            Field("gerealiseerdOp", _("Dag van realisatie, of de laatste dag ervan."), date),
            Field("opgelostOp", _("Dag waarop een aandachtspunt was opgelost."), date),
            Field("ingetrokkenOp", _("Dag waarop de mijlpaal is ingetrokken."), date),
            Field("eerderGemeld", _("Stond als afgesloten al in een eerder rapport."), bool),
            Field("themas", _("Thema’s, met een puntkomma ertussen; leeg als er geen bekend is.")),
        ),
        ("referentie",),
        _milestones,
    ),
    Resource(
        "gemeenten",
        _("Gemeenten"),
        _("De gemeenten in de indeling van een ronde."),
        (
            _CODE,
            Field("naam", _("Naam van de gemeente.")),
            Field("provincie", _("Provincie."), filters=True),
            _REGION,
        ),
        ("gemeente",),
        _municipalities,
    ),
    Resource(
        "standen",
        _("Standen van beleid"),
        _("Wat elke gemeente op de peildatum had van elk beleidsinstrument."),
        (
            _CODE,
            Field("gemeentenaam", _("Naam van de gemeente.")),
            _REGION,
            _INSTRUMENT,
            Field("instrumentnaam", _("Naam van het instrument.")),
            Field(
                "stand",
                _("Hoever de gemeente is, als code; “onbekend” is niet “nee”."),
                filters=True,
                values=(*Stage.values, UNKNOWN),
            ),
            Field("standInWoorden", _("Hetzelfde zoals het op de pagina’s staat.")),
            Field("telt", _("Telt mee in tabel 3: vastgesteld, of ja."), bool, filters=True),
            Field(
                "sinds", _("Dag van de stand, of de eerste dag van maand, kwartaal of jaar."), date
            ),
            Field(
                "uiterlijk", _("Het was er op die dag; sinds wanneer precies is niet bekend."), bool
            ),
            Field("inVoorbereiding", _("Stand van een opvolger die in de maak is, of leeg.")),
            Field("herijkenVoor", _("Vóór welke dag het beleid herijkt moet zijn."), date),
            Field("overgenomenVan", _("Gemeenten waar de stand van overgenomen is, of leeg.")),
        ),
        ("gemeente", "instrument"),
        _statuses,
    ),
    Resource(
        "documenten",
        _("Documenten van beleid"),
        _("Op welk document de stand van een gemeente rust: een rij per gemeente en instrument."),
        (
            _CODE,
            _INSTRUMENT,
            Field("document", _("Vast nummer van het document."), filters=True, shape=_ANY_TEXT),
            Field("titel", _("Titel van het document.")),
            Field(
                "kenmerk", _("Kenmerk, zoals CVDR677545; of leeg."), filters=True, shape=_ANY_TEXT
            ),
            Field("adres", _("Waar het document staat, of leeg.")),
            Field(
                "vastgesteldDoor",
                _("raad, college, regio, ps of gs; of leeg."),
                filters=True,
                values=(*AdoptedBy.values, ""),
            ),
            Field("vastgesteldOp", _("Dag van vaststelling."), date),
            Field("inWerkingOp", _("Dag van inwerkingtreding."), date),
        ),
        ("gemeente", "instrument", "document"),
        _documents,
    ),
    Resource(
        "cijfers",
        _("Cijfers"),
        _("Elk cijfer van een rapport, met bron en methode."),
        (
            Field(
                "kenmerk",
                MEANINGS["kenmerk"],
                filters=True,
                shape=_ANY_TEXT,
            ),
            Field(
                "gebied",
                MEANINGS["gebied"],
                filters=True,
            ),
            Field("maat", MEANINGS["maat"], filters=True),
            Field(
                "instrument",
                MEANINGS["instrument"],
                filters=True,
            ),
            Field("vanaf", MEANINGS["vanaf"], date),
            Field(
                "datum",
                MEANINGS["datum"],
                date,
            ),
            Field("waarde", _("Het getal. Een percentage is het getal vóór het %-teken."), float),
            Field("eenheid", MEANINGS["eenheid"]),
            Field(
                "geenWaarde",
                MEANINGS["geen_waarde"],
                filters=True,
                values=(PM, UNKNOWN, NOT_APPLICABLE, ""),
            ),
            Field("tenMinste", MEANINGS["ten_minste"], bool),
            Field("benadering", _("ongeveer of ruim, zoals de bron het gaf; of leeg.")),
            Field("weergave", MEANINGS["weergave"]),
            Field("bron", MEANINGS["bron"]),
            Field("uitgave", MEANINGS["uitgave"]),
            Field("methode", MEANINGS["methode"]),
            Field("grondslag", MEANINGS["grondslag"]),
            Field("noot", MEANINGS["noot"]),
        ),
        ("kenmerk",),
        _figures,
    ),
    Resource(
        "maten",
        _("Maten"),
        _("Waar een rapport cijfers van heeft."),
        (
            Field("maat", MEANINGS["maat"]),
            Field("instrument", _("Het beleidsinstrument waar het over gaat, of leeg.")),
            Field("eenheid", MEANINGS["eenheid"]),
            Field("cijfers", _("Hoeveel cijfers er van zijn."), int),
        ),
        ("maat", "instrument", "eenheid"),
        _measures,
    ),
    Resource(
        "bronnen",
        _("Bronnen"),
        _("Waar de cijfers van een rapport vandaan komen."),
        (
            Field("bron", _("Vaste naam van de uitgave.")),
            Field("uitgever", _("Wie de cijfers uitgaf."), filters=True),
            Field("titel", _("Titel van de bron.")),
            Field("uitgave", _("Welke uitgave, of leeg.")),
            Field("verschenenOp", _("Dag van verschijnen."), date),
            Field("methode", MEANINGS["methode"]),
            Field("licentie", _("Wat met de cijfers mag, of leeg als dat niet bekend is.")),
            Field("adres", _("Waar de bron staat, of leeg.")),
        ),
        ("bron",),
        _sources,
    ),
)
BY_NAME: Mapping[str, Resource] = {resource.name: resource for resource in RESOURCES}
# Those that are large enough to be worth a file over all rounds.
TIDY = tuple(BY_NAME[name] for name in ("mijlpalen", "standen", "documenten", "cijfers"))
