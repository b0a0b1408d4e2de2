"""Milestones out of a file: what it would do, as the pages show it before they store anything."""

from nalportal.pages.file_command import FileCommand
from nalportal.progress.milestone_upload import import_upload, preview


class Command(FileCommand):
    help = "Zegt wat een bestand met mijlpalen zou doen. Zonder --apply wordt er niets opgeslagen."
    what = "de mijlpalen"
    look, store = staticmethod(preview), staticmethod(import_upload)
