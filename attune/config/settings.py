"""Every setting, from the environment, with defaults that run on a bare machine (docs/how-to/configure.md)."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from attune.config.addresses import database_from, mail_from

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("ATTUNE_HOME", "var")).resolve()
ORIGIN = os.environ.get("ATTUNE_ORIGIN", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
CONTACT = os.environ.get("ATTUNE_CONTACT", "")  # an e-mail address or a web address; shown to whoever wants to report
IS_DEMO = os.environ.get("ATTUNE_DEMO") == "1"
ISSUER = os.environ.get("ATTUNE_ISSUER", "Attune, reference edition")  # who certificates say they come from
IS_SECURE = ORIGIN.startswith("https://")
DEBUG = False


def _secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept beside the database."""
    if key := os.environ.get("ATTUNE_SECRET_KEY"):
        return key
    place = HOME / "secret_key"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return place.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "attune.journal",
    "attune.people",
    "attune.library",
    "attune.catalogue",
    "attune.learning",
    "attune.credentials",
    "attune.outreach",
    "attune.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "attune.web.zipped.ZippedPages",
    "attune.web.plain.PlainRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "attune.web.refusals.RefusalMiddleware",
    "attune.web.account.UnacceptedForms",
]

ROOT_URLCONF = "attune.config.urls"
WSGI_APPLICATION = "attune.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "OPTIONS": {
            "context_processors": ["attune.web.context.page"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django.templatetags.static", "attune.web.templatetags.attune"],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth counts sign-in attempts in the cache: every worker must see the same counts.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "attune_cache"},
}

AUTH_USER_MODEL = "people.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail is unique without regard to case, by a constraint that the check does not see
AUTHENTICATION_BACKENDS = ["attune.web.account.SignInByEmail"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "attune.web.account.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "attune.web.account.NameForm"
ACCOUNT_FORMS = {
    "signup": "attune.web.account_forms.SignUp",
    "login": "attune.web.account_forms.SignIn",
    "reauthenticate": "attune.web.account_forms.ItIsYou",
    "add_email": "attune.web.account_forms.AddEmail",
    "change_email": "attune.web.account_forms.ChangeEmail",
    "confirm_email_verification_code": "attune.web.account_forms.EmailCode",
    "change_password": "attune.web.account_forms.ChangePassword",
    "set_password": "attune.web.account_forms.FirstPassword",
    "reset_password": "attune.web.account_forms.ForgottenPassword",
    "confirm_password_reset_code": "attune.web.account_forms.PasswordCode",
    "reset_password_from_key": "attune.web.account_forms.NewPassword",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_SECURE else "http"
# Beside allauth's own limits: mails to a work address that somebody only says is theirs.
ACCOUNT_RATE_LIMITS = {"work_email": "5/h/user,5/d/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ATTUNE_PROXIES", "0"))

# How many working days a request for access may wait for its answer: the access page promises it.
ANSWER_WORKING_DAYS = int(os.environ.get("ATTUNE_ANSWER_DAYS", "3"))

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "attune.web.refusals.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = os.environ.get("ATTUNE_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "web" / "static"]
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

if bucket := os.environ.get("ATTUNE_S3_BUCKET"):
    _FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("ATTUNE_S3_ENDPOINT") or None,
            "file_overwrite": True,
            "default_acl": None,
        },
    }
else:
    _FILES = {"BACKEND": "attune.library.storage.DurableFolder", "OPTIONS": {"location": HOME / "files"}}
STORAGES = {
    "default": _FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

OUTBOX = HOME / "outbox"
globals().update(mail_from(os.environ.get("EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = unquote(os.environ.get("ATTUNE_MAIL_FROM", "Attune <attune@localhost>"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "attune.config.logs.DiscreetFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ATTUNE_LOG_LEVEL", "WARNING")},
    # A refused request is an answer, not a warning; and its address may hold a token that no log should keep.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
