"""A report as canonical JSON and back.

Canonical: UTF-8, keys sorted, no spaces, decimals as strings, dates in ISO form. The same
report always gives the same bytes, so their SHA-256 identifies it.

Why: decision 27.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal

from cattrs import BaseValidationError
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from indicators.reports import AnyIndicator
from nalportal.dutch import PartialDate

from .model import KIND_OF_INDICATOR, SCHEMA, Report
from .upgrades import UPGRADES, Payload

_converter = make_converter()
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
# What has no words of its own reads as it always did.
_converter.register_unstructure_hook(
    PartialDate,
    make_dict_unstructure_fn(
        PartialDate,
        _converter,
        words=override(omit_if_default=True),
        until=override(omit_if_default=True),
    ),
)
# After the hooks of what is in them: those are looked up here and now.
configure_tagged_union(
    AnyIndicator,
    _converter,
    tag_generator=KIND_OF_INDICATOR.__getitem__,
    tag_name="kind",
)


class UnreadablePayloadError(ValueError):
    """The bytes are no report of a schema that this release knows."""


def dump(report: Report) -> bytes:
    """The canonical bytes of a report."""
    return canonical(_converter.unstructure(report))


def canonical(payload: Payload) -> bytes:
    """Any parsed payload as canonical bytes."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def load(payload: bytes, upgrades: Mapping[int, Callable[[Payload], Payload]] = UPGRADES) -> Report:
    """Read a report back, lifted to today's schema.

    Raises :class:`UnreadablePayloadError` when it is no JSON, of an unknown schema, or not what
    its schema promises.
    """
    try:
        data: Payload = json.loads(payload)
        while data["schema"] != SCHEMA:
            data = upgrades[data["schema"]](data)
        return _converter.structure(data, Report)
    except (ValueError, KeyError, TypeError, BaseValidationError) as error:
        raise UnreadablePayloadError(f"no report of schema 1 to {SCHEMA}") from error


def sha256(content: bytes) -> str:
    """The control number of payload and PDF: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
