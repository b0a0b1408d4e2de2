"""Policy documents out of a file: what it would do, as the pages show it before they store it."""

from typing import Any

from django.core.management.base import CommandParser

from nalportal.pages.file_command import FileCommand, asked_day
from regions.document_upload import import_documents, preview


class Command(FileCommand):
    help = "Zegt wat een lijst van documenten zou doen. Zonder --apply wordt er niets opgeslagen."
    what = "de documenten; stappen die een bekendmaking alleen doet vermoeden nooit"
    look, store = staticmethod(preview), staticmethod(import_documents)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--form",
            choices=("cvdr", "bekendmakingen"),
            default="",
            help="de lijst komt uit CVDR of officiële bekendmakingen; XML en kenmerken worden "
            "vanzelf herkend",
        )
        parser.add_argument("--source", default="", help="waar de lijst vandaan komt")
        parser.add_argument(
            "--date", type=asked_day, help="stappen zonder datum zijn uiterlijk van deze dag"
        )

    def told(self, **options: Any) -> dict[str, str]:
        day = options["date"]
        said = {"form": options["form"], "source": options["source"]}
        return {**said, "date": day.isoformat() if day else ""}
