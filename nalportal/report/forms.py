"""Small GET forms of the report's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.filters import ALL, REVIEWS, STAGES
from regions.matching import Wanted, matching
from regions.models import Province
from regions.reports import MunicipalityEntry

from .http import TODAY
from .model import Report

DIVISIONS = [("", _("Van de ronde")), (TODAY, _("Van vandaag"))]


class MunicipalityFilter(forms.Form):
    """Narrows the municipalities of one report; what it offers comes from that report.

    The names are those of the list of the register, so that an address can be taken along.
    """

    indeling = forms.ChoiceField(label=_("Indeling"), required=False, choices=DIVISIONS)
    regio = forms.ChoiceField(label=_("NAL-regio"), required=False)
    provincie = forms.ChoiceField(
        label=_("Provincie"), required=False, choices=[ALL, *Province.choices]
    )
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=[ALL, *STAGES])
    herijking = forms.ChoiceField(label=_("Herijking"), required=False, choices=[ALL, *REVIEWS])
    q = forms.CharField(label=_("Gemeente of code"), required=False, max_length=60)

    def __init__(self, report: Report, data: Any) -> None:
        super().__init__(data)
        self.report = report
        territory = report.territory
        # The instruments of the report that is shown, also if they are others today.
        self._choices("regio", [(r.unit.slug, r.unit.short_name) for r in territory.regions])
        self._choices("instrument", [(i.slug, i.name) for i in territory.instruments])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is
        field.choices = [ALL, *choices]

    def matching(self) -> list[MunicipalityEntry]:
        """The municipalities that fit every field; all of them if the form is not valid."""
        entries = self.report.territory.municipalities
        if not self.is_valid():
            return list(entries)
        return matching(entries, Wanted.from_fields(self.cleaned_data), self.report.reference_on)
