"""What reads what is typed to take something out of a report, put it in or move it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from nalportal.pages.fields import PastPeriodField, PlainTextField, PlannedField
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH
from nalportal.progress.models import Category
from nalportal.progress.reports import MilestoneEntry
from workgroups.reports import PartyEntry

REFERENCE = RegexValidator(r"^[A-Z0-9]{2,4}-\d{3,}$")


class ChoiceField(forms.CharField):
    """One of some codes, chosen from a list of words."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        self.choices = list(choices)
        super().__init__(widget=forms.Select(choices=self.choices))

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if code not in dict(self.choices):
            raise ValidationError(
                _("Kies uit de lijst. “%(value)s” is er niet.") % {"value": value}
            )
        return str(code)


class PlaceField(forms.IntegerField):
    """The place of a row, counted from 1."""

    def __init__(self, last: int) -> None:
        super().__init__(
            min_value=1,
            max_value=last,
            help_text=_("Een getal van 1 tot en met %(n)s.") % {"n": last},
        )


class NewPartyField(PlainTextField):
    """The name of a party that takes part."""

    def __init__(self) -> None:
        super().__init__(limit=TITLE_LENGTH, one_line=True, required=False)

    def clean(self, value: Any) -> PartyEntry | None:
        name = super().clean(value)
        return PartyEntry(name=name, unit="") if name else None


class NewMilestoneField(PlainTextField):
    """A milestone: its reference and title, its date, and what else there is to say."""

    def __init__(self, category: str, taken: Collection[str], on: date) -> None:
        super().__init__(
            limit=LONG_LENGTH,
            rows=4,
            required=False,
            help_text=_(
                "Eerste regel: kenmerk en titel, zoals NO-015 Laadplein. Tweede regel: de datum, "
                "of leeg. Daaronder de toelichting."
            ),
        )
        self.category, self.taken, self.on = category, taken, on

    def clean(self, value: Any) -> MilestoneEntry | None:
        super().clean(value)
        lines = [line.strip() for line in str(value or "").strip().splitlines()]
        if not lines:
            return None
        reference, _space, title = lines[0].partition(" ")
        REFERENCE.message = _("Begin met het kenmerk, zoals NO-015.")
        REFERENCE(reference)
        if reference in self.taken:
            text = _("%(reference)s staat al in dit rapport.")
            raise ValidationError(text % {"reference": reference})
        title = PlainTextField(limit=TITLE_LENGTH, one_line=True).clean(title)
        return self._entry(reference, title, lines[1] if len(lines) > 1 else "", lines[2:])

    def _entry(self, reference: str, title: str, when: str, rest: list[str]) -> MilestoneEntry:
        is_realised = self.category == Category.REALISED
        planned = PlannedField(required=False).clean(when) if not is_realised else None
        if self.category == Category.ATTENTION and planned:
            raise ValidationError(
                _("Een aandachtspunt heeft geen datum. Laat de tweede regel leeg.")
            )
        return MilestoneEntry(
            reference=reference,
            title=title,
            explanation="\n".join(rest).strip(),
            status="gerealiseerd" if is_realised else "open",
            planned=planned,
            overdue=planned is not None and planned.last_day < self.on,
            realised_on=PastPeriodField().clean(when) if is_realised else None,
            resolved_on=None,
            resolution="",
            withdrawn_on=None,
            withdrawal_reason="",
            links=(),
        )
