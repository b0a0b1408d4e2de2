"""The forms of the admin's pages and of the rows under them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .seen_forms import SeenForm


class ReasonForm(SeenForm, forms.ModelForm):
    """Asks why, for the history."""

    asked_anew: ClassVar[Sequence[str]] = ["change_reason"]

    change_reason = forms.CharField(
        label=_("Reden van de wijziging"),
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Komt in de geschiedenis, naast uw naam en het moment."),
    )


class RowAutocomplete(AutocompleteSelect):
    """Takes the label of the row's own choice from the row, not from one more query per row."""

    chosen: models.Model | None = None

    def optgroups(
        self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attrs)
        label = self.choices.field.label_from_instance(self.chosen)
        options = [self.create_option(name, self.chosen.pk, label, True, 0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class RowForm(SeenForm, forms.ModelForm):
    """One row, with the version that the page was made from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, field in self.fields.items():
                widget = getattr(field.widget, "widget", field.widget)  # inside Django's wrapper
                if isinstance(widget, RowAutocomplete):
                    widget.chosen = getattr(self.instance, name)


class VersionedRows(BaseInlineFormSet):
    """Rows under their parent: one that was changed meanwhile is not removed unseen."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            assert isinstance(form, RowForm)  # noqa: S101 - tells mypy what it is
            if form.instance.pk and form.was_overtaken:
                text = _now("“%(row)s” is intussen gewijzigd. Kijk na of die rij nog weg kan.")
                form.know_what_is_stored()
                raise forms.ValidationError(text % {"row": form.instance}, code="overtaken")
