"""The file of policy as people keep it: a row per municipality, and beside each other per
instrument its stage, its date and its document.

Each row tells of which day it is and which step was the newest then. So what somebody left alone
is known from what somebody typed, however much was recorded since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import tablib
from django.db.models import Max
from django.utils.translation import gettext as _

from nalportal.dutch import Precision, joined, short_partial_date
from nalportal.exchange.writing import to_csv
from nalportal.names import Names

from .models import AnswerKind, Municipality, PolicyInstrument, PolicyStep
from .reports import sort_key
from .status import deciding, standing_on
from .step_files import CODE, NAME, VERSION, DocumentCell

DAY, BESIDE, CHECK = "stand op", "in voorbereiding", "controle"
# What the head says of the columns that no instrument has.
HEADS = {CODE: "Code", NAME: "Gemeente", BESIDE: "Ook in voorbereiding", DAY: "Stand op"}
HEADS |= {VERSION: "Versie"}
Value = str | int | date


@dataclass(frozen=True)
class Group:
    """The headings of one instrument; one that is answered with yes or no has no document."""

    instrument: PolicyInstrument
    stage: str
    date: str
    document: str

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.stage, self.date, self.document) if self.document else (self.stage, self.date)


class WideForm:
    """The columns of the file, under the names of the screen."""

    def __init__(self, instruments: Iterable[PolicyInstrument]) -> None:
        self.groups = [_group(row) for row in instruments]
        self._ours: Names[str] = Names((name, key) for key, name in HEADS.items())
        for name, key in (("CBS-code", CODE), ("Gemeentecode", CODE), ("Naam", NAME)):
            self._ours.add(name, key)
        for group in self.groups:
            row = group.instrument
            for name in {row.short_name, row.name, row.column_heading, row.slug}:
                self._ours.add(name, group.stage)
                self._ours.add(f"{name} datum", group.date)
                if group.document:
                    self._ours.add(f"{name} document", group.document)

    def knows(self, heading: str) -> str:
        """What a heading is here; empty for one that is not of this file."""
        return self._ours.the_one(heading) or ""

    def is_of(self, headings: Iterable[str]) -> bool:
        """Whether a file with these columns (as :meth:`knows` names them) is a wide one."""
        stages = {group.stage for group in self.groups}
        return bool(stages.intersection(headings))

    @property
    def columns(self) -> list[str]:
        """The keys of all columns, in their order."""
        middle = [heading for group in self.groups for heading in group.headings]
        return [CODE, NAME, *middle, BESIDE, DAY, VERSION]

    @property
    def headings(self) -> list[str]:
        return [HEADS.get(key, key) for key in self.columns]


def _group(row: PolicyInstrument) -> Group:
    name = row.short_name
    document = f"{name} document" if row.answers == AnswerKind.STAGES else ""
    return Group(row, name, f"{name} datum", document)


# ------------------------------------------------------------------------------ what it says


@dataclass(frozen=True)
class WideRow:
    """One municipality, and per instrument (its id) the steps that make up its status."""

    municipality: Municipality
    steps: Mapping[int, Sequence[PolicyStep]]
    version: int


def wide_rows(municipalities: Iterable[Municipality], on: date) -> list[WideRow]:
    """What is recorded of these municipalities up to ``on`` (2 queries)."""
    places = sorted(municipalities, key=lambda row: sort_key(row.name, row.code))
    of_these = PolicyStep.objects.filter(municipality__in=places)
    # What is recorded for one region takes its turn: below the newest step nothing comes later.
    newest = dict(of_these.order_by().values_list("municipality").annotate(newest=Max("pk")))
    steps: dict[int, list[PolicyStep]] = {}
    standing = of_these.standing().filter(on__lte=on).order_by("on", "pk")
    for step in standing.select_related("instrument", "document"):
        steps.setdefault(step.municipality_id, []).append(step)
    return [
        WideRow(row, made_up_of(steps.get(row.pk, ()), on), newest.get(row.pk, 0)) for row in places
    ]


def made_up_of(steps: Iterable[PolicyStep], on: date) -> dict[int, list[PolicyStep]]:
    """Per instrument (its id) the steps of which its status on a day is made, of one municipality:
    what there is, and what is in preparation beside it. ``steps`` in order of date and number."""
    found: dict[int, list[PolicyStep]] = {}
    for step in steps:
        if standing_on(step, on):
            found.setdefault(step.instrument_id, []).append(step)
    return {kind: [step for step in deciding(rows) if step] for kind, rows in found.items()}


def values_of(
    row: WideRow, form: WideForm, on: date, documents: DocumentCell, *, in_csv: bool = False
) -> list[Value]:
    """The cells of one row, days as dates."""
    values: list[Value] = [row.municipality.code, row.municipality.name]
    beside = []
    for group in form.groups:
        steps = row.steps.get(group.instrument.pk, ())
        step = steps[0] if steps else None
        values += [step.stage_in_words, dated(step, in_csv=in_csv)] if step else ["", ""]
        if group.document:
            values.append(documents.render(step.document) if step else "")
        beside += [
            f"{group.stage}: {step.stage_in_words}, {_plain(short_partial_date(step.dated))}"
            for step in steps[1:]
        ]
    return [*values, joined(beside), on, row.version]


def dated(step: PolicyStep, *, in_csv: bool = False) -> str | date:
    """A day as a date; what is less exact, or "uiterlijk", in words. In a CSV a month has no words:
    an office takes "maart 2021" for its first day, and 2021-03 for nothing else."""
    if step.precision == Precision.DAY and not step.no_later_than:
        return step.on
    if in_csv and step.precision == Precision.MONTH and not step.no_later_than:
        return f"{step.on:%Y-%m}"
    text = _plain(short_partial_date(step.dated))
    return f"{_('uiterlijk')} {text}" if step.no_later_than else text


def _plain(text: str) -> str:
    """With the spaces that a keyboard has, as people search for them."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def wide_csv(municipalities: Iterable[Municipality], on: date) -> bytes:
    """The file for who has no spreadsheet."""
    form, documents = WideForm(PolicyInstrument.objects.all()), DocumentCell()
    dataset = tablib.Dataset(headers=form.headings)
    for row in wide_rows(municipalities, on):
        values = values_of(row, form, on, documents, in_csv=True)
        # No office takes a date in this form for another one.
        dataset.append([v.isoformat() if isinstance(v, date) else str(v) for v in values])
    return to_csv(dataset)
