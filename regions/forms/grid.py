"""What was typed in the cells of the grid: each is saved, or told why not; the others go on."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.exchange.cells import CellError
from nalportal.pages.fields import ClipboardField
from nalportal.pages.forms import OnceForm
from nalportal.progress.closed import Closing
from nalportal.progress.not_counted import not_counted
from nalportal.records.versions import STORED
from nalportal.refusals import NotPossible

from .. import verbs
from ..actions import changed_meanwhile
from ..grid import (
    DOUBTFUL,
    NEW,
    OVERTAKEN,
    REFUSED,
    SAVED,
    Answer,
    Key,
    Reader,
    versions_of,
)
from ..models import ActionKind, Municipality, PolicyAction, PolicyInstrument, PolicyStep
from ..permissions import closings_of
from ..rules import broken_rules, divisions
from ..step_comparison import StepLine, compare
from ..step_files import KEPT
from ..step_upload import said as in_words
from ..steps_on_date import deciding_steps
from ..verbs import Fact

_CELL = re.compile(r"cel-(GM\d{4})-([-\w]+)-(\d{1,18})", re.ASCII)
MOST_CHARACTERS = 500


class PasteForm(forms.Form):
    """A block that was copied from a spreadsheet, for who has no script."""

    plakken = ClipboardField(
        label=gettext_lazy("Gekopieerde cellen"),
        help_text=gettext_lazy(
            "De eerste kolom noemt de gemeente, met naam of code. Daarna de kolommen van het "
            "rooster, in dezelfde volgorde of met hun naam erboven. U ziet eerst wat er in het "
            "rooster komt."
        ),
        limit=400_000,
        rows=6,
        required=False,
    )


@dataclass(eq=False)
class TypedCell:
    """One cell that was sent: ``seen`` is the version that it was made from, ``chosen`` what was
    answered when somebody else had changed it."""

    name: str
    key: Key
    seen: int
    text: str
    chosen: str = ""
    place: Municipality | None = None
    fact: Fact | None = None
    state: str = ""
    said: str = ""
    version: int = 0
    is_late: bool = False

    @property
    def answer(self) -> Answer:
        return Answer(self.name, self.text, self.state, self.said, self.version)

    def end(self, state: str, said: str = "") -> None:
        """What becomes of it; it is not saved."""
        self.state, self.said, self.fact = state, said, None


@dataclass(frozen=True)
class Good:
    """A cell that may be saved, so far."""

    cell: TypedCell
    fact: Fact
    place: Municipality

    def line(self, number: int, on: date) -> StepLine:
        """What it asks for on a page of that day, as the comparison with what stands takes it."""
        typed = {"uiterlijk"}
        typed |= {"document"} if self.fact.document else set()
        typed |= {"verwacht"} if self.fact.expected else set()
        empty = frozenset(KEPT) - typed
        return StepLine(number, self.fact.step(self.place), empty, shown_on=on)


class GridForm(OnceForm):
    """The cells that were typed in, on a page that shows the day ``on``."""

    def __init__(self, data: Any = None, *, on: date, by: User) -> None:
        super().__init__(data)
        self.on, self.by = on, by
        self.cells = list(_cells_in(data or {}).values())

    @property
    def codes(self) -> set[str]:
        return {cell.key[0] for cell in self.cells}

    @property
    def answers(self) -> dict[Key, Answer]:
        return {cell.key: cell.answer for cell in self.cells if cell.state}

    def wait(self) -> None:
        """Only show what was typed: it is still to be sent."""
        for cell in self.cells:
            cell.end(NEW, _("nieuw, nog niet opgeslagen"))

    def judge(self, *, confirmed: bool) -> None:
        """Read each cell and hold it to the rules; ``confirmed``: they know what won't count."""
        self._read()
        for cell, said in self._refusals():
            cell.end(REFUSED, said)
        good = [] if confirmed else self._good
        late = not_counted(row.fact.dated.on for row in good)
        for row in good:
            day = row.fact.dated.on
            if late and day > late.reference_on:
                row.cell.is_late = True
                text = _("%(day)s ligt na de peildatum en telt niet mee voor %(round)s.")
                row.cell.end(DOUBTFUL, text % {"day": short_date(day), "round": late.round})

    @property
    def _good(self) -> list[Good]:
        return [
            Good(cell, cell.fact, cell.place) for cell in self.cells if cell.fact and cell.place
        ]

    def _read(self) -> None:
        places = {row.code: row for row in Municipality.objects.filter(code__in=self.codes)}
        kinds = {row.slug: row for row in PolicyInstrument.objects.all()}
        reader = Reader(self.on)
        for cell in self.cells:
            code, slug = cell.key
            cell.place = places.get(code)
            if cell.place is None or slug not in kinds:
                cell.end(REFUSED, _("Deze gemeente of dit instrument kent het portaal niet."))
                continue
            if cell.chosen == STORED:
                continue
            try:
                if len(cell.text) > MOST_CHARACTERS or not cell.text.isprintable():
                    raise CellError(_("Maak dit korter, en zonder stuurtekens."))
                cell.fact = reader.fact(kinds[slug], cell.text)
            except CellError as error:
                cell.end(DOUBTFUL, str(error))

    def _refusals(self) -> list[tuple[TypedCell, str]]:
        """The cells that may not be recorded, with the first reason of each (3 queries, 5 for who
        may not record all of them)."""
        own = Municipality.objects.editable_by(self.by).filter(code__in=self.codes)
        recordable = set(own.values_list("code", flat=True))
        others = [row.place for row in self._good if row.place.code not in recordable]
        closed: dict[str, Closing] = closings_of(self.by, others) if others else {}
        asked, today = divisions(), timezone.localdate()
        found = []
        for row in self._good:
            said = ""
            if row.place.code not in recordable:
                closing = closed.get(row.place.code)
                alien = _("Deze gemeente hoort niet bij uw regio.")
                said = closing.too_early([row.fact.dated.on]) if closing else alien
            broken = broken_rules(row.fact.step(row.place), asked, today)
            said = said or next((_kies(expected) for _field, expected in broken), "")
            if said:
                found.append((row.cell, said))
        return found

    # ------------------------------------------------------------------------------ saving

    def apply(self) -> PolicyAction:
        """Record what is good as one action. Raises ``NotPossible`` when nothing is left."""
        good = self._good
        if not good:
            raise NotPossible(_("Er is niets nieuws om op te slaan."))
        places = {row.place.pk for row in good}
        days = [row.fact.dated.on for row in good]
        try:
            return verbs.record_file(
                places, self._steps, by=self.by, kind=ActionKind.RECORDING, earliest=min(days)
            )
        except PermissionDenied as closed:
            # Handed in while this was typed.
            for row in good:
                row.cell.end(REFUSED, str(closed))
            raise NotPossible(str(closed)) from None

    def _steps(self) -> list[PolicyStep]:
        steps = self.settle()
        if not steps:
            raise NotPossible(_("Er is niets nieuws om op te slaan."))
        return steps

    def settle(self) -> list[PolicyStep]:
        """Set the good cells beside what stands by now: what is to be stored of them, each with
        the step that it replaces (3 queries, one more where somebody else was first)."""
        good = self._good
        versions = versions_of(deciding_steps(self.on, self.codes))
        lines = [row.line(number, self.on) for number, row in enumerate(good)]
        compare(lines)
        new, overtaken = [], []
        for row, line in zip(good, lines, strict=True):
            cell, now = row.cell, versions.get(row.cell.key, 0)
            if not line.is_known and now != cell.seen and cell.chosen != str(now):
                cell.version = now
                overtaken.append(row)
                continue
            if line.later:
                text = _("Hier staat ook %(later)s. Laat dat eerst vervallen bij de gemeente.")
                cell.end(DOUBTFUL, text % {"later": in_words(line.later)})
                continue
            cell.state = SAVED
            if not line.is_known:
                new.append(line.step)
        _tell_who(overtaken)
        return new


def _tell_who(overtaken: list[Good]) -> None:
    """Who changed these cells, and when (1 query, none without any)."""
    if not overtaken:
        return
    about = PolicyStep.objects.filter(municipality__in=[row.place for row in overtaken])
    steps = about.select_related("recorded_by").order_by("pk")
    latest = {(step.municipality_id, step.instrument_id): step for step in steps}
    for row in overtaken:
        step = latest.get((row.place.pk, row.fact.instrument.pk))
        row.cell.end(OVERTAKEN, changed_meanwhile(step))


def _kies(expected: str) -> str:
    return _("Kies %(expected)s.") % {"expected": expected}


def _cells_in(data: Any) -> dict[Key, TypedCell]:
    """The cells in which something was typed, each once."""
    found: dict[Key, TypedCell] = {}
    for name in data:
        text = str(data[name]).strip()
        if text and (match := _CELL.fullmatch(name)):
            code, slug, seen = match.groups()
            chosen = str(data.get(f"kies-{code}-{slug}", ""))
            found[code, slug] = TypedCell(name, (code, slug), int(seen), text, chosen)
    return found
