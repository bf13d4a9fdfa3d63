"""The addresses of this desk. Each view stands behind `guard.staff_only`."""

from django.urls import URLPattern, path

from attune.web.staff import certificates, outbox, requests

urlpatterns: list[URLPattern] = [
    path("staff/requests/", requests.requests, name="requests"),
    path("staff/requests/<int:request_id>/", requests.one_request, name="request"),
    path("staff/requests/<int:request_id>/approve/", requests.approve, name="request_approve"),
    path("staff/requests/<int:request_id>/refuse/", requests.refuse, name="request_refuse"),
    path("staff/requests/<int:request_id>/ask/", requests.ask, name="request_ask"),
    path("staff/requests/<int:request_id>/end/", requests.end, name="request_end"),
    path("staff/certificates/", certificates.find, name="staff_certificates"),
    path("staff/certificates/<str:number>/", certificates.one_certificate, name="staff_certificate"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:name>/", outbox.letter, name="outbox_letter"),
]
