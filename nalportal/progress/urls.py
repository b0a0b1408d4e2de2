"""The pages of the register's milestones, for signed-in people."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .verbs import Verb
from .views import editing, files, register, selection, undoing


class ReferenceConverter(StringConverter):
    """A reference such as NO-014; anything else is no address."""

    regex = r"[A-Z0-9]{2,4}-[0-9]{3,7}"


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("", register.milestones, name="milestones"),
    path("mijlpalen.csv", register.export, {"extension": "csv"}, name="milestones-csv"),
    path("mijlpalen.xlsx", register.export, {"extension": "xlsx"}, name="milestones-xlsx"),
    path("nieuw/", editing.new, name="milestone-new"),
    path("meerdere/", selection.paste, name="milestones-paste"),
    path("importeren/", selection.upload, name="milestones-import"),
    path("importeren/<uuid:token>/", selection.uploaded, name="milestones-upload"),
    path("selectie/", selection.selection, name="milestones-selection"),
    path("ongedaan-maken/", undoing.undo, name="milestones-undo"),
    path("volgorde/<slug:unit>/", register.order, name="milestone-order"),
    path("<reference:reference>/", register.milestone, name="milestone"),
    path("<reference:reference>/wijzigen/", editing.edit, name="milestone-edit"),
    path("<reference:reference>/omhoog/", editing.move, {"how": "omhoog"}, name="milestone-up"),
    path("<reference:reference>/omlaag/", editing.move, {"how": "omlaag"}, name="milestone-down"),
    path("<reference:reference>/plaats/", editing.move, {"how": "plaats"}, name="milestone-place"),
    path("<reference:reference>/bestanden/", files.add, name="milestone-file-add"),
    path("<reference:reference>/bestanden/<int:file>/", files.fetch, name="milestone-file"),
    path(
        "<reference:reference>/bestanden/<int:file>/weghalen/",
        files.remove,
        name="milestone-file-remove",
    ),
    path(
        "<reference:reference>/versies/<int:version>/",
        editing.restore_version,
        name="milestone-version",
    ),
    *(
        path(
            f"<reference:reference>/{verb}/", editing.act, {"verb": verb}, name=f"milestone-{verb}"
        )
        for verb in Verb
    ),
]
