"""Count what a network holds."""

from __future__ import annotations

import dataclasses
import json

import click

from socialkit.cli.surroundings import Opened, with_kit
from socialkit.cli.writing import counted, table
from socialkit.services.networks import counted as network_stats


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_kit()
def stats(opened: Opened, *, as_json: bool) -> None:
    """Count what a network holds: people, questions, answers, and what imports left out."""
    from socialkit.kit import find_network

    with opened.kit.storage.unit(read_only=True) as unit:
        numbers = dataclasses.asdict(network_stats(unit, find_network(unit, opened.network).id))
    if as_json:
        click.echo(json.dumps(numbers, indent=2, sort_keys=True, ensure_ascii=False))
        return
    skipped: dict[str, int] = numbers.pop("skipped")
    click.echo(f"The network '{opened.network}' holds:")
    click.echo(table(numbers.items()))
    if skipped:
        click.echo(f"\nImports left out {counted(sum(skipped.values()), 'row')}:")
        click.echo(table(skipped.items()))
