"""Looking for something in all of the register."""

from django.urls import path

from .views import search

urlpatterns = [path("", search.search, name="search")]
