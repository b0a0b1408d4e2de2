"""What people do with indicators, their tables, measures and kinds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.progress.locks import wait_for_rounds
from nalportal.progress.models import Indicator
from nalportal.records.history import save_signed, sign

from .models import Dimension, DimensionValue, Measure, Presentation

# What somebody filled in, by the name of the field of the row.
Content = Mapping[str, Any]  # Any: texts, numbers and rows


@transaction.atomic
def change(
    row: Indicator | Measure | Presentation | Dimension, content: Content, *, by: User
) -> None:
    """Make or change a row; what was frozen keeps what it had."""
    wait_for_rounds()
    if row.pk and all(getattr(row, name) == value for name, value in content.items()):
        return
    for name, value in content.items():
        setattr(row, name, value)
    save_signed(row, by=by)


@transaction.atomic
def remove(table: Presentation, *, by: User) -> None:
    """Take a table from its indicator; the figures of its measure stay."""
    wait_for_rounds()
    sign(table, by=by, reason=_("tabel verwijderd"))
    table.delete()


@transaction.atomic
def set_kinds(dimension: Dimension, kinds: Sequence[tuple[str, str]], *, by: User) -> None:
    """The kinds of a dimension as (code, name), in order; none of those that there are goes."""
    wait_for_rounds()
    known = {row.slug: row for row in dimension.values.all()}
    for order, (code, name) in enumerate(kinds, 1):
        row = known.get(code) or DimensionValue(dimension=dimension, slug=code)
        if (row.name, row.order) != (name, order):
            row.name, row.order = name, order
            save_signed(row, by=by)
