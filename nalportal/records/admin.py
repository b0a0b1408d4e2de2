"""The ground rules of the admin: tracked rows keep a version and a reason, others are only read.

Nobody acts on many rows at once here: an action would go around the form, and with it around
the reason that stands in the history.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db import connection, models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .admin_forms import ReasonForm, RowAutocomplete, RowForm, VersionedRows
from .history_admin import NOTHING, HistoryAdmin, RegisterAdmin
from .seen_forms import SEEN
from .versions import newest_version

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


# ---------------------------------------------------------------------------------- pages


class VersionedAdmin(HistoryAdmin):
    """A page that carries the version it was made from; saving it without a change does nothing.

    ``form`` is a :class:`SeenForm`; ``hidden_fields`` go with the page of a row that is there.
    """

    change_form_template = "admin/versioned_form.html"
    delete_confirmation_template = "admin/versioned_delete.html"

    def take_turn(self, request: HttpRequest, obj: Any = None) -> None:
        """Wait for what must not run at the same time as a change of ``obj``, or of any row."""

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """The row; locked, while something is done with it."""
        is_busy = request.method == "POST" and connection.in_atomic_block
        if not is_busy:
            return super().get_object(request, object_id, from_field)
        self.take_turn(request)
        self.model._base_manager.select_for_update().filter(pk=object_id).first()
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            self.take_turn(request, found)
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": [SEEN]}))
        return fieldsets

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in super().get_fields(request, obj) if name not in UNSHOWN]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            self.take_turn(request, obj)
        if not change or set(form.changed_data) - set(form.asked_anew):
            super().save_model(request, obj, form, change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks first; and again when the row is not as it was when asked."""
        newest = newest_version(self.model.history.filter(**{self.model._meta.pk.name: object_id}))
        if request.method == "POST" and request.POST.get("versie") != str(newest):
            text = _("Dit is intussen gewijzigd. Kijk na of het nog weg kan.")
            self.message_user(request, text, messages.WARNING)
            return redirect(request.get_full_path())
        return super().delete_view(request, object_id, {"versie": newest, **(extra_context or {})})


UNSHOWN = (SEEN, "change_reason")


class TrackedAdmin(VersionedAdmin):
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

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        fields = super().get_prepopulated_fields(request, obj)
        return {name: of for name, of in fields.items() if not obj or name not in self.fixed_fields}

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


class OnlyRead(admin.ModelAdmin):
    """Nobody adds, changes or removes rows here. The columns ``unloaded`` are too large to read for
    a page that does not show them."""

    unloaded: list[str] = []

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer(*self.unloaded)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AppendOnlyAdmin(OnlyRead, RegisterAdmin):
    """For append-only models: verbs write their rows."""


class ReadOnlyAdmin(OnlyRead, HistoryAdmin):
    """For rows that people make and change on the pages of the portal, under its rules.

    A beheerder sees them and their history; what is wrong is put right where it is written, so
    that it is checked, waits its turn and stands in the history as everything else does.
    """


# -------------------------------------------------------------------------------- inlines


class TrackedInline(admin.TabularInline):
    """Rows of a tracked model under their parent, each with a link to its own page."""

    form = RowForm
    formset = VersionedRows
    extra = 0
    can_delete = False
    show_change_link = True
    empty_value_display = NOTHING
    formfield_overrides = {
        **RegisterAdmin.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})},
    }
    select_related: list[str] = []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = [name for name in self.get_fields(request, obj) if name != SEEN]
        if self.has_change_permission(request, obj):
            names.append(SEEN)
        return [(None, {"fields": names})]

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
