"""The file in which a region keeps its steps: its columns, and the one that is filled in already.

One line per municipality and instrument. What is downloaded can be sent back without a difference.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import tablib
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import Precision, joined
from nalportal.exchange.cells import CellError, NamedCell, PartialDateCell, is_emptied
from nalportal.exchange.check import Layout
from nalportal.exchange.columns import Column
from nalportal.exchange.earlier import Earlier
from nalportal.exchange.tables import tidied
from nalportal.exchange.writing import to_csv, to_xlsx
from nalportal.names import Names, same_key
from nalportal.written_dates import parse_reached

from .imports.policy import StepResource
from .models import Municipality, PolicyDocument, PolicyInstrument, PolicyStep
from .municipality_names import names_with_codes
from .reports import sort_key
from .status import UNKNOWN, deciding, standing_on

CODE, NAME, STAGE = "gemeente", "naam", "stap"
# The number of the step that the line was filled in from, so that a file that is older than the
# register is seen to be.
VERSION = "versie"
HEADINGS = (
    CODE,
    NAME,
    "instrument",
    STAGE,
    "datum",
    "uiterlijk",
    "verwacht",
    "document",
    "noot",
    "bron",
    VERSION,
)
# The title of the sheet in a workbook, as it is compared.
SHEET = "beleid"
# What a line is about; a line that has nothing else says nothing.
ABOUT = (CODE, NAME, "instrument", VERSION)
# What a line may leave empty: then it stays as it stands.
KEPT = ("uiterlijk", "verwacht", "document", "noot", "bron")
REQUIRED = ("instrument", "stap", "datum")


def known_heading(text: str) -> str:
    """Our heading for a column of the long form, however it is written; else nothing."""
    return _BY_KEY.get(same_key(text), "")


_BY_KEY = {same_key(heading): heading for heading in HEADINGS} | {same_key("CBS-code"): CODE}


class DocumentCell(NamedCell):
    """A document by its reference, or by its title as the screens have it.

    A document without a reference is written by its title; where that could mean another, its
    number stands behind it.
    """

    _NUMBERED = re.compile(r"(.*) \[(\d+)\]", re.DOTALL)

    def __init__(self) -> None:
        super().__init__(PolicyDocument, "pk", _("het kenmerk of de titel van een beleidsdocument"))

    @cached_property
    def by_name(self) -> Names[Model]:
        rows = [row for row in self.found.values() if isinstance(row, PolicyDocument)]
        names = [(row.title, row) for row in rows]
        references = [(row.reference, row) for row in rows if row.reference]
        both = [(f"{row.title} ({row.reference})", row) for row in rows if row.reference]
        return Names([*names, *references, *both])

    def parse(self, text: str, earlier: Earlier) -> Model:
        numbered = self._NUMBERED.fullmatch(text)
        row = self.found.get(numbered[2]) if numbered else None
        if row and text == self._with_number(row):
            return row
        named = self.by_name.the_one(text)
        if named is None:
            raise CellError(self.expected)
        return named

    def code_of(self, row: Model) -> str:
        return str(row.pk)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        name = tidied(value.reference or value.title)
        if is_emptied(name):  # its title says what takes a document away
            return self._with_number(value)
        is_enough = self.by_name.the_one(name) == value and not self._NUMBERED.fullmatch(name)
        return name if is_enough else self._with_number(value)

    def _with_number(self, row: Any) -> str:
        return tidied(f"{row.title} [{row.pk}]")


class StepFile(StepResource):
    """The columns of the file: those of a step, and the name, so that people can read it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["document"].widget = DocumentCell()

    class Meta(StepResource.Meta):
        pass

    def layout(self) -> Layout:
        found = super().layout()
        # Two lines are the same when what they say is: that is only known when they are read.
        return Layout(
            columns=HEADINGS,
            long=found.long,
            key=(),
            key_of=lambda row: None,
            optional=frozenset({*KEPT, NAME, VERSION}),
        )

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        return {column.column_name: column for column in self.columns()}


# ------------------------------------------------------------------------- which municipality


class Municipalities:
    """Municipalities by their code and by every name that sources use.

    The code decides. A name alone is enough where it is that of one municipality.
    """

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.by_code = {row.code: row for row in municipalities}
        self._codes = Names(names_with_codes(self.by_code.values()))

    def find(self, code: str, name: str) -> Municipality:
        """The one that is meant; raises ``CellError`` with what is expected."""
        if code:
            return self._by_code(code, name)
        codes = sorted(self._codes.find(name))
        if not codes:
            raise CellError(_("een CBS-code, zoals GM0014, of een naam die het portaal kent"))
        if len(codes) > 1:
            text = _now("de CBS-code erbij, want met deze naam zijn er meer: %(codes)s")
            raise CellError(text % {"codes": joined(codes)})
        return self.by_code[codes[0]]

    def _by_code(self, code: str, name: str) -> Municipality:
        row = self.by_code.get(code.upper())
        if row is None:
            raise CellError(_("de code van een gemeente, zoals GM0014"))
        if name and row.code not in self._codes.find(name):
            text = _now("de naam die bij %(code)s hoort, %(name)s, of een andere code")
            raise CellError(text % {"code": row.code, "name": row.name})
        return row


# -------------------------------------------------------------------- the file that is filled


def template_file(municipalities: Iterable[Municipality], extension: str) -> bytes:
    """What is known of these municipalities today, ready to be changed and sent back.

    A line per municipality and instrument; two where something is in preparation beside what is
    in force. Raises ``FaultyFile`` for a text that no sheet can hold.
    """
    columns = StepFile().by_heading
    dataset = tablib.Dataset(headers=list(HEADINGS))
    for municipality, instrument, step in _lines(list(municipalities)):
        row: dict[str, Any] = dict.fromkeys(HEADINGS, "")
        if step:
            row |= {name: column.export(step) for name, column in columns.items()}
            row[VERSION] = step.pk if extension == "xlsx" else str(step.pk)
        if step and extension == "xlsx" and step.precision == Precision.DAY:
            row["datum"] = step.on
        row |= {CODE: municipality.code, NAME: municipality.name, "instrument": instrument.slug}
        dataset.append([row[name] for name in HEADINGS])
    return to_csv(dataset) if extension == "csv" else to_xlsx(dataset, _now("beleid"))


def _lines(
    municipalities: list[Municipality],
) -> Iterator[tuple[Municipality, PolicyInstrument, PolicyStep | None]]:
    steps: Mapping[tuple[int, int], list[PolicyStep]] = _deciding(municipalities)
    instruments = list(PolicyInstrument.objects.all())
    for municipality in sorted(municipalities, key=lambda row: sort_key(row.name, row.code)):
        for instrument in instruments:
            for step in steps.get((municipality.pk, instrument.pk), [None]):
                yield municipality, instrument, step


def _deciding(municipalities: list[Municipality]) -> dict[tuple[int, int], list[PolicyStep]]:
    """Per municipality and instrument (their ids) the steps that make up its status today."""
    today = timezone.localdate()
    standing = PolicyStep.objects.standing().filter(municipality__in=municipalities)
    rows = standing.filter(on__lte=today).order_by("on", "pk")
    found: dict[tuple[int, int], list[PolicyStep]] = {}
    for step in rows.select_related("municipality", "instrument", "document"):
        if standing_on(step, today):
            found.setdefault((step.municipality_id, step.instrument_id), []).append(step)
    return {key: [step for step in deciding(steps) if step] for key, steps in found.items()}


def is_unknown(text: str) -> bool:
    """Whether a stage says, in the word of the screen, that nothing is known."""
    return text.casefold() == UNKNOWN


def with_day(row: Mapping[str, str]) -> Mapping[str, str]:
    """A line whose date says more than a day or period, such as "uiterlijk mei 2021" or "eind
    2021": with what it says in the columns for that."""
    day, late = _day_said(row["datum"])
    return {**row, "datum": day, "uiterlijk": "ja" if late else row["uiterlijk"]}


@lru_cache(maxsize=2048)  # thousands of lines have the same few dates
def _day_said(text: str) -> tuple[str, bool]:
    try:
        dated, late = parse_reached(text)
    except ValueError:
        return text, False
    return PartialDateCell().render((dated.on, dated.precision)), late


def is_empty(row: Mapping[str, str]) -> bool:
    """Whether a line of the file says nothing of its municipality and instrument."""
    return not any(text for heading, text in row.items() if heading not in ABOUT)
