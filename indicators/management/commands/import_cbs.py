"""Figures out of a StatLine CSV of CBS: what has a place, what has none and why; then store it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from indicators.entry.cbs import Day, Left, Question, Statline, by_reason, read_statline
from indicators.entry.files import FIGURE_LIMITS
from indicators.entry.plan import Plan, plan
from indicators.entry.previews import in_words
from indicators.entry.writing import store
from indicators.models import ChargerType, Measure, Source
from nalportal.dutch import Precision, counted, number, parse_partial_date
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.tables import Table, read_table

HELP = "Leest een StatLine-CSV van CBS (onbewerkt of zonder symbolen) en zegt wat erin staat."


class Command(BaseCommand):
    help = f"{HELP} Zonder --apply wordt er niets opgeslagen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND")
        parser.add_argument("--measure", required=True, help="code van de maat")
        parser.add_argument("--source", required=True, help="code van de bron")
        parser.add_argument("--type", default="", choices=ChargerType.values)
        parser.add_argument("--column", default="", help="kop van de kolom met cijfers")
        parser.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="KOLOM=WAARDE",
            help="alleen regels met deze waarde; mag vaker",
        )
        parser.add_argument("--on", metavar="DATUM", help="datum van een bestand zonder perioden")
        day = parser.add_mutually_exclusive_group()
        day.add_argument(
            "--first-day",
            action="store_const",
            const=Day.FIRST,
            dest="day",
            help="de cijfers zijn van de eerste dag van hun periode: tabellen over 1 januari",
        )
        day.add_argument(
            "--last-day",
            action="store_const",
            const=Day.LAST,
            dest="day",
            help="de cijfers zijn van de laatste dag van hun periode",
        )
        parser.add_argument("--apply", action="store_true", help="sla de cijfers op")
        parser.add_argument("--reason", default="", help="waarom cijfers worden herzien")
        parser.add_argument(
            "--sure", action="store_true", help="de cijfers die opvallen zijn nagekeken en kloppen"
        )

    def handle(self, *args: Any, file: Path, apply: bool, **options: Any) -> None:
        question = _question(options)
        found = read_statline(_table(file), question)
        if found.faults:
            raise CommandError(_refused(FaultyFile(found.faults)))
        planned = plan(found.entries)
        self._report(found, planned)
        if not apply:
            self.stdout.write(_("Er is niets opgeslagen. Geef --apply om dat te doen."))
            return
        _check_answers(planned, options)
        origin = _("import_cbs van %(file)s") % {"file": file.name}
        store(found.entries, planned.fingerprint, by=None, origin=origin, reason=options["reason"])
        self.stdout.write(_("Opgeslagen."))

    def _report(self, found: Statline, planned: Plan) -> None:
        words = in_words(found.entries, planned)
        columns = {name: text or _("geen") for name, text in found.columns.items()}
        lines = [
            _("Gebied: %(area)s. Periode: %(period)s. Cijfers: %(value)s.") % columns,
            _("Bron: %s.") % words.sources,
            _("Datum: %s.") % words.dates,
            _(
                "%(placed)s geplaatst: %(new)s nieuw, %(revised)s herzien, "
                "%(annotated)s met een andere status, %(unchanged)s ongewijzigd."
            )
            % {
                "placed": counted(len(found.entries), _("cijfer"), _("cijfers")),
                "new": number(len(planned.new)),
                "revised": number(len(planned.revised)),
                "annotated": number(len(planned.annotated)),
                "unchanged": number(planned.unchanged),
            },
            *(f"{_('Valt op:')} {line}" for line in words.doubts),
            *(f"{_('Telt niet op:')} {line}" for line in words.misfits),
            _("%(left)s niet geplaatst.")
            % {"left": counted(len(found.left), _("regel"), _("regels"))},
        ]
        for reason, rows in by_reason(found.left).items():
            lines.append(f"  {reason}: {number(len(rows))}")
            lines += (f"    {_left_line(row)}" for row in rows)
        self.stdout.write("\n".join(lines))


def _left_line(row: Left) -> str:
    said = ", ".join(text for text in (row.area, row.period, row.value) if text)
    return _("regel %(line)s: %(said)s") % {"line": row.line, "said": said}


def _question(options: dict[str, Any]) -> Question:
    where = dict(_pair(text) for text in options["where"])
    return Question(
        measure=_row(Measure, options["measure"]),
        source=_row(Source, options["source"]),
        charger_type=options["type"],
        column=options["column"],
        where=where,
        on=_day(options["on"]) if options["on"] else None,
        day=options["day"],
    )


def _row(model: type[Measure] | type[Source], slug: str) -> Any:
    found = model.objects.filter(slug=slug).first()
    if found is None:
        codes = ", ".join(model.objects.order_by("slug").values_list("slug", flat=True))
        text = _("“%(slug)s” is onbekend. Kies uit: %(codes)s.")
        raise CommandError(text % {"slug": slug, "codes": codes or _("er is er nog geen")})
    return found


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise CommandError(_("Schrijf --where als KOLOM=WAARDE; er staat “%s”.") % text)
    return name.strip(), value.strip()


def _day(text: str) -> Any:
    try:
        found = parse_partial_date(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if found.precision != Precision.DAY:
        raise CommandError(_("Geef bij --on een dag, zoals 31-12-2020."))
    return found.on


def _table(file: Path) -> Table:
    try:
        return read_table(file.name, file.read_bytes(), limits=FIGURE_LIMITS)
    except OSError as error:
        text = _("Het bestand “%(file)s” is niet te lezen: %(why)s.")
        raise CommandError(text % {"file": file, "why": error.strerror}) from error
    except FaultyFile as faulty:
        raise CommandError(_refused(faulty)) from None


def _refused(faulty: FaultyFile) -> str:
    count = counted(len(faulty.faults), _("fout"), _("fouten"))
    return _("%(faults)s\nEr is niets opgeslagen: %(count)s.") % {"faults": faulty, "count": count}


def _check_answers(planned: Plan, options: dict[str, Any]) -> None:
    """What the pages ask with a tick and a field, a command asks with an option."""
    if planned.revised and not options["reason"]:
        text = _("Cijfers die er al staan, worden herzien. Zeg met --reason waarom.")
        raise CommandError(text)
    if planned.asked and not options["sure"]:
        raise CommandError(_("Kijk na wat opvalt, en geef --sure als het klopt."))
