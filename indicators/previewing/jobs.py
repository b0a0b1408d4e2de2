"""Reading many figures, and looking at what they would do, takes longer than a request may."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.pages.jobs import Done, ask
from nalportal.pages.uploads import let_wait, what_waits
from nalportal.refusals import Refused

from ..entry.previews import Waiting, wait, waits
from . import looking
from .looking import STEPS, keep_look
from .reading import Sent, Stopped, read

STOPPED = "figures-stopped"


def next_page(sent: Sent, *, by: User) -> str | Stopped:
    """Where a file that was sent is shown: its preview, or the page of the job that makes it. Or
    what stands in the way."""
    if sent.is_long:
        return ask("figures-read", sent, by=by, size=STEPS).get_absolute_url()
    came = read(sent)
    return came if isinstance(came, Stopped) else preview_page(came, by=by)


def preview_page(waiting: Waiting, *, by: User) -> str:
    """Where these entries are shown: their preview, or the page of the job that looks at them."""
    number = wait(waiting, by=by)
    if len(waiting.entries) > looking.IN_REQUEST:
        return ask("figures-look", number, by=by, size=STEPS).get_absolute_url()
    return reverse("figures-preview", args=[number])


def read_file(sent: Sent, by: User) -> Done:
    """Read a file and look at what it would do, as a job."""
    came = read(sent)
    if isinstance(came, Waiting):
        return look(wait(came, by=by), by)
    number = let_wait(STOPPED, came, by=by)
    told = _("Het bestand is gelezen, maar er is nog iets nodig. Er is nog niets opgeslagen.")
    return Done(f"{reverse(sent.page)}?gelezen={number}", told)


def look(number: UUID, by: User) -> Done:
    """Look at what waits under this number, as a job. Raises ``Refused``."""
    waiting = waits(number, by=by)
    if waiting is None:
        raise Refused(_("Dit voorbeeld is verlopen. Kies het bestand opnieuw."))
    keep_look(number, waiting, by=by)
    told = _("Het voorbeeld is klaar. Er is nog niets opgeslagen.")
    return Done(reverse("figures-preview", args=[number]), told)


def stopped(number: UUID, *, by: User) -> Stopped | None:
    """What stood in the way of a file that a job read; None when it is not there (any more)."""
    found: Stopped | None = what_waits(STOPPED, number, by=by)
    return found
