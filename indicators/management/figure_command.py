"""A command that stores figures: what it would do as pages tell it, and with ``--apply`` that."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from nalportal.dutch import counted, number

from ..entry.consequences import consequences
from ..entry.files import Reading
from ..entry.plan import Plan, plan
from ..entry.previews import in_words
from ..entry.writing import store
from ..unseen import report_being_made, unseen


class FigureCommand(BaseCommand):
    """Has the answers that the pages ask, as options."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="sla de cijfers op")
        parser.add_argument("--reason", default="", help="waarom cijfers worden herzien")
        parser.add_argument(
            "--sure", action="store_true", help="wat opvalt of niet optelt is nagekeken en klopt"
        )

    def finish(
        self, found: Reading, origin: str, options: dict[str, Any], doubts: Sequence[str] = ()
    ) -> bool:
        """Tell what ``found`` would do, and do it where that is asked; whether it was. ``doubts``
        are asked beside those of the figures."""
        planned = plan(found.entries)
        self.stdout.write("\n".join(_lines(found, planned, doubts)))
        if not options["apply"]:
            self.stdout.write(_("Er is niets opgeslagen. Geef --apply om dat te doen."))
            return False
        if not planned.changes:
            self.stdout.write(_("Er verandert niets."))
            return True
        _check_answers(planned, options, doubts)
        store(found.entries, planned.fingerprint, by=None, origin=origin, reason=options["reason"])
        self.stdout.write(_("Opgeslagen."))
        return True


def _lines(found: Reading, planned: Plan, doubts: Sequence[str]) -> Iterator[str]:
    """The preview, as the page tells it."""
    made = report_being_made()
    words = in_words(found.entries, planned, made)
    yield _("Bron: %s.") % words.sources
    yield _("Datum: %s.") % words.dates
    yield from found.told
    counts = {
        "placed": counted(len(found.entries), "cijfer", "cijfers"),
        "new": number(len(planned.new)),
        "revised": number(len(planned.revised)),
        "annotated": number(len(planned.annotated)),
        "unchanged": number(planned.unchanged),
    }
    yield (
        _(
            "%(placed)s geplaatst: %(new)s nieuw, %(revised)s herzien, "
            "%(annotated)s met een andere status, %(unchanged)s ongewijzigd."
        )
        % counts
    )
    for section in words.sections:
        yield from (f"{section.title}: {line}" for line in section.lines)
        if section.more:
            yield _("%(title)s: en nog %(more)s.") % {
                "title": section.title,
                "more": counted(section.more, "cijfer", "cijfers"),
            }
    yield from (f"{_('Valt op:')} {line}" for line in (*doubts, *words.early, *words.doubts))
    yield from (f"{_('Telt niet op:')} {line}" for line in words.misfits)
    changes = (*planned.new, *planned.revised)
    yield from (f"{_('Niet te zien in het rapport:')} {line}" for line in unseen(changes, made))
    for report in consequences(planned):
        yield f"{_('In het rapport')} {report}"
        yield from map(str, report.shown)
        if report.more:
            yield _("En nog %(more)s.") % {"more": counted(report.more, "wijziging", "wijzigingen")}


def _check_answers(planned: Plan, options: dict[str, Any], doubts: Sequence[str]) -> None:
    """What the pages ask with a tick and a field, a command asks with an option."""
    if planned.revised and not options["reason"]:
        text = _("Cijfers die er al staan, worden herzien. Zeg met --reason waarom.")
        raise CommandError(text)
    if (planned.asked or doubts) and not options["sure"]:
        raise CommandError(_("Kijk na wat opvalt, en geef --sure als het klopt."))
