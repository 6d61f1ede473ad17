"""Run the command as `python -m socialkit.cli`."""

from __future__ import annotations

from socialkit.cli import main

if __name__ == "__main__":
    main(prog_name="socialkit")
