"""The pages of the report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
