"""Looking for something: what is published, everybody may find."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from .views import search

urlpatterns = [path("", login_not_required(search.search), name="search")]
