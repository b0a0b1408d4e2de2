"""Small GET forms of the report's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.models import Province, Stage
from regions.reports import MunicipalityEntry, TerritoryReport
from regions.status import UNKNOWN

ALL = ("", _("Alle"))


class MunicipalityFilter(forms.Form):
    """Narrows the municipalities of one report; what it offers comes from that report."""

    q = forms.CharField(label=_("Naam of CBS-code"), required=False, max_length=60)
    region = forms.ChoiceField(label=_("NAL-regio"), required=False)
    province = forms.ChoiceField(
        label=_("Provincie"), required=False, choices=[ALL, *Province.choices]
    )
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    stage = forms.ChoiceField(
        label=_("Stand van dat instrument"),
        required=False,
        choices=[ALL, *Stage.choices, (UNKNOWN, _("Onbekend"))],
    )

    def __init__(self, territory: TerritoryReport, data: Any) -> None:
        super().__init__(data)
        self.territory = territory
        regions = [(r.unit.slug, r.unit.short_name) for r in territory.regions]
        # The instruments of the report that is shown, also if they are others today.
        instruments = [(i.slug, i.name) for i in territory.instruments]
        self._choices("region", regions)
        self._choices("instrument", instruments)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is
        field.choices = [ALL, *choices]

    def matching(self) -> list[MunicipalityEntry]:
        """The municipalities that fit every field; all of them if the form is not valid."""
        if not self.is_valid():
            return list(self.territory.municipalities)
        return [m for m in self.territory.municipalities if self._fits(m)]

    def _fits(self, entry: MunicipalityEntry) -> bool:
        wanted = self.cleaned_data
        return (
            wanted["q"].casefold() in f"{entry.name} {entry.code}".casefold()
            and wanted["region"] in ("", entry.region)
            and wanted["province"] in ("", entry.province)
            and self._fits_stage(entry)
        )

    def _fits_stage(self, entry: MunicipalityEntry) -> bool:
        """Without an instrument a stage fits when any instrument is in it."""
        wanted = self.cleaned_data
        if not wanted["stage"]:
            return True
        return any(
            found.status.stage == wanted["stage"]
            for found in entry.statuses
            if wanted["instrument"] in ("", found.instrument)
        )
