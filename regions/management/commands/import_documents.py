"""Policy documents out of a file: what it would do, as the pages show it before they store it."""

from typing import Any

from django.core.management.base import CommandParser

from nalportal.accounts.models import User
from nalportal.pages.file_command import FileCommand, asked_day
from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from regions.document_upload import import_documents, preview


class Command(FileCommand):
    help = "Zegt wat een lijst van documenten zou doen. Zonder --apply wordt er niets opgeslagen."
    what = "de documenten; stappen die een bekendmaking alleen doet vermoeden nooit"

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

    def preview(self, upload: Upload, by: User) -> Preview:
        return preview(upload, by=by)

    def store(self, upload: Upload, found: Preview, by: User, *, may_remove: bool) -> None:
        import_documents(upload, found.fingerprint, by=by, may_remove=may_remove)
