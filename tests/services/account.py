"""The account under which servers run: database servers refuse to run as root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

UNPRIVILEGED: Final = "nobody"


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that change who runs a command."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Somebody other than root: `nobody` when we are root, else ourselves."""

    identity: Identity

    def own(self, folder: Path) -> Path:
        """Make a folder that belongs to the account, and return it."""
        folder.mkdir(mode=0o700)
        if self.identity:
            os.chown(folder, self.identity["user"], self.identity["group"])
        return folder


def unprivileged() -> Account:
    """Choose the account for a server."""
    if os.geteuid() != 0:
        return Account({})
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return Account({"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []})
