"""Base classes of forms: sent once, made from a version, with choices that depend on who asks."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.records.versions import SeenVersion

DATE_HELP = _("Bijvoorbeeld 15-9-2021, september 2021, 3e kwartaal 2021 of 2021.")
DONE_HELP = _(
    "Bijvoorbeeld 15-9-2021, september 2021, 3e kwartaal 2021 of 2021. Een periode telt mee vanaf "
    "haar laatste dag."
)
PLANNED_HELP = _(
    "Bijvoorbeeld 15-9-2021, september 2021, 3e kwartaal 2021, medio 2021 of doorlopend."
)
DAY_HELP = _("Een dag, zoals 31-12-2020.")


_AGAIN = _("Open deze pagina opnieuw en vul haar nog eens in.")
# What a page sends along and nobody sees or can mend.
OF_THE_PAGE = {"required": _AGAIN, "invalid": _AGAIN}


class OnceForm(forms.Form):
    """A form with a number of its own, so that sending it twice is noticed."""

    # The browser's messages are in its own language and hide ours.
    use_required_attribute = False

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=OF_THE_PAGE,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        initial = {"token": uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(data, initial=initial, **kwargs)


class VersionedForm(OnceForm):
    """Changes what somebody else may be changing too; ``version`` is what the page shows."""

    version = forms.IntegerField(
        label="",
        widget=forms.HiddenInput,
        error_messages=OF_THE_PAGE,
    )

    @property
    def seen(self) -> SeenVersion:
        """What the person saw; of a valid form."""
        return SeenVersion(self.cleaned_data["version"], self.data.dict())  # type: ignore[attr-defined]  # of a request

    def refuse(self, refusal: Exception, version: int) -> None:
        """Say why it was not done, on a page that knows of ``version`` and has what was typed."""
        self.add_error(None, str(refusal))
        self.for_version(version)

    def for_version(self, version: int) -> None:
        """Show the same typed text on a page that knows of ``version``."""
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
        typed["version"] = str(version)
        self.data = typed


def focus_first(form: forms.Form) -> None:
    """Begin in the first field of a page that asks one thing. A form with faults begins at those:
    their summary stands before it."""
    field = next(iter(form.visible_fields()), None)
    if field and not form.is_bound:
        field.field.widget.attrs["autofocus"] = True


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these and no others."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is
    field.choices = choices


def own_address(route: str, slug: str) -> str:
    """``slug``, of something that gets its page at ``route``.

    Raises ``ValidationError`` where another page has that address, such as “nieuw”.
    """
    if resolve(reverse(route, args=[slug])).view_name != route:
        text = _now("“%s” is het adres van een andere pagina. Kies iets anders.")
        raise ValidationError(text % slug, code="address")
    return slug
