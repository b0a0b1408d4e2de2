"""What is dated after the peildatum of the open round: kept, and counted from the next round on.

Nothing is wrong with it, so nothing is refused: a page that is sent such a date says so once, and
saves it when it is sent again. A status doesn't count; a milestone stands in the report where it
stood on the peildatum, and a new one as planning.

Why: decision 52.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.dutch import long_date, short_date

from .closed import submissions_in_round
from .models import Category, Milestone, ReportingUnit, Round
from .models.states import OPEN_STATES, WITH_REVIEWER
from .reports import while_open

CONFIRMED = "telt_niet_mee"  # the button that says: I know


# Where it stands in the report of the round: a category, several of them, or nowhere.
NOWHERE, AS_IT_WAS = "", "zoals-het-was"

_TITLES: Mapping[str, object] = {
    NOWHERE: gettext_lazy("Telt niet mee voor %(round)s."),
    AS_IT_WAS: gettext_lazy("Staat in %(round)s nog zoals op de peildatum."),
    Category.PLANNED: gettext_lazy("Staat in %(round)s als planning."),
    Category.ATTENTION: gettext_lazy("Staat in %(round)s nog als aandachtspunt."),
}
_BEFORE: Mapping[str, object] = {
    NOWHERE: gettext_lazy("Het wordt wel bewaard, en telt mee vanaf de volgende ronde."),
    AS_IT_WAS: gettext_lazy(
        "In het rapport staat het daarom zoals op de peildatum: als planning of als "
        "aandachtspunt. Vanaf de volgende ronde staat het als gerealiseerd."
    ),
    Category.PLANNED: gettext_lazy(
        "In het rapport staat de mijlpaal daarom als planning. Vanaf de volgende ronde staat zij "
        "als gerealiseerd."
    ),
    Category.ATTENTION: gettext_lazy(
        "In het rapport staat het daarom nog als aandachtspunt. Vanaf de volgende ronde niet meer."
    ),
}
_SAID: Mapping[str, object] = {
    NOWHERE: gettext_lazy("Dit telt niet mee voor %(round)s, want %(on)s ligt na de peildatum."),
    AS_IT_WAS: gettext_lazy(
        "In %(round)s staat dit nog zoals op de peildatum, want %(on)s ligt daarna."
    ),
    Category.PLANNED: gettext_lazy(
        "In %(round)s staat dit als planning, want %(on)s ligt na de peildatum."
    ),
    Category.ATTENTION: gettext_lazy(
        "In %(round)s staat dit nog als aandachtspunt, want %(on)s ligt na de peildatum."
    ),
}


@dataclass(frozen=True)
class NotCounted:
    """A day that lies after the peildatum of ``round``; ``stands`` is where it is told then."""

    round: str
    reference_on: date
    on: date
    stands: str = NOWHERE

    @property
    def title(self) -> str:
        return str(_TITLES[self.stands]) % {"round": self.round}

    @property
    def text(self) -> str:
        """Why, before it is saved."""
        text = _("%(on)s ligt na de peildatum %(reference)s.")
        late = text % {"on": long_date(self.on), "reference": long_date(self.reference_on)}
        return f"{late} {_BEFORE[self.stands]}"

    @property
    def said(self) -> str:
        """Why, once it was saved."""
        return str(_SAID[self.stands]) % {"round": self.round, "on": short_date(self.on)}


def not_counted(days: Iterable[date | None]) -> NotCounted | None:
    """The first of these days that lies after the peildatum of the open round, if one does.

    1 query, none without a day.
    """
    asked = [day for day in days if day]
    return first_late(asked, open_round()) if asked else None


def late_milestones(
    days: Iterable[date | None], milestones: Iterable[Milestone]
) -> NotCounted | None:
    """What to say of the days on which these milestones were realised or resolved; None where none
    is after the peildatum (1 query, and 1 for each that is late and was realised before)."""
    late = not_counted(days)
    if late is None:
        return None
    places = {stands(row) for row in milestones}
    return replace(late, stands=places.pop() if len(places) == 1 else AS_IT_WAS)


def late_new(days: Iterable[date | None], unit: ReportingUnit) -> NotCounted | None:
    """What to say of the day on which a new milestone was realised; None where it is not after the
    peildatum (1 query, 2 where it is)."""
    late = not_counted(days)
    return late and replace(late, stands=stands_new(unit))


def stands_new(unit: ReportingUnit) -> str:
    """Where a new milestone that was realised after the peildatum is told: as planning, but after
    the hand-in of its unit in no report of the round (1 query)."""
    handed_in = submissions_in_round([unit]).filter(state__in=WITH_REVIEWER).exists()
    return NOWHERE if handed_in else Category.PLANNED


def stands(milestone: Milestone) -> str:
    """Where a milestone that is closed after the peildatum is told: where it stood while it was
    last open, or as planning if it never was (no query, 1 if it was realised already)."""
    if milestone.category != Category.REALISED:
        return milestone.category
    last: str | None = while_open(milestone.pk).values_list("category", flat=True).first()
    return last or Category.PLANNED


def open_round() -> tuple[str, date] | None:
    """The title and the peildatum of the round that is open (1 query)."""
    rounds = Round.objects.filter(state__in=OPEN_STATES).order_by("-reference_on")
    return rounds.values_list("title", "reference_on").first()


def first_late(days: Iterable[date | None], of: tuple[str, date] | None) -> NotCounted | None:
    """As :func:`not_counted`, for who asks it of many rows and knows the :func:`open_round`."""
    late = min((day for day in days if day and of and day > of[1]), default=None)
    return NotCounted(*of, late) if of and late else None


def note_of_row(days: Iterable[date | None], of: tuple[str, date] | None) -> str:
    """What the preview of a file says of a row."""
    late = first_late(days, of)
    return late.title if late else ""


def with_reservation(message: str, late: NotCounted | None) -> str:
    """What is said once it was saved, with why it doesn't count."""
    return f"{message} {late.said}" if late else message


def is_confirmed(request: HttpRequest) -> bool:
    """Whether who sends this was told, and saves it all the same."""
    return CONFIRMED in request.POST
