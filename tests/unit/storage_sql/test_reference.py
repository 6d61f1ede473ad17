"""The page about tables names every table and column, and nothing that is not there."""

import re
from pathlib import Path

from socialkit.storage.sql.tables import METADATA

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tables.md"


def test_every_table_and_column_is_documented() -> None:
    sections = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    documented = {
        section.split("\n", 1)[0]: re.findall(r"`(\w+)`\*?\??\s\(", section) for section in sections
    }
    expected = {t.name: [column.name for column in t.columns] for t in METADATA.sorted_tables}
    assert documented == expected
