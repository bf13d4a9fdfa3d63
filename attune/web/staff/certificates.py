"""Revoking a certificate."""

from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from attune.credentials.actions import revoke_certificate
from attune.credentials.models import Certificate, Revocation
from attune.credentials.numbers import LONGEST_INPUT
from attune.credentials.queries import certificate_by_number, revocation_of
from attune.kit import Refused
from attune.people.models import Person
from attune.web.redirects import see_other
from attune.web.staff.guard import staff_only


class NumberForm(forms.Form):
    """Which certificate?"""

    number = forms.CharField(
        label="Certificate number",
        max_length=LONGEST_INPUT,
        help_text="For instance ATN-7K3M-9QXD-4V. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Write the number that stands on the certificate."},
    )


class RevokeForm(forms.Form):
    """Why? One of the sentences that everybody may read."""

    reason = forms.ChoiceField(
        label="Why does it not hold any more?",
        choices=Revocation.Reason.choices,
        widget=forms.RadioSelect,
        help_text="This sentence is shown to everybody who verifies the certificate.",
        error_messages={"required": "Choose one of the reasons.", "invalid_choice": "Choose one of the reasons."},
    )


@staff_only
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """By number alone: this page lists nobody."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        if found := certificate_by_number(form.cleaned_data["number"]):
            return see_other(f"/staff/certificates/{found.number}/")
        form.add_error("number", "No certificate has this number. Compare each letter and digit.")
    return render(request, "staff/certificates.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def one_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """What it says, and the form that revokes it."""
    found = certificate_by_number(number)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, RevokeForm())
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            revoke_certificate(certificate=found, reason=form.cleaned_data["reason"], by=cast(Person, request.user), at=timezone.now())
        except Refused as refusal:
            return _page(request, found, form, refusal=refusal.sentence, status=refusal.status)
        return see_other(f"/staff/certificates/{found.number}/")
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: Certificate, form: RevokeForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = {"certificate": found, "revocation": revocation_of(found), "form": form, "refusal": refusal}
    return render(request, "staff/certificate.html", shown, status=status)
