"""What a reviewer says of a hand-in: in general, and of single items and texts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm
from nalportal.progress.models import HandIn, Place, ReviewRemark
from nalportal.progress.models.texts import UNIT_PLACES
from nalportal.records.seen_forms import SeenForm

KEEP, ACCEPT, RETURN = "bewaren", "accepteren", "terugsturen"
REMARK_LENGTH = 1_000


class ReviewForm(SeenForm, OnceForm):
    """The remarks, and one of three buttons: keep them, accept, or return with them.

    ``references`` are the items that can be remarked on; ``said`` the remarks there are and
    ``noted`` what was kept to say in general. ``hand_in`` is the hand-in that the page shows.
    """

    hand_in = forms.IntegerField(widget=forms.HiddenInput, required=False)

    reason = PlainTextField(
        label=_("Opmerking voor het onderdeel"),
        help_text=_("Verplicht bij terugsturen. Het onderdeel leest dit."),
        limit=2_000,
        rows=4,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        references: Iterable[str],
        said: Iterable[ReviewRemark],
        noted: str = "",
        last: HandIn | None = None,
        **kwargs: Any,
    ) -> None:
        self.said: Mapping[str, str] = said_of(said)
        self.noted, self.last = noted, last
        initial = {**self.said, "reason": noted, "hand_in": last.pk if last else None}
        super().__init__(data, initial=initial, **kwargs)
        self.references = tuple(references)
        for reference in self.references:
            self._add(_of_item(reference), _("Opmerking bij {0}").format(reference))
        for place in UNIT_PLACES:
            label = _("Opmerking bij de tekst: {0}").format(Place(place).label)
            self._add(_of_text(place), label)

    def _add(self, name: str, label: Any) -> None:
        self.fields[name] = PlainTextField(label=label, limit=REMARK_LENGTH, rows=2, required=False)

    @property
    def decision(self) -> str:
        """Which button was pressed; without one the remarks are only kept."""
        pressed = self.data.get("besluit", KEEP)
        return pressed if pressed in (ACCEPT, RETURN) else KEEP

    def clean(self) -> dict[str, Any]:
        if self.last and self.cleaned_data.get("hand_in") not in (None, self.last.pk):
            text = _("Er is intussen opnieuw ingeleverd. Kijk hieronder na wat er nu staat.")
            self.add_error(None, text)
            self.know_what_is_stored()
        if self.decision == RETURN and not self.cleaned_data.get("reason"):
            text = _("Vul in waarom u terugstuurt. Het onderdeel leest dit.")
            self.add_error("reason", text)
        return self.cleaned_data

    def of_item(self, reference: str) -> BoundField | None:
        """The field for a remark on one item."""
        return self[_of_item(reference)] if reference in self.references else None

    def know_what_is_stored(self) -> None:
        super().know_what_is_stored()
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
        typed["hand_in"] = str(self.last.pk) if self.last else ""
        self.data = typed

    @property
    def written(self) -> list[BoundField]:
        """The fields in which something was written, for a page that can't take it any more."""
        return [field for field in self.visible_fields() if field.value()]

    @property
    def of_texts(self) -> list[BoundField]:
        return [self[_of_text(place)] for place in UNIT_PLACES]

    def new_remarks(self) -> tuple[dict[str, str], dict[str, str]]:
        """The remarks that are not as they were: by reference, and by the place of a text."""
        changed = {
            name: text
            for name, text in self.cleaned_data.items()
            if text != self.said.get(name, "")
        }
        items = {r: changed[_of_item(r)] for r in self.references if _of_item(r) in changed}
        texts = {str(p): changed[_of_text(p)] for p in UNIT_PLACES if _of_text(p) in changed}
        return items, texts


def said_of(remarks: Iterable[ReviewRemark]) -> dict[str, str]:
    """What remarks say, by the name of their field."""
    return {_name_of(remark): remark.text for remark in remarks}


def _of_item(reference: str) -> str:
    return f"bij-{reference}"


def _of_text(place: str) -> str:
    return f"tekst-{place}"


def _name_of(remark: ReviewRemark) -> str:
    return _of_item(remark.milestone.reference) if remark.milestone else _of_text(remark.place)
