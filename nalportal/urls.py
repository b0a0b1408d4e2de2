"""Table of contents. Paths are Dutch, names are English; each app lists its own pages."""

from django.contrib import admin
from django.urls import include, path

handler403 = "nalportal.accounts.refused.forbidden"
handler404 = "nalportal.accounts.refused.not_found"
handler500 = "nalportal.accounts.unreachable.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("nalportal.accounts.urls")),
    path("start/", include("nalportal.desk.urls")),
    path("onderdeel/", include("nalportal.desk.unit_urls")),
    path("opmerkingen/", include("nalportal.desk.remark_urls")),
    path("ronde/", include("nalportal.desk.round_urls")),
    path("hulp/", include("nalportal.desk.help_urls")),
    path("weergaven/", include("nalportal.desk.saved_view_urls")),
    path("zoeken/", include("nalportal.desk.search_urls")),
    path("onderdelen/", include("nalportal.desk.kept_unit_urls")),
    path("mensen/", include("nalportal.desk.people_urls")),
    path("mijlpalen/", include("nalportal.progress.urls")),
    path("teksten/", include("nalportal.progress.text_urls")),
    path("themas/", include("nalportal.progress.theme_urls")),
    path("partijen/", include("workgroups.urls")),
    path("gemeenten/", include("regions.urls")),
    path("cijfers/", include("indicators.urls")),
    path("taken/", include("nalportal.pages.job_pages")),
    path("gezond/", include("nalportal.operations.urls")),
    path("api/v1/", include("nalportal.report.opendata.urls")),
    path("", include("nalportal.report.urls")),
]
