"""The doors to the portal. Of allauth's pages only these exist, under the names it looks up."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("inloggen/", views.login, name="account_login"),
    path("uitloggen/", views.logout, name="account_logout"),
    path("niet-actief/", views.account_inactive, name="account_inactive"),
    path("aanmelden/", views.signup, name="account_signup"),
    path("wachtwoord/", views.password_change, name="account_change_password"),
    path("wachtwoord/vergeten/", views.password_reset, name="account_reset_password"),
    path(
        "wachtwoord/vergeten/verstuurd/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
