"""The forms that record, correct and undo what municipalities have."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.pages.fields import PartialDateField, PlainTextField
from nalportal.pages.forms import DATE_HELP, OnceForm, VersionedForm, focus_first, set_choices
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH
from nalportal.records.versions import Moved

from .. import verbs
from ..actions import MovedSteps, names_of
from ..models import (
    AnswerKind,
    Municipality,
    PolicyAction,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Stage,
)
from ..models.policy import YES_NO_STAGES
from ..rules import stages_of
from ..verbs import Fact, Problem, problems_of

# The fields of a fact, as they are called on a page.
FIELDS_OF_RULES = {"stage": "stage", "on": "dated", "expected_on": "expected"}


def stage_choices(stages: Iterable[str]) -> list[tuple[str, Any]]:
    return [(stage, Stage(stage).label) for stage in stages]


class DocumentChoice(forms.ModelChoiceField):
    """One of the documents that the register has, or none."""

    def __init__(self, without: Any) -> None:
        documents = PolicyDocument.objects.all()
        super().__init__(documents, label=_("Document"), empty_label=without, required=False)

    def label_from_instance(self, document: Any) -> str:
        reference = f" ({document.reference})" if document.reference else ""
        return f"{document.title}{reference}"


class InstrumentChoice(forms.ModelChoiceField):
    def __init__(self) -> None:
        super().__init__(
            PolicyInstrument.objects.all(),
            to_field_name="slug",
            label=_("Instrument"),
            empty_label=_("Kies een instrument"),
            error_messages={"required": _("Kies een instrument.")},
        )

    def to_python(self, value: Any) -> Any:
        # A database may refuse to look for a control character.
        return super().to_python(value if str(value or "").isprintable() else "?")


class StepFields(forms.Form):
    """What a step says, apart from which instrument and which municipalities."""

    stage = forms.ChoiceField(label=_("Status"), error_messages={"required": _("Kies een status.")})
    dated = PartialDateField(
        label=_("Datum"),
        help_text=DATE_HELP,
        error_messages={"required": _("Vul de datum in, zo precies als u die weet.")},
    )
    no_later_than = forms.BooleanField(
        label=_("Uiterlijk: het was er op deze datum, maar misschien al eerder"), required=False
    )
    expected = PartialDateField(
        label=_("Verwachte vaststelling"),
        help_text=_("Alleen bij In ontwikkeling en Concept."),
        required=False,
    )
    document = DocumentChoice(_("Geen document"))
    note = PlainTextField(
        label=_("Opmerking"),
        help_text=_("Alleen zichtbaar voor uw regio en het ministerie."),
        limit=LONG_LENGTH,
        rows=2,
        required=False,
    )

    def fact_of(self, instrument: PolicyInstrument, source: str = "") -> Fact:
        """What was typed, for that instrument; only of a form without errors so far."""
        data = self.cleaned_data
        return Fact(
            instrument=instrument,
            stage=data["stage"],
            dated=data["dated"],
            no_later_than=data["no_later_than"],
            expected=data["expected"],
            document=data.get("document"),
            source=source,
            note=data["note"],
        )

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Each rule that is broken, at the field it is about."""
        for problem in problems:
            self.add_error(FIELDS_OF_RULES[problem.field], str(problem))


# ------------------------------------------------------------------------------- a selection


def _newest(municipalities: Iterable[Municipality]) -> int:
    return max((row.newest_step or 0 for row in municipalities), default=0)


class RecordingForm(VersionedForm):
    """Records something for these municipalities (``with_newest_step``, which is its version)."""

    def __init__(
        self, data: Any = None, *, municipalities: Sequence[Municipality], **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"version": _newest(municipalities)}, **kwargs)
        self.municipalities = municipalities
        focus_first(self)

    def refuse_moved(self, refusal: Moved) -> None:
        """Say what came in between; sent again, it is done."""
        codes = [row.code for row in self.municipalities]
        now = Municipality.objects.with_newest_step().filter(code__in=codes)
        self.refuse(refusal, _newest(now))

    def apply(self, *, by: User) -> PolicyAction:
        """Do it. Raises ``MovedSteps`` where somebody else recorded something meanwhile."""
        raise NotImplementedError


class SelectionForm(RecordingForm):
    """What is done with the selected municipalities. ``heading`` and ``button`` name it."""

    heading: ClassVar[Any]
    button: ClassVar[Any]
    fields_of_rules: ClassVar[Mapping[str, str]] = FIELDS_OF_RULES

    left_out = ""  # which municipalities were left out, and why; of a valid form

    def leave_out(self, facts: Iterable[Fact]) -> None:
        """Go on without the municipalities that a rule stands against, and name them; where it
        stands against all of them, that is a fault of what was typed."""
        problems = problems_of(self.municipalities, facts)
        against = {row.pk for problem in problems for row in problem.municipalities}
        rest = [row for row in self.municipalities if row.pk not in against]
        if not rest:
            for problem in problems:
                self.add_error(self.fields_of_rules[problem.field], str(problem))
        elif problems:
            self._go_on_with(rest, " ".join(map(str, problems)))

    def apply_to_the_rest(self, *, by: User) -> PolicyAction:
        """Do it for those that nobody else recorded meanwhile, and name the others; where those are
        all of them, it is asked again."""
        try:
            return self.apply(by=by)
        except MovedSteps as refusal:
            moved = set(refusal.municipalities)
            rest = [row for row in self.municipalities if row not in moved]
            if not rest:
                raise
            left = [row for row in self.municipalities if row in moved]
            why = _now("Intussen door een ander gewijzigd: %(names)s. Kijk daar na of dit klopt.")
            self._go_on_with(rest, why % {"names": names_of(left)})
            return self.apply(by=by)

    def _go_on_with(self, rest: Sequence[Municipality], why: str) -> None:
        self.municipalities = rest
        said = self.left_out or _now("Niet voor alle gemeenten vastgelegd.")
        self.left_out = f"{said} {why}"

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the facts in it, of a valid form."""
        dated = self.cleaned_data.get("dated")
        return (dated.on,) if dated else ()


class StepForm(StepFields, SelectionForm):
    """One step for all of them."""

    heading, button = _("Status vastleggen"), _("Status vastleggen")

    instrument = InstrumentChoice()
    field_order = ["instrument", "stage", "dated", "no_later_than", "expected", "document", "note"]

    def __init__(
        self, *args: Any, instrument: PolicyInstrument | None = None, **kwargs: Any
    ) -> None:
        """With an ``instrument`` it is that one, and only what it can have is offered."""
        super().__init__(*args, **kwargs)
        if instrument:
            field = self.fields["instrument"]
            assert isinstance(field, InstrumentChoice)  # noqa: S101 - tells mypy what it is
            field.queryset = PolicyInstrument.objects.filter(pk=instrument.pk)
            field.empty_label = None
            offered = [("", _("Kies een status")), *stage_choices(stages_of(instrument))]
            set_choices(self, "stage", offered)
            return
        staged = [stage for stage in Stage.values if stage not in YES_NO_STAGES]
        groups: list[Any] = [
            ("", _("Kies een status")),
            (AnswerKind.STAGES.label, stage_choices(staged)),
            (AnswerKind.YES_NO.label, stage_choices(YES_NO_STAGES)),
        ]
        set_choices(self, "stage", groups)

    def clean(self) -> None:
        if not self.errors:
            self.leave_out([self._fact])

    @property
    def _fact(self) -> Fact:
        return self.fact_of(self.cleaned_data["instrument"])

    def apply(self, *, by: User) -> PolicyAction:
        return verbs.record(self.municipalities, [self._fact], by=by, seen=self.seen.number)


class ConfirmForm(SelectionForm):
    """Nothing changed. The municipalities of which nothing is recorded are left out."""

    heading, button = _("Ongewijzigd bevestigen"), _("Ongewijzigd bevestigen")

    def apply(self, *, by: User) -> PolicyAction:
        return verbs.confirm_unchanged(self.municipalities, by=by, seen=self.seen.number)


# ---------------------------------------------------------------------- one municipality, all


class InstrumentRow(StepFields):
    """One instrument of a municipality; a row that is left empty is no step."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any,
        *,
        instrument: PolicyInstrument,
        initial: dict[str, Any] | None = None,
        latest_on: date | None = None,
    ) -> None:
        super().__init__(data, prefix=instrument.slug, initial=initial)
        self.instrument = instrument
        self.latest_on = latest_on
        del self.fields["document"]
        for name in ("stage", "dated"):
            self.fields[name].required = False
        # What the fields mean stands above the rows, once.
        for field in self.fields.values():
            field.help_text = ""
        self.fields["no_later_than"].label = _("Uiterlijk")
        stages: list[Any] = [("", _("Geen nieuwe status")), *stage_choices(stages_of(instrument))]
        set_choices(self, "stage", stages)

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.values())

    def clean(self) -> None:
        data = self.cleaned_data
        if not self.is_filled:
            return
        if not data.get("stage") and "stage" not in self.errors:
            self.add_error("stage", _("Kies een status, of maak de rij leeg."))
        if data.get("dated") or "dated" in self.errors:
            return
        if self.latest_on is None:
            self.add_error("dated", _("Vul de datum in, of maak de rij leeg."))
        else:
            data |= {"dated": PartialDate(self.latest_on, Precision.DAY), "no_later_than": True}


class MunicipalityForm(RecordingForm):
    """All instruments of one municipality at once; ``filled`` is what stands in their rows
    beforehand, by the web address of the instrument. A row without a date is of ``latest_on`` at
    the latest, where that is given."""

    def __init__(
        self,
        data: Any = None,
        *,
        municipality: Municipality,
        filled: Mapping[str, dict[str, Any]] | None = None,
        latest_on: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, municipalities=[municipality], **kwargs)
        before = filled or {}
        self.rows = [
            InstrumentRow(
                data,
                instrument=instrument,
                initial=before.get(instrument.slug),
                latest_on=latest_on,
            )
            for instrument in PolicyInstrument.objects.all()
        ]

    def clean(self) -> None:
        # Each row is looked at, so that all faults show at once.
        if not all([row.is_valid() for row in self.rows]):  # noqa: C419
            raise ValidationError(_("Controleer de rijen hieronder."))
        filled = [row for row in self.rows if row.is_filled]
        if not filled:
            raise ValidationError(_("Vul ten minste één rij in."))
        problems = problems_of(self.municipalities, [row.fact_of(row.instrument) for row in filled])
        for row in filled:
            row.add_problems(found for found in problems if found.instrument == row.instrument)
        if problems:
            raise ValidationError(_("Controleer de rijen hieronder."))

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the facts in it, of a valid form."""
        return tuple(row.cleaned_data["dated"].on for row in self.rows if row.is_filled)

    def apply(self, *, by: User) -> PolicyAction:
        facts = [row.fact_of(row.instrument) for row in self.rows if row.is_filled]
        return verbs.record(self.municipalities, facts, by=by, seen=self.seen.number)


# ------------------------------------------------------------------------ correcting, undoing


class CorrectForm(StepFields, OnceForm):
    """What should have been recorded instead of a step."""

    source = PlainTextField(label=_("Bron"), limit=200, one_line=True, required=False)

    def __init__(self, data: Any = None, *, step: PolicyStep, **kwargs: Any) -> None:
        initial = {
            "stage": step.stage,
            "dated": PartialDate(step.on, step.precision),
            "no_later_than": step.no_later_than,
            "expected": step.expected,
            "document": step.document,
            "source": step.source,
            "note": step.note,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.step = step
        set_choices(self, "stage", stage_choices(stages_of(step.instrument)))

    def clean(self) -> None:
        if not self.errors:
            self.add_problems(problems_of([self.step.municipality], [self._fact]))

    @property
    def _fact(self) -> Fact:
        return self.fact_of(self.step.instrument, self.cleaned_data["source"])

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the facts in it, of a valid form."""
        return (self.cleaned_data["dated"].on,)

    def apply(self, *, by: User) -> PolicyAction:
        return verbs.correct(self.step, self._fact, by=by)


class RetractForm(OnceForm):
    """The step was no fact at all."""

    reason = PlainTextField(
        label=_("Waarom vervalt deze status?"),
        help_text=_("Staat bij de status. Alleen zichtbaar voor uw regio en het ministerie."),
        error_messages={"required": _("Vul in waarom deze status vervalt.")},
        limit=TITLE_LENGTH,
        one_line=True,
    )

    def __init__(self, data: Any = None, *, step: PolicyStep, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.step = step

    @property
    def days(self) -> tuple[date, ...]:
        """It says that something did not happen."""
        return ()

    def apply(self, *, by: User) -> PolicyAction:
        return verbs.retract(self.step, by=by, reason=self.cleaned_data["reason"])


class UndoForm(OnceForm):
    """One button; the action is in the address."""
