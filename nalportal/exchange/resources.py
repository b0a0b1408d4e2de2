"""The base of every importer: one resource describes one kind of file, in and out.

On django-import-export, with three things of its own: rows are looked up by their key in one
dictionary instead of a query each, every error carries its column, and a row is unchanged
when it would be exported as the same text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result

from .cells import CellError, CodeCell, Text
from .check import Checked, Layout, check_table
from .columns import Column, RelatedColumn
from .conditions import surely_holds
from .earlier import NOTHING, Earlier
from .faults import Fault, FaultyFile, shown
from .tables import Table

FLAWED = "flawed"  # the check listed this cell already
EXCUSED = "excused"  # the fault is in an earlier file


@dataclass
class Outcome:
    """What became of one file: how many rows of each kind, and what is wrong.

    ``excused`` are faults that follow from faults of an earlier file.
    """

    file: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    excused: list[Fault] = field(default_factory=list)


class KeyLoader(BaseInstanceLoader):
    """Finds the record of a row by its key, in a dictionary of all records."""

    def __init__(self, resource: "RegisterResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.known = {
            tuple(column.export(record) for column in resource.key_columns()): record
            for record in resource.get_queryset()
        }

    def get_instance(self, row: Mapping[str, str]) -> Model | None:
        key = self.resource.key_of(row)
        return None if key is None else self.known.get(key)


class RegisterResource(ModelResource):
    """One kind of file. A subclass declares its columns, in their order, under their headings.

    ``Meta`` names the ``model`` and, as ``import_id_fields``, the columns of the key. ``related``
    and ``prefetched`` are what an export needs of other tables. ``rules`` gives, per constraint
    of the model, the column it is about and what is expected there.

    One object serves for one file.
    """

    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[dict[str, tuple[str, Text]]] = {}

    class Meta:
        instance_loader_class = KeyLoader
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        # Whether a row changed is told by the exported text; no copies of records are needed.
        skip_diff = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Without a list of its own the framework would add every field of the model.
        options: Any = cls.Meta
        options.fields = tuple(cls.fields)

    def __init__(
        self,
        *,
        by: Any = None,
        reason: str = "",
        earlier: Earlier = NOTHING,
        writes: bool = True,
    ) -> None:
        """``by`` is who imports (``None`` for a command), ``reason`` goes to the history.

        One that never ``writes`` reads and checks every row as well; it needs no transaction, and
        nobody waits for it. What only the database can refuse it does not find.
        """
        super().__init__()
        self.writes = writes
        self.by = by
        self.reason = reason
        self.earlier = earlier
        self._flawed: Mapping[int, Collection[str]] = {}
        self._before: tuple[str, ...] | None = None
        self._at = timezone.now()

    # ---------------------------------------------------------------- what a file looks like

    def columns(self) -> list[Column]:
        """The columns in the order of the file."""
        return self._columns

    @cached_property
    def _columns(self) -> list[Column]:
        return list(self.get_import_fields())

    def key_columns(self) -> list[Column]:
        return [self.fields[name] for name in self.get_import_id_fields()]

    def key_of(self, row: Mapping[str, str]) -> tuple[str, ...] | None:
        """The key of a row as it would be exported; ``None`` for a row that has none yet."""
        columns = self.key_columns()
        return tuple(column.widget.normal(row[column.column_name]) for column in columns)

    def layout(self) -> Layout:
        """The columns and the key, for the check of the text."""
        columns = self.columns()
        return Layout(
            columns=tuple(column.column_name for column in columns),
            long=frozenset(column.column_name for column in columns if column.widget.long),
            key=tuple(column.column_name for column in self.key_columns()),
            key_of=self.key_of,
        )

    def announced(self, row: Mapping[str, str]) -> Iterable[str]:
        """The codes under which rows of other files may name this row."""
        key = self.key_columns()
        return [row[key[0].column_name]] if len(key) == 1 else []

    def get_queryset(self) -> QuerySet[Any]:
        records: QuerySet[Any] = self._meta.model._default_manager.select_related(*self.related)
        return records.prefetch_related(*self.prefetched)

    # ------------------------------------------------------------------------------- import

    def import_table(self, table: Table) -> Outcome:
        """Check ``table`` and import its rows; the caller holds the transaction.

        Nothing is raised for bad input: the outcome lists every fault, and the caller rolls back
        when there is one. Rows without faults are written all the same, so that the rows of a
        later file that name them are not reported too.
        """
        outcome = Outcome(table.file)
        try:
            checked = check_table(table, self.layout())
        except FaultyFile as faulty:
            outcome.faults += faulty.faults
            self.earlier.could_not_read(self._meta.model)
            return outcome
        self._flawed = checked.flawed
        # Its import_data would make a transaction of a dry run, and so a lock on all of SQLite.
        result = self.import_data_inner(
            checked.dataset,
            dry_run=not self.writes,
            raise_errors=False,
            using_transactions=self.writes,
            collect_failed_rows=False,
        )
        outcome.new, outcome.changed = result.totals["new"], result.totals["update"]
        outcome.unchanged = result.totals["skip"]
        outcome.faults += checked.faults
        self._add_faults(outcome, checked, result)
        if outcome.faults or outcome.excused:
            self._tell_later_files(outcome.faults, checked)
        return outcome

    def _tell_later_files(self, faults: Iterable[Fault], checked: Checked) -> None:
        for row in checked.dataset.dict:
            self.earlier.announce(self._meta.model, self.announced(row))
        key = {column.column_name for column in self.key_columns()}
        if any(not fault.column or key & set(fault.column.split(", ")) for fault in faults):
            # Which code should have stood there, and is now missing, cannot be known.
            self.earlier.could_not_read(self._meta.model)

    def after_init_instance(self, instance: Model, new: bool, row: Any, **kwargs: Any) -> None:
        self._before = None if new else self._texts(instance)

    def import_instance(self, instance: Model, row: Any, **kwargs: Any) -> None:
        """Read every cell; raises one ``ValidationError`` with the errors per column."""
        flawed = self._flawed.get(kwargs["row_number"], ())
        errors = {}
        for column in self.columns():
            name = column.column_name
            if name in flawed:
                errors[name] = ValidationError("", code=FLAWED)
                continue
            try:
                column.save(instance, row, earlier=self.earlier)
            except CellError as error:
                errors[name] = ValidationError(str(error), code=EXCUSED if error.excused else "")
        if errors:
            raise ValidationError(errors)

    def skip_row(
        self, instance: Model, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        return not import_validation_errors and self._before == self._texts(instance)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Mapping[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """The model's own validation, reported per column, and then the rules of the row.

        Raises one ``ValidationError`` that also has the errors of the cells.
        """
        errors: dict[str, list[ValidationError]] = {
            name: list(found) for name, found in (import_validation_errors or {}).items()
        }
        self.complete(instance)
        for name, expected in self._model_errors(instance, set(errors)):
            errors.setdefault(name, []).append(ValidationError(str(expected)))
        if not errors:
            for name, expected in self.check_record(instance):
                errors.setdefault(name, []).append(ValidationError(str(expected)))
        if errors:
            raise ValidationError(errors)

    def complete(self, instance: Any) -> None:
        """Set what follows from the columns; some of them may be missing still."""

    def check_record(self, instance: Any) -> Iterator[tuple[str, Text]]:
        """Rules over several columns or tables, for a row without other faults.

        Gives the column it is about (several with a comma) and what is expected there.
        """
        yield from ()

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self.sign(instance)

    def sign(self, record: Any) -> None:
        """Who, why and when, for the history of ``record``: a file is one action."""
        sign(record, by=self.by, reason=self.reason, at=self._at)

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        for column in self.columns():
            if isinstance(column, RelatedColumn):
                if self.writes:
                    column.write(instance, self.sign)
            elif isinstance(column.widget, CodeCell) and column.widget.model is type(instance):
                column.widget.remember(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the sequences alone: no file sets a primary key.

        The framework would set them back to the highest key that this transaction can see.
        """

    # ------------------------------------------------------------------------------- faults

    def _texts(self, instance: Model) -> tuple[str, ...]:
        return tuple(column.export(instance) for column in self.columns())

    def _model_errors(self, instance: Any, wrong: set[str]) -> Iterator[tuple[str, Text]]:
        """What the model refuses, except in the columns that are ``wrong`` already."""
        owners = {name: column for column in self.columns() for name in column.attributes}
        relations = {item.name for item in instance._meta.concrete_fields if item.is_relation}
        excluded = {name for name, column in owners.items() if column.column_name in wrong}
        excluded |= set(self.not_yet_known(instance))
        for column in self.columns():
            if column.column_name not in wrong and column.lacks_record(instance):
                yield column.column_name, column.widget.expected
                excluded |= set(column.attributes)
        # A foreign key came out of a dictionary of rows that exist: no query for each is needed.
        for name, error in _errors(instance.clean_fields, exclude=excluded | relations):
            yield _owner(owners, name), _expectation(error, owners.get(name))
            excluded.add(name)
        if not instance._state.adding:
            # It was found by its key: that is its own, and no query needs to tell.
            excluded |= {name for column in self.key_columns() for name in column.attributes}
        for name, error in _errors(instance.validate_unique, exclude=excluded):
            yield _owner(owners, name), _expectation(error, owners.get(name))
        for constraint in instance._meta.constraints:
            if surely_holds(constraint, instance, excluded):
                continue
            about = (constraint.validate, type(instance), instance)
            for _name, error in _errors(*about, exclude=excluded):
                yield self.rules.get(constraint.name, ("", " ".join(error.messages)))

    def not_yet_known(self, instance: Any) -> Iterable[str]:
        """Fields that the model fills in itself when it is saved."""
        return ()

    def _add_faults(self, outcome: Outcome, checked: Checked, result: Result) -> None:
        for broken in result.base_errors:
            raise broken.error
        for rejected in result.error_rows:
            line = checked.lines[rejected.number - 1]
            outcome.faults += [_refused_by_database(outcome.file, line, rejected.errors)]
        for invalid in result.invalid_rows:
            row = checked.dataset.dict[invalid.number - 1]
            line = checked.lines[invalid.number - 1]
            for name, errors in invalid.error.error_dict.items():
                value = shown(", ".join(row.get(part, "") for part in name.split(", ")))
                for error in errors:
                    fault = Fault(outcome.file, line, name, value, str(error.message))
                    if error.code != FLAWED:
                        (outcome.excused if error.code == EXCUSED else outcome.faults).append(fault)


def _refused_by_database(file: str, line: int, errors: Iterable[Any]) -> Fault:
    for error in errors:
        # Anything else is a mistake of ours, and no row's.
        if not isinstance(error.error, DatabaseError):
            raise error.error
    return Fault(file, line, "", "", _("een rij die past bij wat er al staat"))


def sign(record: Any, *, by: Any, reason: str, at: datetime | None = None) -> None:
    """Tell the history who changes ``record``, why and when, as it is saved or deleted next."""
    record._change_reason, record._history_date = reason, at or timezone.now()
    # Without a user of its own the history takes the one who is signed in, if anybody is.
    if by is not None:
        record._history_user = by


def _errors(validate: Any, *args: Any, **kwargs: Any) -> list[tuple[str, ValidationError]]:
    """The errors that a validation of Django raises, as (field, error)."""
    try:
        validate(*args, **kwargs)
    except ValidationError as found:
        if not hasattr(found, "error_dict"):
            return [(NON_FIELD_ERRORS, error) for error in found.error_list]
        return [(name, error) for name, errors in found.error_dict.items() for error in errors]
    return []


def _owner(owners: Mapping[str, Column], name: str) -> str:
    return str(owners[name].column_name) if name in owners else ""


def _expectation(error: ValidationError, column: Column | None) -> Text:
    """What Django says is wrong, as what is expected instead."""
    params = error.params or {}
    match error.code:
        case "max_length":
            return _("ten hoogste %(limit_value)s tekens; het zijn er %(show_value)s") % params
        case "unique":
            return _("een waarde die nog niet voorkomt")
        case "blank" | "null" | "invalid" if column is not None:
            return str(column.widget.expected)
        case _:
            return " ".join(error.messages)
