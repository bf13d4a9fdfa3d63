"""The addresses of this desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
