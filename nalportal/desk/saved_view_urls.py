"""Lists as a person kept them under a name."""

from django.urls import path

from .views import saved_views

urlpatterns = [
    path("<int:number>/", saved_views.show, name="saved-view"),
    path("<int:number>/weg/", saved_views.remove, name="saved-view-remove"),
    path("<slug:which>/", saved_views.save, name="saved-views"),
]
