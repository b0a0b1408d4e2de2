"""The forms of policy documents. What may be a mistake is asked about once, and not refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import tablib
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.exchange.clipboard import cell_of, read_block
from nalportal.exchange.writing import to_csv
from nalportal.pages.fields import ClipboardField, DayField, PastDayField, PlainTextField
from nalportal.pages.forms import DAY_HELP, OnceForm, VersionedForm
from nalportal.pages.uploads import UploadForm
from nalportal.progress.forms.milestones import TITLE_LENGTH

from ..documents import DocumentContent, add_document, adoption, record_document, version_of
from ..models import AdoptedBy, AnswerKind, PolicyAction, PolicyDocument, PolicyInstrument
from ..references import key_of, usual_form
from .recording import DocumentChoice, SelectionForm

# What a person says who leaves what looks like a mistake, by the fields it is about.
CONFIRMATIONS: Mapping[tuple[str, ...], Any] = {
    ("reference",): _("Ja, dit kenmerk klopt"),
    ("in_force_on",): _("Ja, deze datums kloppen"),
}


class DocumentFields(OnceForm):
    """What a person writes of a document.

    ``klopt`` says that what looks like a mistake is right: exactly what ``checked`` names.
    """

    title = PlainTextField(
        label=_("Titel"),
        help_text=_("Zoals op het besluit staat."),
        limit=TITLE_LENGTH,
        one_line=True,
        error_messages={"required": _("Vul de titel van het document in.")},
    )
    reference = PlainTextField(
        label=_("Kenmerk"),
        help_text=_("Van de bekendmaking, zoals CVDR677545 of gmb-2022-41676."),
        limit=60,
        one_line=True,
        required=False,
    )
    url = forms.URLField(
        label=_("Webadres"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Vul een webadres in, zoals https://www.voorbeeld.nl/besluit.")
        },
    )
    adopted_by = forms.ChoiceField(
        label=_("Vastgesteld door"),
        choices=[("", _("Niet bekend")), *AdoptedBy.choices],
        required=False,
    )
    adopted_on = PastDayField(label=_("Vastgesteld op"), help_text=DAY_HELP, required=False)
    in_force_on = DayField(label=_("In werking op"), help_text=DAY_HELP, required=False)
    klopt = forms.BooleanField(label=_("Ja, dit klopt"), required=False)
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    document: PolicyDocument | None = None

    def clean_reference(self) -> str:
        reference = usual_form(self.cleaned_data["reference"])
        others = PolicyDocument.objects.exclude(reference="").order_by()
        if self.document:
            others = others.exclude(pk=self.document.pk)
        asked = key_of(reference)
        found = next((row for row in others if key_of(row.reference) == asked), None)
        if reference and found:
            text = _("Er is al een document met dit kenmerk: %(title)s. Kies dat document.")
            raise ValidationError(text, code="exists", params={"title": found.title})
        return reference

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("Een webadres begint met https:// of http://."))
        return url

    @property
    def content(self) -> DocumentContent:
        """What was typed; of a form without errors in these fields."""
        names = ("title", "reference", "url", "adopted_by", "adopted_on", "in_force_on")
        return DocumentContent(**{name: self.cleaned_data[name] for name in names})

    def ask_about_doubts(self) -> None:
        """An error for what may be a mistake, until somebody says that it is none."""
        if self.errors:
            return
        doubts = " ".join(self.content.doubts.values())
        confirmed = self.cleaned_data["klopt"] and self.cleaned_data["checked"] == doubts
        if doubts and not confirmed:
            text = _now("%(doubts)s Verbeter het, of vink aan dat dit klopt.")
            self.add_error("klopt", text % {"doubts": doubts})
            asked = tuple(self.content.doubts)
            self["klopt"].label = CONFIRMATIONS.get(asked, _("Ja, dit klopt"))
            # What was ticked for something else doesn't count for this.
            typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # of a request
            typed["checked"] = doubts
            typed.pop("klopt", None)
            self.data = typed

    @property
    def asks(self) -> bool:
        """Whether the tick-box belongs on the page."""
        return bool(self.data.get("checked"))


class NewDocumentForm(DocumentFields):
    """A document that covers nothing yet."""

    def clean(self) -> None:
        self.ask_about_doubts()

    def apply(self, *, by: User) -> PolicyDocument:
        return add_document(self.content, by=by)


class EditDocumentForm(VersionedForm, DocumentFields):
    """Changes one document; the steps that rest on it stay as they are."""

    reason = PlainTextField(
        label=_("Waarom wijzigt u dit?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, *, document: PolicyDocument, **kwargs: Any) -> None:
        initial = {**DocumentContent.of(document).__dict__, "version": version_of(document)}
        super().__init__(data, initial=initial, **kwargs)
        self.document = document

    def clean(self) -> None:
        self.ask_about_doubts()


class DocumentsUploadForm(UploadForm):
    """Choose a file with documents, or paste a list of them."""

    endings = (".csv", ".xlsx", ".xml")
    text = ClipboardField(
        label=_("Of plak hier een lijst"),
        help_text=_(
            "Uit een werkblad met koppen, of alleen kenmerken: CVDR677545, gmb-2022-41676, "
            "Staatscourant 2021, 12345 of het webadres van de bekendmaking."
        ),
        limit=500_000,
        rows=8,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].help_text = _(
            "XLSX of CSV met uw eigen kolommen, of de XML-lijst van CVDR of officiële "
            "bekendmakingen. Een lege cel wijzigt niets; met (leegmaken) maakt u die leeg."
        )

    def clean_file(self) -> Any:
        return super().clean_file() if self.cleaned_data["file"] else None

    def clean(self) -> None:
        text = self.cleaned_data.get("text")
        if "file" in self.errors or self.cleaned_data.get("file"):
            return
        if not text:
            self.add_error("file", _("Kies een bestand, of plak een lijst."))
            return
        block = read_block(text)
        # Empty rows go along: a fault names the row that it is in.
        first, *rest = ([cell_of(row, at) for at in range(block.width)] for row in block.rows)
        content = to_csv(tablib.Dataset(*rest, headers=first))
        self.cleaned_data["file"] = SimpleUploadedFile(_now("geplakt") + ".csv", content)


class InstrumentsChoice(forms.ModelMultipleChoiceField):
    """Instruments that go through stages: those that a document can adopt."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        # A database may refuse to look for a control character.
        return super().clean([slug if slug.isprintable() else "?" for slug in value or ()])


class RecordDocumentForm(DocumentFields, SelectionForm):
    """One document, new or there already, for all the selected municipalities."""

    heading, button = _("Document koppelen"), _("Document koppelen")
    fields_of_rules: ClassVar[Mapping[str, str]] = {
        "on": "adopted_on",
        "stage": "instruments",
        "expected_on": "instruments",
    }

    @property
    def days(self) -> tuple[date, ...]:
        """The day of the decision, of a valid form."""
        return (self.day,) if self.day else ()

    known = DocumentChoice(_("Een nieuw document, hieronder ingevuld"))
    instruments = InstrumentsChoice(
        PolicyInstrument.objects.filter(answers=AnswerKind.STAGES),
        to_field_name="slug",
        label=_("Wat stelt het vast?"),
        error_messages={"required": _("Kies ten minste één instrument.")},
    )
    field_order = ["instruments", "known"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Nodig bij een nieuw document: zoals op het besluit.")
        self.fields["adopted_on"].help_text = _(
            "Een dag, zoals 31-12-2020. Niet bekend? Dan geldt uiterlijk de dag waarop het in "
            "werking ging."
        )

    def clean(self) -> None:
        data = self.cleaned_data
        if not data.get("known"):
            if not data.get("title") and "title" not in self.errors:
                self.add_error("title", _("Vul de titel in, of kies een document dat er al is."))
            self.ask_about_doubts()
        if not self.day and "adopted_on" not in self.errors:
            self.add_error(
                "adopted_on", _("Vul in wanneer het is vastgesteld, of in werking ging.")
            )
        if not self.errors and self.day:
            self.leave_out(adoption(data["instruments"], self.day))

    @property
    def day(self) -> date | None:
        """The day of the decision, or else the one on which it took effect."""
        return self._dated("adopted_on") or self._dated("in_force_on")

    def _dated(self, name: str) -> date | None:
        """What was typed, or else what the document that was chosen says."""
        known = self.cleaned_data.get("known")
        typed: date | None = self.cleaned_data.get(name)
        return typed or (getattr(known, name) if known else None)

    def apply(self, *, by: User) -> PolicyAction:
        assert self.day  # noqa: S101 - a valid form has one
        document = self.cleaned_data["known"] or self.content
        late = self._dated("adopted_on") is None
        facts = adoption(self.cleaned_data["instruments"], self.day, late)
        seen = self.seen.number
        return record_document(document, self.municipalities, facts, by=by, seen=seen)
