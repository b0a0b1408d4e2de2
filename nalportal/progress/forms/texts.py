"""The form of the texts of one unit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import VersionedForm

from ..texts import LABELS, Texts
from .milestones import LONG_LENGTH, TITLE_LENGTH


class RestoreTextsForm(VersionedForm):
    """Back to an earlier version of the texts."""

    reason = PlainTextField(
        label=_("Waarom?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )


class TextsForm(VersionedForm):
    """Both texts of a unit; :meth:`texts` is what was typed."""

    summary = PlainTextField(
        label=LABELS["summary"],
        help_text=_("Staat op de kaart van uw regio of werkgroep. Ten hoogste 300 tekens."),
        limit=TITLE_LENGTH,
        rows=2,
        one_line=True,
        required=False,
    )
    intro = PlainTextField(
        label=LABELS["intro"],
        help_text=_(
            "Staat boven de mijlpalen. Een lege regel begint een nieuwe alinea, een streepje een "
            "punt van een lijst. "
            "Zo maakt u een link: [tekst](https://www.voorbeeld.nl)."
        ),
        limit=LONG_LENGTH,
        rows=12,
        required=False,
    )
    reason = PlainTextField(
        label=_("Waarom wijzigt u dit?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, *, texts: Texts, version: int) -> None:
        initial = {"summary": texts.summary, "intro": texts.intro, "version": version}
        super().__init__(data, initial=initial)

    def texts(self) -> Texts:
        return Texts(summary=self.cleaned_data["summary"], intro=self.cleaned_data["intro"])
