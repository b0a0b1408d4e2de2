"""What a reviewer says of a hand-in: in general, and of single items, texts and policy."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OF_THE_PAGE, OnceForm
from nalportal.progress.forms.remarks import REMARK_LENGTH
from nalportal.progress.models import HandIn, Place
from nalportal.progress.models.texts import UNIT_PLACES
from nalportal.records.seen_forms import SeenForm

KEEP, ACCEPT, RETURN = "bewaren", "accepteren", "terugsturen"


class ReviewForm(SeenForm, OnceForm):
    """New remarks, and one of three buttons: place them, accept, or return with them.

    ``references`` are the items that can be remarked on, ``policy`` the cells of table 3 (key,
    words); ``noted`` is what was kept to say in general, ``hand_in`` the hand-in that the page
    shows. A remark that was placed stands in its conversation, so its field is empty again.
    """

    hand_in = forms.IntegerField(
        widget=forms.HiddenInput, required=False, error_messages=OF_THE_PAGE
    )

    reason = PlainTextField(
        label=_("Opmerking voor wie inlevert"),
        help_text=_("Verplicht bij terugsturen. De regio of werkgroep leest dit."),
        limit=2_000,
        rows=4,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        references: Iterable[str],
        policy: Iterable[tuple[str, str]] = (),
        noted: str = "",
        last: HandIn | None = None,
        **kwargs: Any,
    ) -> None:
        self.last = last
        initial = {"reason": noted, "hand_in": last.pk if last else None}
        super().__init__(data, initial=initial, **kwargs)
        # What each field for a remark is about, in the short words of addresses.
        self.about: dict[str, str] = {}
        for reference in references:
            self._add(f"bij-{reference}", f"mijlpaal:{reference}", reference)
        for place in UNIT_PLACES:
            self._add(f"tekst-{place}", f"tekst:{place}", str(Place(place).label))
        for key, words in policy:
            self._add(f"beleid-{key}", f"beleid:{key}", words)

    def _add(self, name: str, about: str, words: str) -> None:
        label = _("Opmerking bij {0}").format(words)
        if about.startswith("tekst:"):
            label = _("Opmerking bij de tekst: {0}").format(words)
        self.fields[name] = PlainTextField(label=label, limit=REMARK_LENGTH, rows=2, required=False)
        self.about[name] = about

    @property
    def seen_fields(self) -> Iterator[str]:
        """Only what is said in general is stored to be shown again."""
        yield "reason"

    @property
    def decision(self) -> str:
        """Which button was pressed; without one the remarks are only placed."""
        pressed = self.data.get("besluit", KEEP)
        return pressed if pressed in (ACCEPT, RETURN) else KEEP

    def clean(self) -> dict[str, Any]:
        if self.last and self.cleaned_data.get("hand_in") not in (None, self.last.pk):
            text = _("Er is intussen opnieuw ingeleverd. Kijk hieronder na wat er nu staat.")
            self.add_error(None, text)
            self.know_what_is_stored()
        if self.decision == RETURN and not self.cleaned_data.get("reason"):
            text = _("Vul in waarom u terugstuurt. De regio of werkgroep leest dit.")
            self.add_error("reason", text)
        return self.cleaned_data

    def of_item(self, reference: str) -> BoundField | None:
        """The field for a remark on one item."""
        name = f"bij-{reference}"
        return self[name] if name in self.about else None

    def of_policy(self, key: str) -> BoundField | None:
        """The field for a remark on one cell of table 3."""
        name = f"beleid-{key}"
        return self[name] if name in self.about else None

    def of_text(self, place: str) -> BoundField:
        """The field for a remark on one text of the unit."""
        return self[f"tekst-{place}"]

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
        return [self.of_text(place) for place in UNIT_PLACES]

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What was written: what it is about, and the text."""
        written = ((about, self.cleaned_data.get(name)) for name, about in self.about.items())
        return [(about, text) for about, text in written if text]
