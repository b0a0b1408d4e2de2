"""The pages of the parties of a working group, for who is signed in."""

from django.urls import path

from .forms import RestoreForm, StopForm
from .views import parties

urlpatterns = [
    path("<slug:group>/", parties.parties, name="parties"),
    path("<slug:group>/toevoegen/", parties.add, name="party-add"),
    path("<slug:group>/nieuw/", parties.new, name="party-new"),
    path("<slug:group>/<int:party>/omhoog/", parties.move, {"how": "omhoog"}, name="party-up"),
    path("<slug:group>/<int:party>/omlaag/", parties.move, {"how": "omlaag"}, name="party-down"),
    path("<slug:group>/<int:party>/plaats/", parties.move, {"how": "plaats"}, name="party-place"),
    path("<slug:group>/<int:party>/stoppen/", parties.act, {"verb": StopForm}, name="party-stop"),
    path(
        "<slug:group>/<int:party>/herstellen/",
        parties.act,
        {"verb": RestoreForm},
        name="party-restore",
    ),
]
