"""Tests in a real browser, against the demo as anybody starts it."""
