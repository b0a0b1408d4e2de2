"""What is dated after the peildatum of the open round: kept, and counted from the next round on.

Nothing is wrong with it, so nothing is refused: a page that is sent such a date says so once, and
saves it when it is sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from nalportal.dutch import long_date, short_date

from .models import Round
from .models.states import OPEN_STATES

CONFIRMED = "telt_niet_mee"  # the button that says: I know


@dataclass(frozen=True)
class NotCounted:
    """A day that lies after the peildatum of ``round``."""

    round: str
    reference_on: date
    on: date

    @property
    def title(self) -> str:
        return _("Telt niet mee voor %(round)s.") % {"round": self.round}

    @property
    def text(self) -> str:
        """Why, before it is saved."""
        text = _(
            "%(on)s ligt na de peildatum %(reference)s. Het wordt wel bewaard, en telt mee vanaf "
            "de volgende ronde."
        )
        return text % {"on": long_date(self.on), "reference": long_date(self.reference_on)}

    @property
    def said(self) -> str:
        """Why, once it was saved."""
        text = _("Dit telt niet mee voor %(round)s, want %(on)s ligt na de peildatum.")
        return text % {"round": self.round, "on": short_date(self.on)}


def not_counted(days: Iterable[date | None]) -> NotCounted | None:
    """The first of these days that lies after the peildatum of the open round, if one does.

    1 query, none without a day.
    """
    asked = [day for day in days if day]
    return first_late(asked, open_round()) if asked else None


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
