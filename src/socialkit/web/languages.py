"""Read which language a browser wants; every host reads it alike."""

from __future__ import annotations

import re
from typing import Final

FALLBACK: Final = "en"
_MOST: Final = 20
"""How many languages of one header are looked at."""
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}")
_QUALITY: Final = re.compile(r"[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def best_language(header: str) -> str:
    """Return the language that an `Accept-Language` header wants most; English for nonsense.

    Among equals the first one wins. What is no tag of a language, or has quality 0, is left out.
    """
    best, quality = FALLBACK, 0.0
    for part in header.split(",", _MOST)[:_MOST]:
        tag, _, rest = part.partition(";")
        asked = _quality(rest.strip())
        if asked > quality and _TAG.fullmatch(tag.strip()):
            best, quality = tag.strip(), asked
    return best


def _quality(text: str) -> float:
    if not text:
        return 1.0
    found = _QUALITY.fullmatch(text)
    return float(found[1]) if found else 0.0
