"""What connects a column of a file with the fields of a record."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field as ModelField
from django.db.models import Model
from import_export.fields import Field

from .cells import Cell


class Column(Field):
    """A column for one field, or for several that say one thing together.

    A date and its precision, a number and the reason why there is none, the three kinds of area:
    for such a column the cell's value is a tuple with one item per attribute. An attribute may
    be a path to a field of a related record (``submission__round``).
    """

    def __init__(self, *attributes: str, cell: Cell | None = None) -> None:
        super().__init__(attribute=attributes[0], widget=cell or Cell())
        self.attributes = attributes

    def get_value(self, instance: Model) -> Any:
        """The value of ``instance``, in the form that the cell renders."""
        values = tuple(_attribute(instance, name) for name in self.attributes)
        return values if len(values) > 1 else values[0]

    def save(self, instance: Model, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Read the cell and set it on ``instance``; raises :class:`.cells.CellError`."""
        cleaned = self.clean(row, **kwargs)
        values = cleaned if len(self.attributes) > 1 else (cleaned,)
        for name, value in zip(self.attributes, values, strict=True):
            *path, last = name.split("__")
            setattr(_attribute(instance, "__".join(path)) if path else instance, last, value)

    def lacks_record(self, instance: Model) -> bool:
        """Whether a foreign key of this column is empty and may not be."""
        fields = ((_field(type(instance), name), name) for name in self.attributes)
        return any(
            item.is_relation and not item.null and _attribute(instance, name) is None
            for item, name in fields
        )


class RelatedColumn(Column):
    """A column for rows that belong to the record and can be written only after it.

    ``stored`` reads the values of a saved record in their order. ``write`` makes them what the
    file says; it gets the record, the values, and a function that signs what it changes.
    """

    def __init__(
        self,
        attribute: str,
        *,
        cell: Cell,
        stored: Callable[[Any], Sequence[Any]],
        write: "Callable[[Any, Sequence[Any], Sign], None]",
    ) -> None:
        super().__init__(attribute, cell=cell)
        self.stored = stored
        self._write = write

    @property
    def _waiting(self) -> str:
        return f"_{self.attribute}_of_file"

    def get_value(self, instance: Model) -> Any:
        if hasattr(instance, self._waiting):
            return getattr(instance, self._waiting)
        return tuple(self.stored(instance)) if instance.pk else ()

    def save(self, instance: Model, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        self.know(instance, self.clean(row, **kwargs))

    def know(self, instance: Model, values: Sequence[Any]) -> None:
        """Take these for its values from now on, instead of what is stored."""
        setattr(instance, self._waiting, values)

    def lacks_record(self, instance: Model) -> bool:
        return False

    def write(self, instance: Model, sign: "Sign") -> None:
        """Store what the file said about a record that was just saved."""
        self._write(instance, getattr(instance, self._waiting), sign)


Sign = Callable[[Any], None]


def _attribute(instance: Model, path: str) -> Any:
    value: Any = instance
    for name in path.split("__"):
        try:
            value = getattr(value, name)
        except ObjectDoesNotExist:
            # A foreign key that may not be empty has no value yet on a new record.
            return None
    return value


def _field(model: type[Model], path: str) -> "ModelField[Any, Any]":
    *parents, last = path.split("__")
    for name in parents:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)  # type: ignore[return-value]
