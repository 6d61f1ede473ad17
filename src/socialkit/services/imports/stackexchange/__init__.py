"""Import the dump of a Stack Exchange site into a community."""

from __future__ import annotations

from socialkit.services.imports.stackexchange.run import DumpImported, import_stackexchange

__all__ = ["DumpImported", "import_stackexchange"]
