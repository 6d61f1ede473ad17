"""Put the social layer into a Django project: add `"socialkit.contrib.django"` to its apps."""

from __future__ import annotations
