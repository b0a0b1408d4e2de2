"""One report as a file: `manage.py export_report eind-2020 --format pdf --output rapport.pdf`."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from nalportal.report.editions import (
    NOW,
    Edition,
    NoSuchEditionError,
    RoundEntry,
    all_rounds,
    edition_concept,
    edition_now,
    edition_of_round,
    edition_unpublished,
)
from nalportal.report.paper import PdfError, render_pdf
from nalportal.report.word import render_docx

from ...web.views.downloads import csv_bytes, xlsx_bytes

STANDARD_OUTPUT = "-"

DATA_FILES = {"json": Edition.payload_bytes, "xlsx": xlsx_bytes, "csv": csv_bytes}


class Command(BaseCommand):
    help = (
        "Schrijft het rapport van een ronde als PDF, DOCX, XLSX, CSV of JSON: wat gepubliceerd is, "
        "of het concept; “nu” is het register van vandaag."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # --version is the version of the report here, not that of Django.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="webadres van de ronde, zoals eind-2020, of nu")
        parser.add_argument("--format", choices=("pdf", "docx", *DATA_FILES), default="pdf")
        parser.add_argument(
            "--unit", default="", help="alleen dit onderdeel (PDF of DOCX), zoals noord"
        )
        parser.add_argument(
            "--gemeenten",
            action="store_true",
            help="met de lijst van alle gemeenten (PDF of DOCX); gemaakt uit de gegevens",
        )
        parser.add_argument("--version", type=int, help="versie; zonder: de nieuwste")
        parser.add_argument("--output", required=True, help="bestand, of - voor standaarduitvoer")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = find_edition(options["round"], options["version"])
        content = content_of(
            edition, options["format"], options["unit"], municipalities=options["gemeenten"]
        )
        if options["output"] == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
            return
        write(Path(options["output"]), content)
        size = len(content) // 1024
        self.stdout.write(_("{0} geschreven ({1} kB).").format(options["output"], size))


def find_edition(slug: str, version: int | None) -> Edition:
    """The newest version of a round, the given one, its concept, or the register of today."""
    rounds = all_rounds()
    if slug == NOW:
        if version:
            raise CommandError(_("De stand van vandaag heeft geen versies."))
        return edition_now(rounds)
    found = next((entry for entry in rounds if entry.slug == slug), None)
    if found is None:
        message = _("Ronde “{0}” is er niet. Wel: {1}.")
        known = [*(entry.slug for entry in rounds), NOW]
        raise CommandError(message.format(slug, ", ".join(known)))
    try:
        return _of_round(rounds, found, version)
    except NoSuchEditionError:
        if found.version is None:
            message = _("Ronde “{0}” heeft nog geen versies: zij is niet gepubliceerd.")
            raise CommandError(message.format(slug)) from None
        message = _("Ronde “{0}” heeft geen gepubliceerde versie {1}; de nieuwste is {2}.")
        raise CommandError(message.format(slug, version, found.version)) from None


def _of_round(rounds: tuple[RoundEntry, ...], entry: RoundEntry, version: int | None) -> Edition:
    if version or entry.version:
        return edition_of_round(rounds, entry.slug, version)
    if entry.is_frozen:
        return edition_unpublished(rounds, entry.slug)
    return edition_concept(rounds, entry.slug)


def content_of(edition: Edition, format_: str, unit: str, *, municipalities: bool = False) -> bytes:
    """The bytes of the file: the stored ones if the edition is frozen.

    With ``municipalities`` a document is made anew from the same data, and lists them all.
    """
    if format_ in DATA_FILES:
        if unit:
            raise CommandError(_("Van één onderdeel is er alleen een PDF of DOCX."))
        return DATA_FILES[format_](edition)
    known = [report.slug for report in edition.report.units()]
    if unit and unit not in known:
        raise CommandError(
            _("Onderdeel “{0}” staat niet in dit rapport. Wel: {1}.").format(unit, ", ".join(known))
        )
    try:
        if municipalities and not unit:
            chosen = replace(edition.imprint().choices, adds_municipalities=True)
            return edition.whole(render_docx if format_ == "docx" else render_pdf, chosen)
        if format_ == "docx":
            return edition.unit_docx_bytes(unit) if unit else edition.docx_bytes()
        return edition.unit_pdf_bytes(unit) if unit else edition.pdf_bytes()
    except PdfError as error:
        raise CommandError(_("Het document kon niet worden gemaakt: {0}").format(error)) from error


def write(path: Path, content: bytes) -> None:
    """Write the file as a whole or not at all: a half PDF would pass for a report."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise CommandError(
            _("{0} is niet te schrijven: {1}").format(path, error.strerror)
        ) from error
