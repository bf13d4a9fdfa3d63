"""The command line: `attune serve`, `attune import-course FOLDER` and the rest."""

from attune.commands.line import main

__all__ = ["main"]
