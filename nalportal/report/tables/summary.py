"""A summary to begin from: what the figures say of themselves, for the ministry to write on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from nalportal.dutch import counted, joined, long_date, within_sentence
from nalportal.figures import missing_word
from nalportal.progress.models import Category
from nalportal.progress.reports import UnitReport
from regions.reports import InstrumentEntry

from ..model import KeyFigure, Report

# Of a hundred.
MOST = 50


def summary_draft(report: Report) -> str:
    """A sentence with the figures on top, and what was reached and what asks attention as lists.

    As a text is stored. It says nothing of what is not known.
    """
    reached, attention = _of_units(report)
    policy = [_of_instrument(report, entry) for entry in report.territory.table.instruments]
    reached = [*(line for line, is_most in policy if is_most), *reached]
    attention = [*(line for line, is_most in policy if not is_most), *attention]
    told = (
        _sentence(report),
        _listed(_("Wat is bereikt"), reached),
        _listed(_("Wat vraagt aandacht"), attention),
    )
    return "\n\n".join(filter(None, told))


def _sentence(report: Report) -> str:
    found = {one.key: one for one in report.key_figures if not one.label}
    return " ".join(filter(None, (_stock(found), _pace(found.get("rate")))))


def _stock(found: dict[str, KeyFigure]) -> str:
    stock = [found[key] for key in ("charge_points", "vehicles", "ratio") if key in found]
    days = {one.context.on for one in stock}
    if len(stock) < 3 or len(days) > 1 or any(one.figure.value is None for one in stock):
        return ""
    points, vehicles, ratio = (one.figure for one in stock)
    (day,) = days
    kind = stock[0].only_kind
    return _(
        "Op {day} waren er {points} {kind} en {vehicles} stekkervoertuigen: {ratio} per laadpunt."
    ).format(
        day=long_date(day) if day else "",
        points=points,
        kind=within_sentence(kind) if kind else _("(semi-)publieke laadpunten"),
        vehicles=vehicles,
        ratio=ratio,
    )


def _pace(found: KeyFigure | None) -> str:
    if found is None or found.figure.value is None or found.only_kind:
        return ""
    since, until = found.context.since, found.context.on
    if since is None or until is None:
        return ""
    # An average runs on until its own day, which is not that of the stocks before it.
    told = _("Van {since} tot en met {until} kwamen er gemiddeld {rate} laadpunten per maand bij.")
    return told.format(since=long_date(since), until=long_date(until), rate=found.figure)


def _of_instrument(report: Report, entry: InstrumentEntry) -> tuple[str, bool]:
    """How many municipalities have it; reached is what more than half of them have."""
    table = report.territory.table
    cell = table.total.cell(entry.slug)
    if cell.count.value is None:
        return f"{entry.name}: {missing_word(cell.count.missing)}.", False
    share = f" ({cell.share})" if cell.share.value is not None else ""
    lacking = [
        f"{row.name} {within_sentence(missing_word(count.missing))}"
        for row in table.rows
        if (count := row.cell(entry.slug).count).value is None
    ]
    without = f"; {', '.join(lacking)}" if lacking else ""
    of = _("{count} van de {all} gemeenten").format(
        count=cell.count, all=table.total.municipalities
    )
    is_most = cell.count.value * 100 > (table.total.municipalities.value or 0) * MOST
    return f"{entry.name}: {of}{share}{without}.", is_most


def _of_units(report: Report) -> tuple[list[str], list[str]]:
    """What those that handed in realised, and what they ask attention for."""
    units = list(report.units())
    realised = sum(_counts(units, Category.REALISED))
    open_ = _counts(units, Category.ATTENTION)
    absent = [unit.name for unit in units if unit.skipped]
    done = _("Gerealiseerd: {items}.").format(items=counted(realised, "mijlpaal", "mijlpalen"))
    asked = _("Aandachtspunten: {count}, van {units} van de {all} onderdelen.").format(
        count=sum(open_), units=len(open_), all=len(units)
    )
    missing = _("Niet ingeleverd: {units}.").format(units=joined(absent))
    return (
        [done] if realised else [],
        [line for line, told in ((asked, open_), (missing, absent)) if told],
    )


def _counts(units: Iterable[UnitReport], category: str) -> list[int]:
    """How many items of this round each unit has that has any."""
    blocks = (block for unit in units if not unit.skipped for block in unit.categories)
    return [len(block.items) for block in blocks if block.category == category and block.items]


def _listed(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"\n- {line}" for line in lines)
    return f"{title}:{items}" if items else ""
