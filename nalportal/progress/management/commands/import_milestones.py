"""Milestones out of a file: what it would do, as the pages show it before they store anything."""

from nalportal.accounts.models import User
from nalportal.pages.file_command import FileCommand
from nalportal.pages.file_preview import Preview
from nalportal.pages.uploads import Upload
from nalportal.progress.milestone_upload import import_upload, preview


class Command(FileCommand):
    help = "Zegt wat een bestand met mijlpalen zou doen. Zonder --apply wordt er niets opgeslagen."
    what = "de mijlpalen"

    def preview(self, upload: Upload, by: User) -> Preview:
        return preview(upload, by=by)

    def store(self, upload: Upload, found: Preview, by: User, *, may_remove: bool) -> None:
        import_upload(upload, found.fingerprint, by=by, may_remove=may_remove)
