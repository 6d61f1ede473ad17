"""Keep everything in memory: small, safe for threads, and with a rollback that rolls back."""

from socialkit.storage.memory.units import MemoryStorage

__all__ = ["MemoryStorage"]
