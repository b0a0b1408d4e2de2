"""What of a file of somebody else got no place, and why: counted, with a few of each reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nalportal.dutch import number

# The others are counted: a file with labels has a row for each municipality that ever was.
LEFT_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Left:
    """A row that gave no figure, and why."""

    line: int
    area: str
    period: str
    value: str
    reason: str

    def __str__(self) -> str:
        """``regel 7: GM9999, 2020JJ00, 1``"""
        said = ", ".join(text for text in (self.area, self.period, self.value) if text)
        return _("regel %(line)s: %(said)s") % {"line": self.line, "said": said}


def told_of(left: Iterable[Left]) -> Iterator[str]:
    """Each reason with how many there are, and the first of them."""
    found: dict[str, list[Left]] = {}
    for row in left:
        found.setdefault(row.reason, []).append(row)
    for reason, rows in found.items():
        said = "; ".join(map(str, rows[:LEFT_SHOWN]))
        if len(rows) > LEFT_SHOWN:
            said = _("%(rows)s, zoals %(said)s") % {"rows": number(len(rows)), "said": said}
        yield f"{reason}: {said}"
