"""Start the demo as anybody starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DJANGO_SETTINGS_MODULE",)
"""What this suite says to itself, and the demo must not hear."""


@contextmanager
def started(host: str, folder: Path) -> Iterator[str]:
    """Start the demo of a host on a folder, on a free port; yield its address."""
    words = ["-m", "examples.demo", "--host", host, "--port", "0", "--data", str(folder)]
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    env = {**kept, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, *words]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield address_in(server)
        finally:
            server.terminate()


def address_in(server: subprocess.Popen[str]) -> str:
    """Read what the demo prints until it says where it is."""
    told = ""
    for line in server.stdout or ():
        told += line
        if found := re.search(r"Open (http://\S+)/become", line):
            return found.group(1)
    message = f"The demo did not start. It said: {told}"
    raise RuntimeError(message)
