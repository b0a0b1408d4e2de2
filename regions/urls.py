"""The pages of municipalities and their policy, for who is signed in."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .forms.recording import CorrectForm, RetractForm
from .views import counts, documents, files, grid, overview, recording


class CodeConverter(StringConverter):
    """A CBS code such as GM0014; anything else is no address."""

    regex = r"GM\d{4}"


register_converter(CodeConverter, "gemeente")

urlpatterns = [
    path("", overview.municipalities, name="policy"),
    path("gemeenten.csv", overview.export, {"extension": "csv"}, name="policy-csv"),
    path("gemeenten.xlsx", overview.export, {"extension": "xlsx"}, name="policy-xlsx"),
    path("kaart/", overview.country, name="policy-map"),
    path("regios/", overview.regions, name="policy-regions"),
    path("<gemeente:code>/", overview.municipality, name="policy-municipality"),
    # Recording for several at once, or for one.
    path("invullen/", grid.grid, name="policy-grid"),
    path("selectie/", recording.selection, name="policy-selection"),
    path("<gemeente:code>/vastleggen/", recording.municipality, name="policy-record"),
    path(
        "<gemeente:code>/stappen/<int:step>/",
        recording.correct,
        {"form_class": CorrectForm},
        name="policy-correct",
    ),
    path(
        "<gemeente:code>/stappen/<int:step>/vervallen/",
        recording.correct,
        {"form_class": RetractForm},
        name="policy-retract",
    ),
    # What was done, and undoing it.
    path("handelingen/<int:action>/", recording.action, name="policy-action"),
    path("handelingen/<int:action>/ongedaan/", recording.undo, name="policy-undo"),
    # Many steps in a file.
    path("importeren/", files.upload, name="policy-import"),
    path("importeren/<uuid:token>/", files.uploaded, name="policy-upload"),
    path("werkblad.xlsx", files.worksheet, {"extension": "xlsx"}, name="policy-sheet-xlsx"),
    path("werkblad.csv", files.worksheet, {"extension": "csv"}, name="policy-sheet-csv"),
    path("invullen.csv", files.template, {"extension": "csv"}, name="policy-template-csv"),
    path("invullen.xlsx", files.template, {"extension": "xlsx"}, name="policy-template-xlsx"),
    # Documents, and totals of a region.
    path("documenten/", documents.documents, name="policy-documents"),
    path("documenten/nieuw/", documents.new, name="policy-document-new"),
    path("documenten/importeren/", files.upload_documents, name="policy-documents-import"),
    path(
        "documenten/importeren/<uuid:token>/",
        files.uploaded_documents,
        name="policy-documents-upload",
    ),
    path(
        "documenten/documenten.csv",
        files.documents,
        {"extension": "csv"},
        name="policy-documents-csv",
    ),
    path(
        "documenten/documenten.xlsx",
        files.documents,
        {"extension": "xlsx"},
        name="policy-documents-xlsx",
    ),
    path("documenten/<int:document>/", documents.document, name="policy-document"),
    path("documenten/<int:document>/wijzigen/", documents.edit, name="policy-document-edit"),
    path(
        "documenten/<int:document>/bestanden/", documents.file_add, name="policy-document-file-add"
    ),
    path(
        "documenten/<int:document>/bestanden/<int:file>/",
        documents.file,
        name="policy-document-file",
    ),
    path(
        "documenten/<int:document>/bestanden/<int:file>/weghalen/",
        documents.file_remove,
        name="policy-document-file-remove",
    ),
    path("opgave/", counts.index, name="policy-counts-index"),
    path("opgave/<slug:unit>/", counts.counts, name="policy-counts"),
]
