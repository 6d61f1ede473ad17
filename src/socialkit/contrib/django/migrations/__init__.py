"""Bring the tables to each revision by SQL that was frozen from the library's own migrations."""
