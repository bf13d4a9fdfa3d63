"""Updates by e-mail without an account, and the feed."""

import hashlib
from random import SystemRandom
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from attune.kit import Refused
from attune.outreach.actions import confirm_subscription, end_subscription, subscribe
from attune.outreach.feed import updates_feed
from attune.outreach.queries import request_behind, subscription_behind, topics_on_offer
from attune.web import limits
from attune.web.redirects import see_other

REQUESTS = 10
FORM_OR_DEED = ["GET", "HEAD", "POST"]


class SubscriptionForm(forms.Form):
    """What may be sent: an address, and what to hear about."""

    email = forms.CharField(
        max_length=254,
        error_messages={
            "required": "Write the e-mail address that updates shall go to.",
            "max_length": "Write an e-mail address of at most 254 characters.",
        },
    )
    topics = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "One of these topics is not on offer any more. Choose again."},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        topics = self.fields["topics"]
        topics.choices = [(topic.id, topic.title) for topic in topics_on_offer()]  # type: ignore[attr-defined]


@require_http_methods(FORM_OR_DEED)
def updates(request: HttpRequest) -> HttpResponse:
    """Ask for updates. The answer is the same for every address."""
    if request.method != "POST":
        return _form(request, chosen=request.GET.getlist("topic"))
    form = SubscriptionForm(request.POST)
    if form.is_valid():
        limits.count(request, deed="subscribe", at_most=REQUESTS)
        try:
            subscribe(**form.cleaned_data, at=timezone.now(), chance=SystemRandom())
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            return see_other("/updates/sent/")
    return _form(request, chosen=request.POST.getlist("topics"), form=form)


@never_cache
@require_http_methods(FORM_OR_DEED)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Looking is not confirming: programs that read mail open every link. The button confirms."""
    if request.method == "POST":
        confirm_subscription(token=token, at=timezone.now(), chance=SystemRandom())
        return see_other("/updates/confirmed/")
    asked = request_behind(token)
    return render(request, "public/updates_confirm.html", {"asked": asked}, status=200 if asked.is_known else 404)


@csrf_exempt  # the mailbox's own "unsubscribe" has no token of ours (RFC 8058 §3.1); the address is the secret
@never_cache
@require_http_methods(FORM_OR_DEED)
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Looking is not ending. A one-click request is answered at once and never redirected (RFC 8058 §3.1)."""
    if request.method != "POST":
        return render(request, "public/updates_end.html", {"subscription": subscription_behind(token)})
    end_subscription(token=token, at=timezone.now())
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse("The subscription has ended.\n", content_type="text/plain; charset=utf-8")
    return see_other("/updates/ended/")


@require_safe
def said(request: HttpRequest, what: str) -> HttpResponse:
    """What happened, after each of the forms."""
    return render(request, "public/updates_said.html", {"what": what})


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The feed; a reader that has it already is told so (RFC 9110 §13.1.2)."""
    content = updates_feed().encode()
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    return get_conditional_response(request, etag=etag, response=response) or response


def _form(request: HttpRequest, *, chosen: list[str], form: SubscriptionForm | None = None) -> HttpResponse:
    """Drawn by hand: Django's widgets would take as long as the whole rest of the page."""
    shown = {"form": form, "chosen": chosen, "topics": topics_on_offer()}
    return render(request, "public/updates.html", shown, status=422 if form else 200)
