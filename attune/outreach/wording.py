"""The words of every message. Pure: facts in, text out. Plain, and nothing that a locked screen should not show."""

from collections.abc import Sequence

CONFIRM_SUBJECT = "Please confirm: updates by e-mail"
NEWS_SUBJECT = "New in the training you follow"
DECISION_SUBJECT = "Your request has been answered"
QUESTION_SUBJECT = "A question about your request"
BECAUSE_YOU_ASKED = "This message was sent because you made the request. There is nothing to unsubscribe from."


def confirm_body(link: str) -> str:
    return _paragraphs(
        "Somebody, probably you, asked for updates on training to be sent to this address.",
        f"To say yes, open this page and press the button there:\n{link}",
        "The link works for seven days. If it was not you, do nothing: without a yes we send no updates, "
        "and after seven days this address is erased.",
    )


def news_body(news: Sequence[tuple[str, str]], *, end: str) -> str:
    """`news`: plain title and address of each edition."""
    return _paragraphs(
        "New or revised training:",
        *(f"{title}\n{link}" for title, link in news),
        f"You get this because you asked for updates at this address. To end them, open this page and press the button there:\n{end}",
    )


def decision_body(link: str) -> str:
    return _paragraphs(
        f"Your request for access to training has been answered. The answer is here, after you sign in:\n{link}",
        BECAUSE_YOU_ASKED,
    )


def question_body(link: str) -> str:
    return _paragraphs(
        f"Before your request for access to training can be answered, there is a question for you, here, after you sign in:\n{link}",
        BECAUSE_YOU_ASKED,
    )


def _paragraphs(*texts: str) -> str:
    """Lines are not broken by us: each mailbox breaks them to its own width."""
    return "\n\n".join(texts) + "\n"
