"""The pages of the parties of a working group, for who is signed in."""

from django.urls import path

from . import views
from .forms import RestoreForm, StopForm

urlpatterns = [
    path("<slug:group>/", views.parties, name="parties"),
    path("<slug:group>/toevoegen/", views.add, name="party-add"),
    path("<slug:group>/nieuw/", views.new, name="party-new"),
    path("<slug:group>/<int:party>/omhoog/", views.move, {"up": True}, name="party-up"),
    path("<slug:group>/<int:party>/omlaag/", views.move, {"up": False}, name="party-down"),
    path("<slug:group>/<int:party>/stoppen/", views.act, {"verb": StopForm}, name="party-stop"),
    path(
        "<slug:group>/<int:party>/herstellen/",
        views.act,
        {"verb": RestoreForm},
        name="party-restore",
    ),
]
