"""A table of CBS as its OData service gives it (JSON), to the table that :mod:`.cbs` reads.

``TypedDataSet``, ``UntypedDataSet`` (version 3) and ``Observations`` (version 4) are all a list
``value`` of rows with the same names; version 4 has a row per measure, chosen by its column.
"""

import json
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Line, Table, refuse_larger, refuse_longer, tidied

from .cbs import UNKNOWN
from .files import FIGURE_LIMITS

# Where a service says that the answer goes on in another one.
NEXT = ("@odata.nextLink", "odata.nextLink")

# Where it says which table it is of.
TITLES = ("@odata.context", "odata.metadata")


def is_odata(name: str) -> bool:
    """Whether a file is one of OData, by its name."""
    return name.lower().endswith(".json")


def odata_table(name: str, content: bytes) -> Table:
    """The rows of the file as text, each number as it was written.

    Raises :class:`FaultyFile` for what is no such answer, or is only a part of one.
    """
    answer = _answer(name, content)
    if follows := next((answer[key] for key in NEXT if answer.get(key)), ""):
        expected = _("alle bladzijden in één bestand; na deze komt er nog een")
        raise FaultyFile([Fault(name, None, "", shown(str(follows)), expected)])
    rows = answer["value"]
    refuse_longer(name, len(rows), FIGURE_LIMITS.rows)
    headers = tuple(rows[0])
    faults = [
        Fault(name, at, "", shown(", ".join(row)), _("dezelfde namen als in de eerste regel"))
        for at, row in enumerate(rows, 1)
        if row.keys() != rows[0].keys()
    ]
    if faults:
        raise FaultyFile(faults)
    lines = (Line(at, tuple(_text(row[key]) for key in headers)) for at, row in enumerate(rows, 1))
    title = next((str(answer[key]) for key in TITLES if key in answer), "")
    return Table(name, headers, tuple(lines), title=title)


def _answer(name: str, content: bytes) -> dict[str, Any]:
    refuse_larger(name, content, FIGURE_LIMITS.size)
    objects = count(1)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A row, of which the parser would keep the last of two values; they come in order."""
        at, found = next(objects), dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _value in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            is_row = not any(isinstance(value, list) for _key, value in pairs)
            line = at if is_row else None
            raise FaultyFile([Fault(name, line, shown(twice), "", _("elke naam één keer"))])
        return found

    try:
        answer = json.loads(content, parse_float=str, parse_int=str, object_pairs_hook=once)
    except (ValueError, RecursionError):
        answer = None
    rows = answer.get("value") if isinstance(answer, dict) else None
    is_list = isinstance(rows, list) and bool(rows)
    if not is_list or not all(isinstance(row, dict) and _is_flat(row) for row in rows or ()):
        expected = _("het antwoord van een OData-dienst: JSON met een lijst “value” van regels")
        raise FaultyFile([Fault(name, None, "", shown(repr(content[:40])[2:-1]), expected)])
    found: dict[str, Any] = answer or {}
    return found


def _is_flat(row: dict[str, Any]) -> bool:
    return bool(row) and not any(isinstance(value, dict | list) for value in row.values())


def _text(value: Any) -> str:
    """A value as StatLine writes it; without one it is not known."""
    return UNKNOWN if value is None else tidied(str(value))
