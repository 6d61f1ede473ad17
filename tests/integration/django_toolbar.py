"""Be a Django process with the debug toolbar: print what its panel of statements recorded.

python -m tests.integration.django_toolbar ADDRESS
"""

from __future__ import annotations

import sys
from typing import Any

import django
from django.conf import settings

from tests.django_host.databases import database


def recorded(url: str) -> list[str]:
    """Read and write in one unit each under the panel; return its statements."""
    settings.configure(
        DATABASES={"default": database(url)},
        INSTALLED_APPS=["django.contrib.staticfiles", "debug_toolbar"],
        STATIC_URL="/static/",
        DEBUG=True,
    )
    django.setup()
    from debug_toolbar.panels.sql import SQLPanel
    from debug_toolbar.toolbar import DebugToolbar
    from django.db import connections
    from django.http import HttpResponse
    from django.test import RequestFactory

    from socialkit.contrib.django.unit import open_storage
    from socialkit.testing.factories import Factory

    storage = open_storage(reads="default", writes="default")
    toolbar = DebugToolbar(RequestFactory().get("/"), lambda _: HttpResponse())
    panel: Any = toolbar.get_panel_by_id(SQLPanel.__name__)
    panel.enable_instrumentation()
    with storage.unit() as unit:
        unit.networks.add(Factory().network("seen")[0])
    with storage.unit(read_only=True) as unit:
        unit.networks.find_by_slug("seen")
    panel.disable_instrumentation()
    connections.close_all()
    return [str(query["sql"]) for query in panel._queries]  # noqa: SLF001 - what the page shows


if __name__ == "__main__":
    sys.stdout.write("\n".join(recorded(sys.argv[1])))
