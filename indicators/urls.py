"""The pages where the reviewer enters figures."""

from django.urls import path

from .views import files, grids, overview, previews

urlpatterns = [
    path("", overview.series, name="figures"),
    path("cijfers.csv", overview.export, {"extension": "csv"}, name="figures-csv"),
    path("cijfers.xlsx", overview.export, {"extension": "xlsx"}, name="figures-xlsx"),
    path("invoeren/", grids.by_date, name="figures-enter"),
    path("invoeren/reeks/", grids.by_area, name="figures-enter-series"),
    path("importeren/", files.upload, name="figures-import"),
    path("voorbeeld/<uuid:token>/", previews.preview, name="figures-preview"),
    path("waarneming/<int:number>/", overview.figure, name="figure"),
]
