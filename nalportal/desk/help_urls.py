"""The pages with help per task."""

from django.urls import path

from .views import help as pages

urlpatterns = [
    path("", pages.tasks, name="help"),
    path("<slug:task>/", pages.task, name="help-task"),
]
