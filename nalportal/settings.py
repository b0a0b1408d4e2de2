"""All settings of the site, read from the environment.

Two modes. NAL_DEMO=1 is for trying the site on one's own machine: a key that everyone knows,
plain http on localhost, and demo accounts that may sign in. Anything else is production: what
must be secret or chosen has no default, and the site refuses to start without it. docs/deploy.md
lists the variables.
"""

import hashlib
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from nalportal import retention

BASE_DIR = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------- reading the environment


def text(name: str, default: str | None = None) -> str:
    """The variable `name`; without a default it has to be there."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is missing. Production has to set it (docs/deploy.md); "
            "to try the site on your own machine, set NAL_DEMO=1."
        )
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """`1` or `0`; anything else is a mistake that should not pass for "off"."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be 0 or 1.")
    return value == "1"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it has to be a whole number.")
    return int(value)


def listed(name: str) -> list[str]:
    """Names with commas between them: `a.example,b.example`."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def drawing_file(path: str) -> str:
    """The path, if it is of an SVG file that can be read: a broken one would stop every freeze."""
    if path:
        try:
            root = ElementTree.fromstring(Path(path).read_bytes())  # noqa: S314 - the operator's own
        except (OSError, ElementTree.ParseError) as error:
            raise ImproperlyConfigured(f"NAL_LOGO is {path!r}: {error}.") from error
        if root.tag != "{http://www.w3.org/2000/svg}svg":
            raise ImproperlyConfigured(f"NAL_LOGO is {path!r}; it has to be an SVG drawing.")
        for picture in root.iter("{http://www.w3.org/2000/svg}image"):
            links = (value for key, value in picture.items() if key.endswith("href"))
            if not all(link.startswith("data:") for link in links):
                told = f"NAL_LOGO is {path!r}; a picture in it has to be in the file itself."
                raise ImproperlyConfigured(told)
    return path


# ------------------------------------------------------------------------------------- modes

DEMO = flag("NAL_DEMO")
# For who changes the site (`make dev`): styles are served from where they stand, as they are.
DEV = flag("NAL_DEV")
if DEV and not DEMO:
    raise ImproperlyConfigured("NAL_DEV is for the demo only: set NAL_DEMO=1 too.")
DEBUG = False  # also for developers: an error page that shows settings helps nobody sign in

DEMO_SECRET_KEY = "demo-key-that-everyone-knows-and-production-therefore-refuses"  # noqa: S105 - no secret

if DEMO:
    SECRET_KEY = DEMO_SECRET_KEY
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = text("NAL_SECRET_KEY")
    if SECRET_KEY == DEMO_SECRET_KEY:
        raise ImproperlyConfigured("NAL_SECRET_KEY is the demo key; production needs its own.")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured("NAL_SECRET_KEY can be guessed; use 50 random characters.")
    ALLOWED_HOSTS = listed("NAL_ALLOWED_HOSTS")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("NAL_ALLOWED_HOSTS is *; name the hosts of the site.")

# Everything the site makes while running: database file, cache, mail of the demo, exports.
VAR_DIR = Path(text("NAL_VAR_DIR", str(BASE_DIR / "var")))

# Where backups go, and for whom: a public key of age (age1…). Without one they are not encrypted.
BACKUP_DIR = Path(text("NAL_BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_RECIPIENT = text("NAL_BACKUP_RECIPIENT", "")

# With it a monitor is told all of /gezond/klaar/; without one, or with another, only whether.
HEALTH_TOKEN = text("NAL_HEALTH_TOKEN", "")
if HEALTH_TOKEN and len(HEALTH_TOKEN) < 32:
    raise ImproperlyConfigured("NAL_HEALTH_TOKEN can be guessed; use 32 random characters.")

# ------------------------------------------------------------------------------ applications

INSTALLED_APPS = [
    # The house, from the lowest floor up.
    "nalportal.accounts",
    "nalportal.progress",
    "regions",
    "workgroups",
    "indicators",
    "nalportal.report",
    "nalportal.desk",
    "nalportal.operations",
    # Django's own.
    "nalportal.operations.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",  # so that runserver serves files the way production does
    "django.contrib.staticfiles",
    # Parts from elsewhere; pyproject.toml says why.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_tables2",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "nalportal.report.web.kept.KeptPages",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "nalportal.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After what costs next to nothing, before all that computes.
    "nalportal.concurrency.OneAtATime",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nalportal.accounts.audit_watch.AuditMiddleware",
    "nalportal.accounts.sessions.SlidingSessionMiddleware",
    "nalportal.accounts.kept_forms.KeptFormMiddleware",
    # Default deny: a page is public only when its view says @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "nalportal.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "nalportal.urls"
WSGI_APPLICATION = "nalportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nalportal.accounts.sessions.session",
                "nalportal.contact.contact",
                "nalportal.report.web.context.site",
            ],
            "libraries": {
                name: f"nalportal.report.web.tags.{name}"
                for name in ("comparison", "nal", "pages", "policy", "rows", "tables")
            },
        },
    },
]

FORM_RENDERER = "nalportal.pages.widgets.Renderer"

# ---------------------------------------------------------------------------------- database


def database() -> dict[str, Any]:
    """DATABASE_URL, or else an SQLite file under VAR_DIR."""
    default = f"sqlite:///{VAR_DIR / 'nal.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(text("DATABASE_URL", default)))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # SQLite makes its file, but not the folder.
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            # Take the write lock at BEGIN. With the default, two that read and then write at the
            # same time lose one of the two at once, without waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # WAL: readers and the one writer don't wait for each other. Django itself switches
            # foreign keys on.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        # A server that is away, a lock that somebody holds or a query that runs wild gives a page
        # that says so, and not a worker that waits. The longest of our statements takes seconds.
        limits = "-c lock_timeout=10s -c statement_timeout=60s"
        limits += " -c idle_in_transaction_session_timeout=120s"
        config["OPTIONS"] = {"connect_timeout": 5, "options": limits, **config.get("OPTIONS", {})}
    # Two workers keep two connections; a pool would keep more than they can use. Opening the file
    # of SQLite takes longer than what most pages ask of it.
    config["CONN_MAX_AGE"] = 60
    # Transactions are short and named where they are needed; long work stays outside them.
    config["ATOMIC_REQUESTS"] = False
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True  # a reason may take more than a line

# The grid of policy has six cells per municipality, and there are some 350 of those; where somebody
# else was first, a cell has a choice beside it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_500

# ------------------------------------------------------------------------------------- cache


def kept_files() -> dict[str, Any]:
    """Drawn charts and rendered files, shared by all workers; what fails here is made again.

    Files do that on one machine; NAL_CACHE_URL (redis://…) is for more than one.
    """
    url = text("NAL_CACHE_URL", "")
    if url:
        return {
            "BACKEND": "nalportal.caching.TolerantRedis",
            "LOCATION": url,
            # A server on the same network answers in a millisecond, or it is away.
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    return {
        "BACKEND": "nalportal.caching.TolerantFiles",
        "LOCATION": VAR_DIR / "cache",
        # The default of 300 would throw charts out while they are in use.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }


CACHES = {
    # What may not be forgotten and is the same for all workers and machines: counters of failed
    # sign-ins, codes that were spent, files between preview and confirmation. In the database,
    # so that a limit fails closed: without the database nobody signs in at all.
    "default": {
        "BACKEND": "nalportal.caching.ClockedDatabaseCache",
        "LOCATION": "nal_cache",  # accounts/migrations/0003_cache_table.py makes the table
        # Above this number the oldest keys of the alphabet go first; it is far above what a day of
        # guessing under our limits can make.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "files": kept_files(),
    # Whole public pages, in the memory of each worker: what is quicker than drawing is not quick
    # enough when it first has to be read from a file. Some 30 MB when it is full.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # How often an address asked the interface something, in each worker.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# How long a process may keep serving whole public pages before it asks again whether something
# was published: on a day with many readers, and while the database is away.
PUBLICATIONS_ASKED_EVERY_SECONDS = 1.0

# ----------------------------------------------------------------------------------- sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["nalportal.accounts.backends.PortalBackend"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "/"

# Argon2 first; the second reads passwords set elsewhere, which are hashed anew at sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "nalportal.accounts.passwords.CommonWordsValidator"},
]

ACCOUNT_ADAPTER = "nalportal.desk.account_mail.QueuedMailAdapter"
ACCOUNT_FORMS = {
    "login": "nalportal.accounts.forms.SignInForm",
    "reset_password": "nalportal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "nalportal.accounts.forms.NewPasswordForm",
    "change_password": "nalportal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "nalportal.accounts.forms.ConfirmByPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a beheerder enters the address; nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because someone typed their address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False  # shared desks: the session ends with the browser
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Per address and per account, so neither many guesses for one nor one guess for many.
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "10/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# Enough to find an app on one's phone, and short enough for a screen that was left alone.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

# The second factor: an app that shows codes or a passkey, and recovery codes for when neither is at
# hand.
MFA_ADAPTER = "nalportal.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "nalportal.accounts.forms.SetUpAppForm",
    "authenticate": "nalportal.accounts.forms.SecondFactorForm",
    "reauthenticate": "nalportal.accounts.forms.ConfirmByCodeForm",
    "add_webauthn": "nalportal.accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "nalportal.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "nalportal.accounts.forms.ConfirmByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Voortgang laadinfrastructuur"  # how the app names this account
MFA_TOTP_TOLERANCE = 1  # codes of half a minute ago and ahead: clocks differ, and people type
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a beheerder entered the address


def single_sign_on() -> dict[str, Any]:
    """One OpenID Connect provider, when its variables are set; else its pages are not there."""
    issuer = text("NAL_OIDC_ISSUER", "")
    if not issuer:
        return {}
    if not (DEMO or issuer.startswith("https://")):
        raise ImproperlyConfigured(f"NAL_OIDC_ISSUER is {issuer!r}; it has to be an https address.")
    app = {
        "provider_id": "organisatie",
        "name": text("NAL_OIDC_NAME"),
        "client_id": text("NAL_OIDC_CLIENT_ID"),
        "secret": text("NAL_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = single_sign_on()
SOCIALACCOUNT_ADAPTER = "nalportal.accounts.single_sign_on.KnownPeopleAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# A link, not a form: under our policy a form may not lead to another site, not even by a redirect.
SOCIALACCOUNT_LOGIN_ON_GET = True

# After the last request; whoever keeps working or typing stays signed in.
SESSION_COOKIE_AGE = retention.SESSIONS.seconds
SESSION_WARNING_SECONDS = 5 * 60
# However busy somebody is: a session does not last longer than a working day.
SESSION_LONGEST_SECONDS = retention.LONGEST_SESSION.seconds
SESSION_ENGINE = "nalportal.accounts.session_store"

# ---------------------------------------------------------------------------------- security

# Browsers take such a name only over https, for this host alone and for all of its paths: no
# neighbour under the same domain can set one.
COOKIE_PREFIX = "" if DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = not DEMO
CSRF_FAILURE_VIEW = "nalportal.accounts.kept_forms.old_token"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
# Preloading binds the whole domain for years; that is the domain owner's choice, not the site's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
X_FRAME_OPTIONS = "DENY"

# Only behind a proxy that overwrites these headers itself; otherwise a visitor could set them.
BEHIND_PROXY = flag("NAL_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Nothing from other hosts and nothing inline: neither script nor style. `data:` is for the small
# pictures (arrows, ticks) inside Bootstrap's stylesheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# ------------------------------------------------------------------------- language and time

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# ------------------------------------------------------------------------------ static files

STATIC_URL = "static/"
STATIC_ROOT = Path(text("NAL_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "nalportal.bootstrap.BootstrapFinder",
]
# Who handed in does not accept it, who froze does not publish.
FOUR_EYES = flag("NAL_FOUR_EYES")
# Whether units read of each other, before they hand in, what the report will tell.
UNITS_READ_EACH_OTHER = flag("NAL_UNITS_READ_EACH_OTHER", default=True)

# Files that people add to the register. Outside what the web server hands out: only a view gives
# one, to who may see it. How large one may be, and all of one unit together.
EVIDENCE_DIR = Path(text("NAL_FILES_DIR", str(VAR_DIR / "files")))
EVIDENCE_FILE_MB = number("NAL_FILE_MB", 20)
EVIDENCE_UNIT_MB = number("NAL_UNIT_FILES_MB", 1_000)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": EVIDENCE_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # Names carry a hash of the content, so browsers keep files for ever and never a stale one.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEV
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEV
WHITENOISE_MAX_AGE = 0 if DEV else 60  # of the few files without a hash in their name

# ------------------------------------------------------------------------------ mail and logs

if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    EMAIL_HOST = text("NAL_EMAIL_HOST", "localhost")
    EMAIL_PORT = number("NAL_EMAIL_PORT", 25)
    EMAIL_HOST_USER = text("NAL_EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = text("NAL_EMAIL_PASSWORD", "")
    EMAIL_USE_TLS = flag("NAL_EMAIL_TLS")
    EMAIL_TIMEOUT = 10
    if EMAIL_HOST_PASSWORD and not (EMAIL_USE_TLS or EMAIL_HOST in {"localhost", "127.0.0.1"}):
        raise ImproperlyConfigured("NAL_EMAIL_PASSWORD goes over the line: set NAL_EMAIL_TLS=1.")
DEFAULT_FROM_EMAIL = text("NAL_EMAIL_FROM", "portaal@nal.example" if DEMO else None)
if "@" not in DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured(f"NAL_EMAIL_FROM is {DEFAULT_FROM_EMAIL!r}; it needs an address.")
# On each page and in each letter: who to ask, and where answers to a letter arrive.
CONTACT_EMAIL = text("NAL_CONTACT_EMAIL", DEFAULT_FROM_EMAIL)
if "@" not in CONTACT_EMAIL:
    raise ImproperlyConfigured(f"NAL_CONTACT_EMAIL is {CONTACT_EMAIL!r}; it needs an address.")
# In the colophon of the report on paper: what one may do with it, and as which document of the
# House of Representatives it was sent. Without them those lines are not there.
LICENCE = text("NAL_LICENCE", "")
# Where the publisher declared how accessible the site is, in the register of the government.
ACCESSIBILITY_STATEMENT = text("NAL_ACCESSIBILITY_STATEMENT", "")
KAMERSTUK = text("NAL_KAMERSTUK", "")
# The sites that may show a chart of ours within their pages, as sources of the policy
# (https://voorbeeld.nl; * is any); none may when it is empty.
EMBED_HOSTS = text("NAL_EMBED_HOSTS", "").split()
# How often a minute one address may ask a worker something of the interface: ten a second is more
# than a person or a polite program does.
API_PER_MINUTE = number("NAL_API_PER_MINUTE", 600)
# The same of pages and files that are not kept: far more than people at one address read.
PAGES_PER_MINUTE = number("NAL_PAGES_PER_MINUTE", 600)
# The organisation's own drawing on its cover; none ships with the portal.
LOGO = drawing_file(text("NAL_LOGO", ""))
# What tells, before figures are stored, what changes in the reports that are being made.
TELLS_CONSEQUENCES = "nalportal.report.consequences.tell_consequences"
# Long work that a page may ask for, by its name, and what does it. Beginning it there needs no
# worker, so that one is optional.
JOBS = {
    "figures": "indicators.entry.jobs.store_figures",
    "boundaries": "nalportal.desk.boundaries.read_sent",
    "figures-read": "indicators.previewing.jobs.read_file",
    "figures-look": "indicators.previewing.jobs.look",
}
# What only reads leaves SQLite to others while it does.
JOBS_THAT_READ = {"boundaries", "figures-read", "figures-look"}
START_WORKER = True
# Letters go with a timer (manage.py send_reminders); a page may start the same, without waiting.
SEND_MAIL_SOON = True


def site_url() -> str:
    """How links in mail begin; mail has no request to take it from."""
    url = text(
        "NAL_SITE_URL",
        "http://localhost:8000" if DEMO else f"https://{ALLOWED_HOSTS[0].lstrip('.')}",
    ).rstrip("/")
    if not (DEMO or url.startswith("https://")):
        raise ImproperlyConfigured(f"NAL_SITE_URL is {url!r}; it has to be an https address.")
    return url


SITE_URL = site_url()

# To standard error, for the service manager to keep. A line has the path of a request but not
# its query, body or cookies: what people typed stays out of the log. For programs a line is a JSON
# object, in UTC, without paths and without the words of an error.
LOG_JSON = flag("NAL_LOG_JSON")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "nalportal.logs.JsonLines"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json" if LOG_JSON else "line"}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers are for DEBUG and for mail to ADMINS; the root handler does it.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # One line per request, for programs.
        "nalportal.requests": {"level": "INFO" if LOG_JSON else "WARNING"},
        # Anyone can ask for a page that isn't there, or under a strange host name.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Django leaves it to the server to drop the body of an answer to HEAD, which it reports.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

# ----------------------------------------------------------------------------------- release


def content_hash() -> str:
    """A hash of all that decides how a page looks: sources, templates and locked packages.

    It is part of every ETag, so a browser never keeps a page that an older release drew.
    """
    shown = {".css", ".html", ".js", ".mo", ".py", ".svg", ".txt", ".typ"}
    folders = ["nalportal", "regions", "workgroups", "indicators", "templates", "static", "locale"]
    files = [file for name in folders for file in (BASE_DIR / name).rglob("*")]
    digest = hashlib.sha256()
    for file in sorted([*files, BASE_DIR / "requirements.txt"]):
        if file.suffix in shown and file.is_file():
            digest.update(str(file.relative_to(BASE_DIR)).encode() + b"\0")
            digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


RELEASE = text("NAL_RELEASE", "") or content_hash()
