"""A division as CBS publishes it, with the reorganisations that somebody told: read and set beside
the register, the same for the page and the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nalportal.exchange.check import check_table
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import read_table
from nalportal.written_dates import parse_day

from .division import Arrow, Changes, compare
from .imports.cbs import read_division
from .imports.territory import ReorganisationResource
from .models import ReorganisationKind


@dataclass(frozen=True)
class DivisionFile:
    """The file, the first day of its division, and a file of reorganisations (without: empty)."""

    name: str
    content: bytes = field(repr=False)
    on: date
    arrows_name: str = ""
    arrows: bytes = field(default=b"", repr=False)

    def changes(self) -> tuple[Changes, int]:
        """What makes the register this division, and how many municipalities the file has.

        Raises :class:`FaultyFile` with all that is wrong with either file.
        """
        division = read_division(self.name, self.content)
        arrows = _arrows(self.arrows_name, self.arrows, self.on) if self.arrows else []
        return compare(division, self.on, arrows), len(division)


def _arrows(file: str, content: bytes, on: date) -> list[Arrow]:
    """The reorganisations of that day, from a file in the form of the register's own."""
    checked = check_table(read_table(file, content), ReorganisationResource().layout())
    faults = list(checked.faults)
    arrows = []
    for line, row in zip(checked.lines, checked.dataset.dict, strict=True):
        if row["soort"] not in ReorganisationKind.values:
            expected = ReorganisationResource().fields["soort"].widget.expected
            faults.append(Fault(file, line, "soort", row["soort"], str(expected)))
        elif _is_on(row, on):
            arrows.append(Arrow(row["van"], row["naar"], row["soort"]))
    if faults:
        raise FaultyFile(faults)
    return arrows


def _is_on(row: Mapping[str, str], on: date) -> bool:
    try:
        return parse_day(row["op"]) == on
    except ValueError:
        return False
