"""Hold what a command finds around it: the host's kit, or else the address of a database."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from socialkit.errors import Conflict, Invalid
from socialkit.ports.publishing import StoredPolicy

if TYPE_CHECKING:
    from socialkit.kit import SocialKit

_FIELDS: Final = {"slug": "network"}
"""Fields that an option has under another name."""
VARIABLE: Final = "SOCIALKIT_URL"
Command = Callable[..., Any]


@dataclass(slots=True)
class Surroundings:
    """Be what the host says before a command runs; nothing of it has to be there."""

    kit: SocialKit | None = None
    """The host's own kit; commands leave it open."""
    url: str | None = None
    """The address of the database where no kit is given and `--url` neither."""
    network: str = "default"
    beside: bool = False
    """The database is the host's own, so that the library's tables belong beside others."""
    debug: bool = False
    upgrade: str | None = None
    """The host's own command that brings the schema to a release, where there is one."""

    @classmethod
    def of(cls, ctx: click.Context) -> Surroundings:
        """Return the surroundings of a running command."""
        return ctx.find_object(cls) or cls()


@dataclass(frozen=True, slots=True)
class Opened:
    """Be an open kit with the network that a command is about."""

    kit: SocialKit
    network: str
    url: str | None
    """The address; None where the host gave its kit."""
    beside: bool = False
    """The library's tables may be made beside those of the host."""


def with_kit(
    *names: str, policy: bool = False, create: bool = False, stored: bool = False
) -> Callable[[Command], Command]:
    """Give a command an open kit as its first argument, and the options by which it is found.

    `names` are the names of the option for the address, `--url` if none is given. A command that
    may begin a new SQLite file says `create`; one about policies in the database says `stored`.
    """

    def decorate(command: Command) -> Command:
        @click.option("--network", help="The short name of the network.  [default: default]")
        @click.option(
            *(names or ("--url",)),
            "url",
            multiple=True,
            callback=_one_address,
            help=f"The database, such as sqlite:///social.db.  [env: {VARIABLE}]",
        )
        @functools.wraps(command)
        def wrapped(url: str | None, network: str | None, **options: Any) -> Any:
            ctx = click.get_current_context()
            around = Surroundings.of(ctx)
            folder: Path | None = options.pop("policy_folder", None)
            address = _address(around, url, names[0] if names else "--url")
            kit = _kit(around, address, _policy(folder, stored=stored), create=create)
            if address is not None:
                ctx.call_on_close(kit.close)
            beside = around.beside and address == around.url
            opened = Opened(kit, network or around.network, address, beside=beside)
            try:
                return command(opened, **options)
            except (Invalid, Conflict) as error:
                raise _told(error, ctx.command) from error

        return _policy_option(wrapped) if policy else wrapped

    return decorate


def _policy_option(command: Command) -> Command:
    option = click.option(
        "--policy",
        "policy_folder",
        type=click.Path(path_type=Path),
        help="A folder with model.conf and policy.csv, instead of the policy that is shipped.",
    )
    return option(command)


def _one_address(ctx: click.Context, option: click.Parameter, given: Sequence[str]) -> str | None:
    """Return the one address of all names of the option, or that of the environment."""
    if len(set(given)) > 1:
        named = ", ".join(given)
        raise click.BadParameter(f"Several databases are named: {named}.", ctx, option)
    return given[0] if given else os.environ.get(VARIABLE)


def _told(error: Invalid | Conflict, command: click.Command) -> Invalid | Conflict:
    """Return an error that speaks of a field as the command does: by its option."""
    noun = error.code.partition(".")[0]
    field = str(error.params.get("field", noun if noun in {"handle", "slug"} else ""))
    for option in command.params:
        if isinstance(option, click.Option) and option.name == _FIELDS.get(field, field):
            message = _by_option(error.message, field, option.opts[0])
            return type(error)(error.code, message, **error.params)
    return error


def _by_option(message: str, field: str, option: str) -> str:
    for beginning in (f"The field {field} ", f"{field} "):
        if message.startswith(beginning):
            return f"{option} {message.removeprefix(beginning)}"
    return f"{option}: {message}"


def _address(around: Surroundings, url: str | None, name: str) -> str | None:
    if around.kit is not None and not url:
        return None
    address = url or around.url
    if not address:
        message = f"Say which database: {name} sqlite:///social.db, or set {VARIABLE}."
        raise click.UsageError(message)
    return address


def _policy(folder: Path | None, *, stored: bool) -> Path | StoredPolicy | None:
    """Return what decides: a folder that was named, else what is in the database."""
    return StoredPolicy() if stored and folder is None else folder


def _kit(
    around: Surroundings,
    address: str | None,
    policy: Path | StoredPolicy | None,
    *,
    create: bool,
) -> SocialKit:
    from socialkit.kit import SocialKit

    if address is None and around.kit is not None:
        return around.kit
    return SocialKit.open(address or "", policy=policy, create=create)
