"""The web server's way in: `gunicorn nalportal.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nalportal.settings")

application = get_wsgi_application()

# Every page is loaded now, not by the first who asks for one; and what is there by now stays, so
# nobody has to look for garbage in it: that took a fifth of the time of a page with a long list.
get_resolver().url_patterns  # noqa: B018 - asking for them loads them
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20)
