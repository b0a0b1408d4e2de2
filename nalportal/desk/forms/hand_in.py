"""What is asked of who hands in: for whom, and why something is missing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm, VersionedForm
from nalportal.progress.submissions import Gap

from ..completeness import Check

REASON_LENGTH = 300


class ReasonForm(VersionedForm):
    """Why, of a step with what stands now (``version``). ``is_required`` says whether there has to
    be a reason."""

    reason = PlainTextField(
        label=_("Waarom?"),
        limit=2_000,
        rows=3,
        error_messages={"required": _("Vul in waarom.")},
    )

    def __init__(self, data: Any = None, *, version: int, is_required: bool = True) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["reason"].required = is_required

    @property
    def answers(self) -> dict[str, Any]:
        """What the step asked, without what only belongs to the page."""
        data = self.cleaned_data
        return {name: data[name] for name in data if name not in ("token", "version")}


class HandInForm(OnceForm):
    """Hands in; with a reason for each gap, or one for all of them.

    Who hands in ``editors`` for, is asked of a reviewer only, who may also hand in without what
    is required, and then always says why.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    on_behalf_of = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Namens"),
        empty_label=_("Kies wie dit onderdeel bijhoudt"),
        error_messages={"required": _("Kies namens wie u inlevert.")},
    )
    reason = PlainTextField(
        label=_("Waarom ontbreekt dit?"),
        help_text=_("Eén reden voor alles wat open staat. Het ministerie leest dit."),
        limit=REASON_LENGTH,
        rows=2,
        required=False,
        error_messages={"required": _("Vul in waarom er iets verplichts ontbreekt.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        missing: Sequence[Check],
        editors: QuerySet[User] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.missing = missing
        if editors is None:
            del self.fields["on_behalf_of"]
        else:
            field = self.fields["on_behalf_of"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy what it is
            field.queryset = editors
        if not missing:
            del self.fields["reason"]
            return
        self.fields["reason"].required = any(check.required for check in missing)
        if len(missing) > 1:
            for check in missing:
                self.fields[f"reden-{check.key}"] = PlainTextField(
                    label=check.text,
                    help_text=_("Alleen als hiervoor een andere reden geldt."),
                    limit=REASON_LENGTH,
                    one_line=True,
                    required=False,
                )

    def show_again(self, number: str) -> None:
        """With what was typed, on a page that shows what has this ``number`` now."""
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
        typed["seen"] = number
        self.data = typed

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, each with its own reason or the one for all."""
        data = self.cleaned_data
        return tuple(
            check.gap(data.get(f"reden-{check.key}") or data["reason"]) for check in self.missing
        )

    def not_explained(self, required: Iterable[Check]) -> list[Check]:
        """Those of the required checks that this form doesn't ask a reason for."""
        return [check for check in required if check not in self.missing]
