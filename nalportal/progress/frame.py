"""In which dates a page speaks: those of a round, or today's.

While a round is open, the pages of the register open in it. The choice stands in the address
(``?ronde=eind-2021``, or ``?ronde=vandaag``) and goes along in links, forms, exports and imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.pages.choice import CHOICE, choice_of

from .models import Round
from .models.rounds import TODAY
from .models.states import OPEN_STATES

CLOSE = 3  # days before a deadline from which on the page warns


class InRound(Protocol):
    """A round as a page speaks of it: the model, or the entry of a list of rounds."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reference_on(self) -> date: ...
    @property
    def division_on(self) -> date: ...
    @property
    def deadline_on(self) -> date | None: ...


@dataclass(frozen=True)
class Frame:
    """The dates of ``round``, or those of ``today`` when it is None.

    ``switch`` is the round that one can change to and from; the addresses lead to the same page
    in that round, and of today. ``deadline_on`` is the last day to hand in for who looks.
    """

    round: InRound | None
    switch: InRound | None
    today: date
    round_href: str = ""
    today_href: str = ""
    deadline_on: date | None = None

    @property
    def on(self) -> date:
        """The date that the page speaks of."""
        return self.round.reference_on if self.round else self.today

    @property
    def division_on(self) -> date:
        """The date of the municipal division that it speaks of."""
        return self.round.division_on if self.round else self.today

    @property
    def late_on(self) -> date:
        """What was planned before this day and is not done, is late: nothing later can be."""
        return min(self.on, self.today)

    @property
    def key(self) -> str:
        """The choice as it stands in an address."""
        return self.round.slug if self.round else TODAY

    @property
    def name(self) -> str:
        """What the title of a page says."""
        return self.round.title if self.round else _("vandaag")

    def file_stem(self, on: date) -> str:
        """The end of the name of a file that tells how it stands ``on`` a day."""
        return self.round.slug if self.round and on == self.on else on.isoformat()

    @property
    def days_left(self) -> int | None:
        return (self.deadline_on - self.today).days if self.deadline_on else None

    @property
    def is_close(self) -> bool:
        return self.days_left is not None and self.days_left <= CLOSE

    @property
    def is_past(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def frame_of(request: HttpRequest, *, with_menu: bool = False) -> Frame:
    """What the address chooses: the open round if it says nothing (1 query, once per request).

    A page that says so chooses from the rounds that its menu asks for anyway.
    """
    if not hasattr(request, "nal_frame"):
        of_menu = getattr(request, "nal_rounds_of_menu", None) if with_menu else None
        request.nal_frame = _chosen(request, of_menu)  # type: ignore[attr-defined] # ours
    frame: Frame = request.nal_frame  # type: ignore[attr-defined]
    return frame


def _chosen(request: HttpRequest, of_menu: Callable[[], Iterable[InRound]] | None) -> Frame:
    asked, today = choice_of(request), timezone.localdate()
    rounds = Round.objects.filter(Q(state__in=OPEN_STATES) | Q(slug=asked))
    found: list[InRound] = list(of_menu() if of_menu else rounds.order_by("-reference_on"))
    going_on = next((row for row in found if row.state in OPEN_STATES), None)
    named = next((row for row in found if row.slug == asked), None)
    round_ = None if asked == TODAY else named or going_on
    switch = round_ or going_on
    return Frame(
        round=round_,
        switch=switch,
        today=today,
        round_href=_same_page(request, switch.slug) if switch else "",
        today_href=_same_page(request, TODAY),
        deadline_on=round_.deadline_on if round_ else None,
    )


def _same_page(request: HttpRequest, choice: str) -> str:
    """This page in another frame: its own dates go, and so does the page number."""
    query = request.GET.copy()
    for name in ("op", "indeling", "page"):
        query.pop(name, None)
    query[CHOICE] = choice
    return f"{request.path}?{query.urlencode()}"
