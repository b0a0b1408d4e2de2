"""The file of milestones as people keep it: down, changed in a spreadsheet, and up again.

An empty cell leaves what stands; taking away is said in words. Units, themes and categories go by
the names of the screen too. Each row tells from which version it was filled in: what changed since
then is not undone by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import long_date
from nalportal.exchange.cells import CodesCell, NamedCell, Text, is_emptied
from nalportal.exchange.check import Layout
from nalportal.exchange.resources import Outcome
from nalportal.exchange.tables import Table
from nalportal.names import same_key
from nalportal.pages.file_preview import CHANGED, NEW, OVERTAKEN, UNCHANGED, Row
from nalportal.records.versions import CONFIRMED_UNCHANGED, Change, who_did

from .imports import MilestoneResource
from .models import Category, Milestone, ReportingUnit, Theme
from .not_counted import note_of_row, open_round

# The number of the version that a row was filled in from; a row that people made has none.
VERSION = "versie"
# Names and hashes of its files: to read, an import leaves them as they are.
FILES = "bestanden"
REQUIRED = ("onderdeel", "categorie", "titel")
# What a milestone can have in one category only; it goes when the category does.
ONLY_IN = {
    "gerealiseerd_op": Category.REALISED,
    "opgelost_op": Category.ATTENTION,
    "hoe_opgelost": Category.ATTENTION,
}


def versions_of(milestones: QuerySet[Milestone]) -> dict[int, int]:
    """Per milestone (its id) the number of its latest version; who confirmed it made none."""
    rows = Milestone.history.filter(id__in=milestones.order_by().values("pk"))
    rows = rows.exclude(history_change_reason=CONFIRMED_UNCHANGED)
    latest = rows.order_by().values("id").annotate(last=Max("history_id"))
    return dict(latest.values_list("id", "last"))


class OwnUnitCell(NamedCell):
    """Only the units whose register this person may change, by their code or their name."""

    def __init__(self, units: Sequence[ReportingUnit]) -> None:
        super().__init__(
            ReportingUnit,
            "slug",
            _("de code van een onderdeel, zoals noord"),
            names=lambda unit: (unit.name, unit.short_name, unit.code),
        )
        self._units = units

    def load(self) -> dict[str, Any]:
        return {unit.slug: unit for unit in self._units}


class OwnMilestoneResource(MilestoneResource):
    """The importer of milestones, for the units of one person; keeps what each row would do."""

    def __init__(self, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.fields["onderdeel"].widget = OwnUnitCell(units)
        expected = _("codes of namen van thema's, zoals laadvisie|snelladen")
        self.fields["themas"].widget = CodesCell(
            Theme, "slug", expected, names=lambda theme: (theme.name,)
        )
        self.rows: list[Row] = []
        self._by_key: dict[str, str] = {}
        self._absent: set[str] = set()

    class Meta(MilestoneResource.Meta):
        pass

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(unit__in=self.units)

    def layout(self) -> Layout:
        found = super().layout()
        return Layout(
            columns=(*found.columns, VERSION, FILES),
            long=found.long,
            key=found.key,
            key_of=found.key_of,
            # Of a milestone that is there already, a column that is absent stays as it stands.
            optional=frozenset({*found.columns, VERSION, FILES}),
        )

    def knows(self, heading: str) -> str:
        """Our heading for a column, however it is written; nothing for one that is not ours."""
        if not self._by_key:
            self._by_key = {same_key(name): name for name in self.layout().columns}
        return self._by_key.get(same_key(heading), "")

    def import_table(self, table: Table) -> Outcome:
        self._absent = set(REQUIRED) - set(table.headers)
        return super().import_table(table)

    # ------------------------------------------------------------------------ reading a row

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, self._said(instance, row), **kwargs)

    def _said(self, instance: Milestone, row: Mapping[str, str]) -> dict[str, str]:
        """What the row says, with what stands in the cells that it leaves empty."""
        said = {name: "" if is_emptied(text) else text for name, text in row.items()}
        if instance._state.adding:
            if "onderdeel" in self._absent and len(self.units) == 1:
                said["onderdeel"] = self.units[0].slug
            return said
        stands = instance.category if "categorie" in self._absent else row["categorie"]
        category = self.fields["categorie"].widget.normal(stands)
        for column in self.columns():
            name = column.column_name
            needed = name in REQUIRED and name not in self._absent
            stays = not needed and ONLY_IN.get(name, category) == category
            if stays and not row[name]:
                said[name] = column.export(instance)
        return said

    def check_record(self, instance: Milestone) -> Iterator[tuple[str, Text]]:
        yield from super().check_record(instance)
        if instance.reference and instance._state.adding:
            expected: Text = _now(
                "een kenmerk dat u mag wijzigen, of niets voor een nieuwe mijlpaal"
            )
            yield "kenmerk", expected

    # ------------------------------------------------------------------- what a row would do

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if super().skip_row(instance, original, row, import_validation_errors):
            self.rows.append(Row(UNCHANGED, instance.reference, instance.title))
            return True
        if (
            import_validation_errors
            or self._before is None
            or not self._is_overtaken(instance, row)
        ):
            return False
        self.rows.append(
            Row(OVERTAKEN, instance.reference, instance.title, note=self._last[instance.pk])
        )
        return True

    @cached_property
    def _versions(self) -> dict[int, int]:
        return versions_of(Milestone.objects.filter(unit__in=self.units))

    @cached_property
    def _last(self) -> Mapping[int, str]:
        """Per milestone who changed it last, and when, in words."""
        rows = Milestone.history.filter(history_id__in=self._versions.values())
        text = _now("%(who)s wijzigde deze mijlpaal op %(day)s.")
        return {
            row.id: text
            % {"who": who_did(row), "day": long_date(timezone.localdate(row.history_date))}
            for row in rows.select_related("history_user")
        }

    def _is_overtaken(self, instance: Milestone, row: Mapping[str, str]) -> bool:
        filled_from = row[VERSION]
        return bool(filled_from) and filled_from != str(self._versions.get(instance.pk))

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        if self._before is None:
            self.rows.append(Row(NEW, "", instance.title, note=self._late(instance)))
            return
        names = [column.column_name for column in self.columns()]
        changes = tuple(
            Change(name, name.replace("_", " "), before, after)
            for name, before, after in zip(names, self._before, self._texts(instance), strict=True)
            if before != after
        )
        self.rows.append(
            Row(CHANGED, instance.reference, instance.title, changes, self._late(instance))
        )

    def _late(self, instance: Milestone) -> str:
        """What does not count in the open round, of what the row says happened."""
        days = (instance.realised_on, instance.resolved_on)
        return note_of_row(days, self._open_round) if any(days) else ""

    @cached_property
    def _open_round(self) -> tuple[str, date] | None:
        return open_round()
