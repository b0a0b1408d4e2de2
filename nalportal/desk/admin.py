"""The log of letters, to look at: verbs and the timer make and send them."""

from django.contrib import admin

from nalportal.records.admin import AppendOnlyAdmin

from .models import Letter


@admin.register(Letter)
class LetterAdmin(AppendOnlyAdmin):
    list_display = ["kind", "to", "round", "unit", "made_at", "sent_at", "tries", "last_error"]
    list_filter = ["kind", "round", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["to", "round", "unit", "asked_by"]
    search_fields = ["to__email", "to__last_name", "subject"]
    date_hierarchy = "made_at"
    fields = [
        "kind",
        "to",
        "round",
        "unit",
        "asked_by",
        "made_at",
        "sent_at",
        "dropped_at",
        "tries",
        "last_error",
        "subject",
        "text",
        "key",
    ]
