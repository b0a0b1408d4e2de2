"""The pages where the reviewer enters figures."""

from django.urls import path

from .views import definitions, files, grids, overview, previews, published, sources

urlpatterns = [
    path("", overview.series, name="figures"),
    path("cijfers.csv", overview.export, {"extension": "csv"}, name="figures-csv"),
    path("cijfers.xlsx", overview.export, {"extension": "xlsx"}, name="figures-xlsx"),
    path("invoeren/", grids.by_date, name="figures-enter"),
    path("invoeren/reeks/", grids.by_area, name="figures-enter-series"),
    path("importeren/", files.upload, name="figures-import"),
    path("importeren/blok/", files.paste_block, name="figures-import-block"),
    path("importeren/statline/", published.upload, name="figures-import-statline"),
    path("voorbeeld/<uuid:token>/", previews.preview, name="figures-preview"),
    path("bronnen/", sources.sources, name="figures-sources"),
    path("bronnen/nieuw/", sources.new_source, name="figures-source-new"),
    path("bronnen/<slug:source>/", sources.source, name="figures-source"),
    path("bronnen/<slug:source>/uitgave/", sources.new_edition, name="figures-edition-new"),
    path("bronnen/<slug:source>/samenvoegen/", sources.merge, name="figures-source-merge"),
    path("uitgaven/<slug:edition>/", sources.edition, name="figures-edition"),
    path("reeksen/<slug:measure>/", sources.series_of, name="figures-series-source"),
    path("opvolging/<int:number>/terug/", sources.take_back, name="figures-succession-back"),
    path("indicatoren/", definitions.overview, name="figures-indicators"),
    path("indicatoren/nieuw/", definitions.new_indicator, name="figures-indicator-new"),
    path("indicatoren/<slug:indicator>/", definitions.indicator, name="figures-indicator"),
    path("indicatoren/<slug:indicator>/tabel/", definitions.new_table, name="figures-table-new"),
    path("tabellen/<int:number>/", definitions.table, name="figures-table"),
    path("tabellen/<int:number>/weg/", definitions.remove_table, name="figures-table-remove"),
    path("maten/nieuw/", definitions.new_measure, name="figures-measure-new"),
    path("maten/<slug:measure>/", definitions.measure, name="figures-measure"),
    path("soorten/nieuw/", definitions.new_dimension, name="figures-dimension-new"),
    path("soorten/<slug:dimension>/", definitions.dimension, name="figures-dimension"),
    path("waarneming/<int:number>/", overview.figure, name="figure"),
]
