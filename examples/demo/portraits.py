"""Draw a simple portrait for each user, so that the examples need no photographs of people."""

from __future__ import annotations

import hashlib

GROUNDS = ("#d9ecec", "#e6e3f5", "#f6e4d6", "#dfeeda", "#f5dfe5", "#dde7f6")
SHIRTS = ("#0f6b70", "#5a4aa8", "#b4551d", "#3e7a2e", "#a13a5c", "#2e5ea8")
LOOKS = (
    ("#f3d3b8", "#5b3a22"),
    ("#f3d3b8", "#a5763f"),
    ("#eec3a0", "#2a211c"),
    ("#e4b48c", "#3a2a20"),
    ("#c68f63", "#1d1d22"),
    ("#9a6440", "#1d1d22"),
    ("#7a4b2c", "#17130f"),
    ("#f0c9ab", "#b9b3aa"),
)
"""Colours of skin and hair that can be told apart."""
KEPT = "public, max-age=86400"
"""How long a browser may keep a portrait."""


def portrait_of(name: str) -> str:
    """Return the same drawing each time for the same name: head, hair and shoulders, in SVG."""
    seed = hashlib.sha256(name.encode()).digest()
    ground, shirt = GROUNDS[seed[0] % len(GROUNDS)], SHIRTS[seed[1] % len(SHIRTS)]
    skin, hair = LOOKS[seed[2] % len(LOOKS)]
    long = seed[4] % 2
    back = f'<rect x="27" y="26" width="42" height="44" rx="20" fill="{hair}"/>' if long else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<rect width="96" height="96" fill="{ground}"/>{back}'
        f'<path d="M14 96c0-22 15-32 34-32s34 10 34 32z" fill="{shirt}"/>'
        f'<rect x="41" y="54" width="14" height="16" rx="7" fill="{skin}"/>'
        f'<ellipse cx="48" cy="42" rx="16" ry="19" fill="{skin}"/>'
        f'<path d="M31 42c-3-17 6-24 17-24s20 7 17 24c-3-9-8-13-17-13s-14 4-17 13z" fill="{hair}"/>'
        "</svg>"
    )
