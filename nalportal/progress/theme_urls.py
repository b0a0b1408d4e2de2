"""The page of the themes, for signed-in people."""

from django.urls import path

from .views import themes

urlpatterns = [path("", themes.themes, name="themes")]
