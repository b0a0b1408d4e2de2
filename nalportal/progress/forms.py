"""The forms of the content of one milestone and of its evidence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate, long_date
from nalportal.records.versions import SeenVersion

from .fields import PartialDateField, PastDayField, PlainTextField
from .history import Link, State
from .models import Category, Milestone, ReportingUnit, Round, Theme
from .models.states import OPEN_STATES
from .verbs import Content

DATE_HELP = _("Bijvoorbeeld 15-9-2021, september 2021, 3e kwartaal 2021 of 2021.")
DAY_HELP = _("Een dag, zoals 31-12-2020.")
TITLE_LENGTH, LONG_LENGTH = 300, 5_000


class OnceForm(forms.Form):
    """A form with a number of its own, so that sending it twice is noticed."""

    # The browser's messages are in its own language and hide ours.
    use_required_attribute = False

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Open deze pagina opnieuw en vul haar nog eens in."),
            "invalid": _("Open deze pagina opnieuw en vul haar nog eens in."),
        },
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        initial = {"token": uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(data, initial=initial, **kwargs)


class VersionedForm(OnceForm):
    """Changes what somebody else may be changing too; ``version`` is what the page shows."""

    version = forms.IntegerField(
        label="",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Open deze pagina opnieuw en vul haar nog eens in."),
            "invalid": _("Open deze pagina opnieuw en vul haar nog eens in."),
        },
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


def open_peildatum() -> date | None:
    """The peildatum of the round that is open now (1 query)."""
    rounds = Round.objects.filter(state__in=OPEN_STATES).order_by("-reference_on")
    found: date | None = rounds.values_list("reference_on", flat=True).first()
    return found


def check_not_before(peildatum: date | None, planned: PartialDate | None) -> None:
    """What is planned for a time before the peildatum is late on the day it is written down."""
    if planned and peildatum and planned.last_day < peildatum:
        text = _(
            "Kies een datum op of na de peildatum %(date)s. Is het al klaar? Kies dan Gerealiseerd."
        )
        raise ValidationError(text % {"date": long_date(peildatum)}, code="past")


def unit_field() -> forms.ChoiceField:
    """Which unit; the form offers those that this person may change."""
    return forms.ChoiceField(
        label=_("Onderdeel"), error_messages={"required": _("Kies een onderdeel.")}
    )


def category_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Categorie"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een categorie.")},
    )


class ContentForm(OnceForm):
    """What a person writes of a milestone; :meth:`content` is all of it."""

    title = PlainTextField(
        label=_("Titel"),
        help_text=_("Wat is er straks klaar? Ten hoogste 300 tekens."),
        error_messages={"required": _("Vul een titel in.")},
        limit=TITLE_LENGTH,
        rows=2,
        one_line=True,
    )
    planned = PartialDateField(label=_("Verwacht gereed"), help_text=DATE_HELP, required=False)
    realised_on = PastDayField(label=_("Gerealiseerd op"), help_text=DAY_HELP, required=False)
    explanation = PlainTextField(
        label=_("Toelichting"),
        help_text=_("Komt in het rapport en op de openbare pagina."),
        limit=LONG_LENGTH,
        rows=4,
        required=False,
    )
    themes = forms.MultipleChoiceField(
        label=_("Thema's"), widget=forms.CheckboxSelectMultiple, required=False
    )
    internal_note = PlainTextField(
        label=_("Interne notitie"),
        help_text=_("Alleen zichtbaar voor uw onderdeel en het ministerie."),
        limit=LONG_LENGTH,
        rows=3,
        required=False,
    )

    def __init__(self, data: Any = None, *, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._themes = {theme.slug: theme for theme in themes}
        set_choices(self, "themes", [(t.slug, t.name) for t in self._themes.values()])

    def content(self, links: Sequence[Link], before: Content | None = None) -> Content:
        """What was typed; a field that is not on the page stays as it was ``before``."""
        data = self.cleaned_data
        kept = before or Content(title="")
        return Content(
            title=data["title"],
            explanation=data["explanation"],
            # A browser sends each field of its page, also an empty one.
            planned=data["planned"] if self._was_sent("planned") else kept.planned,
            realised_on=data["realised_on"] if self._was_sent("realised_on") else kept.realised_on,
            internal_note=data["internal_note"],
            themes=tuple(self._themes[slug] for slug in data["themes"]),
            links=tuple(links),
        )

    def _was_sent(self, name: str) -> bool:
        return name in self.fields and name in self.data


class NewMilestoneForm(ContentForm):
    """A new milestone of one of the ``units`` that this person may change."""

    unit = unit_field()
    category = category_field()

    field_order = ["unit", "title", "category", "planned", "realised_on"]

    def __init__(self, data: Any = None, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._units = {unit.slug: unit for unit in units}
        set_choices(self, "unit", [(unit.slug, unit.name) for unit in units])

    def clean_unit(self) -> ReportingUnit:
        return self._units[self.cleaned_data["unit"]]

    def clean(self) -> None:
        data = self.cleaned_data
        category = data.get("category")
        if data.get("realised_on") and category not in (Category.REALISED, None):
            self.add_error("realised_on", _("Maak dit leeg, of kies de categorie Gerealiseerd."))
        if category == Category.PLANNED:
            try:
                check_not_before(open_peildatum(), data.get("planned"))
            except ValidationError as error:
                self.add_error("planned", error)


class EditMilestoneForm(VersionedForm, ContentForm):
    """Changes one milestone."""

    reason = PlainTextField(
        label=_("Waarom wijzigt u dit?"),
        help_text=_("Staat in de geschiedenis."),
        limit=TITLE_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, *, milestone: Milestone, **kwargs: Any) -> None:
        initial = {
            "title": milestone.title,
            "planned": milestone.planned,
            "realised_on": milestone.realised_on,
            "explanation": milestone.explanation,
            "themes": [theme.slug for theme in milestone.themes.all()],
            "internal_note": milestone.internal_note,
            "version": milestone.version,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.milestone = milestone
        # When the category changes, the page of that verb asks for its date.
        self._absent = "planned" if milestone.category == Category.REALISED else "realised_on"
        del self.fields[self._absent]

    def left_out(self, base: State | None) -> tuple[str, str] | None:
        """The name and text of a date that was typed before somebody changed the category.

        ``base`` is what the page was filled with: a date that just stood there is not typed.
        """
        field = self.base_fields[self._absent]
        typed = str(self.data.get(self._absent, "")).strip()
        stood = field.prepare_value(getattr(base, self._absent)) if base else ""
        return (str(field.label), typed) if typed and typed != stood else None

    def clean_planned(self) -> PartialDate | None:
        planned: PartialDate | None = self.cleaned_data["planned"]
        # What is late already may stay so while something else is changed.
        if self.milestone.category == Category.PLANNED and planned != self.milestone.planned:
            check_not_before(open_peildatum(), planned)
        return planned


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these and no others."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is
    field.choices = choices


# -------------------------------------------------------------------------------- evidence


class LinkForm(forms.Form):
    """One link; a row with both fields empty is no link (any more)."""

    title = PlainTextField(label=_("Titel"), limit=200, one_line=True, required=False)
    url = forms.URLField(
        label=_("Webadres"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Vul een webadres in, zoals https://www.voorbeeld.nl/besluit.")
        },
    )

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("url") and not data["url"].startswith(("https://", "http://")):
            self.add_error("url", _("Een webadres begint met https:// of http://."))
        elif data.get("title") and not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Vul ook het webadres in, of maak beide velden leeg."))
        elif data.get("url") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Vul ook een titel in, of maak beide velden leeg."))


class LinkRows(forms.BaseFormSet):
    """The links of a milestone, and two empty rows for more."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            url = form.cleaned_data.get("url") if form.is_valid() else ""
            if url and url in seen:
                form.add_error("url", _now("Dit webadres staat er al."))
            seen.add(url or "")

    def links(self) -> tuple[Link, ...]:
        """(title, url) of the rows that were filled in."""
        rows = [form.cleaned_data for form in self.forms]
        return tuple((row["title"], row["url"]) for row in rows if row.get("url"))


LinkFormSet = forms.formset_factory(
    LinkForm, formset=LinkRows, extra=2, max_num=20, absolute_max=40, validate_max=True
)


def link_rows(data: Any, links: Iterable[Link]) -> LinkRows:
    """The rows of a page: filled with ``links``, or with what was sent."""
    initial = [{"title": title, "url": url} for title, url in links]
    form_kwargs = {"use_required_attribute": False}
    rows = LinkFormSet(data, initial=initial, prefix="links", form_kwargs=form_kwargs)
    assert isinstance(rows, LinkRows)  # noqa: S101 - tells mypy what it is
    return rows
