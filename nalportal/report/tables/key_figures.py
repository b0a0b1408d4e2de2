"""The figures on top of the report: what they are called, and what is said beside them."""

from datetime import date

from django.utils.translation import gettext as _

from indicators.memoize import once_per_value
from nalportal.dutch import long_date
from nalportal.figures import missing_word

from ..model import Context, KeyFigure, Report
from .model import About, Column, Kind, Row, Shown, Table, row_of
from .stock import per_point, points


def key_figures_title() -> str:
    """Above the figures on top."""
    return _("Kerncijfers")


@once_per_value(keep=4)
def key_figures(report: Report) -> Table:
    """The figures on top; those of tables are told there, so these come last in a list."""
    return Table(
        id="kerncijfers-tabel",
        kind="kerncijfers",
        caption=key_figures_title(),
        columns=(
            Column(_("Onderwerp"), Kind.NAME, room=1),
            Column(_("Stand")),
            Column(_("Van"), shown=Shown.OF),
            Column(_("Toelichting"), Kind.TEXT, room=1),
        ),
        rows=tuple(map(_row, report.key_figures)),
        sheet=key_figures_title(),
        repeats=True,
        about=About(on=report.reference_on),
    )


def _row(found: KeyFigure) -> Row:
    label, context = key_figure_label(found), context_words(found)
    return row_of(label, found.figure, found.of, context, about=About(measure=label, note=context))


def key_figure_label(found: KeyFigure) -> str:
    """``Stekkervoertuigen``, or the name of an instrument as people gave it."""
    ours = {
        "charge_points": points(found.only_kind),
        "vehicles": _("Stekkervoertuigen"),
        "ratio": per_point(found.only_kind),
        "rate": _("{points} erbij per maand").format(points=found.only_kind or _("Laadpunten")),
    }
    return found.label or ours.get(found.key, found.key)


def context_words(found: KeyFigure) -> str:
    """``eind 2020; op 31 maart 2021: 74.838``: for which date, and with what reservation."""
    context = found.context
    if context.told:
        return context.told
    if context.on is None:
        return _of_municipalities(context)
    if found.label:
        return _of_table(context.on, context.since)
    if context.since is not None:
        since, until = long_date(context.since), long_date(context.on)
        return _("gemiddeld van {since} tot en met {until}").format(since=since, until=until)
    pattern = _("eind {year}, BEV en PHEV samen") if found.key == "vehicles" else _("eind {year}")
    words = pattern.format(year=context.on.year)
    if context.later is None:
        return words
    later = _("{words}; op {day}: {figure}")
    return later.format(words=words, day=long_date(context.later.on), figure=context.later.figure)


def _of_table(on: date, since: date | None) -> str:
    """The day or period of a figure that people put on top."""
    if since is None:
        return _("op {day}").format(day=long_date(on))
    pattern = _("van {since} tot en met {until}")
    return pattern.format(since=long_date(since), until=long_date(on))


def _of_municipalities(context: Context) -> str:
    """Which regions gave no number, or else the share of the municipalities."""
    if context.lacking:
        return ", ".join(f"{one.name}: {missing_word(one.missing)}" for one in context.lacking)
    if context.share is None:
        return _("nog geen cijfer opgegeven")
    if context.share.value is None:
        return _("niet van alle gemeenten bekend")
    return _("{share} van de gemeenten").format(share=context.share)
