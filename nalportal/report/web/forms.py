"""Forms of the report's pages: a filter, and what a correction replaces."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import Round
from regions.filters import ALL, REVIEWS, STAGES
from regions.matching import Wanted, matching, unnamed
from regions.models import Province
from regions.reports import MunicipalityEntry, TerritoryReport

from ..correct import Correctable, CorrectionError, Replacement, applied
from ..correct.structure import ANEW
from ..editions import Edition, choices_of
from ..labels import totals_in_line
from ..model import Report
from ..paper import Choices
from ..paper.imprint import AS_USUAL
from .http import TODAY

DIVISIONS = [("", _("Van de ronde")), (TODAY, _("Van vandaag"))]


# As addresses and names of files call what a document can have more or less.
ON_PAPER = {
    "gemeenten": "adds_municipalities",
    "wijzigingen": "adds_changes",
    "zonder-kaarten": "omits_maps",
    "zonder-verschillen": "omits_differences",
}
_LABELS = forms.models.fields_for_model(Round, [*ON_PAPER.values()])


class PaperForm(forms.Form):
    """What a whole document has more or less than usual; at first as its version was frozen."""

    inhoud = forms.MultipleChoiceField(
        label=_("Wat is anders dan gewoonlijk?"),
        choices=[(code, _LABELS[name].label) for code, name in ON_PAPER.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    keuze = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, edition: Edition, data: QueryDict | None = None) -> None:
        self.usual = choices_of(edition.round) if edition.round else AS_USUAL
        first = [code for code, name in ON_PAPER.items() if getattr(self.usual, name)]
        asked = data if data and "keuze" in data else None
        super().__init__(asked, initial={"inhoud": first, "keuze": "1"})

    @property
    def choices(self) -> Choices | None:
        """What was chosen; None for a document as it was frozen."""
        if not self.is_valid():
            return None
        chosen = Choices(**{name: code in self.words for code, name in ON_PAPER.items()})
        return None if chosen == self.usual else chosen

    @property
    def words(self) -> list[str]:
        """For the name of the file: what was asked for."""
        return self.cleaned_data["inhoud"] if self.is_valid() else []


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
        """The municipalities that fit every field; one that cannot be read asks for nothing."""
        return matching(self.report.territory.municipalities, self.asked, self.report.reference_on)

    @property
    def asked(self) -> Wanted:
        self.is_valid()
        return Wanted.from_fields(self.cleaned_data)

    def only_as_totals(self, told: TerritoryReport) -> list[str]:
        """What the list cannot have: numbers that regions gave without saying which municipalities
        those are, where any of these can fit the filters. A line per instrument.

        ``told`` has the totals: the territory in the division of the round.
        """
        asked = self.asked
        open_ = unnamed(self.report.territory.municipalities, asked)
        return [
            line
            for kind in self.report.territory.instruments
            if asked.asks_what_is_in_force(kind.answers)
            and (line := totals_in_line(kind, told.table, open_))
        ]

    def of_totals(self) -> str:
        """What has to be known with those numbers, to read no more in them than they say."""
        said = []
        if self.asked.narrows_totals:
            said.append(_("Hoeveel daarvan bij deze filters passen, is niet bekend."))
        if self.cleaned_data.get("indeling") == TODAY:
            said.append(_("Een opgave gaat over de indeling van de ronde."))
        return " ".join(map(str, said))


ERRATUM_LENGTH = 2_000


@dataclass(frozen=True)
class Quote:
    """A note or text in which a number stands that a figure was printed as."""

    number: str
    entry: Correctable


class CorrectionForm(OnceForm):
    """What the chosen fields should read, and the erratum that says so to readers."""

    erratum = PlainTextField(
        label=_("Erratum"),
        help_text=_("Wat stond er verkeerd, en wat staat er nu? Dit leest iedereen."),
        limit=ERRATUM_LENGTH,
        rows=4,
        error_messages={"required": _("Schrijf wat er verkeerd stond.")},
    )
    carry = forms.BooleanField(
        label=_("Ook in het register wijzigen, waar het portaal dat kan"),
        required=False,
    )

    def __init__(self, report: Report, chosen: list[Correctable], data: Any = None) -> None:
        self.chosen = {f"veld-{place}": entry for place, entry in enumerate(chosen)}
        super().__init__(self._with_those_chosen_last(data))
        self.report = report
        self.quotes: list[Quote] = []
        # Where a block comes from: only built when one is taken.
        self.fresh: Callable[[], Report] = lambda: report
        self.taken_from: Report | None = None
        for name, entry in self.chosen.items():
            # The field itself reads it when the correction is applied; here it is only shown.
            self.fields[name] = forms.CharField(
                label=entry.label,
                help_text=entry.field.help_text,
                widget=entry.field.widget,
                initial=entry.value,
                required=entry.field.required,
            )
        self.order_fields([*self.chosen, "erratum", "carry"])

    def _with_those_chosen_last(self, data: Any) -> Any:
        """What was typed; a field that was chosen on this very page reads as it does now."""
        if data is None:
            return None
        typed = data.copy()
        typed.setdefault("token", str(uuid4()))
        for name, entry in self.chosen.items():
            typed.setdefault(name, entry.value)
        return typed

    @property
    def rows(self) -> list[tuple[Any, Correctable]]:
        """Each field with what it corrects."""
        return [(self[name], entry) for name, entry in self.chosen.items()]

    @property
    def replacements(self) -> list[Replacement]:
        return [
            Replacement(entry.id, entry.value, self.cleaned_data.get(name, ""))
            for name, entry in self.chosen.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Apply it, to see whether it can be."""
        if self.errors:
            return self.cleaned_data
        try:
            wanted = self.replacements
            if any(r.field.startswith("blok:") and r.new == ANEW for r in wanted):
                self.taken_from = self.fresh()
            self.corrected = applied(self.report, wanted, self.taken_from)
        except CorrectionError as refused:
            names = {entry.id: name for name, entry in self.chosen.items()}
            for field, fault in refused.faults.items():
                self.add_error(names.get(field), fault)
        return self.cleaned_data
