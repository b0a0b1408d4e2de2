"""Policy steps out of a file: what it would do, as the pages show it before they store anything."""

from nalportal.pages.file_command import FileCommand
from regions.step_upload import import_steps, preview


class Command(FileCommand):
    help = "Zegt wat een bestand met beleid zou doen. Zonder --apply wordt er niets opgeslagen."
    what = "de beleidsstappen"
    look, store = staticmethod(preview), staticmethod(import_steps)
