from django.urls import path

from .views import health, log

urlpatterns = [
    path("", health.live, name="health-live"),
    path("klaar/", health.ready, name="health-ready"),
    path("toestand/", health.state, name="health-state"),
    path("toestand/<slug:command>/", health.command, name="health-command"),
    path("logboek/", log.audit_log, name="audit-log"),
]
