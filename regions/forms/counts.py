"""The form of the totals of a region: per instrument a number or pm, and a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import CellError
from nalportal.exchange.earlier import NOTHING
from nalportal.pages.fields import DayField, PlainTextField
from nalportal.pages.forms import VersionedForm
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH

from ..counts import EarlierTotals, Given, Totals
from ..imports.policy import PM, CountCell
from ..models import PolicyInstrument
from ..rules import broken_count


class ReferenceDateForm(forms.Form):
    """For which date the totals are; sent with the address."""

    use_required_attribute = False

    peildatum = DayField(label=_("Peildatum"), required=False)

    def chosen(self) -> date | None:
        """The date of the address; None when there is none, or none that can be read."""
        found: date | None = self.cleaned_data.get("peildatum") if self.is_valid() else None
        return found


class CountField(forms.CharField):
    """A number or pm, read as a file reads it; its value is (count, is_pm), or ``None``."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return CountCell().parse(text, NOTHING)
        except CellError as error:
            message = _("Vul %(expected)s in, of maak het veld leeg.")
            raise ValidationError(message, params={"expected": str(error)}) from None

    def run_validators(self, value: Any) -> None:
        """Those of a text don't apply to a number."""


@dataclass(frozen=True)
class CountFields:
    """The fields of one instrument; ``before`` is what the region gave last."""

    slug: str
    count: Any
    note: Any
    before: Given | None
    is_offered: bool


class TotalsForm(VersionedForm):
    """All totals of one region for one peildatum; :meth:`totals` is what was typed."""

    reason = PlainTextField(
        label=_("Waarom wijzigt u dit?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        instruments: Sequence[PolicyInstrument],
        totals: Totals,
        members: int,
        version: int,
        earlier: EarlierTotals | None = None,
    ) -> None:
        initial: dict[str, Any] = {"version": version}
        for slug, given in totals.items():
            initial[f"{slug}-aantal"] = PM if given.is_pm else given.count
            initial[f"{slug}-noot"] = given.note
        super().__init__(data, initial=initial)
        self.instruments, self.members = instruments, members
        self.earlier = earlier
        self.offered = earlier.offered(totals, members) if earlier else {}
        for row in instruments:
            self.fields[f"{row.slug}-aantal"] = CountField(label=row.name, required=False)
            self.fields[f"{row.slug}-noot"] = PlainTextField(
                label=_("Opmerking"), limit=LONG_LENGTH, rows=2, required=False
            )
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> None:
        data = self.cleaned_data
        for row in self.instruments:
            name = f"{row.slug}-aantal"
            given = data.get(name)
            if given is None and data.get(f"{row.slug}-noot") and name not in self.errors:
                self.add_error(name, _("Vul een aantal of pm in, of maak ook de opmerking leeg."))
            for expected in broken_count(given[0], self.members) if given else ():
                self.add_error(name, str(_("Vul %s in.")) % expected)

    @property
    def rows(self) -> list[CountFields]:
        """The two fields of each instrument, and what was given last round."""
        before = self.earlier.totals if self.earlier else {}
        return [
            CountFields(
                slug=row.slug,
                count=self[f"{row.slug}-aantal"],
                note=self[f"{row.slug}-noot"],
                before=before.get(row.slug),
                is_offered=row.slug in self.offered,
            )
            for row in self.instruments
        ]

    def totals(self, taken_over: str = "") -> Totals:
        """What was typed; with that of the instrument ``taken_over`` from last round."""
        totals: dict[str, Given] = {}
        if self.earlier and taken_over in self.offered:
            totals[taken_over] = self.offered[taken_over].taken_over(self.earlier.title)
        for row in self.instruments:
            given = self.cleaned_data[f"{row.slug}-aantal"]
            if given is not None:
                count, is_pm = given
                note = self.cleaned_data[f"{row.slug}-noot"]
                totals[row.slug] = Given(count, is_pm=is_pm, note=note)
        return totals
