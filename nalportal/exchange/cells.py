"""How one cell is read and written: the widgets of the import.

Each cell class knows what is expected in words (``expected``), reads text to a value of the
model, and writes that value in one way only, so that what is exported comes back unchanged.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from nalportal.dutch import (
    PartialDate,
    Precision,
    alternatives,
    parse_number,
    planned_columns,
    short_date,
    short_partial_date,
)
from nalportal.names import Names
from nalportal.written_dates import parse_day, parse_partial_date, parse_planned

from .earlier import NOTHING, Earlier
from .tables import tidied

Text = str | Promise

# What a person writes in a cell to take away what stands there: an empty cell takes nothing away.
EMPTIED = "(leegmaken)"


def is_emptied(text: str) -> bool:
    """Whether a cell says, in so many words, that nothing has to stand there."""
    return text.casefold() == EMPTIED


class CellError(ValueError):
    """A cell that cannot be read; its text says what is expected.

    ``excused`` when it names something that an earlier file of the same run announced and could
    not load: the fault is there, not here.
    """

    def __init__(self, expected: Text, *, excused: bool = False) -> None:
        super().__init__(str(expected))
        self.excused = excused


class Cell(Widget):
    """A cell of text. ``long`` texts may have tabs and line breaks."""

    default_expected: Text = gettext_lazy("tekst")

    def __init__(self, expected: Text = "", *, long: bool = False) -> None:
        super().__init__()
        self.expected = expected or self.default_expected
        self.long = long

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        """The value for the model; raises :class:`CellError`."""
        earlier = kwargs.get("earlier", NOTHING)
        return self.parse(value, earlier) if value else self.empty()

    def parse(self, text: str, earlier: Earlier) -> Any:
        """The value of a cell that is not empty."""
        return text

    def empty(self) -> Any:
        """The value of an empty cell; whether the model can do without, the model says."""
        return ""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The text that :meth:`parse` reads back to ``value``."""
        return "" if value is None else tidied(str(value))

    def normal(self, text: str) -> str:
        """``text`` as we would write it ourselves, to tell whether two cells mean the same."""
        try:
            return self.render(self.clean(text))
        except CellError:
            return text

    def in_words(self, text: str) -> str:
        """What :meth:`render` wrote, as a page shows it."""
        return text


class SlugCell(Cell):
    """The code of the row itself, as it stands in web addresses; the model checks it."""

    default_expected = gettext_lazy("kleine letters, cijfers en streepjes, zoals eind-2020")


class ChoiceCell(Cell):
    """One of a fixed list of words, or the word that the screen has for it."""

    def __init__(self, choices: type[Choices]) -> None:
        super().__init__(alternatives(map(str, choices.labels)))
        self.labels = {str(word): str(label) for word, label in choices.choices}
        self.words = {str(label).casefold(): str(word) for word, label in choices.choices}
        self.words |= {str(word).casefold(): str(word) for word in choices.values}

    def parse(self, text: str, earlier: Earlier) -> str:
        if text.casefold() not in self.words:
            raise CellError(self.expected)
        return self.words[text.casefold()]

    def in_words(self, text: str) -> str:
        return self.labels.get(text, text)


# What people type for it in a sheet, or what a sheet makes of it.
TICKS = frozenset({"v", "✓", "✔", "√", "☑"})
YES = TICKS | {"ja", "j", "x", "1", "waar", "true"}
NO = frozenset({"nee", "n", "0", "onwaar", "false"})


class YesNoCell(Cell):
    """``ja`` or ``nee``; an empty cell is ``nee`` where ``optional``."""

    default_expected = gettext_lazy("ja of nee")

    def __init__(self, *, optional: bool = False) -> None:
        super().__init__()
        self.optional = optional

    def parse(self, text: str, earlier: Earlier) -> bool:
        if text.casefold() not in YES | NO:
            raise CellError(self.expected)
        return text.casefold() in YES

    def empty(self) -> bool | None:
        return False if self.optional else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "ja" if value else "nee"


class WholeNumberCell(Cell):
    """A whole number from 0, at most what the column of the database holds."""

    default_expected = gettext_lazy("een heel getal van 0 tot en met 32.767")

    def __init__(self, expected: Text = "", *, if_empty: int | None = None) -> None:
        super().__init__(expected)
        self.if_empty = if_empty

    def parse(self, text: str, earlier: Earlier) -> Any:
        try:
            value = int(parse_number(text, 0))
        except ValueError:
            raise CellError(self.expected) from None
        if not 0 <= value <= 32_767:
            raise CellError(self.expected)
        return value

    def empty(self) -> int | None:
        return self.if_empty


class DateCell(Cell):
    """One day, written as 31-12-2020 or 2020-12-31."""

    default_expected = gettext_lazy("een datum, zoals 31-12-2020")

    def parse(self, text: str, earlier: Earlier) -> date:
        try:
            return parse_day(text)
        except ValueError:
            raise CellError(self.expected) from None

    def empty(self) -> None:
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""

    def in_words(self, text: str) -> str:
        try:
            return short_date(parse_day(text))
        except ValueError:
            return text


class PartialDateCell(Cell):
    """A day, month, quarter or year, kept in two fields: (first day, precision)."""

    default_expected = gettext_lazy(
        "een datum, zoals 31-12-2020, juli 2021, 3e kwartaal 2021 of 2021"
    )

    def parse(self, text: str, earlier: Earlier) -> tuple[Any, ...]:
        value = _partial_date(text, self.expected)
        return value.on, str(value.precision)

    def empty(self) -> tuple[Any, ...]:
        return None, ""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        on, precision = value
        if on is None:
            return ""
        match Precision(precision):
            case Precision.DAY:
                return str(on.isoformat())
            case Precision.MONTH:
                return f"{on:%Y-%m}"
            case Precision.QUARTER:
                return f"{on:%Y}-Q{(on.month + 2) // 3}"
            case _:
                return f"{on:%Y}"

    def in_words(self, text: str) -> str:
        try:
            return short_partial_date(parse_partial_date(text))
        except ValueError:
            return text


class DoneCell(PartialDateCell):
    """A day or period in which something was done, kept in two fields: (last day, precision)."""

    def parse(self, text: str, earlier: Earlier) -> tuple[Any, ...]:
        value = _partial_date(text, self.expected)
        return value.last_day, str(value.precision)

    def empty(self) -> tuple[Any, ...]:
        return None, str(Precision.DAY)


class PlannedCell(PartialDateCell):
    """Also half a year, a season, a span, or no day at all: in four fields, words as they stand."""

    default_expected = gettext_lazy(
        "een datum, zoals 31-12-2020, juli 2021, 3e kwartaal 2021, medio 2021, 2021 of doorlopend"
    )

    def parse(self, text: str, earlier: Earlier) -> tuple[Any, ...]:
        try:
            return planned_columns(parse_planned(text))
        except ValueError:
            raise CellError(self.expected) from None

    def empty(self) -> tuple[Any, ...]:
        return planned_columns(None)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        on, precision, words, _until = value
        return words or super().render((on, precision))


class CodeCell(Cell):
    """The code of a row of another table, looked up among all of them at once.

    ``path`` leads from that row to its code (``code``, ``unit__slug``); ``what`` names it in
    words, with an example. The rows are fetched once, so one object serves for one file.
    """

    def __init__(self, model: type[Model], path: str, what: Text) -> None:
        super().__init__(format_lazy("{}", what))
        self.model = model
        self.path = path
        self._found: dict[str, Model] | None = None

    @property
    def found(self) -> dict[str, Model]:
        """All rows that can be meant, by code."""
        if self._found is None:
            self._found = self.load()
        return self._found

    def load(self) -> dict[str, Model]:
        """Fetch the rows: one query, or a few where a row goes by more than one name."""
        related = self.path.split("__")[:-1]
        rows = self.model._default_manager.select_related(*related)
        return {code: row for row in rows if (code := self.code_of(row))}

    def code_of(self, row: Model) -> str:
        value: Any = row
        for name in self.path.split("__"):
            value = getattr(value, name)
        return str(value)

    def remember(self, row: Model) -> None:
        """A row made by this same file, which the rows after it may name."""
        self.found[self.code_of(row)] = row

    def parse(self, text: str, earlier: Earlier) -> Model:
        if text not in self.found:
            raise CellError(self.expected, excused=earlier.excuses(self.model, text))
        return self.found[text]

    def empty(self) -> None:
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else self.code_of(value)


class NamedCell(CodeCell):
    """A row of another table by its code, or by any name that the screens have for it."""

    def __init__(
        self,
        model: type[Model],
        path: str,
        what: Text,
        *,
        names: Callable[[Any], Iterable[str]] = lambda row: (),
    ) -> None:
        super().__init__(model, path, what)
        self._names = names

    @cached_property
    def by_name(self) -> Names[Model]:
        rows = self.found.values()
        return Names((name, row) for row in rows for name in self._names(row))

    def parse(self, text: str, earlier: Earlier) -> Model:
        named = self.found.get(text) or self.by_name.the_one(text)
        return named or super().parse(text, earlier)


class CodesCell(NamedCell):
    """Codes or names of such rows with ``|`` between them; their order says nothing."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[Model, ...]:
        codes = [code for part in value.split("|") if (code := part.strip())]
        earlier = kwargs.get("earlier", NOTHING)
        return tuple(dict.fromkeys(super(CodesCell, self).parse(code, earlier) for code in codes))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "|".join(sorted(self.code_of(row) for row in value))


class NamesCell(Cell):
    """Names with ``|`` between them."""

    default_expected = gettext_lazy("namen met | ertussen, elke naam één keer")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        names = tuple(name for part in value.split("|") if (name := part.strip()))
        if len(set(names)) < len(names):
            raise CellError(self.expected)
        return names

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "|".join(value)


class LinksCell(Cell):
    """Links as ``titel <https://…>`` with ``|`` between them: (title, address) pairs."""

    default_expected = gettext_lazy(
        "titel <https://…>, met | tussen twee links; een titel heeft ten hoogste 200 tekens, "
        "een webadres ten hoogste 500, en elk webadres komt één keer voor"
    )
    # A title may hold | and < itself, so a link ends only where its address does.
    _LINK = re.compile(r"\s*(\S.*?)\s*<(https?://[^\s<>]+)>\s*(?:\||$)")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> tuple[tuple[str, str], ...]:
        links: dict[str, str] = {}
        at = 0
        while at < len(value):
            link = self._LINK.match(value, at)
            if link is None or link[2] in links or len(link[1]) > 200 or len(link[2]) > 500:
                raise CellError(self.expected)
            links[link[2]] = link[1]
            at = link.end()
        return tuple((title, address) for address, title in links.items())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "|".join(f"{title} <{address}>" for title, address in value)


def _partial_date(text: str, expected: Text) -> PartialDate:
    try:
        return parse_partial_date(text)
    except ValueError:
        raise CellError(expected) from None
