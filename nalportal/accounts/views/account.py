"""Pages of allauth that do something else here, and the page of a form that was kept."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormView

from nalportal import retention
from nalportal.accounts import sessions
from nalportal.accounts.forms import RemindersForm
from nalportal.accounts.models import SECOND_STEPS, User
from nalportal.accounts.own_data import everything_of
from nalportal.accounts.permissions import signed_in
from nalportal.accounts.single_sign_on import providers
from nalportal.records.history import save_signed


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: the switch of reminders, and the ways to password and second step."""
    user = signed_in(request)
    data = request.POST if request.method == "POST" else None
    form = RemindersForm(data, initial={"reminders": user.wants_reminders})
    if form.is_valid():
        if form.cleaned_data["reminders"] != user.wants_reminders:
            user.wants_reminders = form.cleaned_data["reminders"]
            save_signed(user, by=user, reason=_("Herinneringen aan- of uitgezet"))
        messages.success(request, _("Uw keuze is opgeslagen."))
        return redirect("account")
    return render(request, "account/account.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, with a way to end what one does not know (any more)."""
    user = signed_in(request)
    if request.method == "POST":
        ended = sessions.end_sessions(request, user, request.POST.get("sessie", ""))
        words = ngettext("Er is een sessie beëindigd.", "Er zijn %(n)d sessies beëindigd.", ended)
        messages.success(
            request, words % {"n": ended} if ended else _("Die sessie was al voorbij.")
        )
        return redirect("account_sessions")
    context = {
        "sessions": sessions.own_sessions(request, user),
        "idle": retention.SESSIONS,
        "longest": retention.LONGEST_SESSION,
    }
    return render(request, "account/sessions.html", context)


@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """All that the portal has of who asks, as a file that people and programs read."""
    found = everything_of(signed_in(request))
    answer = JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return answer


class SignOut(LogoutView):
    """What the browser kept of the pages goes with the session; drafts are on the server."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "providers": providers(self.request)}


class TwoSteps(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "may_take_away": settings.DEMO, "more_than_one": _has_two(self.request)}


def _has_two(request: HttpRequest) -> bool:
    """Whether one second step may go: another one stays."""
    own = Authenticator.objects.filter(user=signed_in(request), type__in=SECOND_STEPS)
    return bool(own.count() > 1)


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpApp(ActivateTOTPView):
    """The first app, or another one in its place.

    Allauth takes the old app away before it shows the new one. Here the old one counts until the
    new one has shown a right code, so an account is never left with a password alone.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Not the parent's: it sends whoever has an app to the page that takes it away.
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        apps = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.TOTP)
        return {**context, "replaces": apps.exists()}

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            # Whoever sends the form twice at once waits here, and replaces what the first made.
            user = User.objects.select_for_update().get(pk=self.request.user.pk)
            Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
            response: HttpResponse = super().form_valid(form)
        return response


class TakeAwayApp(DeactivateTOTPView):
    """Only in the demo, whose accounts many people share; elsewhere one app replaces another."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class RemovePasskey(RemoveWebAuthnView):
    """As long as another second step stays: an account is never left with a password alone."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            # Who takes two away at once waits here.
            User.objects.select_for_update().get(pk=self.request.user.pk)
            if settings.DEMO or _has_two(self.request):
                response: HttpResponse = super().form_valid(form)
                return response
        messages.error(self.request, _("Dit is uw enige tweede stap. Stel eerst een andere in."))
        return redirect("mfa_index")


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = FormView.form_invalid(self, form)
        return response


class DownloadCodes(DownloadRecoveryCodesView):
    content_type = "text/plain; charset=utf-8"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response["Content-Disposition"] = 'attachment; filename="herstelcodes.txt"'
        return response


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
two_steps = TwoSteps.as_view()
set_up_app = SetUpApp.as_view()
take_away_app = TakeAwayApp.as_view()
download_recovery_codes = DownloadCodes.as_view()
remove_passkey = RemovePasskey.as_view()
confirm_by_passkey = ConfirmByPasskey.as_view()
