"""What moved between two reports as tables: told once for the page and for paper."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from nalportal.dutch import long_date, number
from nalportal.figures import Figure

from ..tables.key_figures import context_words, key_figures_title
from ..tables.model import Cell, Column, Kind, Row, Shown, Table
from . import words
from .model import Comparison, FigureChange, KeyFigureChange, Move, PolicyChange


@once_per_value(keep=4)
def changed_tables(comparison: Comparison) -> tuple[Table, ...]:
    """Those of figures on top, of table 3 and of other figures that have anything to tell."""
    tables = (
        key_figure_changes(comparison),
        policy_changes(comparison),
        figure_changes(comparison),
    )
    return tuple(table for table in tables if table.rows)


def key_figure_changes(comparison: Comparison) -> Table:
    """The figures on top that differ."""
    return _table(
        comparison,
        "kerncijfers",
        heading=key_figures_title(),
        caption=_("Kerncijfers die veranderden"),
        first=_("Onderwerp"),
        rows=tuple(map(_key_figure, comparison.changed_key_figures)),
    )


def policy_changes(comparison: Comparison) -> Table:
    """The cells of table 3 that differ, with the municipalities by name."""
    return _table(
        comparison,
        "beleid",
        heading=_("Beleid van gemeenten"),
        caption=_("Gemeenten per NAL-regio en instrument"),
        first=_("NAL-regio en instrument"),
        rows=tuple(map(_policy, comparison.changed_policy)),
        lead=_(
            "Een gemeente heeft iets nieuw of niet meer als dat van beide peildatums bekend is. Is "
            "het van één kant niet bekend, dan staat er: werd bekend."
        ),
    )


def figure_changes(comparison: Comparison) -> Table:
    """Every other figure that differs; what two tables of the report tell is told once."""
    found = _runs(comparison.figures)
    rows = (_figure(one) if rest == [] else _run([one, *rest]) for one, *rest in found)
    return _table(
        comparison,
        "cijfers",
        heading=_("Andere cijfers"),
        caption=_("Andere cijfers die veranderden"),
        first=_("Cijfer"),
        rows=tuple(dict.fromkeys(rows)),
    )


# So many points of one series that are all new, or all gone, are one row.
RUN = 4


def _runs(figures: Iterable[FigureChange]) -> list[list[FigureChange]]:
    """Each figure by itself, and those of a series that came or went together in the place of the
    first of them."""
    series: dict[object, list[FigureChange]] = {}
    for one in figures:
        is_run = one.move in (Move.NEW, Move.GONE) and one.since is None
        key = (one.move, one.measure, one.area, one.source) if is_run else one.id
        series.setdefault(key, []).append(one)
    return [
        run
        for found in series.values()
        for run in ([found] if len(found) >= RUN else [[one] for one in found])
    ]


def _run(figures: list[FigureChange]) -> Row:
    first, days = figures[0], [one.on for one in figures]
    where = f"{first.area}, {long_date(min(days))} {_('tot en met')} {long_date(max(days))}"
    count = _("{n} cijfers").format(n=number(len(figures)))
    is_new = first.move == Move.NEW
    absent = words.figure_word(None)
    return _row(
        first.measure,
        f"{where}, {first.source}" if first.source else where,
        ((absent if is_new else count, ""), (count if is_new else absent, "")),
        _("nieuwe cijfers") if is_new else words.move_words(first),
        "",
    )


def other_policy_title() -> str:
    """Above what municipalities adopted of instruments that table 3 does not have."""
    return _("Instrumenten buiten tabel 3")


def _table(  # noqa: PLR0913 - each told by name
    comparison: Comparison,
    id_: str,
    *,
    heading: str,
    caption: str,
    first: str,
    rows: tuple[Row, ...],
    lead: str = "",
) -> Table:
    return Table(
        id=f"tabel-{id_}",
        kind="veranderd",
        caption=caption,
        columns=(
            Column(first, Kind.NAME, room=6),
            Column(_("Waar en wanneer"), Kind.TEXT, Shown.LINE),
            *(
                column
                for title in (comparison.before.title, comparison.after.title)
                for column in (
                    Column(title, room=4),
                    Column(_("Toelichting"), Kind.TEXT, Shown.LINE),
                )
            ),
            Column(_("Verschil"), Kind.TEXT, room=6),
            Column(_("Wat er anders is"), Kind.TEXT, Shown.LINE),
        ),
        rows=rows,
        heading=heading,
        lead=lead,
    )


def _row(name: str, where: str, sides: tuple[tuple[str, str], ...], what: str, more: str) -> Row:
    told = (name, where, *(text for side in sides for text in side), what, more)
    return Row(tuple(Cell(text) for text in told))


def _key_figure(change: KeyFigureChange) -> Row:
    sides = tuple(
        (words.figure_word(side.figure if side else None), context_words(side) if side else "")
        for side in (change.before, change.after)
    )
    return _row(change.label, "", sides, words.move_words(change), "")


def _policy(change: PolicyChange) -> Row:
    sides = tuple(
        (words.figure_word(count), _share(share))
        for count, share in (
            (change.count.before, change.share.before),
            (change.count.after, change.share.after),
        )
    )
    told = [*words.note_lines(change.count), *words.outcome_lines(change.municipalities)]
    name = f"{change.region_name}: {change.instrument_name}"
    return _row(name, "", sides, words.policy_words(change), ". ".join(told))


def _share(share: Figure | None) -> str:
    return str(share) if share and share.value is not None else ""


def _figure(change: FigureChange) -> Row:
    where = f"{change.area}, {words.when(change)}"
    sides = ((words.figure_word(change.before), ""), (words.figure_word(change.after), ""))
    return _row(
        change.measure,
        f"{where}, {change.source}" if change.source else where,
        sides,
        words.move_words(change),
        ". ".join(words.note_lines(change)),
    )
