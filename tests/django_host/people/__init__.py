"""The host's own users, whose key is a UUID."""
