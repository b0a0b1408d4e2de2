"""The pages where people work together on a round."""

from django.urls import path

from .views import start

urlpatterns = [
    # Where signing in leads; who has one unit goes straight on to it.
    path("", start.start, {"straight_to_unit": True}, name="start"),
    # The same page for people who ask for it.
    path("overzicht/", start.start, {"straight_to_unit": False}, name="start-overview"),
    path("wijzigingen/", start.changes, name="changes"),
]
