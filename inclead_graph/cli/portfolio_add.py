"""``inclead portfolio add PORTFOLIO SOURCE...``."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

__all__ = ["add"]

_PATH = click.Path(path_type=Path, exists=True)


@click.command(
    epilog="Examples:  inclead portfolio add my-region trusts/* --region North   "
    "inclead portfolio add my-region --lake provider-lake"
)
@click.argument("portfolio", metavar="PORTFOLIO", type=click.Path(path_type=Path, file_okay=False))
@click.argument("sources", metavar="[DIR|FILE.xlsx]...", type=_PATH, nargs=-1)
@click.option("--region", help="Where they belong; organisations are compared within it as well.")
@click.option("--id", "name", help="What to call the one organisation; by default the name of its folder.")
@click.option("--lake", "lakes", type=_PATH, multiple=True, metavar="DIR", help="A folder of Parquet files.")
@click.option("--title", help="What to call the portfolio, when it is made.")
def add(
    portfolio: Path,
    sources: tuple[Path, ...],
    region: str | None,
    name: str | None,
    lakes: tuple[Path, ...],
    title: str | None,
) -> None:
    """Add organisations to the portfolio in the folder PORTFOLIO, which is made where there is none.

    An organisation that is there already, by its name or its place, is replaced. Nothing is read yet.
    """
    from inclead_graph.portfolio import Member, Portfolio, added, read_portfolio, write_portfolio
    from inclead_graph.portfolio.members import FILE

    if not sources and not lakes:
        raise click.UsageError("name at least one folder, workbook or --lake to add")
    if name and len(sources) != 1:
        raise click.UsageError("--id names one organisation; add the others by themselves")
    made = read_portfolio(portfolio) if (portfolio / FILE).is_file() else Portfolio(title=title or portfolio.name)
    members = []
    for source in sources:
        said = {"id": name or _key(source), "from": _from(portfolio, source), "region": region}
        try:
            members.append(Member.model_validate(said))
        except ValueError:
            raise click.UsageError(f"'{said['id']}' cannot be an id; use letters, digits, '.', '_' and '-'") from None
    made = added(made, members, [_from(portfolio, lake) for lake in lakes])
    write_portfolio(portfolio, made.model_copy(update={"title": title or made.title}))
    for member in members:
        click.echo(f"Added {member.id}", err=True)
    click.echo(f"{portfolio / FILE}: {len(made.members)} organisations and {len(made.lakes)} lakes", err=True)


def _from(portfolio: Path, path: Path) -> str:
    """Return a path as seen from the portfolio."""
    return Path(os.path.relpath(path, portfolio)).as_posix()


def _key(path: Path) -> str:
    name = path.resolve().stem if path.is_file() else path.resolve().name
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:64] or "organisation"
