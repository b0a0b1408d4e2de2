"""What moved between two reports as tables: told once for the page and for paper."""

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from nalportal.figures import Figure

from ..tables.key_figures import context_words
from ..tables.model import Cell, Column, Kind, Row, Shown, Table
from . import words
from .model import Comparison, FigureChange, KeyFigureChange, PolicyChange


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
        heading=_("Kerncijfers"),
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
    """Every other figure that differs."""
    return _table(
        comparison,
        "cijfers",
        heading=_("Andere cijfers"),
        caption=_("Andere cijfers die veranderden"),
        first=_("Cijfer"),
        rows=tuple(map(_figure, comparison.figures)),
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
