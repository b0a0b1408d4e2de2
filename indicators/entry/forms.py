"""The form of a file with figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nalportal.progress.uploads import UploadForm

from .files import FIGURE_LIMITS


class FiguresUploadForm(UploadForm):
    """Larger than the lists that people keep by hand: ten years of months come in one file."""

    max_size = FIGURE_LIMITS.size

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as the form takes them
        field = self.fields["file"]
        assert isinstance(field, forms.FileField)  # noqa: S101 - tells mypy what it is
        field.help_text = _("CSV of XLSX, in het lange of het brede formaat.")
