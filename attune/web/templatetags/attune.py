"""Tags and filters for every template: built in, none needs loading.

The drawings are Lucide's (ISC licence beside them), named by what they stand for in Attune.
"""

from pathlib import Path

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DRAWINGS = Path(__file__).parent.parent / "templates" / "components" / "icons"
ICONS = {file.stem: mark_safe(file.read_text().strip()) for file in sorted(DRAWINGS.glob("*.svg"))}  # noqa: S308


KINDS = {
    "lesson": "Lesson",
    "check": "Check",
    "scenario": "Conversation",
    "evaluation": "Evaluation",
    "acknowledgement": "Acknowledgement",
}


class IconNode(template.Node):
    """An icon whose name is only known when the page is rendered."""

    def __init__(self, name: FilterExpression) -> None:
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        return ICONS[self.name.resolve(context)]


@register.tag
def icon(parser: Parser, token: Token) -> template.Node:
    """`{% icon "lesson" %}` or `{% icon component.kind %}`: a drawing that screen readers pass over.

    A name written out is settled when the template is read, so that it costs nothing per page.
    """
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("icon takes one name, for instance {% icon 'lesson' %}")
    name = parser.compile_filter(bits[1])
    if not isinstance(name.var, str):
        return IconNode(name)
    if name.var not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon named {name.var!r}; there are: {', '.join(ICONS)}")
    return TextNode(ICONS[name.var])


@register.filter
def person_mark(person: object) -> str:
    """16 hex digits that differ for each person and give nobody away.

    keep.js sends an answer that waited on this device only for the person who gave it.
    """
    return salted_hmac("attune.web.keep", str(getattr(person, "pk", ""))).hexdigest()[:16]


@register.filter
def kind_name(kind: str) -> str:
    """What people call a kind of component: a scenario is a conversation to them."""
    return KINDS[kind]
