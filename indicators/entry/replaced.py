"""Figures of an earlier feed of the same month, which those of a later one take the place of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from nalportal.dutch import counted, number, short_date
from nalportal.progress.models import Round
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.records.history import sign
from nalportal.refusals import Refused

from ..models import TOTAL, AreaKind, Measure, Observation, Source

# There are a few per cent more each month; fewer come of cleaning up, and then never so many.
_FEWER = Decimal("0.9")


class OlderFeed(Refused):
    """There is a later feed of this month already."""


@dataclass(frozen=True)
class Replaced:
    """``gone`` make place; ``kept`` are days whose figures stand in a round that lies still."""

    gone: tuple[Observation, ...] = ()
    kept: tuple[date, ...] = ()

    def told(self) -> Iterator[str]:
        days = sorted({row.on for row in self.gone})
        for day in days:
            count = sum(row.on == day for row in self.gone)
            text = _("Vervangt %(figures)s van %(day)s, een eerdere levering van deze maand.")
            figures = counted(count, "cijfer", "cijfers")
            yield text % {"figures": figures, "day": short_date(day)}
        for day in self.kept:
            text = _("De cijfers van %(day)s blijven staan: ze horen bij een vastgelegde ronde.")
            yield text % {"day": short_date(day)}

    def remove(self, reason: str) -> None:
        """Take away what was replaced, each with its line in the history."""
        for row in self.gone:
            sign(row, by=None, reason=reason)
            row.delete()


def lost_points(measure: Measure, source: Source, on: date, points: int) -> list[str]:
    """That a feed has far fewer points than the one before it, so that its reader looks why; a file
    of which a part is gone is as valid as a whole one (1 query)."""
    earlier = Observation.objects.observed().filter(
        measure=measure, source=source, area=AreaKind.COUNTRY, charger_type=TOTAL, on__lte=on
    )
    before = earlier.exclude(value=None).order_by("-on").first()
    if before is None or points >= (before.value or 0) * _FEWER:
        return []
    text = _("Nederland heeft nu %(now)s en op %(day)s %(before)s. Is dit de hele levering?")
    return [
        text
        % {
            "now": counted(points, "laadpunt", "laadpunten"),
            "day": short_date(before.on),
            "before": number(before.value),
        }
    ]


def replaced_by(measure: Measure, source: Source, on: date) -> Replaced:
    """What figures of ``on`` take the place of (2 queries); raises :class:`OlderFeed`."""
    month = Observation.objects.observed().filter(
        measure=measure, source=source, on__year=on.year, on__month=on.month
    )
    rows = list(month.exclude(on=on))
    if later := sorted({row.on for row in rows if row.on > on}):
        text = _("Er zijn al cijfers van %(later)s. Een eerdere levering vervangt die niet.")
        raise OlderFeed(text % {"later": short_date(later[0])})
    until = Round.objects.filter(state__in=FROZEN_STATES).order_by("-figures_until")
    last = until.values_list("figures_until", flat=True).first()
    kept = {row.on for row in rows if last and row.on <= last}
    gone = tuple(row for row in rows if row.on not in kept)
    return Replaced(gone, tuple(sorted(kept)))
