"""Run socialkit inside a Django project."""
