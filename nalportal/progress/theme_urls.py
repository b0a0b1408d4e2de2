"""The page of the themes, for who is signed in."""

from django.urls import path

from .views import themes

urlpatterns = [path("", themes.themes, name="themes")]
