"""One small form per verb: its fields are what the verb asks, under the verb's own names."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.dutch import Planned
from nalportal.pages.fields import PastDayField, PastPeriodField, PlainTextField, PlannedField
from nalportal.pages.forms import DAY_HELP, DONE_HELP, PLANNED_HELP, VersionedForm, focus_first
from nalportal.records.versions import refuse_if_moved

from .. import verbs
from ..models import Milestone
from ..verbs import Verb
from .milestones import LONG_LENGTH, TITLE_LENGTH, check_not_before, open_peildatum

# What a form sends along that no verb asks.
OF_THE_PAGE = ("token", "version")


class VerbForm(VersionedForm):
    """What the verb ``act`` asks of the milestone as the page shows it; :meth:`do` does it."""

    act: ClassVar[Callable[..., Milestone]]

    reason = PlainTextField(
        label=_("Waarom?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, *, milestone: Milestone, **kwargs: Any) -> None:
        initial = {"version": milestone.version, **(kwargs.pop("initial", None) or {})}
        super().__init__(data, initial=initial, **kwargs)
        self.milestone = milestone
        focus_first(self)

    @transaction.atomic
    def do(self, verb: Verb | None = None, *, by: User) -> Milestone:
        """Do it; raises ``NotPossible`` when ``verb`` doesn't fit any more, and ``Moved`` when
        somebody changed the milestone since the page was opened."""
        row = verbs.locked(self.milestone, verb, by=by, on=next(iter(self.days), None))
        refuse_if_moved(self.cleaned_data["version"], row.history)
        return self.apply(by=by)

    def apply(self, *, by: User) -> Milestone:
        asked = {name: self.cleaned_data[name] for name in self.fields if name not in OF_THE_PAGE}
        return type(self).act(self.milestone, by=by, **asked)

    @property
    def days(self) -> tuple[date, ...]:
        """The days since which something holds, of a valid form."""
        return days_in(self.cleaned_data)


def days_in(answers: Mapping[str, Any]) -> tuple[date, ...]:
    """The last day of what was answered to "when": only then it is certain."""
    on = answers.get("on")
    return (getattr(on, "last_day", on),) if on else ()


def realised_field() -> PastPeriodField:
    """Since when it is done."""
    return PastPeriodField(
        label=_("Gerealiseerd op"),
        help_text=DONE_HELP,
        error_messages={"required": _("Vul in wanneer het klaar was.")},
    )


class RealiseForm(VerbForm):
    act = staticmethod(verbs.realise)

    on = realised_field()
    field_order = ["on", "reason"]


class ShiftForm(VerbForm):
    act = staticmethod(verbs.shift)

    to = PlannedField(
        label=_("Nieuwe datum"),
        help_text=PLANNED_HELP,
        error_messages={"required": _("Vul de nieuwe datum in.")},
    )
    field_order = ["to", "reason"]

    def clean_to(self) -> Planned:
        to: Planned = self.cleaned_data["to"]
        if to == self.milestone.planned:
            raise ValidationError(_("Dit is al de geplande datum. Vul een andere in."))
        check_not_before(open_peildatum(), to)
        return to


class ResolveForm(VerbForm):
    act = staticmethod(verbs.resolve)

    on = PastDayField(
        label=_("Opgelost op"),
        help_text=DAY_HELP,
        error_messages={"required": _("Vul in wanneer het was opgelost.")},
    )
    how = PlainTextField(
        label=_("Hoe is het opgelost?"),
        help_text=_("Komt in het rapport en op de openbare pagina."),
        error_messages={"required": _("Vul in hoe het is opgelost.")},
        limit=LONG_LENGTH,
        rows=4,
    )
    field_order = ["on", "how", "reason"]


class RaiseForm(VerbForm):
    act = staticmethod(verbs.raise_attention)


class PlanForm(VerbForm):
    act = staticmethod(verbs.plan)

    planned = PlannedField(label=_("Verwacht gereed"), help_text=PLANNED_HELP, required=False)
    field_order = ["planned", "reason"]

    def __init__(self, data: Any = None, *, milestone: Milestone, **kwargs: Any) -> None:
        # The date that it had stays, unless somebody takes it away where everybody sees it.
        super().__init__(
            data, milestone=milestone, initial={"planned": milestone.planned}, **kwargs
        )

    def clean_planned(self) -> Planned | None:
        planned: Planned | None = self.cleaned_data["planned"]
        # What it was planned for may be past by now: that is told, not refused.
        if planned != self.milestone.planned:
            check_not_before(open_peildatum(), planned)
        return planned


class WithdrawForm(VerbForm):
    withdrawn_on = PastDayField(
        label=_("Ingetrokken op"),
        help_text=_("De dag waarop dit is besloten. Leeg is vandaag."),
        required=False,
    )
    reason = PlainTextField(
        label=_("Waarom trekt u deze mijlpaal in?"),
        help_text=_("Komt één keer in het rapport, en staat in de geschiedenis."),
        error_messages={"required": _("Vul in waarom u deze mijlpaal intrekt.")},
        limit=TITLE_LENGTH,
        one_line=True,
    )

    field_order = ["reason", "withdrawn_on"]

    def apply(self, *, by: User) -> Milestone:
        data = self.cleaned_data
        return verbs.withdraw(self.milestone, why=data["reason"], on=data["withdrawn_on"], by=by)


class RestoreForm(VerbForm):
    act = staticmethod(verbs.restore)


VERB_FORMS: dict[Verb, type[VerbForm]] = {
    Verb.REALISE: RealiseForm,
    Verb.SHIFT: ShiftForm,
    Verb.RESOLVE: ResolveForm,
    Verb.RAISE: RaiseForm,
    Verb.PLAN: PlanForm,
    Verb.WITHDRAW: WithdrawForm,
    Verb.RESTORE: RestoreForm,
}


class VersionForm(VerbForm):
    """Back to an earlier version."""

    def __init__(self, data: Any = None, *, version: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.older = version

    def apply(self, *, by: User) -> Milestone:
        reason = self.cleaned_data["reason"]
        return verbs.restore_version(self.milestone, self.older, by=by, reason=reason)
