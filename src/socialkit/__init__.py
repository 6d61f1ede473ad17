"""Put a social layer into an application that already exists."""

from __future__ import annotations

from socialkit.errors import (
    ConfigurationError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    SocialKitError,
    Unavailable,
)
from socialkit.kit import PrefixLinks, SocialKit
from socialkit.ports.publishing import StoredPolicy
from socialkit.services.session import Session

__version__ = "0.1.0.dev0"

__all__ = [
    "ConfigurationError",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "PrefixLinks",
    "Session",
    "SocialKit",
    "SocialKitError",
    "StoredPolicy",
    "Unavailable",
    "__version__",
]
