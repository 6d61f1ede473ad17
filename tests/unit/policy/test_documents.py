"""The reference of the vocabulary says what the vocabulary says."""

from pathlib import Path

from socialkit.domain.vocabulary import VOCABULARY

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "vocabulary.md"


def test_every_attribute_and_permission_is_in_the_reference() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for permission in VOCABULARY.permissions:
        assert f"`{permission}`" in text
    for kind in VOCABULARY.kinds.values():
        section = text.partition(f"## {kind.name}\n")[2].partition("\n## ")[0]
        for attribute in kind.attributes.values():
            values = ", ".join(f"`{value}`" for value in attribute.values)
            line = f"| `{attribute.name}` | {attribute.type} | {values} | {attribute.doc} |"
            assert line in section
