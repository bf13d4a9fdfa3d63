"""What staff decide with."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from attune.people import actions, queries
from attune.web.fields import Line, Paragraph


class ApproveForm(forms.Form):
    """Which agency, and until when. A name that is not known is added only when that is said."""

    agency = Line(
        label="Agency",
        max_length=280,
        error_messages={"required": "Write the name of the agency."},
        widget=forms.TextInput(attrs={"list": "agencies", "autocomplete": "off"}),
    )
    is_new = forms.BooleanField(label="This agency is new: add it", required=False)
    place = Line(label="Place", max_length=120, required=False, help_text="County, city or state; only for a new agency.")
    owns_domain = forms.BooleanField(label="The e-mail domain belongs to this agency", required=False)
    until = forms.DateField(
        label="Access ends on",
        error_messages={"required": "Choose a day.", "invalid": "Write the day like 2027-03-31."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = cleaned.get("agency", "")
        cleaned["known"] = queries.agency_named(name) if name else None
        if name and cleaned["known"] is None and not cleaned.get("is_new"):
            sentence = "This agency is not known. Choose one from the list, or say below that it is new."
            raise ValidationError({"agency": sentence})
        return cleaned

    def approval(self) -> dict[str, Any]:
        """The arguments of `approve_request`."""
        cleaned = self.cleaned_data
        return {
            "agency": cleaned["known"],
            "agency_name": cleaned["agency"],
            "place": cleaned["place"],
            "owns_domain": cleaned["owns_domain"],
            "expires_at": end_of(cleaned["until"]),
        }


class RefuseForm(forms.Form):
    reason = Paragraph(
        label="The reason",
        max_length=500,
        min_length=10,
        help_text="The person reads these words. Say what is missing, and what would help.",
        error_messages={"required": "Write the reason.", "min_length": "Write a sentence the person can act on."},
    )


class AskForm(forms.Form):
    question = Paragraph(
        label="The question",
        max_length=500,
        min_length=3,
        help_text="One thing that you need to know before you decide.",
        error_messages={"required": "Write the question."},
    )


def end_of(day: date) -> datetime:
    """The last second of a day, UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def a_year_from(at: datetime) -> date:
    """The day that is proposed: nothing but a proposal."""
    return (at + actions.A_YEAR - timedelta(days=1)).date()
