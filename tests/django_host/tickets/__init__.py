"""The host's own app: tickets, some of which a thread discusses."""
