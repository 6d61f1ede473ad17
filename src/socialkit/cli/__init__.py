"""The command `socialkit`: set up, import, count, and ask the policy for its reasons."""

from __future__ import annotations

from socialkit.cli.groups import commands
from socialkit.cli.surroundings import Surroundings

main = commands()
"""The command as it is installed."""

__all__ = ["Surroundings", "commands", "main"]
