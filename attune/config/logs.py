"""Log lines that keep secrets: whoever reads a log learns what broke, not who it was or what opens their account."""

import logging
import re

_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TOKEN = re.compile(r"(/(?:updates|access)/(?:confirm|end)/)[^\s/'\"]+")


def discreet(text: str) -> str:
    """Without e-mail addresses and without the tokens of links. Tracebacks included: databases quote the row they refuse."""
    return _TOKEN.sub(r"\1(token)", _ADDRESS.sub("(address)", text))


class DiscreetFormatter(logging.Formatter):
    """As Django's, then `discreet`."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
