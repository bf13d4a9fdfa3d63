"""Verifying a certificate: for an employer or a board, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attune.credentials import queries
from attune.credentials.numbers import LONGEST_INPUT, number_of
from attune.credentials.pdf import credit_line
from attune.web import limits
from attune.web.redirects import see_other

MISSES = 30
NOT_A_NUMBER = "This is not a certificate number. It looks like ATN-7K3M-9QXD-4V: three letters, then ten letters and digits."
NOT_FOUND = (
    "No certificate has this number. Compare each letter and digit with the certificate. If it is the same, the "
    "certificate was not issued here."
)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and where it leads."""
    typed = request.GET.get("number", "")
    if number := number_of(typed):
        return see_other(f"/verify/{number}/")
    if "number" in request.GET:
        return _form(request, typed=typed, sentence=NOT_A_NUMBER, status=422)
    return _form(request)


@require_safe
def verified(request: HttpRequest, number: str) -> HttpResponse:
    """What holds of this number."""
    verification = queries.verify(number)
    if verification is None:
        limits.count(request, deed="verify", at_most=MISSES)
        return _form(request, typed=number, sentence=NOT_FOUND if number_of(number) else NOT_A_NUMBER, status=404)
    certificate = verification.certificate
    if certificate.number != number:
        return see_other(f"/verify/{certificate.number}/")
    shown = {
        "certificate": certificate,
        "revocation": verification.revocation,
        "credits": [credit_line(credit) for credit in certificate.credits],
    }
    return _unlisted(render(request, "public/verified.html", shown))


def _form(request: HttpRequest, *, typed: str = "", sentence: str = "", status: int = 200) -> HttpResponse:
    shown = {"typed": typed[:LONGEST_INPUT], "sentence": sentence, "longest": LONGEST_INPUT}
    response = render(request, "public/verify.html", shown, status=status)
    return _unlisted(response) if status != 200 else response


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Whoever has the number may look; search engines shall not collect names."""
    response["X-Robots-Tag"] = "noindex"
    return response
