"""The addresses of this desk."""

from django.urls import URLPattern, path

from attune.web.public.components import components

urlpatterns: list[URLPattern] = [
    path("components/", components, name="components"),
]
