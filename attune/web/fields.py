"""Form fields that every desk may use: lines and paragraphs that people typed, nothing hidden in them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from attune.people import wording


def nothing_hidden(text: str) -> None:
    """Bidi controls and the like, with a sentence. (Null bytes Django refuses by itself.)"""
    if "\0" not in text and wording.has_hidden_characters(text):
        raise ValidationError(f"This {wording.HIDDEN}", code="hidden")


class Line(forms.CharField):
    """One line of text, its spaces tidied."""

    default_validators = [nothing_hidden]

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class Paragraph(forms.CharField):
    """Some lines of text; components/textarea.html says beside it that names and cases do not belong here."""

    default_validators = [nothing_hidden]
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")
