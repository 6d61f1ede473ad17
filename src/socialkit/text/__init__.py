"""Read Markdown and foreign HTML, store mentions by id, and show bodies safely."""

from socialkit.text.renderer import MarkdownText

__all__ = ["MarkdownText"]
