"""The admin: one list of what a beheerder comes to do, with the portal's own door and words."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import SENT_AGAIN
from nalportal.pages.sent_twice import once_numbered

# What people come to do, and the tables that belong to it, in the order of the list.
GROUPS = {
    _("Mensen en mail"): ["User", "Handover", "Letter"],
    _("Onderdelen"): [
        "ReportingUnit",
        "Region",
        "RegionAgreement",
        "Workgroup",
        "Party",
        "PartyAlias",
        "Participation",
    ],
    _("Gemeenten"): ["Municipality", "MunicipalityAlias", "RegionMembership", "Reorganisation"],
    _("Mijlpalen"): ["Milestone", "Theme", "EvidenceLink", "EvidenceFile"],
    _("Beleid van gemeenten"): [
        "PolicyInstrument",
        "PolicyDocument",
        "PolicyStep",
        "PolicyAction",
        "PolicyConfirmation",
        "ReportedCount",
    ],
    _("Cijfers"): [
        "Indicator",
        "Presentation",
        "Measure",
        "Dimension",
        "DimensionValue",
        "Source",
        "Edition",
        "Succession",
        "SeriesBreak",
        "Observation",
    ],
    _("Rondes en inleveringen"): [
        "Round",
        "RoundLogEntry",
        "RoundReason",
        "Submission",
        "CategoryStatement",
        "HandIn",
        "SubmissionLogEntry",
        "Remark",
        "RemarkEntry",
        "ReportText",
    ],
    _("Rapporten die vastliggen"): [
        "Snapshot",
        "SnapshotFile",
        "SnapshotImprint",
        "Publication",
        "PrintedDifference",
    ],
    _("Techniek"): ["Timer", "Receipt"],
}


# A page that changes a row carries its version, so what is sent again changes nothing; what these
# do would be done twice, or be refused the second time.
DONE_ONCE = ("_add", "_delete", "_password_change", "_changelist")
ADDRESS_LENGTH = 500  # of a receipt; a list with many filters may be longer

View = Callable[..., HttpResponse]


def answered_once(view: View) -> View:
    """A page of the admin that answers what is sent to it twice as it did the first time.

    Its forms have no number of their own, but each page has another CSRF token.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match = request.resolver_match
        page = request.POST.get("csrfmiddlewaretoken")
        if not page or match is None or not (match.url_name or "").endswith(DONE_ONCE):
            return view(request, *args, **kwargs)
        sent = sorted(request.POST.lists())
        number = uuid5(NAMESPACE_URL, repr((request.get_full_path(), sent)))
        found: list[HttpResponse] = []

        def act() -> str:
            found.append(view(request, *args, **kwargs))
            address = found[0].get("Location", "")
            return address if len(address) < ADDRESS_LENGTH else address.partition("?")[0]

        handled = once_numbered(number, act, by=signed_in(request))
        if handled.first_time:
            return found[0]
        messages.success(request, SENT_AGAIN)
        return redirect(handled.address)

    return answer


class PortalAdminSite(AdminSite):
    """Django's admin under our names. People sign in on the portal's own page, with its limits on
    guessing."""

    site_header = _("Beheer Voortgang laadinfrastructuur")
    site_title = _("Beheer")
    index_title = _("Overzicht")
    index_template = "admin/portal_index.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(answered_once(view), cacheable)

    @method_decorator([login_not_required, secure_admin_login])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().login(request, extra_context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By what people come to do, instead of by how the code is divided."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        found = {one["object_name"]: one for app in apps for one in app["models"]}
        shown = {
            name: [found[model] for model in models if model in found]
            for name, models in GROUPS.items()
        }
        return [
            {
                "name": name,
                "app_label": f"group-{number}",
                "app_url": models[0]["admin_url"],
                "has_module_perms": True,
                "models": models,
            }
            for number, (name, models) in enumerate(shown.items())
            if models
        ]
