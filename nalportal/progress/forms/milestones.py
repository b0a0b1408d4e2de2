"""The forms of the content of one milestone and of its evidence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import Planned, long_date
from nalportal.pages.fields import PastPeriodField, PlainTextField, PlannedField
from nalportal.pages.forms import DONE_HELP, PLANNED_HELP, OnceForm, VersionedForm, set_choices

from ..history import Link, State
from ..models import Category, Milestone, ReportingUnit, Round, Theme
from ..models.milestones import TREKKER_LENGTH
from ..models.states import OPEN_STATES
from ..verbs import Content

TITLE_LENGTH, LONG_LENGTH = 300, 5_000


def open_peildatum() -> date | None:
    """The peildatum of the round that is open now (1 query)."""
    rounds = Round.objects.filter(state__in=OPEN_STATES).order_by("-reference_on")
    found: date | None = rounds.values_list("reference_on", flat=True).first()
    return found


def check_not_before(peildatum: date | None, planned: Planned | None) -> None:
    """What is planned for a time before the peildatum is late on the day it is written down."""
    if planned and peildatum and planned.last_day < peildatum:
        text = _(
            "Kies een datum op of na de peildatum %(date)s. Is het al klaar? Kies dan Gerealiseerd."
        )
        raise ValidationError(text % {"date": long_date(peildatum)}, code="past")


class OfUnitForm(OnceForm):
    """Something for one of the ``units`` that this person may change."""

    unit = forms.ChoiceField(
        label=_("Regio of werkgroep"),
        error_messages={"required": _("Kies een regio of werkgroep.")},
    )

    def __init__(self, data: Any = None, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._units = {unit.slug: unit for unit in units}
        set_choices(self, "unit", [(unit.slug, unit.name) for unit in units])

    def clean_unit(self) -> ReportingUnit:
        return self._units[self.cleaned_data["unit"]]


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
        help_text=_("Waar gaat het om? Ten hoogste 300 tekens."),
        error_messages={"required": _("Vul een titel in.")},
        limit=TITLE_LENGTH,
        rows=2,
        one_line=True,
    )
    planned = PlannedField(label=_("Verwacht gereed"), help_text=PLANNED_HELP, required=False)
    realised_on = PastPeriodField(label=_("Gerealiseerd op"), help_text=DONE_HELP, required=False)
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
    trekker = PlainTextField(
        label=_("Trekker"),
        help_text=_(
            "Wie ervoor zorgt. Alleen zichtbaar voor uw regio of werkgroep en het ministerie."
        ),
        limit=TREKKER_LENGTH,
        one_line=True,
        required=False,
    )
    internal_note = PlainTextField(
        label=_("Interne notitie"),
        help_text=_("Alleen zichtbaar voor uw regio of werkgroep en het ministerie."),
        limit=LONG_LENGTH,
        rows=3,
        required=False,
    )

    def __init__(self, data: Any = None, *, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._themes = {theme.slug: theme for theme in themes}
        set_choices(self, "themes", [(t.slug, t.name) for t in self._themes.values()])

    @property
    def days(self) -> tuple[date, ...]:
        """The day since which it is realised, of a valid form."""
        when = self.cleaned_data.get("realised_on")
        return (when.last_day,) if when else ()

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
            trekker=data["trekker"],
            internal_note=data["internal_note"],
            themes=tuple(self._themes[slug] for slug in data["themes"]),
            links=tuple(links),
        )

    def _was_sent(self, name: str) -> bool:
        return name in self.fields and name in self.data


class NewMilestoneForm(OfUnitForm, ContentForm):
    """A new milestone."""

    category = category_field()

    field_order = ["unit", "title", "category", "planned", "realised_on"]

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
            "realised_on": milestone.realised,
            "explanation": milestone.explanation,
            "themes": [theme.slug for theme in milestone.themes.all()],
            "trekker": milestone.trekker,
            "internal_note": milestone.internal_note,
            "version": milestone.version,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.milestone = milestone
        # When the category changes, the page of that verb asks for its date.
        self._absent = "planned" if milestone.category == Category.REALISED else "realised_on"
        del self.fields[self._absent]

    @property
    def days(self) -> tuple[date, ...]:
        """The day since which it is realised, where that was changed; of a valid form."""
        same = self.cleaned_data.get("realised_on") == self.milestone.realised
        return () if same else super().days

    def left_out(self, base: State | None) -> tuple[str, str] | None:
        """The name and text of a date that was typed before somebody changed the category.

        ``base`` is what the page was filled with: a date that just stood there is not typed.
        """
        field = self.base_fields[self._absent]
        typed = str(self.data.get(self._absent, "")).strip()
        stood = field.prepare_value(getattr(base, self._absent)) if base else ""
        return (str(field.label), typed) if typed and typed != stood else None

    def clean_planned(self) -> Planned | None:
        planned: Planned | None = self.cleaned_data["planned"]
        # What is late already may stay so while something else is changed.
        if self.milestone.category == Category.PLANNED and planned != self.milestone.planned:
            check_not_before(open_peildatum(), planned)
        return planned


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
