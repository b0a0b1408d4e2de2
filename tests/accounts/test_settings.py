"""Production refuses to start half-configured; each try is a process with its own environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

KEY = "a-key-for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {
    "NAL_SECRET_KEY": KEY,
    "NAL_ALLOWED_HOSTS": "portaal.example, www.portaal.example",
    "NAL_EMAIL_FROM": "portaal@portaal.example",
}


def read_settings(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_python(f"from nalportal import settings; print({expression})", **environment)


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, with these variables and none of ours."""
    # Only what a fresh shell has, so nothing of this process leaks in.
    env = {"PATH": os.environ["PATH"], "NAL_RELEASE": "test", **environment}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.BASE_DIR,
    )


def test_production_takes_its_key_and_hosts() -> None:
    done = read_settings("settings.ALLOWED_HOSTS", **PRODUCTION)
    assert done.stdout.strip() == "['portaal.example', 'www.portaal.example']"


def test_production_needs_a_key() -> None:
    assert "NAL_SECRET_KEY is missing" in read_settings("0").stderr


def test_production_refuses_the_demo_key() -> None:
    environment = {**PRODUCTION, "NAL_SECRET_KEY": settings.DEMO_SECRET_KEY}
    assert "NAL_SECRET_KEY is the demo key" in read_settings("0", **environment).stderr


def test_production_needs_its_host_names() -> None:
    assert "NAL_ALLOWED_HOSTS is missing" in read_settings("0", NAL_SECRET_KEY=KEY).stderr


@pytest.mark.parametrize("key", ["abc", "a" * 60])
def test_production_refuses_a_key_that_can_be_guessed(key: str) -> None:
    done = read_settings("0", **{**PRODUCTION, "NAL_SECRET_KEY": key})
    assert "NAL_SECRET_KEY can be guessed" in done.stderr


def test_production_refuses_to_answer_to_any_host() -> None:
    done = read_settings("0", **{**PRODUCTION, "NAL_ALLOWED_HOSTS": "*"})
    assert "name the hosts of the site" in done.stderr


def test_a_flag_that_is_neither_0_nor_1_is_a_mistake() -> None:
    assert "NAL_DEMO is 'yes'; it can be 0 or 1" in read_settings("0", NAL_DEMO="yes").stderr


def test_a_number_has_to_be_one() -> None:
    done = read_settings("0", **PRODUCTION, NAL_EMAIL_PORT="smtp")
    assert "NAL_EMAIL_PORT is 'smtp'; it has to be a whole number" in done.stderr


def test_production_is_https_only() -> None:
    """And a browser that was here once asks nothing else for a year."""
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    asked = ", ".join(f"settings.{name}" for name in [*names, "SECURE_HSTS_SECONDS"])
    assert read_settings(asked, **PRODUCTION).stdout.split() == ["True"] * 3 + ["31536000"]


def test_headers_of_a_proxy_count_only_behind_one() -> None:
    asked = "getattr(settings, 'SECURE_PROXY_SSL_HEADER', None)"
    assert read_settings(asked, **PRODUCTION).stdout.strip() == "None"
    behind = read_settings(asked, **PRODUCTION, NAL_BEHIND_PROXY="1")
    assert behind.stdout.strip() == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_sqlite_takes_its_write_lock_at_the_start() -> None:
    asked = "settings.DATABASES['default']['OPTIONS']['transaction_mode']"
    assert read_settings(asked, NAL_DEMO="1").stdout.strip() == "IMMEDIATE"


def test_a_database_url_chooses_postgresql() -> None:
    done = read_settings(
        "settings.DATABASES['default']['ENGINE']", NAL_DEMO="1", DATABASE_URL="postgresql:///nal"
    )
    assert done.stdout.strip() == "django.db.backends.postgresql"


def test_a_cache_url_chooses_redis() -> None:
    done = read_settings(
        "settings.CACHES['files']['BACKEND']", NAL_DEMO="1", NAL_CACHE_URL="redis://localhost/1"
    )
    assert done.stdout.strip() == "nalportal.caching.TolerantRedis"


def test_production_says_who_its_mail_is_from() -> None:
    without = {name: PRODUCTION[name] for name in PRODUCTION if name != "NAL_EMAIL_FROM"}
    assert "NAL_EMAIL_FROM is missing" in read_settings("0", **without).stderr
    assert "it needs an address" in read_settings("0", **without, NAL_EMAIL_FROM="x").stderr


def test_a_mail_password_does_not_go_over_the_line_unprotected() -> None:
    mail = {**PRODUCTION, "NAL_EMAIL_HOST": "mail.example", "NAL_EMAIL_PASSWORD": "geheim"}
    assert "set NAL_EMAIL_TLS=1" in read_settings("0", **mail).stderr
    done = read_settings("settings.EMAIL_USE_TLS", **mail, NAL_EMAIL_TLS="1")
    assert done.stdout.strip() == "True"


def test_links_in_mail_lead_to_the_first_host_or_where_it_is_said() -> None:
    asked = "settings.SITE_URL"
    assert read_settings(asked, **PRODUCTION).stdout.strip() == "https://portaal.example"
    elsewhere = read_settings(asked, **PRODUCTION, NAL_SITE_URL="https://www.nal.example/")
    assert elsewhere.stdout.strip() == "https://www.nal.example"
    plain = read_settings(asked, **PRODUCTION, NAL_SITE_URL="http://nal.example")
    assert "it has to be an https address" in plain.stderr


OIDC = {
    "NAL_OIDC_ISSUER": "https://idp.example",
    "NAL_OIDC_NAME": "het ministerie",
    "NAL_OIDC_CLIENT_ID": "portaal",
    "NAL_OIDC_CLIENT_SECRET": "geheim",
}


def test_single_sign_on_is_off_until_it_is_set_up() -> None:
    asked = "settings.SOCIALACCOUNT_PROVIDERS"
    assert read_settings(asked, **PRODUCTION).stdout.strip() == "{}"
    assert "https://idp.example" in read_settings(asked, **PRODUCTION, **OIDC).stdout


@pytest.mark.parametrize("name", sorted(set(OIDC) - {"NAL_OIDC_ISSUER"}))
def test_single_sign_on_needs_all_its_variables(name: str) -> None:
    environment = {**PRODUCTION, **OIDC, name: ""}
    assert f"{name} is missing" in read_settings("0", **environment).stderr


def test_single_sign_on_is_https_only() -> None:
    environment = {**PRODUCTION, **OIDC, "NAL_OIDC_ISSUER": "http://idp.example"}
    assert "it has to be an https address" in read_settings("0", **environment).stderr


MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "accounts", verbosity=0)
"""
FAIL = """
import django
django.setup()
from allauth.core import ratelimit
from django.test import RequestFactory
request = RequestFactory().post("/account/inloggen/")
once = lambda key: bool(ratelimit.consume(request, action="login_failed", key=key))
print([once(key) for key in {keys}])
"""


@pytest.mark.parametrize(
    ("accounts", "let_through"),
    [
        (["aaa", "aaa"], 5),
        # Each time another account, so that only the address is known again.
        (["abcdef", "ghijkl"], 10),
    ],
    ids=["one account", "one address"],
)
def test_two_processes_count_failed_sign_ins_together(
    tmp_path: Path, accounts: list[str], let_through: int
) -> None:
    environment = {"NAL_DEMO": "1", "NAL_VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "nalportal.settings"
    assert run_python(MIGRATE, **environment).returncode == 0
    asked = [run_python(FAIL.format(keys=repr(few)), **environment).stdout for few in accounts]
    assert "".join(asked).count("True") == let_through
    assert asked[1].endswith("False]\n")


def test_the_release_follows_the_sources_unless_it_is_given() -> None:
    assert read_settings("settings.RELEASE", NAL_DEMO="1").stdout.strip() == "test"
    assert len(settings.RELEASE) == 16


# --------------------------------------------------------------------------------------- make dev

ASK_FOR_STYLES = """
import django; django.setup()
from django.test import Client
answer = Client(SERVER_NAME="localhost").get("/static/css/base.css")
print(answer.status_code, answer.headers["Cache-Control"], b"".join(answer)[:0])
"""


def test_a_developer_sees_styles_without_collecting(tmp_path: Path) -> None:
    done = run_python(
        ASK_FOR_STYLES,
        DJANGO_SETTINGS_MODULE="nalportal.settings",
        NAL_DEMO="1",
        NAL_DEV="1",
        NAL_VAR_DIR=str(tmp_path),
        NAL_STATIC_ROOT=str(tmp_path / "nothing"),
    )
    assert done.stdout.split()[:2] == ["200", "max-age=0,"], done.stderr


def test_production_is_no_place_to_develop() -> None:
    assert "NAL_DEV is for the demo only" in read_settings("0", **PRODUCTION, NAL_DEV="1").stderr


KEPT_FROM = ("SECURE", "HTTPONLY")  # plain http, and scripts


def test_cookies_of_production_are_of_this_host_alone() -> None:
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME"
    done = read_settings(names, **PRODUCTION)
    assert done.stdout.strip() == "__Host-sessionid __Host-csrftoken"
    kinds = [f"settings.{of}_COOKIE_{what}" for of in ("SESSION", "CSRF") for what in KEPT_FROM]
    assert read_settings(", ".join(kinds), **PRODUCTION).stdout.split() == ["True"] * 4
