"""How long what is kept of people stays: one list, for the privacy page and for what removes it.

A term is added here together with what removes the thing after it, never without.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Term:
    """What is kept and why, and for how long; ``until`` says it where that is no fixed time."""

    what: Promise
    why: Promise
    kept: timedelta = timedelta()
    until: Promise | str = ""

    @property
    def seconds(self) -> int:
        return int(self.kept.total_seconds())

    @property
    def how_long(self) -> str:
        """In words: ``2 uur``, ``14 dagen``."""
        if self.until:
            return str(self.until)
        days, hours = self.kept.days, self.kept.seconds // 3600
        if days >= YEAR.days:
            years = days // YEAR.days
            return ngettext("{n} jaar", "{n} jaar", years).format(n=years)
        return (
            ngettext("{n} dag", "{n} dagen", days).format(n=days)
            if days
            else ngettext("{n} uur", "{n} uur", hours).format(n=hours)
        )


SESSIONS = Term(
    _("Uw sessie, na het laatste dat u deed"),
    _("Om te weten dat u ingelogd bent. Sluit u de browser of logt u uit, dan stopt zij meteen."),
    timedelta(hours=2),
)
LONGEST_SESSION = Term(
    _("Uw sessie, hoe lang u ook doorwerkt"),
    _("Om een vergeten browser niet open te laten. Bij uw account ziet u waar u bent ingelogd."),
    timedelta(hours=12),
)
KEPT_FORMS = Term(
    _("Een formulier dat u na het einde van uw sessie stuurt"),
    _("Om het terug te geven als u weer inlogt. Zonder wachtwoorden."),
    timedelta(hours=1),
)
DRAFTS = Term(
    _("Wat u typt en nog niet opslaat"),
    _("Om het terug te geven als uw computer of verbinding uitvalt."),
    timedelta(days=14),
)
UPLOADS = Term(
    _("Een bestand dat u laat nakijken voor u het overneemt"),
    _("Om te laten zien wat het zou wijzigen."),
    timedelta(hours=1),
)
RECEIPTS = Term(
    _("Dat u een formulier stuurde"),
    _("Om niets twee keer te doen als u twee keer op een knop drukt."),
    timedelta(days=90),
)
LETTERS = Term(
    _("Brieven aan u"),
    _("Om te kunnen nagaan wat u wanneer hoorde."),
    2 * YEAR,
)
AUDIT_LOG = Term(
    _("Wanneer u inlogde, wat u ophaalde en wat werd geweigerd, onder een pseudoniem"),
    _(
        "Om misbruik te kunnen zien. Bij een poging van iemand die niet is ingelogd staat een code "
        "in plaats van het netwerkadres; na een dag is die niet meer te herleiden."
    ),
    2 * YEAR,
)
ADMIN_LOG = Term(
    _("Wat een beheerder in het beheer deed"),
    _("Om fouten te kunnen herstellen."),
    2 * YEAR,
)
OLD_NAMES = Term(
    _("Eerdere namen en e-mailadressen van uw account"),
    _("Om te weten wie iets deed."),
    5 * YEAR,
)
TERMS = (
    Term(
        _("Uw account: naam, e-mailadres, rol, controlegetal van uw wachtwoord, tweede stap"),
        _("Om u te laten inloggen en u te laten zien wat bij u hoort."),
        until=_("zolang u aan een ronde werkt; daarna op verzoek"),
    ),
    Term(
        _("Wie wat wanneer en waarom wijzigde"),
        _("Om een rapport te kunnen verantwoorden."),
        until=_("zolang het rapport bestaat"),
    ),
    SESSIONS,
    LONGEST_SESSION,
    KEPT_FORMS,
    DRAFTS,
    UPLOADS,
    RECEIPTS,
    LETTERS,
    AUDIT_LOG,
    ADMIN_LOG,
    OLD_NAMES,
    Term(
        _("Mislukte pogingen om in te loggen, per netwerkadres en per account"),
        _("Om raden van wachtwoorden tegen te gaan."),
        until=_("ten hoogste een uur"),
    ),
    Term(
        _("Hoe vaak een netwerkadres iets vraagt, op de pagina’s of als programma"),
        _("Om de site voor iedereen snel te houden."),
        until=_("2 minuten"),
    ),
)
