"""Keep everything in SQLite, PostgreSQL or MariaDB."""

from __future__ import annotations

from socialkit.storage.sql.joined import JoinedTransactions
from socialkit.storage.sql.plain import PlainTransactions
from socialkit.storage.sql.storage import SqlStorage
from socialkit.storage.sql.transactions import Scope, Transactions

__all__ = ["JoinedTransactions", "PlainTransactions", "Scope", "SqlStorage", "Transactions"]
