"""A file of a register as people keep it: down, changed in a spreadsheet, and up again.

An empty cell leaves what stands; taking away is said in words. Each row tells from which version it
was filled in: what changed since then is not undone by it. Needed are only the columns that a file
uses, and which is which a person may say.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import long_date
from nalportal.exchange.cells import is_emptied
from nalportal.exchange.check import Layout
from nalportal.exchange.clipboard import BlockColumn
from nalportal.exchange.columns import Column
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.resources import Outcome, RegisterResource
from nalportal.exchange.tables import Table, own_table, read_lines, refuse_longer
from nalportal.names import same_key
from nalportal.records.versions import CONFIRMED_UNCHANGED, Change, who_did

from .file_preview import CHANGED, NEW, OVERTAKEN, UNCHANGED, Preview, Row
from .uploads import Upload

# The number of the version that a row was filled in from; a row that people made has none.
VERSION = "versie"


def versions_of(records: QuerySet[Any]) -> dict[int, int]:
    """Per record (its id) the number of its latest version; who confirmed it made none."""
    rows = records.model.history.filter(id__in=records.order_by().values("pk"))
    rows = rows.exclude(history_change_reason=CONFIRMED_UNCHANGED)
    latest = rows.order_by().values("id").annotate(last=Max("history_id"))
    return dict(latest.values_list("id", "last"))


class OwnResource(RegisterResource):
    """The importer of records that have a version; keeps what each row would do.

    ``extra`` are columns that are there to read, and ``names`` what people call those of ours.
    """

    extra: ClassVar[tuple[str, ...]] = ()
    names: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows: list[Row] = []

    def layout(self) -> Layout:
        found = super().layout()
        columns = (*found.columns, VERSION, *self.extra)
        # Of a record that is there already, a column that is absent stays as it stands.
        return Layout(columns, found.long, found.key, found.key_of, frozenset(columns))

    def knows(self, heading: str) -> str:
        """Our heading for a column, however it is written; nothing for one that is not ours."""
        return self._by_key.get(same_key(heading), "")

    @cached_property
    def _by_key(self) -> dict[str, str]:
        ours = self.layout().columns
        others = {same_key(name): own for own, names in self.names.items() for name in names}
        return others | {same_key(name): name for name in ours}

    # ------------------------------------------------------------------------ reading a row

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, self.said(instance, row), **kwargs)

    def said(self, instance: Any, row: Mapping[str, str]) -> dict[str, str]:
        """What the row says, with what stands in the cells that it leaves empty."""
        said = {name: "" if is_emptied(text) else text for name, text in row.items()}
        if not instance._state.adding:
            for column in self.columns():
                name = column.column_name
                if not row[name] and self.stays(instance, name, row):
                    said[name] = column.export(instance)
        return said

    def stays(self, instance: Any, name: str, row: Mapping[str, str]) -> bool:
        """Whether what stands in a column stays where the row has nothing in it."""
        return True

    # ------------------------------------------------------------------- what a row would do

    def of(self, instance: Any) -> tuple[str, str]:
        """The reference and the title of a record, as the preview names it."""
        return instance.reference, instance.title

    def note(self, instance: Any) -> str:
        """What is worth saying of a row that is stored."""
        return ""

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if super().skip_row(instance, original, row, import_validation_errors):
            self.rows.append(Row(UNCHANGED, *self.of(instance)))
            return True
        known = not import_validation_errors and self._before is not None
        if not known or not self._is_overtaken(instance, row):
            return False
        self.rows.append(Row(OVERTAKEN, *self.of(instance), note=self._last[instance.pk]))
        return True

    @cached_property
    def _versions(self) -> dict[int, int]:
        return versions_of(self.get_queryset())

    @cached_property
    def _last(self) -> Mapping[int, str]:
        """Per record who changed it last, and when, in words."""
        rows = self._meta.model.history.filter(history_id__in=self._versions.values())
        text = _("%(who)s wijzigde dit op %(day)s.")
        return {
            row.id: text
            % {"who": who_did(row), "day": long_date(timezone.localdate(row.history_date))}
            for row in rows.select_related("history_user")
        }

    def _is_overtaken(self, instance: Any, row: Mapping[str, str]) -> bool:
        filled_from = row[VERSION]
        return bool(filled_from) and filled_from != str(self._versions.get(instance.pk))

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        reference, title = self.of(instance)
        if self._before is None:
            self.rows.append(Row(NEW, reference, title, note=self.note(instance)))
            return
        texts = zip(self.columns(), self._before, self._texts(instance), strict=True)
        changes = tuple(
            _change(column, before, after) for column, before, after in texts if before != after
        )
        self.rows.append(Row(CHANGED, reference, title, changes, self.note(instance)))


def _change(column: Column, before: str, after: str) -> Change:
    name, in_words = column.column_name, column.widget.in_words
    return Change(name, name.replace("_", " "), in_words(before), in_words(after))


def table_of(
    upload: Upload, knows: Callable[[str], str], *, sheet: str, max_rows: int
) -> tuple[Table, tuple[BlockColumn, ...]]:
    """The table in a file of ours, and what each of its columns was taken for.

    What a person said of a column counts above what its heading says. Raises ``FaultyFile``.
    """

    def known(heading: str) -> str:
        return upload.columns.get(heading, knows(heading))

    lines = read_lines(upload.name, upload.content, own=sheet)
    table = own_table(upload.name, lines, known)
    refuse_longer(table.file, len(table.rows), max_rows)
    return table, columns_of(table)


def columns_of(table: Table) -> tuple[BlockColumn, ...]:
    """The columns of the file, to say of each what it is."""
    return tuple(BlockColumn(f"kolom-{at}", *column) for at, column in enumerate(table.asked, 1))


def preview_of(upload: Upload, resource: OwnResource, *, sheet: str, max_rows: int) -> Preview:
    """What the file would do, by way of ``resource``; done, where that writes."""
    try:
        table, columns = table_of(upload, resource.knows, sheet=sheet, max_rows=max_rows)
    except FaultyFile as faulty:
        return Preview(faults=faulty.faults)
    outcome: Outcome = resource.import_table(table)
    return Preview(
        tuple(resource.rows),
        (*outcome.faults, *outcome.excused),
        table.unread,
        columns,
        choices_of(resource),
    )


def choices_of(resource: OwnResource) -> tuple[tuple[str, str], ...]:
    """What a person may say that a column is."""
    names = resource.layout().columns
    words = ((name, name.replace("_", " ").capitalize()) for name in names)
    return ("", _("Niet gebruiken")), *words
