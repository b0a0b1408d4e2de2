from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "nalportal.operations"
    label = "operations"
    verbose_name = _("Draaien van het portaal")
    default = True


class PortalAdminConfig(admin.AdminConfig):
    """Django's admin with the site of the portal."""

    default = False
    default_site = "nalportal.operations.admin_site.PortalAdminSite"
