"""Brightwater Engineering's help desk: a Django project into which socialkit is embedded.

`python -m examples.django_app` starts it with the story of the firm; `settings.py` and `urls.py`
show the wiring.
"""
