"""The name that ``import_figures --form statline`` had before there were other forms."""

from . import import_figures


class Command(import_figures.Command):
    name = "import_cbs"
    form = import_figures.STATLINE
