"""The units that report: for the beheerder."""

from django.urls import path

from .views import boundaries, division, kept_units

urlpatterns = [
    path("", kept_units.listed, name="kept-units"),
    path("nieuw/", kept_units.new, name="kept-unit-new"),
    path("indeling/", division.choose, name="division"),
    path("indeling/<uuid:token>/", division.preview, name="division-preview"),
    path("grenzen/", boundaries.choose, name="boundaries"),
    path("grenzen/<uuid:token>/", boundaries.preview, name="boundaries-preview"),
    path("<slug:unit>/", kept_units.edit, name="kept-unit"),
    path("<slug:unit>/overeenkomst/", kept_units.agreement, name="agreement-new"),
    path("<slug:unit>/overeenkomst/<int:number>/", kept_units.agreement, name="agreement"),
]
