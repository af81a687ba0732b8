"""A portfolio: which organisations are assessed together, and where their assessments are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from inclead_graph.errors import InputError, Problem, UnreadableError
from inclead_graph.files import write_whole
from inclead_graph.located import load, quoted, validate
from inclead_graph.model.value import Line, Value

__all__ = ["FILE", "Member", "Portfolio", "added", "read_portfolio", "write_portfolio"]

FILE = "portfolio.yaml"

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Member(Value):
    """An organisation with a workspace of its own.

    Attributes:
        id: what it is called in the portfolio.
        source: its folder or workbook, as seen from the portfolio.
        region: where it belongs; for comparing like with like.
    """

    id: Key
    source: Line = Field(alias="from")
    region: Line | None = None


class Portfolio(Value):
    """What ``portfolio.yaml`` says.

    Attributes:
        lakes: folders of Parquet files with assessments, as seen from the portfolio.
    """

    title: Line
    members: tuple[Member, ...] = ()
    lakes: tuple[Line, ...] = ()


def read_portfolio(folder: Path) -> Portfolio:
    """Read a portfolio.

    Raises:
        UnreadableError: there is none in the folder.
        InputError: every problem in it, with its line.
    """
    path = folder / FILE
    if not path.is_file():
        make = f"make one with: inclead portfolio add {folder} DIR"
        raise UnreadableError(f"{folder}: no portfolio ({FILE} is missing); {make}")
    located = load(path)
    portfolio = validate(Portfolio, located)
    seen: set[str] = set()
    problems: list[Problem] = []
    for number, member in enumerate(portfolio.members):
        if member.id.casefold() in seen:
            where = ("members", number, "id")
            problems.append(located.problem(where, f"'{member.id}' is there already", "give it another id"))
        seen.add(member.id.casefold())
    if problems:
        raise InputError(problems)
    return portfolio


def write_portfolio(folder: Path, portfolio: Portfolio) -> None:
    """Write a portfolio, whole or not at all.

    Raises:
        UnreadableError: it cannot be written.
    """
    write_whole(folder / FILE, "".join(_lines(portfolio)).encode("utf-8"))


def _lines(portfolio: Portfolio) -> Iterable[str]:
    yield f"title: {quoted(portfolio.title)}\n"
    yield "members:" + ("\n" if portfolio.members else " []\n")
    for member in portfolio.members:
        yield f"  - id: {quoted(member.id)}\n    from: {quoted(member.source)}\n"
        if member.region is not None:
            yield f"    region: {quoted(member.region)}\n"
    yield "lakes:" + ("\n" if portfolio.lakes else " []\n")
    yield from (f"  - {quoted(lake)}\n" for lake in portfolio.lakes)


def added(portfolio: Portfolio, members: Iterable[Member], lakes: Iterable[str] = ()) -> Portfolio:
    """Return the portfolio with more members; one of the same id, or from the same place, is replaced."""
    new = list(members)
    ids, sources = {one.id.casefold() for one in new}, {one.source for one in new}
    kept = [one for one in portfolio.members if one.id.casefold() not in ids and one.source not in sources]
    return portfolio.model_copy(
        update={"members": (*kept, *new), "lakes": tuple(dict.fromkeys((*portfolio.lakes, *lakes)))}
    )
