"""The forms of sources, their editions, and the series of the report."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import NearDayField, PastDayField, PlainTextField
from nalportal.pages.forms import DAY_HELP, OnceForm, own_address, set_choices
from nalportal.progress.forms.milestones import LONG_LENGTH, TITLE_LENGTH
from nalportal.records.seen_forms import SeenForm

from ..models import Edition, Measure, Source
from ..sources import EditionContent, SourceContent

CHOOSE = _("Kies een bron.")


def _code_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Code"),
        help_text=_("Zoals in een bestand: kleine letters, cijfers en streepjes."),
        max_length=50,
        error_messages={
            "required": _("Vul een code in."),
            "invalid": _("Gebruik letters, cijfers en streepjes, zoals monitor-2021."),
        },
    )


class CodeForm(OnceForm):
    """Gives something new a code that nothing has yet."""

    is_new = True
    slug = _code_field()

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        taken = [model.objects.filter(slug=slug).exists() for model in (Source, Edition)]
        if any(taken):
            raise forms.ValidationError(_("Deze code is al van een bron of een uitgave."))
        return own_address("figures-source", slug)


class SourceForm(OnceForm):
    """A publisher with a method; ``other_sources`` are called otherwise."""

    other_sources: QuerySet[Source] | None = None

    publisher = PlainTextField(
        label=_("Uitgever"),
        limit=100,
        one_line=True,
        error_messages={"required": _("Vul in wie de cijfers uitgeeft.")},
    )
    name = PlainTextField(
        label=_("Naam van de bron"),
        help_text=_("Zoals “NAL-monitor”: wat alle uitgaven samen zijn."),
        limit=200,
        one_line=True,
        error_messages={"required": _("Vul de naam van de bron in.")},
    )
    method = PlainTextField(
        label=_("Methode"),
        help_text=_("Wat de bron telt en hoe. Komt bij de cijfers te staan."),
        limit=LONG_LENGTH,
        rows=3,
        required=False,
    )

    def clean_name(self) -> str:
        """Two of one name cannot be told apart in a list or under a table."""
        name = str(self.cleaned_data["name"])
        others = Source.objects.all() if self.other_sources is None else self.other_sources
        publisher = self.cleaned_data.get("publisher", "")
        if others.filter(publisher__iexact=publisher, title__iexact=name).exists():
            raise forms.ValidationError(
                _("Deze uitgever heeft al een bron met deze naam. Voeg daar een uitgave aan toe.")
            )
        return name

    @property
    def source(self) -> SourceContent:
        data = self.cleaned_data
        return SourceContent(data["publisher"], data["name"], data["method"])


class EditionForm(OnceForm):
    """One publication; ``other_editions`` are those of its source, which are called otherwise."""

    other_editions: QuerySet[Edition] | None = None

    title = PlainTextField(
        label=_("Titel van de uitgave"),
        limit=200,
        one_line=True,
        error_messages={"required": _("Vul de titel van de uitgave in.")},
    )
    label = PlainTextField(
        label=_("Aanduiding"),
        help_text=_("Zoals “juli 2021” of “versie 2”."),
        limit=100,
        one_line=True,
        required=False,
    )
    published_on = PastDayField(label=_("Verschenen op"), help_text=DAY_HELP, required=False)
    url = forms.URLField(
        label=_("Webadres"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Vul een webadres in, zoals https://www.cbs.nl.")},
    )
    licence = PlainTextField(
        label=_("Licentie"),
        help_text=_("Zoals “CC BY 4.0”."),
        limit=100,
        one_line=True,
        required=False,
    )

    def clean_label(self) -> str:
        """It tells the editions of one title apart."""
        label = str(self.cleaned_data["label"])
        others = Edition.objects.none() if self.other_editions is None else self.other_editions
        title = self.cleaned_data.get("title", "")
        if others.filter(title__iexact=title, label__iexact=label).exists():
            raise forms.ValidationError(
                _("Er is al een uitgave met deze titel en aanduiding. Kies een andere aanduiding.")
            )
        return label

    @property
    def edition(self) -> EditionContent:
        data = self.cleaned_data
        return EditionContent(
            data["title"], data["label"], data["published_on"], data["url"], data["licence"]
        )


class EditSourceForm(SeenForm, SourceForm):
    """Changes one source."""


class EditEditionForm(SeenForm, EditionForm):
    """Changes one edition."""


class NewSourceForm(CodeForm, SourceForm, EditionForm):
    field_order = ("slug", "publisher", "name", "method", "title", "label", "published_on")


class NewEditionForm(CodeForm, EditionForm):
    """An edition that follows those that its source has."""

    field_order = ("slug", "title", "label", "published_on")

    def __init__(self, data: Any = None, *, latest: date | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._latest = latest

    def clean_published_on(self) -> date | None:
        on: date | None = self.cleaned_data["published_on"]
        if on and self._latest and on < self._latest:
            raise forms.ValidationError(_("Een nieuwe uitgave verschijnt niet vóór de vorige."))
        return on


class SuccessionForm(OnceForm):
    """From which day on which source gives the series of a measure."""

    source = forms.ChoiceField(label=_("Bron"), error_messages={"required": CHOOSE})
    since = NearDayField(
        label=_("Vanaf"),
        help_text=_("De eerste dag. Leeg: vanaf het begin, tot een andere bron het overneemt."),
        required=False,
    )

    def __init__(self, data: Any = None, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._sources = {row.slug: row for row in Source.objects.all()}
        set_choices(self, "source", [(slug, str(row)) for slug, row in self._sources.items()])

    @property
    def is_new(self) -> bool:
        """Whether another source takes over on a day; else the first one changes."""
        return bool(self.data.get("since"))

    def clean_source(self) -> Source:
        return self._sources[self.cleaned_data["source"]]


class MergeForm(OnceForm):
    """Into which source another one goes, and why they are one."""

    into = forms.ChoiceField(
        label=_("Gaat op in"),
        help_text=_("De methode van deze bron blijft."),
        error_messages={"required": CHOOSE},
    )
    reason = PlainTextField(
        label=_("Waarom zijn dit uitgaven van één bron?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        error_messages={"required": _("Schrijf op waarom de bronnen één bron zijn.")},
    )
    sure = forms.BooleanField(
        label=_("Beide tellen op dezelfde manier, dus hun cijfers zijn één reeks"),
        error_messages={"required": _("Kruis aan dat de cijfers één reeks zijn.")},
    )

    def __init__(self, data: Any = None, *, source: Source, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        others = Source.objects.exclude(pk=source.pk)
        self._sources = {row.slug: row for row in others}
        set_choices(self, "into", [(slug, str(row)) for slug, row in self._sources.items()])

    def clean_into(self) -> Source:
        return self._sources[self.cleaned_data["into"]]
