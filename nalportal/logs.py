"""Which request is being answered, for the logs; and lines of log that programs can read."""

import json
import logging
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass
class Asked:
    """One request: its number, and the pseudonym of who asks once that is known."""

    number: str
    person: str = ""


current: ContextVar[Asked | None] = ContextVar("current", default=None)


class JsonLines(logging.Formatter):
    """One JSON object per line, in UTC, with the number of the request and the person's pseudonym.

    A message is told as the program wrote it, with only what is certainly no text, secret or
    address filled in: numbers and kinds of errors. An error is told by its kind and by where it
    happened, as its own words may quote what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        asked = current.get()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": str(record.msg),
            "values": [_harmless(value) for value in record.args or ()]
            if isinstance(record.args, tuple)
            else [],
            "request": asked.number if asked else "",
            "person": asked.person if asked else "",
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            line["error"] = type(error).__qualname__
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def _harmless(value: object) -> object:
    if isinstance(value, BaseException):
        return type(value).__qualname__
    return value if isinstance(value, int | float) else "…"
