"""Forms for several milestones at once: a selection of the list, and lines that were pasted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, parse_partial_date

from . import verbs
from .fields import ClipboardField, PlainTextField
from .forms import (
    TITLE_LENGTH,
    OnceForm,
    category_field,
    check_not_before,
    open_peildatum,
    set_choices,
    unit_field,
)
from .models import Category, Milestone, ReportingUnit, Theme
from .verbs import Content

MAX_LINES = 200


# ------------------------------------------------------------------------------- a selection


class SelectionForm(OnceForm):
    """What is done with the selected milestones. ``title`` and ``button`` name it on screen."""

    title: Any = ""
    button: Any = ""

    reason = PlainTextField(
        label=_("Waarom?"),
        help_text=_("Staat in de geschiedenis van elke mijlpaal."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        raise NotImplementedError


class AddThemeForm(SelectionForm):
    title = _("Thema toevoegen")
    button = _("Thema toevoegen")

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Thema"),
        to_field_name="slug",
        error_messages={"required": _("Kies een thema.")},
    )
    field_order = ["theme", "reason"]

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        data = self.cleaned_data
        verbs.add_theme(milestones, data["theme"], by=by, reason=data["reason"])


class ShiftByForm(SelectionForm):
    title = _("Geplande datum verschuiven")
    button = _("Datums verschuiven")

    months = forms.IntegerField(
        label=_("Aantal maanden"),
        help_text=_("Bijvoorbeeld 3 om alles een kwartaal later te zetten, of -1 voor eerder."),
        error_messages={
            "required": _("Vul een aantal maanden in."),
            "invalid": _("Vul een heel getal in, zoals 3."),
        },
        min_value=-60,
        max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    field_order = ["months", "reason"]

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if not months:
            raise ValidationError(_("Met 0 maanden verandert er niets. Vul een ander aantal in."))
        return months

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        data = self.cleaned_data
        verbs.shift_by(milestones, data["months"], by=by, reason=data["reason"])


class ConfirmForm(SelectionForm):
    title = _("Ongewijzigd bevestigen")
    button = _("Ongewijzigd bevestigen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]  # the confirmation is the reason

    def apply(self, milestones: Sequence[Milestone], *, by: User) -> None:
        verbs.confirm_unchanged(milestones, by=by)


# By the word in the address.
SELECTION_FORMS: dict[str, type[SelectionForm]] = {
    "thema": AddThemeForm,
    "verschuiven": ShiftByForm,
    "bevestigen": ConfirmForm,
}


# ------------------------------------------------------------------------------ pasted lines


@dataclass(frozen=True)
class PastedLine:
    """One line: a title and, behind a tab (as a sheet pastes it), perhaps a planned date."""

    title: str
    planned: PartialDate | None


class PasteForm(OnceForm):
    """Several new milestones, one per line. ``seen`` tells which preview the person saw."""

    unit = unit_field()
    category = category_field()
    lines = ClipboardField(
        label=_("Mijlpalen"),
        help_text=_(
            "Eén per regel. Uit een werkblad mag ook: een kolom met titels en een met datums."
        ),
        error_messages={"required": _("Plak of typ ten minste één regel.")},
        limit=MAX_LINES * 350,
        rows=12,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._units = {unit.slug: unit for unit in units}
        set_choices(self, "unit", [(unit.slug, unit.name) for unit in units])

    def clean_unit(self) -> ReportingUnit:
        return self._units[self.cleaned_data["unit"]]

    def clean_lines(self) -> tuple[PastedLine, ...]:
        typed = [line for line in self.cleaned_data["lines"].split("\n") if line.strip()]
        if len(typed) > MAX_LINES:
            text = _now("Dit zijn %(count)d regels. Plak er ten hoogste %(limit)d tegelijk.")
            raise ValidationError(text % {"count": len(typed), "limit": MAX_LINES})
        planning = self.data.get("category") == Category.PLANNED
        peildatum = open_peildatum() if planning else None
        lines, errors = [], []
        for number, text in enumerate(typed, 1):
            try:
                lines.append(_line(text, peildatum))
            except ValueError as error:
                errors.append(_now("Regel %(number)d: ") % {"number": number} + str(error))
            except ValidationError as error:
                errors += [
                    _now("Regel %(number)d: ") % {"number": number} + message
                    for message in error.messages
                ]
        if errors:
            raise ValidationError(errors)
        return tuple(lines)

    @property
    def preview(self) -> str:
        """A number of what the person would see, to tell whether it is still the same."""
        data = self.cleaned_data
        shown = (data["unit"].slug, data["category"], data["lines"])
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def was_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.preview)

    def already_there(self) -> set[str]:
        """Titles of the unit that a line repeats: perhaps meant, perhaps pasted twice."""
        data = self.cleaned_data
        titles = [line.title for line in data["lines"]]
        return set(data["unit"].milestones.filter(title__in=titles).values_list("title", flat=True))

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        for line in data["lines"]:
            content = Content(title=line.title, planned=line.planned)
            verbs.add(data["unit"], data["category"], content, by=by, reason=_now("Geplakt"))


def _line(text: str, peildatum: date | None) -> PastedLine:
    title, *rest = (" ".join(part.split()) for part in text.split("\t"))
    typed_date = next((part for part in rest if part), "")
    if not title:
        raise ValueError(_now("er staat geen titel."))
    if len(title) > TITLE_LENGTH:
        text = _now("maak de titel korter; het zijn %(count)d tekens, er passen er %(limit)d.")
        raise ValueError(text % {"count": len(title), "limit": TITLE_LENGTH})
    planned = parse_partial_date(typed_date) if typed_date else None
    check_not_before(peildatum, planned)
    return PastedLine(title, planned)
