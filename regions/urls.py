"""The pages of municipalities and their policy, for who is signed in."""

from django.urls import path

from .views import overview

urlpatterns = [
    path("", overview.municipalities, name="policy"),
    path("gemeenten.csv", overview.export, {"extension": "csv"}, name="policy-csv"),
    path("gemeenten.xlsx", overview.export, {"extension": "xlsx"}, name="policy-xlsx"),
]
