"""Serve the stylesheet and the script of the pages under addresses that change with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from socialkit.web.http import Request, Response

FOREVER: Final = "public, max-age=31536000, immutable"
_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_SHARED: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Assets:
    """Hold the files of a folder; one hash of all of them stands in their addresses.

    So a script can import its neighbour by a relative path, and a browser may keep both for ever.
    """

    def __init__(self, folder: Path | None) -> None:
        paths = [] if folder is None else sorted(p for p in folder.rglob("*") if p.suffix in _KINDS)
        root = folder or Path()
        self._files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.hash: Final = digest.hexdigest()[:16]

    def addresses(self, prefix: str) -> Mapping[str, str]:
        """Return the address of each file by its name (`socialkit.css`)."""
        return {name: f"{prefix}/static/{self.hash}/{name}" for name in self._files}

    def answer(self, request: Request) -> Response | None:
        """Return the file that `/static/HASH/NAME` names, or None.

        Under a hash of another release the file of this one is sent, to be asked for again.
        """
        version, _, name = request.path.removeprefix("/static/").partition("/")
        content = self._files.get(name)
        if content is None:
            return None
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        cache = FOREVER if version == self.hash else "public, no-cache"
        headers = {**_SHARED, "Cache-Control": cache, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(304, headers)
        kind = _KINDS[Path(name).suffix]
        return Response(200, {**headers, "Content-Type": kind}, content)
