"""The addresses of this desk."""

from django.urls import URLPattern, path, re_path

from attune.web.public import files, machines, pages, updates, verify
from attune.web.public.components import components

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("series/", pages.catalogue, name="catalogue"),
    path("series/<slug:series>/", pages.series, name="series"),
    path("series/<slug:series>/<slug:module>/", pages.module, name="module"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("files/<str:sha256>/<str:name>", files.asset, name="asset"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("livez", machines.livez, name="livez"),
    path("readyz", machines.readyz, name="readyz"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:number>/", verify.verified, name="verified"),
    path("updates/", updates.updates, name="subscribe"),
    re_path(r"^updates/(?P<what>sent|confirmed|ended)/$", updates.said, name="updates_said"),
    re_path(r"^updates/confirm/(?P<token>[\w-]{1,64})/$", updates.confirm, name="updates_confirm"),
    re_path(r"^updates/end/(?P<token>[\w-]{1,64})/$", updates.end, name="updates_end"),
    path("updates.atom", updates.atom, name="updates_atom"),
    path("components/", components, name="components"),
]
