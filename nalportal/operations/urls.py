from django.urls import path

from .views import health

urlpatterns = [
    path("", health.live, name="health-live"),
    path("klaar/", health.ready, name="health-ready"),
    path("toestand/", health.state, name="health-state"),
]
