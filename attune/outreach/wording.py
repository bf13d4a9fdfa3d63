"""The words of every message. Pure: facts in, text out. Plain, and nothing that a locked screen should not show."""

from collections.abc import Sequence

CONFIRM_SUBJECT = "Please confirm: updates by e-mail"
NEWS_SUBJECT = "New in the training you follow"
DECISION_SUBJECT = "Your request has been answered"
QUESTION_SUBJECT = "A question about your request"


def confirm_body(link: str) -> str:
    return f"""Somebody, probably you, asked for updates on training to be sent to this address.

To say yes, open this page and press the button there:
{link}

The link works for seven days. If it was not you, do nothing: without a yes we send no updates, and after seven
days this address is erased.
"""


def news_body(news: Sequence[tuple[str, str]], *, end: str) -> str:
    """`news`: plain title and address of each edition."""
    lines = "\n\n".join(f"{title}\n{link}" for title, link in news)
    return f"""New or revised training:

{lines}

You get this because you asked for updates at this address. To end them, open this page and press the button there:
{end}
"""


def decision_body(link: str) -> str:
    return f"""Your request for access to training has been answered. The answer is here, after you sign in:
{link}

This message was sent because you made the request. There is nothing to unsubscribe from.
"""


def question_body(link: str) -> str:
    return f"""Before your request for access to training can be answered, there is a question for you. It is here, after
you sign in:
{link}

This message was sent because you made the request. There is nothing to unsubscribe from.
"""
