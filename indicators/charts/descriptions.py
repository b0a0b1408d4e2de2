"""The Dutch words of the charts: what a chart says in a sentence, and what its signs mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators.reports import BreakEntry, CoverageReport, RateReport, RatioReport, RegionSeries
from nalportal.dutch import PartialDate, Precision, joined, long_date, within_sentence
from nalportal.figures import ABOUT, OVER, PM, UNKNOWN, Figure

from .style import plain

# A description is listened to: more dates than these are counted, not summed up.
MOST_DATES_NAMED = 6


@dataclass(frozen=True)
class Moment:
    """One figure of a series, and its date."""

    on: date
    figure: Figure
    provisional: bool = False

    @property
    def known(self) -> bool:
        return self.figure.value is not None

    @property
    def year_end(self) -> bool:
        return (self.on.month, self.on.day) == (12, 31)

    @property
    def when(self) -> str:
        """``eind 2020`` or ``op 31 maart 2021``."""
        if self.year_end:
            return _("eind {year}").format(year=self.on.year)
        return _("op {day}").format(day=long_date(self.on))

    @property
    def text(self) -> str:
        """The figure, and that it may still change."""
        if self.provisional:
            return _("{figure} (voorlopig)").format(figure=self.figure)
        return str(self.figure)


# ---------------------------------------------------------------------------------- sentences


def development(subject: str, moments: Sequence[Moment], breaks: Sequence[BreakEntry]) -> str:
    """How a national figure went from its first to its last year end, and where it is now."""
    known = since_seam([moment for moment in moments if moment.known], breaks)
    if not known:
        return _("Er zijn nog geen cijfers over het {subject}.").format(subject=subject)
    ends = [moment for moment in known if moment.year_end] or known
    later = [moment for moment in known if moment.on > ends[-1].on]
    outcome = _change(_("Het {subject}").format(subject=subject), ends[0], ends[-1])
    clauses = [outcome, *(f"{moment.when} {moment.text}" for moment in later[-1:])]
    rest = [*_extremes(ends), *_missing(moments), *_interrupted(breaks)]
    return " ".join([f"{'; '.join(clauses)}.", *rest])


def since_seam(moments: Sequence[Moment], breaks: Iterable[BreakEntry]) -> list[Moment]:
    """The moments since the last time that another source took over: those can be compared."""
    seams = [entry.dated.on for entry in breaks if entry.seam]
    last = [on for on in seams if any(moment.on >= on for moment in moments)]
    return [moment for moment in moments if not last or moment.on >= max(last)]


def _change(subject: str, first: Moment, last: Moment) -> str:
    words = {
        "subject": subject,
        "first": first.text,
        "last": last.text,
        "then": first.when,
        "now": last.when,
    }
    if first is last:
        return _("{subject} was {last} {now}").format(**words)
    if first.figure.at_least or last.figure.at_least:
        # Of two lower bounds nobody knows which is the larger.
        return _("{subject} was {first} {then} en {last} {now}").format(**words)
    before, after = first.figure.value or 0, last.figure.value or 0
    if before == after:
        return _("{subject} was {now} even groot als {then}: {last}").format(**words)
    if before < after:
        return _("{subject} steeg van {first} {then} naar {last} {now}").format(**words)
    return _("{subject} daalde van {first} {then} naar {last} {now}").format(**words)


def _extremes(moments: Sequence[Moment]) -> list[str]:
    """The lowest and highest in between, where "from … to …" would hide them."""
    lowest = min(moments, key=lambda moment: moment.figure.value or 0)
    highest = max(moments, key=lambda moment: moment.figure.value or 0)
    ends = {moments[0].figure.value, moments[-1].figure.value}
    return [
        pattern.format(when=moment.when, figure=moment.figure)
        for moment, pattern in (
            (lowest, _("Laagste: {figure} {when}.")),
            (highest, _("Hoogste: {figure} {when}.")),
        )
        if moment.figure.value not in ends
    ]


def _missing(moments: Iterable[Moment]) -> list[str]:
    missing = [moment for moment in moments if not moment.known]
    if not missing:
        return []
    if len(missing) > MOST_DATES_NAMED:
        return [_("Voor {count} datums is er geen cijfer.").format(count=len(missing))]
    named = [f"{moment.when} ({str(moment.figure).lower()})" for moment in missing]
    return [_("Geen cijfer: {moments}.").format(moments=joined(named))]


def _interrupted(breaks: Sequence[BreakEntry]) -> list[str]:
    if not breaks:
        return []
    # What is made of two figures meets the same seam twice.
    own, seams = (
        list(dict.fromkeys(entry.when for entry in breaks if bool(entry.seam) is seam))
        for seam in (False, True)
    )
    pattern = ngettext("Trendbreuk: {dates}.", "Trendbreuken: {dates}.", len(own))
    return [
        *([pattern.format(dates=joined(own))] if own else []),
        *([_("Andere bron vanaf {dates}.").format(dates=joined(seams))] if seams else []),
    ]


def rate(title: str, rows: Sequence[tuple[str, Figure]]) -> str:
    """The average monthly increase of one type, period by period."""
    periods = "; ".join(f"{label}: {figure}" for label, figure in rows)
    pattern = _("Gemiddelde toename van het aantal laadpunten per maand, {type}. {periods}.")
    return pattern.format(type=title.lower(), periods=periods)


def points(kind: str) -> str:
    """What a series counts: all types of charge points, or the one that it is of."""
    return plain(kind) or _("(Semi-)publieke laadpunten")


def points_within(kind: str) -> str:
    """What a series counts, as it stands in the middle of a sentence."""
    return within_sentence(plain(kind)) or _("(semi-)publieke laadpunten")


def coverage(report: CoverageReport) -> str:
    """For each region where its line starts and ends."""
    opening = _("Het aantal {points} per NAL-regio").format(points=points_within(report.only_kind))
    series = [
        (
            plain(one.name),
            [Moment(point.on, point.figure, point.provisional) for point in one.points],
        )
        for one in report.series
    ]
    return several(opening, series, report.breaks)


def several(
    subject: str,
    series: Iterable[tuple[str, Sequence[Moment]]],
    breaks: Sequence[BreakEntry],
) -> str:
    """What is drawn, and for each line by its name where it starts and ends."""
    sentences = []
    for name, moments in series:
        exact = [moment for moment in moments if moment.known and not moment.figure.at_least]
        known = since_seam(exact, breaks)
        change = _change(name, known[0], known[-1]) if known else f"{name}: {_('geen cijfers')}"
        sentences.append(f"{change}.")
    return " ".join([f"{subject}.", *sentences, *_interrupted(breaks)])


# -------------------------------------------------------------------------------------- notes


def ratio_note(
    report: RatioReport,
    figures: Sequence[Figure],
    breaks: Iterable[BreakEntry],
    *,
    dashes: bool = True,
) -> str:
    """What dashes, letters and words mean in those panels of table 1 that draw these."""
    drawn = [*_dashes(report), *exactness(figures)] if dashes else []
    return " ".join([*drawn, *_letters(breaks), *_words(figures)])


def _dashes(report: RatioReport) -> list[str]:
    within = [long_date(c.on) for c in report.columns if not c.year_end]
    provisional = [Moment(c.on, c.ratio).when for c in report.columns if c.provisional]
    signs = []
    if within:
        dates = within if len(within) <= MOST_DATES_NAMED else [within[0], "…", within[-1]]
        signs.append(_("{dates}, geen jaareinde").format(dates=joined(dates)))
    if provisional:
        dates = provisional if len(provisional) <= MOST_DATES_NAMED else [_("sommige datums")]
        signs.append(_("voorlopig cijfer {dates}").format(dates=joined(dates)))
    opening = _("Stand aan het einde van het jaar")
    if len(within) == len(report.columns):
        return [_("Gestreepte rand: {signs}.").format(signs="; ".join(signs))]
    if not signs:
        return [f"{opening}."]
    return [
        _("{opening}; gestreepte rand: {signs}.").format(opening=opening, signs="; ".join(signs))
    ]


def _letters(breaks: Iterable[BreakEntry]) -> list[str]:
    return [
        (
            _("{letter} = andere bron vanaf {date}. {text}")
            if entry.seam
            else _("{letter} = trendbreuk {date}: {text}")
        ).format(letter=entry.letter, date=entry.when, text=plain(entry.told))
        for entry in breaks
    ]


def exactness(figures: Iterable[Figure]) -> list[str]:
    """What the signs on top of bars mean."""
    known = [figure for figure in figures if figure.value is not None]
    bounds = any(figure.at_least and figure.rough != OVER for figure in known)
    return [
        *([_("Pijl omhoog: ten minste.")] if bounds else []),
        *([_("Golf: ongeveer.")] if any(figure.rough == ABOUT for figure in known) else []),
    ]


def _words(figures: Iterable[Figure]) -> list[str]:
    missing = {figure.missing for figure in figures}
    meanings = {
        PM: _("pm = het cijfer bestaat, maar is nog niet bekend."),
        UNKNOWN: _(
            "Onbekend = van die datum of periode is er geen cijfer, of het is niet te berekenen."
        ),
    }
    return [meaning for word, meaning in meanings.items() if word in missing]


def rate_note(report: RateReport) -> str:
    """That the panels share a scale, and what their figures cannot tell."""
    figures = [f for r in report.rows for f in (r.public, r.semi_public, r.fast, r.total)]
    opening = _("Gemiddelde toename per maand. Dezelfde schaal in alle vier de delen.")
    return " ".join([opening, *_interrupted(report.breaks), *_words(figures)])


def placed(series: RegionSeries, kind: str, breaks: Sequence[BreakEntry]) -> str:
    """The first, last, lowest and highest month of a region, its trends and what parts those."""
    opening = _("Per maand erbij, {name}: {points}.").format(
        points=points_within(kind), name=plain(series.name)
    )
    known = [point for point in series.placed if point.figure.value is not None]
    if not known:
        return f"{opening} {_('Er zijn nog geen cijfers.')}"
    ends = _("{figure} in {month}").format
    told = [ends(figure=p.figure, month=month_of(p.on)) for p in (known[0], known[-1])]
    by_size = sorted(known, key=lambda point: point.figure.value or 0)
    extremes = _("Laagste: {low}; hoogste: {high}.").format(
        low=ends(figure=by_size[0].figure, month=month_of(by_size[0].on)),
        high=ends(figure=by_size[-1].figure, month=month_of(by_size[-1].on)),
    )
    outcome = f"{joined(told) if len(known) > 1 else told[-1]}."
    between = [extremes] if len(known) > 2 else []
    return " ".join([opening, outcome, *between, *_trends(series), *_interrupted(breaks)])


def _trends(series: RegionSeries) -> list[str]:
    return [
        _(
            "Trend van {start} tot en met {until}: {slope} per maand (standaardfout {error})."
        ).format(
            start=month_of(trend.period_from),
            until=month_of(trend.on),
            slope=trend.slope,
            error=trend.error,
        )
        for trend in series.trends
    ]


def short_month(month: int) -> str:
    """``mrt.`` for 3: under an axis."""
    names = (
        _("jan."), _("feb."), _("mrt."), _("apr."), pgettext("korte maand", "mei"), _("jun."),
        _("jul."), _("aug."), _("sep."), _("okt."), _("nov."), _("dec."),
    )  # fmt: skip
    return names[month - 1]


def month_of(on: date) -> str:
    """``september 2019``."""
    return str(PartialDate(on, Precision.MONTH))


def placed_note(report: CoverageReport) -> str:
    """That the panels share a scale, and what dots and lines are."""
    figures = [point for series in report.series for point in series.placed]
    provisional = any(p.provisional and p.figure.value is not None for p in figures)
    negative = any((p.figure.value or 0) < 0 for p in figures)
    parts = [
        _("Elk teken is een maand; de lijn is de lineaire trend tussen twee trendbreuken."),
        _("Alle regio's op dezelfde schaal.") if len(report.series) > 1 else "",
        _("Open teken: voorlopig cijfer.") if provisional else "",
        _("Onder nul: er verdwenen meer laadpunten dan er bij kwamen, of ze tellen elders mee.")
        if negative
        else "",
        *_letters(report.breaks),
    ]
    return " ".join(part for part in parts if part)


def coverage_note(report: CoverageReport, *, others: bool = False) -> str:
    """Where the lines are interrupted, and why; ``others``: there are grey lines too."""
    figures = [point.figure for series in report.series for point in series.points]
    grey = [_("Grijs: de andere NAL-regio's.")] if others else []
    return " ".join(filter(None, [*grey, lines_note(figures, report.breaks)]))


def bars_note(moments: Sequence[Moment], breaks: Iterable[BreakEntry], signs: Sequence[str]) -> str:
    """What dashes, signs, letters and words mean at the bars of one series."""
    open_ones = any(moment.provisional or not moment.year_end for moment in moments)
    dashed = [_("Gestreepte rand: voorlopig, of geen jaareinde.")] if open_ones else []
    figures = [moment.figure for moment in moments]
    return " ".join([*dashed, *exactness(figures), *signs, *_letters(breaks), *_words(figures)])


def lines_note(figures: Iterable[Figure], breaks: Iterable[BreakEntry]) -> str:
    """Where lines are interrupted, and why."""
    gaps = sum(figure.value is None or figure.at_least for figure in figures)
    interrupted = (
        [
            ngettext(
                "Waar een lijn onderbroken is, ontbreekt een cijfer.",
                "Waar een lijn onderbroken is, ontbreken cijfers.",
                gaps,
            )
        ]
        if gaps
        else []
    )
    return " ".join([*interrupted, *_letters(breaks)])
