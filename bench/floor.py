"""The floor that every page is measured against: one view, one SELECT, one small template, no middleware.

It runs under the same gunicorn, with the same words, on the same database as the program.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"

from attune.config.settings import *  # noqa: F403
from attune.config.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if not app.startswith("allauth")]  # it insists on its middleware
AUTHENTICATION_BACKENDS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor_view"
WSGI_APPLICATION = "bench.floor_view.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"floor.html": "<!doctype html>\n<p>{{ title }}</p>\n"})]},
    }
]
