"""What allauth asks this site: the name at sign-up, the words of its refusals, what to do when mail cannot leave."""

import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from attune.journal.actions import record
from attune.kit import Refused
from attune.people import wording
from attune.people.models import Person
from attune.people.queries import of_session

log = logging.getLogger(__name__)


class NameForm(forms.Form):
    """Sign-up's own field; allauth adds e-mail and password."""

    name = forms.CharField(
        max_length=120,
        error_messages={"required": "Write your name as it should stand on a certificate."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        try:
            return wording.line(self.cleaned_data["name"], what="Your name", at_most=120, at_least=2)
        except Refused as refusal:
            raise ValidationError(refusal.sentence, code="name") from None

    def signup(self, request: HttpRequest, user: Person) -> None:
        """The adapter kept the name with the row; nothing is left to do."""


class Adapter(DefaultAccountAdapter):
    """Calm words, one account per address even when two clicks race, and an honest page when mail is down."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Write to the staff of this site.",
        "cannot_remove_primary_email": "An account needs one address. Change it rather than remove it.",
        "duplicate_email": "This is the address of your account already.",
        "email_password_mismatch": "This e-mail and password do not belong together. Check both, or set a new password.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This is not the code from the mail. Check it, or ask for a new one.",
        "incorrect_password": "This is not your password.",
        "same_as_current": "This is the address the code went to.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again, or set a new password.",
        "rate_limited": "That was a little too fast. Wait a minute, then try again.",
    }

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        user.name = form.cleaned_data["name"]
        try:
            with transaction.atomic():
                saved: Person = super().save_user(request, user, form, commit)
                record(deed="sign_up", noun=saved, by=saved, at=timezone.now())
                return saved
        except IntegrityError:
            sentence = "This form was sent twice. Look for the code in your mail, or sign in."
            raise Refused(sentence, status=409) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        links = {name: _at_our_address(value) for name, value in context.items() if name.endswith("_url")}
        try:
            super().send_mail(template_prefix, email, {**context, **links, "origin": settings.ORIGIN})
        except (OSError, SMTPException) as trouble:
            log.warning("A mail could not leave: %s", type(trouble).__name__)
            sentence = "Mail cannot leave this site at the moment. Try again in some minutes; if you signed up, sign in then."
            raise Refused(sentence, status=503) from trouble

    def is_safe_url(self, url: str | None) -> bool:
        """Where `next` may lead: to a path of this site, whatever host the request names."""
        return bool(url) and str(url).startswith("/") and super().is_safe_url(url)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('account_change_password')}?changed"


class SignInByEmail(AuthenticationBackend):
    """allauth's own, save that the person of a session is fetched together with their roles and accesses."""

    def get_user(self, user_id: int) -> Person | None:
        person = of_session(user_id)
        return person if person and self.user_can_authenticate(person) else None


def _at_our_address(url: str) -> str:
    """allauth makes links of the Host that a request names; whoever sends it may name another port, or another name."""
    return settings.ORIGIN + urlsplit(url)._replace(scheme="", netloc="").geturl()


class UnacceptedForms:
    """A form that comes back with errors is answered 422 (or 429 after too many tries), as on every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and isinstance(form, forms.BaseForm) and form.errors:
            codes = {error.code for errors in form.errors.as_data().values() for error in errors}
            response.status_code = 429 if codes & {"too_many_login_attempts", "rate_limited"} else 422
        return response
