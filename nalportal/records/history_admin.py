"""Lists of the admin, and the history of each row: who, when and why, and each version to read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import ObjDiffDisplay
from simple_history.utils import get_m2m_reverse_field_name

NOTHING = "–"

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
        records: models.QuerySet[Any] = super().get_history_queryset(request, *args)
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
