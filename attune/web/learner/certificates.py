"""A person's own certificates and transcript."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.credentials.models import Certificate
from attune.credentials.numbers import number_of
from attune.credentials.pdf import certificate_pdf, credit_line
from attune.credentials.qr import qr_svg, verification_address
from attune.credentials.queries import revocation_of, transcript_of
from attune.kit import Refused
from attune.people.models import Person


@login_required
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a page: to read, to print, to pass on."""
    held = _held(request, number)
    address = verification_address(held.number)
    shown = {
        "certificate": held,
        "revocation": revocation_of(held),
        "credits": [credit_line(credit) for credit in held.credits],
        "address": address,
        "qr": qr_svg(address),
    }
    return render(request, "learner/certificate.html", shown)


@login_required
@require_safe
def certificate_file(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as PDF. One that was revoked is not handed out any more."""
    held = _held(request, number)
    if revocation_of(held):
        raise Refused("This certificate was revoked, so there is no PDF of it any more. Its page says since when and why.", status=409)
    response = HttpResponse(certificate_pdf(held), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{held.number}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """Everything this person began and completed."""
    lines = [(line, [credit_line(credit) for credit in line.credits]) for line in transcript_of(cast(Person, request.user))]
    return render(request, "learner/transcript.html", {"lines": lines, "today": timezone.now()})


def _held(request: HttpRequest, number: str) -> Certificate:
    own = Certificate.objects.visible_to(cast(Person, request.user)).select_related("revocation")
    return get_object_or_404(own, number=number_of(number) or "")
