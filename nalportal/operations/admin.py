"""When each timer ran, to look at: the timers themselves write it."""

from django.contrib import admin

from nalportal.records.admin import AppendOnlyAdmin

from .models import Timer


@admin.register(Timer)
class TimerAdmin(AppendOnlyAdmin):
    search_fields = ["command"]
    list_display = ["command", "started_at", "succeeded_at", "failed_at"]
