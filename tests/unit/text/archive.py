"""Read the third-party cases that lie beside the project, packed as they are."""

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

_FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data"
_WANTED = ("mentions/", "text/", "unicode/")


def cases(name: str) -> Any:
    """Return the parsed JSON or YAML file `name` of the archive, or skip the test aloud."""
    archive = _FOLDER / "third-party.tar.xz"
    if not archive.exists():
        pytest.skip(f"SKIPPED: the third-party cases are not at {archive}; only our own cases ran")
    content = _files(archive)[name]
    return yaml.safe_load(content) if name.endswith(".yml") else json.loads(content)


@cache
def _files(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as packed:
        return {
            member.name: file.read().decode()
            for member in packed
            if member.name.startswith(_WANTED) and (file := packed.extractfile(member))
        }
