"""Tickets: what colleagues and partners ask a team to do."""
