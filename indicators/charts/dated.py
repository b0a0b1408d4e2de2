"""What bars stand for: figures by date, how exact they are, and where their series part."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from indicators.reports import BreakEntry
from nalportal.dutch import short_date
from nalportal.figures import ABOUT, OVER, Figure

from .ahead import Ahead
from .style import SEAM_COLOURS, plain


@dataclass(frozen=True)
class Bar:
    """``tentative``: provisional, or of a date in the course of a year. Without a ``figure`` only
    something was aimed at or expected for that day. ``colour``: that of its source."""

    on: date
    figure: Figure | None
    tentative: bool = False
    ahead: Ahead | None = None
    colour: str = ""

    @property
    def label(self) -> str:
        is_year_end = (self.on.month, self.on.day) == (12, 31)
        return str(self.on.year) if is_year_end else short_date(self.on)

    @property
    def known(self) -> bool:
        return self.figure is not None and self.figure.value is not None

    @property
    def text(self) -> str:
        return str(self.figure or "")

    @property
    def is_bound(self) -> bool:
        """Whether an arrow says that it may be more: "ruim" is only a word."""
        figure = self.figure
        return figure is not None and figure.at_least and figure.rough != OVER

    @property
    def is_about(self) -> bool:
        return self.known and self.figure is not None and self.figure.rough == ABOUT

    @property
    def bare(self) -> str:
        """The value alone where a sign on the bar says the rest."""
        figure = self.figure
        return figure.number_text if figure and (self.is_bound or self.is_about) else self.text

    @property
    def above(self) -> str:
        """The value under the words before it, as bars stand beside each other."""
        figure = self.figure
        if figure is None or not self.known:
            return self.text
        return "\n".join(filter(None, (figure.affix, figure.number_text)))


def with_ahead_bars(bars: Iterable[Bar], found: Iterable[Ahead]) -> list[Bar]:
    """The bars by date, with a place for each day that was looked ahead to."""
    ahead = {one.on: one for one in found}
    placed = [replace(bar, ahead=ahead.pop(bar.on, None)) for bar in bars]
    placed += [Bar(on, None, ahead=one) for on, one in ahead.items()]
    return sorted(placed, key=lambda bar: bar.on)


@dataclass(frozen=True)
class Divider:
    """What stands before a bar: letters of breaks; of a seam the sources before and after it."""

    letters: str
    names: tuple[str, str] | None = None


def break_rules(dates: Sequence[date], breaks: Sequence[BreakEntry]) -> dict[int, Divider]:
    """The rules by the index of the bar that they precede; two in one gap share one ("a, b")."""
    placed = [(bisect_left(dates, entry.dated.on), entry) for entry in breaks]
    return {
        index: _rule([entry for _index, entry in group])
        for index, group in groupby(placed, key=lambda pair: pair[0])
        if index < len(dates)
    }


def _rule(entries: Sequence[BreakEntry]) -> Divider:
    seams = [entry.seam for entry in entries if entry.seam]
    names = (plain(seams[0][0].name), plain(seams[-1][1].name)) if seams else None
    return Divider(", ".join(entry.letter for entry in entries), names)


def coloured(bars: Sequence[Bar], rules: Mapping[int, Divider], colour: str) -> list[Bar]:
    """All bars in the colour of the panel, or where seams part them in that of their source."""
    seams = [index for index, rule in rules.items() if rule.names]
    colours = SEAM_COLOURS if seams else (colour,)
    return [
        replace(bar, colour=colours[sum(at <= place for at in seams) % 2])
        for place, bar in enumerate(bars)
    ]
