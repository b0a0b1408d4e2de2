"""The demo's settings, with what is slow or shared between processes taken out."""

import os

os.environ["NAL_DEMO"] = "1"

from nalportal.settings import *  # noqa: F403 - after the mode is set; all of them

# Argon2 is slow by design; the tests have nothing to protect.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test holds one transaction, however long it takes on a busy machine.
if "options" in DATABASES["default"]["OPTIONS"]:  # noqa: F405 - PostgreSQL's
    DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"  # noqa: F405

# Without names that carry a hash, the tests need no collectstatic.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "evidence": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True

# A thread of its own would outlive its test.
SEND_MAIL_SOON = False
START_WORKER = False

# A test sees at once what it published.
PUBLICATIONS_ASKED_EVERY_SECONDS = 0.0

# The tests of one minute read more than people do.
PAGES_PER_MINUTE = 1_000_000

# Each test process its own, so no test sees what another counted or drew.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "files": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "files",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Each test sees its page drawn, unless it is about pages that are kept.
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"},
}
