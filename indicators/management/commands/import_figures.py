"""Figures out of a file: what it would do, as the pages show it before they store anything."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from indicators.entry.areas import Area, Areas, area_of
from indicators.entry.cbs import Day, Question, read_statline
from indicators.entry.files import FIGURE_LIMITS, Reading
from indicators.entry.published import key_of, published_table, remember, remembered
from indicators.figures import wrong_kind
from indicators.imports import read_figures
from indicators.models import Measure
from nalportal.dutch import short_date
from nalportal.exchange.cells import CellError
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.tables import Table, read_table
from nalportal.pages.file_command import asked_day, content_of, refused
from nalportal.written_dates import parse_day

from ...citations import cited_by_code
from ..figure_command import FigureCommand

# What has to be said about a file that does not say it.
OWN, STATLINE, ODATA, SWING = "eigen", "statline", "odata", "swing"
FORMS = {
    OWN: "het lange of brede formaat van de site; maat en bron staan in het bestand",
    STATLINE: "een CSV of XLSX van CBS StatLine, in elke indeling, met codes of met namen",
    ODATA: "het antwoord van de OData-dienst van CBS, als JSON of CSV",
    SWING: "een kruistabel van een Swing-site zoals de Klimaatmonitor, als XLS, XLSX of CSV",
}


class Command(FigureCommand):
    help = "Zegt wat een bestand met cijfers zou doen. Zonder --apply wordt er niets opgeslagen."
    name = "import_figures"
    form = OWN

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND")
        forms = "; ".join(f"{form}: {text}" for form, text in FORMS.items())
        parser.add_argument("--form", choices=FORMS, default=self.form, help=forms)
        super().add_arguments(parser)
        self._add_question(
            parser.add_argument_group(f"alleen bij --form {STATLINE}, {ODATA} en {SWING}")
        )

    def _add_question(self, parser: Any) -> None:
        parser.add_argument("--measure", default="", help="code van de maat")
        parser.add_argument("--source", default="", help="code van de bron of de uitgave")
        parser.add_argument("--type", default="", help="code van de soort, zoals publiek")
        parser.add_argument("--column", default="", help="kop van de kolom met cijfers")
        parser.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="KOLOM=WAARDE",
            help="alleen regels met deze waarde; mag vaker",
        )
        parser.add_argument(
            "--date",
            "--on",
            type=asked_day,
            metavar="DATUM",
            help="datum van een bestand zonder perioden",
        )
        parser.add_argument(
            "--area", default="", help="gebied van een bestand zonder gebieden: NL of een code"
        )
        parser.add_argument(
            "--factor", type=int, help="waarmee de cijfers vermenigvuldigd worden, zoals 1000"
        )
        column = "kop van de kolom met %s, als die niet vanzelf goed gevonden wordt; - voor geen"
        parser.add_argument("--areas-in", default="", help=column % "gebieden")
        parser.add_argument("--periods-in", default="", help=column % "perioden")
        parser.add_argument(
            "--add-parts",
            action="store_true",
            help="tel de wijken in een kruistabel over één gemeente op tot die gemeente",
        )
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

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        published = options["form"] in (STATLINE, ODATA, SWING)
        if not published and any(map(options.get, (*ANSWERS, "where"))):
            text = _("Maat, bron en datum staan in het bestand zelf, of geef --form %s.")
            raise CommandError(text % STATLINE)
        key = ""
        if published:
            areas = Areas()
            table = _table(file, areas)
            key = key_of(table)
            options = _with_remembered(options, remembered(key))
            if options["add_parts"]:
                table = _table(file, areas, adds_parts=True)
            found: Reading = read_statline(table, _question(options), areas)
        else:
            found = read_figures(_table(file))
        if found.faults:
            raise CommandError(refused(FaultyFile(found.faults)))
        origin = _("%(name)s van %(file)s") % {"name": self.name, "file": file.name}
        if self.finish(found, origin, options) and key:
            remember(key, file.name, _answers(options))


# By which name an answer is kept, which is that on the page.
ANSWERS = {
    "measure": "maat",
    "source": "bron",
    "type": "soort",
    "column": "kolom",
    "date": "datum",
    "day": "dag",
    "area": "gebied",
    "factor": "factor",
    "areas_in": "gebied_in",
    "periods_in": "periode_in",
    "add_parts": "tel_op",
}


def _with_remembered(options: dict[str, Any], kept: dict[str, str]) -> dict[str, Any]:
    """The options, with what was answered the last time in the place of those left out."""
    found: dict[str, Any] = {
        name: kept[answer] for name, answer in ANSWERS.items() if answer in kept
    }
    if "date" in found:
        found["date"] = parse_day(found["date"])
    if "factor" in found:
        found["factor"] = int(found["factor"])
    where = [line for line in kept.get("alleen", "").splitlines() if line]
    return options | {
        name: value for name, value in {**found, "where": where}.items() if not options[name]
    }


def _answers(options: dict[str, Any]) -> dict[str, str]:
    said = {answer: str(options[name] or "") for name, answer in ANSWERS.items()}
    if options["date"]:
        said["datum"] = short_date(options["date"])
    return said | {"alleen": "\n".join(options["where"])}


def _question(options: dict[str, Any]) -> Question:
    for name in ("measure", "source"):
        if not options[name]:
            text = _("Geef bij --form %(form)s ook --%(name)s.")
            raise CommandError(text % {"form": options["form"], "name": name})
    where = dict(_pair(text) for text in options["where"])
    known = cited_by_code()
    if options["source"] not in known:
        raise CommandError(_unknown(options["source"], known))
    cited = known[options["source"]]
    measure = _measure(options["measure"])
    for rule in wrong_kind(measure, options["type"]):
        raise CommandError(_("Geef bij --type %(what)s.") % {"what": rule.expected})
    return Question(
        measure=measure,
        source=cited.source,
        edition=cited.edition,
        charger_type=options["type"],
        column=options["column"],
        where=where,
        on=options["date"],
        day=options["day"],
        area=_area(options["area"]) if options["area"] else None,
        factor=options["factor"],
        areas_in=options["areas_in"],
        periods_in=options["periods_in"],
    )


def _area(code: str) -> Area:
    try:
        return area_of(code)
    except CellError as error:
        raise CommandError(_("Geef bij --area %(what)s.") % {"what": error}) from None


def _measure(slug: str) -> Measure:
    found: Measure | None = Measure.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_unknown(slug, Measure.objects.values_list("slug", flat=True)))
    return found


def _unknown(slug: str, codes: Iterable[str]) -> str:
    known = ", ".join(sorted(codes)) or _("er is er nog geen")
    return _("“%(slug)s” is onbekend. Kies uit: %(codes)s.") % {"slug": slug, "codes": known}


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise CommandError(_("Schrijf --where als KOLOM=WAARDE; er staat “%s”.") % text)
    return name.strip(), value.strip()


def _table(file: Path, areas: Areas | None = None, *, adds_parts: bool = False) -> Table:
    content = content_of(file, FIGURE_LIMITS.size)
    try:
        if areas:
            return published_table(file.name, content, areas, adds_parts=adds_parts)
        return read_table(file.name, content, limits=FIGURE_LIMITS)
    except FaultyFile as faulty:
        raise CommandError(refused(faulty)) from None
