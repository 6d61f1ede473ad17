"""Find a port, and serve in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from examples.demo.hosts import Host, Server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only names them


@contextmanager
def running(host: Host, address: str, port: int = 0) -> Iterator[str]:
    """Serve a host in a thread; yield where it answers."""
    server = listen(host, host.application(), address, port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url_of(address, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def listen(host: Host, app: WSGIApplication, address: str, port: int) -> Server:
    """Listen on the port, or on a free one where that is taken."""
    try:
        return host.listen(app, address, port)
    except (OSError, SystemExit):
        return host.listen(app, address, 0)


def url_of(address: str, port: int) -> str:
    """Return what to type into a browser."""
    name = EVERYWHERE.get(address, address)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"
