"""Lay out, export and describe the files of a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from socialkit.cli.policy_reading import (
    FOUND,
    bad,
    end,
    folder_argument,
    good,
    json_option,
    read_policy,
    write_json,
)
from socialkit.cli.writing import counted
from socialkit.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from socialkit.domain.caller import Shape
    from socialkit.policy import CompiledPolicy

_DIALECTS: Final = ("sqlite", "postgresql", "mysql")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "checks", is_flag=True, help="Change nothing; end with 1 if it would.")
@json_option
def fmt(paths: tuple[Path, ...], *, checks: bool, as_json: bool) -> None:
    """Align the columns of policy.csv in each of PATHS, folders or files; comments stay.

    The policy means the same afterwards, line for line. Without PATHS, the present folder.
    """
    from socialkit.policy.files import RULES_FILE
    from socialkit.policy.layout import laid_out

    changed: list[str] = []
    for path in paths or (Path(),):
        file = path / RULES_FILE if path.is_dir() else path
        text = _read(file)
        laid = laid_out(text)
        if laid.encode() != file.read_bytes():
            changed.append(str(file))
            if not checks:
                file.write_bytes(laid.encode())
    if as_json:
        write_json({"changed": changed})
    else:
        for name in changed:
            click.echo(bad(f"{name} is not aligned.") if checks else good(f"Aligned {name}."))
        if not changed:
            click.echo("Everything is aligned.")
    end(code=FOUND if changed and checks else 0)


def _read(file: Path) -> str:
    from socialkit.policy.files import beside

    text = beside(file.parent, file.name)
    if text is None:
        raise click.BadParameter(f"There is no file {file}.", param_hint="PATHS")
    return text


@click.command()
@folder_argument
@click.option(
    "--casbin",
    "target",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write model.conf and policy.csv to.",
)
@json_option
def export(folder: Path | None, target: Path, *, as_json: bool) -> None:
    """Write the policy of FOLDER as plain Casbin, conditions expanded, for other tools."""
    from socialkit.policy.exporting import as_casbin
    from socialkit.policy.files import MODEL_FILE, RULES_FILE

    texts = zip((MODEL_FILE, RULES_FILE), as_casbin(read_policy(folder).loaded), strict=True)
    _write(target, dict(texts), as_json=as_json)


@click.command("export-default")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@json_option
def export_default(target: Path, *, as_json: bool) -> None:
    """Write the policy that is shipped to a new folder: rules, proofs and tests, to begin with."""
    from socialkit.policy import default_folder

    source = default_folder()
    files = sorted(path for path in source.rglob("*") if path.suffix in {".conf", ".csv", ".yaml"})
    texts = {str(path.relative_to(source)): path.read_bytes().decode("utf-8") for path in files}
    _write(target, texts, as_json=as_json)


def _write(target: Path, texts: dict[str, str], *, as_json: bool) -> None:
    """Write files into a folder; refuse where one of them is there already."""
    for name in texts:
        if (target / name).exists():
            message = f"{target / name} is there already. Choose another folder, or remove it."
            raise Conflict("policy.export", message)
    for name, text in texts.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(text.encode())
    if as_json:
        write_json({"folder": str(target), "files": sorted(texts)})
    else:
        click.echo(f"Wrote {counted(len(texts), 'file')} to {target}: {', '.join(sorted(texts))}.")


@click.command()
@folder_argument
@json_option
def vocabulary(folder: Path | None, *, as_json: bool) -> None:
    """List what the rules of FOLDER may speak of: people, permissions, attributes, conditions."""
    from socialkit.policy.reference import as_values, reference

    loaded = read_policy(folder).loaded
    if as_json:
        write_json(as_values(loaded))
    else:
        click.echo(reference(loaded), nl=False)


@click.command()
@click.argument("who")
@click.argument("act")
@click.argument("kind", required=False)
@click.option(
    "--policy", "folder", type=click.Path(path_type=Path), help="A folder with another policy."
)
@click.option(
    "--in",
    "network",
    type=click.Choice(["workplace", "community"]),
    default="workplace",
    show_default=True,
)
@click.option("--dialect", type=click.Choice(_DIALECTS), default="sqlite", show_default=True)
@json_option
def sql(
    who: str,
    act: str,
    kind: str | None,
    folder: Path | None,
    network: str,
    dialect: str,
    *,
    as_json: bool,
) -> None:
    """Show the SQL by which WHO lists what they may do ACT to.

    WHO is a class, with roles of the network behind plus signs: employee+admin. ACT is a
    permission, or its verb before a KIND: read post.
    """
    from socialkit.storage.sql.selecting import written

    policy = read_policy(folder)
    permission = _permission(policy, act, kind)
    plan = policy.plan(_shape(policy, who, network), permission)  # type: ignore[arg-type]
    text, values = written(plan, dialect=dialect)
    if as_json:
        write_json({"permission": permission, "who": who, "sql": text, "values": values})
        return
    click.echo(text)
    for name, value in values.items():
        click.echo(f"-- :{name} = {value!r}")


def _permission(policy: CompiledPolicy, act: str, kind: str | None) -> str:
    known = policy.loaded.vocabulary.permissions
    wanted = act if kind is None else f"{kind}:{act.rpartition(':')[2]}"
    _one_of(wanted, known, "ACT")
    return wanted


def _shape(policy: CompiledPolicy, who: str, network: str) -> Shape:
    from socialkit.domain.caller import Shape

    member_class, *roles = who.split("+")
    _one_of(member_class, sorted(policy.classes), "WHO")
    known = policy.loaded.vocabulary.caller_values["network_roles"]
    for role in roles:
        _one_of(role, sorted(known), "WHO")
    return Shape(network, member_class, frozenset(roles))


def _one_of(name: str, known: Sequence[str], hint: str) -> None:
    from socialkit.policy.findings import did_you_mean

    if name not in known:
        message = f"{name!r} is not declared. {did_you_mean(name, known)}"
        raise click.BadParameter(message, param_hint=hint)
