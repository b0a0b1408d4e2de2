"""The admin: one list of what a beheerder comes to do, with the portal's own door and words."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

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


class PortalAdminSite(AdminSite):
    """Django's admin under our names. People sign in on the portal's own page, with its limits on
    guessing."""

    site_header = _("Beheer Voortgang laadinfrastructuur")
    site_title = _("Beheer")
    index_title = _("Overzicht")
    index_template = "admin/portal_index.html"

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
