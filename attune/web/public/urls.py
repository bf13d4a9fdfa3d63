"""The addresses of this desk."""

from django.urls import URLPattern, path, re_path

from attune.web.public import updates, verify
from attune.web.public.components import components

urlpatterns: list[URLPattern] = [
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:number>/", verify.verified, name="verified"),
    path("updates/", updates.updates, name="subscribe"),
    re_path(r"^updates/(?P<what>sent|confirmed|ended)/$", updates.said, name="updates_said"),
    path("updates/confirm/<str:token>/", updates.confirm, name="updates_confirm"),
    path("updates/end/<str:token>/", updates.end, name="updates_end"),
    path("updates.atom", updates.atom, name="updates_atom"),
    path("components/", components, name="components"),
]
