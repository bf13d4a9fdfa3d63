"""A deed that will not be done, and why, in a sentence for the person who asked."""

from collections.abc import Sequence

from attune.kit.verdict import Verdict


class Refused(Exception):
    """Raised by actions; becomes a page in one place (`attune.web.refusals`).

    `status` is the HTTP status it deserves (RFC 9110): 403 not allowed, 404 not to be seen, 409 stale or
    already done otherwise, 413 too large, 422 not understood, 429 too often.
    `problems` lists the details where one sentence cannot hold them.
    """

    def __init__(self, sentence: str, *, status: int = 403, problems: Sequence[object] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.problems = tuple(problems)


def require(verdict: Verdict) -> None:
    """Go on after a yes; raise `Refused` with the sentence of a no."""
    if not verdict:
        raise Refused(verdict.sentence)
