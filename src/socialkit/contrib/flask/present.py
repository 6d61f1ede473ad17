"""Be the session that is open now, for views and templates that were not handed one."""

from __future__ import annotations

from typing import cast

from werkzeug.local import LocalProxy

from socialkit.services.session import Session
from socialkit.web.present import SESSION

social: Session = cast(
    "Session",
    LocalProxy(
        SESSION,
        unbound_message=(
            "No socialkit session is open here. Open one around your code: "
            "`with ext.acting_as_current() as me:`."
        ),
    ),
)
"""The innermost open `Session`, inside `with ext.acting_as_current():`."""
