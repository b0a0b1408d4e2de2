"""An empty view and nothing else of Django's, for :mod:`tests.bench.pages`."""

SECRET_KEY = "for the bench only"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench_urls"
