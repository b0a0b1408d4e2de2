"""The ground rules of the admin: tracked rows show their history, append-only rows are only read.

Nobody acts on many rows at once here: an action would go around the form, and with it around
the reason that stands in the history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import ObjDiffDisplay
from simple_history.utils import get_m2m_reverse_field_name

NOTHING = "–"

# ---------------------------------------------------------------------------------- links


def list_link(model: type[models.Model], text: str | Promise, **filters: Any) -> SafeString:
    """A link to the list of ``model`` with these filters on; its list_filter has to allow them."""
    return _link(model, "changelist", text, filters)


def add_link(model: type[models.Model], text: str | Promise, **initial: Any) -> SafeString:
    """A link to the page that adds a ``model``, with these fields filled in."""
    return _link(model, "add", text, initial)


def _link(
    model: type[models.Model], page: str, text: str | Promise, query: dict[str, Any]
) -> SafeString:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    return format_html('<a href="{}?{}">{}</a>', url, urlencode(query), text)


# ---------------------------------------------------------------------------------- lists


class RegisterAdmin(admin.ModelAdmin):
    """What all lists share. ``list_select_related`` counts for search and autocomplete too."""

    actions = None
    list_select_related: ClassVar[list[str]] = []
    list_per_page = 50
    empty_value_display = NOTHING
    # An address typed without its scheme is a secure one.
    formfield_overrides: ClassVar[Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]] = {
        models.URLField: {"assume_scheme": "https"}
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset = super().get_queryset(request)
        if self.list_select_related:  # without names it would follow every foreign key
            queryset = queryset.select_related(*self.list_select_related)
        return queryset

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Room for the whole of a long title; Django's own box shows some thirty characters.
        is_long = (db_field.max_length or 0) > 100
        if is_long and field and isinstance(field.widget, AdminTextInputWidget):
            field.widget.attrs["class"] = "vLargeTextField"
        return field


# -------------------------------------------------------------------------------- history


def shown(value: Any, field: models.Field[Any, Any]) -> str:
    """A value of any field in the words of the page. Any: columns differ in type."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return _now("ja") if value else _now("nee")
    return str(display_for_field(value, field, NOTHING, avoid_link=True))


class _Shortened(ObjDiffDisplay):
    """Two long texts, cut where they are the same."""

    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:
        return f"{prefix} […] {suffix}"


def _version(record: Any) -> dict[str, str]:
    """Label and value of each column of a historical record, in the order of the model."""
    columns = {
        capfirst(str(field.verbose_name)): shown(getattr(record, field.name), field)
        for field in record.tracked_fields
        if not field.primary_key or field.is_relation
    }
    for field in record._history_m2m_fields:
        name = get_m2m_reverse_field_name(field)
        rows = getattr(record, field.name).select_related(name)  # the library can't prefetch these
        names = sorted(str(getattr(row, name)) for row in rows)
        columns[capfirst(str(field.verbose_name))] = ", ".join(names) or NOTHING
    return columns


def _changes(newer: dict[str, str], older: dict[str, str]) -> list[tuple[str, str, str]]:
    """Label, value before and value after of what differs between two versions."""
    display = _Shortened(max_length=300)
    return [
        (label, *display.common_shorten_repr(older[label], newer[label]))
        for label in newer
        if newer[label] != older[label]
    ]


class HistoryAdmin(SimpleHistoryAdmin, RegisterAdmin):
    """Every change with who, when and why, and each version to read.

    The library lets people put an old version back with one button. Here they can't: that would
    write every column, also those that only a verb may change (the state of a round).
    """

    object_history_template = "admin/history.html"
    history_list_per_page = 25

    def get_history_queryset(self, request: HttpRequest, *args: Any) -> models.QuerySet[Any]:
        records = super().get_history_queryset(request, *args)
        return records.select_related(*self.list_select_related)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Compares each version with the one before it, also in what no form has, as a state."""
        records = list(historical_records)
        before = records[-1].prev_record if records else None
        versions = [_version(record) for record in [*records, *filter(None, [before])]]
        for record, (newer, older) in zip(records, pairwise(versions), strict=False):
            record.changes = _changes(newer, older)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One version as it stood: a list to read, instead of the library's form."""
        pk_name = self.model._meta.pk.attname
        records = self.get_history_queryset(request, self.model.history, pk_name, object_id)
        record = get_object_or_404(records, history_id=version_id)
        context = {
            **self.admin_site.each_context(request),
            "title": record.instance,
            "opts": self.model._meta,
            "object_id": object_id,
            "record": record,
            "values": _version(record),
        }
        return render(request, "admin/version.html", context)


# ---------------------------------------------------------------------------------- pages


class ReasonForm(forms.ModelForm):
    """Asks why, for the history."""

    change_reason = forms.CharField(
        label=_("Reden van de wijziging"),
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Komt in de geschiedenis, naast uw naam en het moment."),
    )


class TrackedAdmin(HistoryAdmin):
    """For models with a history.

    People withdraw or end a row; they delete it only where the class says ``removable``: a leaf
    that has no other way to go, such as a link to a wrong page. ``fixed_fields`` say which row
    it is and can't be changed once it is there.
    """

    form = ReasonForm
    removable = False
    fixed_fields: list[str] = []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.removable and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, *self.fixed_fields] if obj else fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in super().get_fields(request, obj) if name != "change_reason"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and self.has_change_permission(request, obj):
            fieldsets.append((_("Geschiedenis"), {"fields": ["change_reason"]}))
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # One moment for the row, its choices and the rows under it: one action in the history.
        obj._change_reason, obj._history_date = _reason(form), timezone.now()
        super().save_model(request, obj, form, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,
    ) -> None:
        for row in formset.forms:
            row.instance._change_reason = _reason(form)
            row.instance._history_date = form.instance._history_date
        super().save_formset(request, form, formset, change)


def _reason(form: Any) -> str | None:
    return form.cleaned_data.get("change_reason") or None


class AppendOnlyAdmin(RegisterAdmin):
    """For append-only models. ``addable`` where people, not verbs, write the rows."""

    addable = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.addable and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# -------------------------------------------------------------------------------- inlines


class RowAutocomplete(AutocompleteSelect):
    """Takes the label of the row's own choice from the row, not from one more query per row."""

    chosen: models.Model | None = None

    def optgroups(
        self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attrs)
        label = self.choices.field.label_from_instance(self.chosen)
        options = [self.create_option(name, self.chosen.pk, label, True, 0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class RowForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, field in self.fields.items():
                widget = getattr(field.widget, "widget", field.widget)  # inside Django's wrapper
                if isinstance(widget, RowAutocomplete):
                    widget.chosen = getattr(self.instance, name)


class TrackedInline(admin.TabularInline):
    """Rows of a tracked model under their parent, each with a link to its own page."""

    form = RowForm
    extra = 0
    can_delete = False
    show_change_link = True
    empty_value_display = NOTHING
    formfield_overrides = {
        **RegisterAdmin.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})},
    }
    select_related: list[str] = []

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.select_related) if self.select_related else queryset

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RowAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnlyInline(TrackedInline):
    """Rows to look at, whose own page or verb is the place to work on them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
