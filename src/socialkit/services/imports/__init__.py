"""Bring people and their conversations along from elsewhere: repeatable, and in whole batches."""

from __future__ import annotations

from socialkit.services.imports.people_csv import PeopleImported, import_people
from socialkit.services.imports.progress import Progress, Silence
from socialkit.services.imports.stackexchange import DumpImported, import_stackexchange

__all__ = [
    "DumpImported",
    "PeopleImported",
    "Progress",
    "Silence",
    "import_people",
    "import_stackexchange",
]
