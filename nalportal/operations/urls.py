from django.urls import path

from . import views

urlpatterns = [
    path("", views.live, name="health-live"),
    path("klaar/", views.ready, name="health-ready"),
    path("toestand/", views.state, name="health-state"),
]
