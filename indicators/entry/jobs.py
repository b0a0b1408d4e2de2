"""Storing many figures takes longer than a request may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.pages.jobs import Done
from nalportal.refusals import Overtaken, Refused

from .plan import Plan
from .previews import Waiting
from .published import remember
from .writing import store


@dataclass(frozen=True)
class Confirmed:
    """Entries that somebody saw and said yes to."""

    waiting: Waiting
    fingerprint: str
    reason: str


def store_confirmed(confirmed: Confirmed, by: User) -> Plan:
    """Store them, and remember what was answered about their table. Raises ``Overtaken``."""
    waiting, reason = confirmed.waiting, confirmed.reason
    found = store(
        waiting.entries, confirmed.fingerprint, by=by, origin=waiting.origin, reason=reason
    )
    if asked := waiting.asked:
        remember(asked.key, asked.name, asked.answers)
    return found


def stored_in_words(count: int) -> str:
    text = ngettext("%(count)s cijfer opgeslagen.", "%(count)s cijfers opgeslagen.", count)
    return text % {"count": number(count)}


def store_figures(confirmed: Confirmed, by: User) -> Done:
    """Store the figures as a job. Raises ``Refused``."""
    try:
        found = store_confirmed(confirmed, by)
    except Overtaken as overtaken:
        again = _("De cijfers zijn intussen gewijzigd. Er is niets opgeslagen: kies ze opnieuw.")
        raise Refused(again) from overtaken
    return Done(confirmed.waiting.after, stored_in_words(len(found.changes)))
