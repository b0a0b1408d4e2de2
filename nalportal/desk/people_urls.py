"""People with an account: for the beheerder."""

from django.urls import path

from .views import people

urlpatterns = [
    path("", people.people, name="people"),
    path("nieuw/", people.new, name="person-new"),
    path("<int:person>/", people.person, name="person"),
    path("<int:person>/wijzigen/", people.edit, name="person-edit"),
    path("<int:person>/overdragen/", people.hand_over, name="person-hand-over"),
    *(
        path(f"<int:person>/{verb}/", people.confirm, {"verb": verb}, name=f"person-{verb}")
        for verb in people.CONFIRMED
    ),
]
