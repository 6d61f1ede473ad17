"""Brightwater Engineering's project tracker: a Flask application into which socialkit is embedded.

`python -m examples.flask_app` starts it with the story of the firm; `app.py` shows the wiring.
"""
