"""What would change in the reports that are being made once a plan is stored."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from nalportal.dutch import counted

from .plan import Plan
from .writing import write

# More figures take longer than a page may; they are stored as a job too.
WEIGHED = 5_000
# More rows say no more; the number above them counts all.
SHOWN = 200
# So few of them are no trouble to pass.
OPEN = 20


@dataclass(frozen=True)
class CellChange:
    """A cell of a table, or a note under it; empty on the side where it does not stand."""

    table: str
    row: str
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        name = ", ".join(filter(None, (self.table, self.row, self.column)))
        return f"{name}: {self.before or _('Niets')} → {self.after or _('Niets')}"


@dataclass(frozen=True)
class ReportChange:
    """What changes in the report with this title."""

    title: str
    changes: tuple[CellChange, ...]

    @property
    def shown(self) -> tuple[CellChange, ...]:
        return self.changes[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.changes) - len(self.shown)

    @property
    def is_short(self) -> bool:
        return len(self.changes) <= OPEN

    def __str__(self) -> str:
        """``Eind 2021: 12 wijzigingen; weg: 3 cellen of noten``"""
        told = f"{self.title}: {counted(len(self.changes), 'wijziging', 'wijzigingen')}"
        gone = sum(not one.after for one in self.changes)
        if not gone:
            return told
        return _("%(told)s; weg: %(gone)s") % {
            "told": told,
            "gone": counted(gone, "cel of noot", "cellen of noten"),
        }


def consequences(found: Plan) -> Sequence[ReportChange]:
    """Of each report that is being made what a reader would see otherwise; nothing where there are
    more figures than a page can weigh."""
    if not found.changes or len(found.changes) > WEIGHED:
        return ()
    # The report stands on figures, not the other way round: it is named in the settings.
    tell = cast(
        "Callable[[Plan], Sequence[ReportChange]]", import_string(settings.TELLS_CONSEQUENCES)
    )
    return tell(found)


@contextmanager
def as_if_stored(found: Plan) -> Iterator[None]:
    """The register as it would be with ``found`` in it; afterwards nothing of it is stored."""
    with transaction.atomic():
        write(found, by=None, origin="")
        yield
        transaction.set_rollback(True)
