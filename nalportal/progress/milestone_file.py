"""The file of milestones as people keep it: down, changed in a spreadsheet, and up again.

Units, themes and categories go by the names of the screen too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import CodesCell, NamedCell, Text
from nalportal.exchange.resources import Outcome
from nalportal.exchange.tables import Table
from nalportal.pages.own_file import OwnResource

from .imports import MilestoneResource
from .models import Category, Milestone, ReportingUnit, Theme
from .not_counted import first_late, open_round, stands
from .pasting import DATES, PLANS, REALISATIONS, TITLES, TREKKERS

# Names and hashes of its files: to read, an import leaves them as they are.
FILES = "bestanden"
REQUIRED = ("onderdeel", "categorie", "titel")
# What a milestone can have in one category only; it goes when the category does.
ONLY_IN = {
    "gerealiseerd_op": Category.REALISED,
    "opgelost_op": Category.ATTENTION,
    "hoe_opgelost": Category.ATTENTION,
}


class OwnUnitCell(NamedCell):
    """Only the units whose register this person may change, by their code or their name."""

    def __init__(self, units: Sequence[ReportingUnit]) -> None:
        super().__init__(
            ReportingUnit,
            "slug",
            _("de code van een regio of werkgroep, zoals noord"),
            names=lambda unit: (unit.name, unit.short_name, unit.code),
        )
        self._units = units

    def load(self) -> dict[str, Any]:
        return {unit.slug: unit for unit in self._units}


class OwnMilestoneResource(OwnResource, MilestoneResource):
    """The importer of milestones, for the units of one person."""

    extra = (FILES,)
    names: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "titel": TITLES,
        "gepland": (*PLANS, *DATES),
        "gerealiseerd_op": REALISATIONS,
        "toelichting": ("Uitleg", "Opmerking", "Opmerkingen"),
        "trekker": TREKKERS,
        "onderdeel": ("Regio", "Werkgroep"),
        "themas": ("Thema", "Thema's"),
    }

    def __init__(self, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.fields["onderdeel"].widget = OwnUnitCell(units)
        expected = _("codes of namen van thema's, zoals laadvisie|snelladen")
        self.fields["themas"].widget = CodesCell(
            Theme, "slug", expected, names=lambda theme: (theme.name,)
        )
        self._absent: set[str] = set()

    class Meta(MilestoneResource.Meta):
        pass

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(unit__in=self.units)

    def import_table(self, table: Table) -> Outcome:
        self._absent = set(REQUIRED) - set(table.headers)
        return super().import_table(table)

    def said(self, instance: Milestone, row: Mapping[str, str]) -> dict[str, str]:
        said = super().said(instance, row)
        if instance._state.adding and "onderdeel" in self._absent and len(self.units) == 1:
            said["onderdeel"] = self.units[0].slug
        return said

    def stays(self, instance: Milestone, name: str, row: Mapping[str, str]) -> bool:
        stands = instance.category if "categorie" in self._absent else row["categorie"]
        category = self.fields["categorie"].widget.normal(stands)
        needed = name in REQUIRED and name not in self._absent
        return not needed and ONLY_IN.get(name, category) == category

    def check_record(self, instance: Milestone) -> Iterator[tuple[str, Text]]:
        yield from super().check_record(instance)
        if instance.reference and instance._state.adding:
            expected: Text = _now(
                "een kenmerk dat u mag wijzigen, of niets voor een nieuwe mijlpaal"
            )
            yield "kenmerk", expected

    # ------------------------------------------------------------------- what a row would do

    def of(self, instance: Milestone) -> tuple[str, str]:
        # A new one gets its number when it is stored.
        return "" if self._before is None else instance.reference, instance.title

    def note(self, instance: Milestone) -> str:
        """What does not count in the open round, of what the row says happened."""
        days = (instance.realised_on, instance.resolved_on)
        late = first_late(days, self._open_round) if any(days) else None
        return replace(late, stands=stands(instance)).title if late else ""

    @cached_property
    def _open_round(self) -> tuple[str, date] | None:
        return open_round()
