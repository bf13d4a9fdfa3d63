"""Which desk answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("attune.web.public.urls")),
    path("", include("attune.web.learner.urls")),
    path("", include("attune.web.staff.urls")),
    path("account/", include("allauth.account.urls")),
]

handler400 = "attune.web.refusals.not_understood"
handler404 = "attune.web.refusals.not_found"
handler500 = "attune.web.refusals.broken"
