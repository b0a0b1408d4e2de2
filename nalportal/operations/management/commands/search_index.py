"""Make the index of search anew, or tell whether it is what the register says."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from nalportal.records.search import differences, install_trigrams, rebuild
from nalportal.report.finding import published_texts


class Command(BaseCommand):
    help = "Maakt de zoekindex opnieuw uit het register; met --check wordt alleen vergeleken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="vergelijk, en wijzig niets")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if wrong := differences(apps, "default", published_texts(apps, "default")):
                raise CommandError(f"De zoekindex klopt niet: {', '.join(wrong)}.")
            self.stdout.write("De zoekindex klopt.")
            return
        install_trigrams(connection)
        rows = rebuild(apps, "default", published_texts(apps, "default"))
        self.stdout.write(f"{rows} regels in de zoekindex.")
