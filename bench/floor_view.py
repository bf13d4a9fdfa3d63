"""The floor's one view; `bench.floor` has its settings."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"
application = get_wsgi_application()

from attune.library.models import Edition  # noqa: E402


def floor(request: HttpRequest) -> HttpResponse:
    return render(request, "floor.html", {"title": Edition.objects.values_list("title", flat=True).get(pk=1)})


urlpatterns = [path("", floor)]
