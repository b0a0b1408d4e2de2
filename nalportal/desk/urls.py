"""The pages where people work together on a round."""

from django.urls import path

from . import views

urlpatterns = [
    # Where signing in leads; who has one unit goes straight on to it.
    path("", views.start, {"straight_to_unit": True}, name="start"),
    # The same page for people who ask for it.
    path("overzicht/", views.start, {"straight_to_unit": False}, name="start-overview"),
    path("wijzigingen/", views.changes, name="changes"),
]
