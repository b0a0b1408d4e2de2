"""The pages of the texts of units, for signed-in people."""

from django.urls import path

from .views import texts

urlpatterns = [
    path("", texts.index, name="texts-index"),
    path("<slug:unit>/", texts.texts, name="texts"),
    path("<slug:unit>/bevestigen/", texts.confirm, name="texts-confirm"),
    path("<slug:unit>/wijzigen/", texts.edit, name="texts-edit"),
    path("<slug:unit>/versies/<int:version>/", texts.restore, name="texts-version"),
]
