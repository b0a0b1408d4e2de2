"""The file of policy documents as people keep it: what each is, and what rests on it.

A document has a row per date: the municipalities and instruments of one row share it. So one
document of 40 municipalities may have a row, or forty of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

import tablib
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.exchange.cells import Cell, CellError, ChoiceCell, DateCell, Text
from nalportal.exchange.check import Layout
from nalportal.exchange.columns import Column
from nalportal.exchange.earlier import Earlier
from nalportal.exchange.writing import to_csv, to_xlsx
from nalportal.names import Names
from nalportal.pages.own_file import VERSION, OwnResource, versions_of

from .documents import DocumentContent
from .models import AdoptedBy, Municipality, PolicyDocument, PolicyStep
from .municipality_names import names_with_codes
from .permissions import may_change_document
from .references import usual_form
from .reports import sort_key
from .wide_files import dated

# The title of the sheet in a workbook.
SHEET = "documenten"
NUMBER, REFERENCE, TITLE = "nummer", "kenmerk", "titel"
# What rests on a document, the newest step when the file was made, and the notice of a decision.
INSTRUMENTS, PLACES, STAGE, DAY = "instrumenten", "gemeenten", "stand", "datum"
NEWEST, NOTICE = "nieuwste_stap", "bekendmaking"
EXTRA = (INSTRUMENTS, PLACES, STAGE, DAY, NEWEST, NOTICE)


class NumberCell(Cell):
    default_expected = _("het nummer dat daar stond, of niets")

    def parse(self, text: str, earlier: Earlier) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text):
            raise CellError(self.expected)
        return int(text)

    def empty(self) -> None:  # a new one has none
        return None


class ReferenceCell(Cell):
    def parse(self, text: str, earlier: Earlier) -> str:
        return usual_form(text)


class AdopterCell(ChoiceCell):
    """Who adopted it, also in the words of the gazette."""

    def __init__(self) -> None:
        super().__init__(AdoptedBy)
        self.words |= {
            "college van burgemeester en wethouders": str(AdoptedBy.EXECUTIVE),
            "burgemeester en wethouders": str(AdoptedBy.EXECUTIVE),
            "dagelijks bestuur": str(AdoptedBy.REGION),
            "algemeen bestuur": str(AdoptedBy.REGION),
        }


class OwnDocumentResource(OwnResource):
    """The importer of documents; what covers more regions only its maker or a reviewer changes."""

    nummer = Column("id", cell=NumberCell())
    kenmerk = Column("reference", cell=ReferenceCell())
    titel = Column("title")
    webadres = Column("url")
    vastgesteld_door = Column("adopted_by", cell=AdopterCell())
    vastgesteld_op = Column("adopted_on", cell=DateCell())
    in_werking_op = Column("in_force_on", cell=DateCell())

    extra = EXTRA
    names: ClassVar[Mapping[str, tuple[str, ...]]] = {
        REFERENCE: ("Referentie", "CVDR", "Identifier", "Publicatie"),
        TITLE: ("Naam", "Document", "Besluit", "Officiële titel", "Title"),
        "webadres": ("Link", "URL", "Vindplaats"),
        "vastgesteld_door": ("Orgaan", "Bestuursorgaan", "isRatifiedBy"),
        "vastgesteld_op": (
            *("Vastgesteld", "Datum vaststelling", "Vaststellingsdatum", "Besluitdatum"),
            *("Datum besluit", "Datum ondertekening", "issued"),
        ),
        "in_werking_op": (
            *("In werking", "In werking vanaf", "Inwerkingtreding", "Geldig vanaf"),
            *("Datum inwerkingtreding", "inwerkingtredingDatum"),
        ),
        INSTRUMENTS: ("Instrument", "Beleid", "Beleidsinstrument", "Beleidsinstrumenten"),
        PLACES: ("Gemeente", "Creator", "Organisatie", "Overheid"),
        STAGE: ("Status", "Stap", "Fase"),
        DAY: ("Datum gemeente", "Datum per gemeente"),
    }

    class Meta:
        model = PolicyDocument
        import_id_fields = (NUMBER,)

    def __init__(self, *, by: User, **kwargs: Any) -> None:
        super().__init__(by=by, **kwargs)
        self.user = by
        # By the number of its row, counted from 1.
        self.made: dict[int, PolicyDocument] = {}

    def key_of(self, row: Mapping[str, str]) -> tuple[str, ...] | None:
        return super().key_of(row) if row[NUMBER] else None

    def layout(self) -> Layout:
        found = super().layout()
        return Layout(
            found.columns, frozenset({PLACES, INSTRUMENTS}), (), lambda row: None, found.optional
        )

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self.made[kwargs["row_number"]] = instance
        super().import_instance(instance, row, **kwargs)

    def of(self, instance: PolicyDocument) -> tuple[str, str]:
        return instance.reference, instance.title

    def note(self, instance: PolicyDocument) -> str:
        return " ".join(DocumentContent.of(instance).doubts.values())

    def check_record(self, instance: PolicyDocument) -> Iterator[tuple[str, Text]]:
        if self._before == self._texts(instance):
            return
        if instance.adopted_on and instance.adopted_on > timezone.localdate():
            yield "vastgesteld_op", _now("een datum die niet in de toekomst ligt")
        if instance._state.adding:
            if instance.pk:
                yield NUMBER, _now("het nummer van een document dat er is, of niets")
        elif not may_change_document(self.user, instance):
            text = _now(
                "een document van u of alleen van uw gemeenten; vraag een wijziging aan wie het "
                "toevoegde of aan de beoordelaar"
            )
            yield REFERENCE if instance.reference else TITLE, text


# --------------------------------------------------------------------------------- the file


def documents_file(extension: str) -> bytes:
    """Every document, with what rests on it now; up again it changes nothing (5 queries).

    Raises ``FaultyFile`` for a text that no sheet can hold.
    """
    columns = list(OwnDocumentResource.fields.values())
    heads = [*(column.column_name for column in columns), INSTRUMENTS, PLACES, STAGE, DAY]
    dataset = tablib.Dataset(headers=[*heads, VERSION, NEWEST])
    documents = PolicyDocument.objects.all()
    versions, covered = versions_of(documents), _covered(in_csv=extension == "csv")
    newest = PolicyStep.objects.order_by("-pk").values_list("pk", flat=True).first() or ""
    for document in documents.order_by("pk"):
        own = [_value(column, document, extension) for column in columns]
        for rests in covered.get(document.pk) or [("", "", "", "")]:
            row = [*own, *rests, versions.get(document.pk, ""), newest]
            if extension == "csv":
                row = [v.isoformat() if isinstance(v, date) else str(v) for v in row]
            dataset.append(row)
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, SHEET)


def _value(column: Any, document: PolicyDocument, extension: str) -> Any:
    value = column.get_value(document)
    if isinstance(value, date | int):
        return value
    return (
        str(AdoptedBy(value).label) if column.attribute == "adopted_by" and value else value or ""
    )


def _covered(*, in_csv: bool) -> dict[int, list[tuple[Any, ...]]]:
    """Per document (its id) what rests on it: instruments, municipalities, stage and date."""
    names = _names()
    steps = PolicyStep.objects.standing().exclude(document=None)
    groups: dict[int, dict[Any, dict[int, list[PolicyStep]]]] = {}
    for step in steps.select_related("instrument", "municipality").order_by("instrument__order"):
        moment = (step.stage, step.on, step.precision, step.no_later_than)
        of_moment = groups.setdefault(step.document_id or 0, {}).setdefault(moment, {})
        of_moment.setdefault(step.municipality_id, []).append(step)
    return {
        document: [
            row for moment in moments.values() for row in _rows(moment, names, in_csv=in_csv)
        ]
        for document, moments in groups.items()
    }


def _rows(
    of_moment: Mapping[int, list[PolicyStep]], names: Mapping[int, str], *, in_csv: bool
) -> Iterator[Any]:
    """Municipalities with the same instruments share a row."""
    alike: dict[tuple[str, ...], list[PolicyStep]] = defaultdict(list)
    for steps in of_moment.values():
        alike[tuple(dict.fromkeys(step.instrument.short_name for step in steps))].append(steps[0])
    for instruments, steps in alike.items():
        steps.sort(key=lambda step: sort_key(step.municipality.name, step.municipality.code))
        places = " | ".join(names[step.municipality_id] for step in steps)
        yield (
            " | ".join(instruments),
            places,
            steps[0].stage_in_words,
            dated(steps[0], in_csv=in_csv),
        )


def _names() -> dict[int, str]:
    """Per municipality (its id) a name that is of no other; else its code."""
    rows = list(Municipality.objects.all())
    names = Names(names_with_codes(rows))
    return {row.pk: row.name if names.the_one(row.name) == row.code else row.code for row in rows}
