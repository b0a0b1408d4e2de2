"""The doors to the portal. Of allauth's pages only these exist, under the names it looks up."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from . import sessions, single_sign_on
from .views import account as own
from .views import drafts

urlpatterns = [
    path("", own.account, name="account"),
    path("inloggen/", own.sign_in, name="account_login"),
    path("inloggen/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("uitloggen/", own.sign_out, name="account_logout"),
    path("niet-actief/", views.account_inactive, name="account_inactive"),
    path("aanmelden/", views.signup, name="account_signup"),
    path("wachtwoord/", views.password_change, name="account_change_password"),
    # Allauth sends whoever has none there: accounts that sign in through their organisation.
    path(
        "wachtwoord/kiezen/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
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
    path("bevestigen/", views.reauthenticate, name="account_reauthenticate"),
    path("bevestigen/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/sleutel/", own.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("twee-stappen/", own.two_steps, name="mfa_index"),
    # Both show secrets: no copy of theirs may stay behind in a browser.
    path("twee-stappen/app/", never_cache(own.set_up_app), name="mfa_activate_totp"),
    path("twee-stappen/sleutel/", never_cache(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("twee-stappen/sleutel/<int:pk>/weghalen/", own.remove_passkey, name="mfa_remove_webauthn"),
    path("twee-stappen/app/uitzetten/", own.take_away_app, name="mfa_deactivate_totp"),
    path(
        "twee-stappen/herstelcodes/",
        never_cache(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "twee-stappen/herstelcodes/nieuw/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "twee-stappen/herstelcodes/herstelcodes.txt",
        own.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("gegevens/", own.own_data, name="account_data"),
    path("sessies/", own.own_sessions, name="account_sessions"),
    path("sessie/", sessions.left, name="session_left"),
    path("sessie/verlengen/", sessions.left, name="session_extend"),
    path("bewaard/", drafts.kept, name="kept_form"),
    path("bewaard/concept/", drafts.keep_draft, name="keep_draft"),
    path("bewaard/concept/<uuid:token>/", drafts.draft, name="draft"),
    path(
        "inloggen/<slug:provider_id>/",
        single_sign_on.leave_for_provider,
        name="openid_connect_login",
    ),
    path(
        "inloggen/<slug:provider_id>/terug/",
        single_sign_on.back_from_provider,
        name="openid_connect_callback",
    ),
]
