"""The page about storage in Django names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FILES: Final = {
    "T": "test_django_transactions.py",
    "S": "test_django_surroundings.py",
    "E": "test_django_engine.py",
}


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "reference" / "django-storage.md").read_text()
    named = re.findall(r"`([TSE])::(test_\w+)`", page)
    assert len(named) > 20
    for letter, name in named:
        assert FILES[letter] in page
        source = (ROOT / "tests" / "integration" / FILES[letter]).read_text()
        assert f"def {name}(" in source, name
