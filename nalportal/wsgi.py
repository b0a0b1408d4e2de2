"""The web server's way in: `gunicorn nalportal.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nalportal.settings")

application = get_wsgi_application()
