"""Put the social layer into a Flask application: `SocialKitFlask(app, url="sqlite:///social.db")`."""

from __future__ import annotations

from socialkit.contrib.flask.extension import SocialKitFlask
from socialkit.web.present import social

__all__ = ["SocialKitFlask", "social"]
