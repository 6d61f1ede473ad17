"""Say what the command line may hold."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from examples.demo.hosts import NAMES, POLICY

BOTH: Final = "both"


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    made = argparse.ArgumentParser(
        prog="python3 dev.py demo",
        description="Brightwater Engineering, with socialkit inside its own applications: the "
        "project tracker (flask), the help desk (django), or both on one PostgreSQL database.",
    )
    made.add_argument("--host", choices=[*NAMES, BOTH], default=NAMES[0], help="which application")
    made.add_argument("--port", type=int, help="another one is taken if it is in use")
    made.add_argument("--listen", default="127.0.0.1", help="the address to listen on")
    made.add_argument("--reset", action="store_true", help="begin the story anew")
    made.add_argument(
        "--policy", type=Path, default=POLICY, help="folder of model.conf, policy.csv"
    )
    made.add_argument("--data", type=Path, help="folder of the database, instead of the cache")
    made.add_argument("--check", action="store_true", help="drive the whole journey, then end")
    return made
