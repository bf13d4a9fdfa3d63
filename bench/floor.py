"""The floor that every page is measured against: one view, one SELECT, one small template, no middleware.

It runs under the same gunicorn, with the same words, on the same database as the program.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"

from attune.config.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor_view"
WSGI_APPLICATION = "bench.floor_view.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"floor.html": "<!doctype html>\n<p>{{ title }}</p>\n"})]},
    }
]
