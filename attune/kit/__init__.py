"""The words every room shares: a verdict, a refusal."""

from attune.kit.refused import Refused, require
from attune.kit.verdict import YES, Verdict, no

__all__ = ["YES", "Refused", "Verdict", "no", "require"]
