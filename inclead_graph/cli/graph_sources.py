"""Where commands that ask graphs find them, and what commands that load graphs are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import click

from inclead_graph.cli.common import read_assessment
from inclead_graph.errors import IncleadError, UnreadableError
from inclead_graph.store import FORMATS, Graphs, Store, reading

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge
    from inclead_graph.model.assessment import Assessment

__all__ = ["Parts", "endpoint_option", "source_of", "store_option"]

F = TypeVar("F", bound=Callable[..., Any])


def store_option(command: F) -> F:
    """Add ``--store``."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help="A store that 'inclead graph load' made, instead of the ontology.",
    )(command)


def endpoint_option(command: F) -> F:
    """Add ``--endpoint``."""
    return click.option(
        "--endpoint",
        metavar="URL",
        help="Ask a SPARQL server, such as http://127.0.0.1:7878/query, instead of the ontology.",
    )(command)


def source_of(
    store: Path | None, endpoint: str | None, *, instead_of: Mapping[str, object], seconds: float | None = None
) -> Graphs | None:
    """Open the store or the server that is named, if any.

    Args:
        store: folder of a store.
        endpoint: address of a server.
        instead_of: options that choose among the package's graphs, which the two exclude, with their values.
        seconds: how long each request to a server may take; a minute by default.

    Raises:
        UnreadableError: it cannot be opened.
    """
    if store is None and endpoint is None:
        return None
    given = [name for name, value in (("--store", store), ("--endpoint", endpoint), *instead_of.items()) if value]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} exclude each other: leave one out")
    if store is not None:
        return reading(store)
    from inclead_graph.store.server import SECONDS, Server, is_this_machine

    assert endpoint is not None  # noqa: S101 (one of the two is given)
    server = Server(endpoint, seconds=seconds or SECONDS)
    if not is_this_machine(endpoint):
        click.echo(f"The question goes to {endpoint}, which is not this machine.", err=True)
    return server


class Parts:
    """What is to be loaded, each part a store of its own, made when its turn comes.

    Args:
        given: RDF files, portfolios, folders and workbooks of assessments.
        ontology_folder: that of the package by default.
        rules_folder: that of the package by default.
        with_ontology: load the ontology first.
        tell: hears what is being done.

    Attributes:
        tried: how many parts there were so far, the ontology not counted.
        failed: what could not be read, each with its error; the rest is loaded.
    """

    def __init__(
        self,
        given: Sequence[Path],
        ontology_folder: Path | None,
        rules_folder: Path | None,
        *,
        with_ontology: bool,
        tell: Callable[[str], None],
    ) -> None:
        self.tried = 0
        self.failed: list[tuple[str, IncleadError]] = []
        self._given = given
        self._folders = ontology_folder, rules_folder
        self._with_ontology = with_ontology
        self._tell = tell
        self._from: dict[str, str] = {}

    def __iter__(self) -> Iterator[Store]:
        """Yield one store after another."""
        from inclead_graph.bundled import bundled
        from inclead_graph.knowledge.graph import read_knowledge_graph

        if self._with_ontology:
            yield read_knowledge_graph(self._folders[0] or bundled("ontology")).store
        for what, make in self._made_in_turn():
            self.tried += 1
            self._tell(f"{self.tried:,}: {what}")
            try:
                part = make()
            except IncleadError as error:
                self.failed.append((what, error))
                continue
            self._refuse_twice(part, what)
            yield part

    def report(self) -> int:
        """Say what was left out; return the exit code."""
        for what, error in self.failed:
            click.echo(str(error) if what in str(error) else f"{what}: {error}", err=True)
        if self.failed:
            click.echo(f"{len(self.failed):,} of {self.tried:,} could not be read and were left out.", err=True)
            return self.failed[0][1].exit_code
        return 0

    def _made_in_turn(self) -> Iterator[tuple[str, Callable[[], Store]]]:
        """Yield what there is, each with what makes it a store."""
        for path in self._given:
            if path.suffix.lower().lstrip(".") in FORMATS and not path.is_dir():
                yield str(path), partial(_of_rdf, path)
            elif (path / "portfolio.yaml").is_file():
                yield from self._of_portfolio(path)
            else:
                yield str(path), partial(self._of_folder, path)

    def _of_portfolio(self, folder: Path) -> Iterator[tuple[str, Callable[[], Store]]]:
        from inclead_graph.portfolio.assessments import Kept, kept_assessments
        from inclead_graph.portfolio.members import read_portfolio

        found = False
        for one in kept_assessments(folder, read_portfolio(folder)):
            found = True
            if isinstance(one, Kept):
                day = one.assessment.as_of
                yield f"{folder}, {one.organisation} as of {day}", partial(self._of_assessment, one.assessment)
            else:
                yield f"{folder}, {one.organisation}", partial(_refuse, one.why)
        if not found:
            first = f"{folder}: nothing was assessed yet; first run: inclead portfolio assess {folder}"
            yield str(folder), partial(_refuse, first)

    def _of_folder(self, path: Path) -> Store:
        return self._of_assessment(read_assessment(path, self._knowledge.framework))

    def _of_assessment(self, assessment: Assessment) -> Store:
        from inclead_graph.assess import assess
        from inclead_graph.inference.reference import ReferenceEngine
        from inclead_graph.reports.turtle import kept

        return kept(assess(assessment, self._knowledge, [ReferenceEngine()]))

    @cached_property
    def _knowledge(self) -> Knowledge:
        from inclead_graph.assess import load_knowledge

        return load_knowledge(*self._folders)

    def _refuse_twice(self, part: Store, what: str) -> None:
        for name in part.graphs():
            other = self._from.setdefault(name, what)
            if other != what:
                raise click.UsageError(
                    f"{other} and {what} would both be the graph {name}, so that one would take the other's place. "
                    "Where they are two organisations, give each its ods_code; where they are two days, its as_of."
                )


def _refuse(why: str) -> Store:
    raise UnreadableError(why)


def _of_rdf(path: Path) -> Store:
    """Read an RDF file; the graph of an assessment gets its lasting name."""
    from inclead_graph.knowledge.assessed import give_lasting_names

    part = Store()
    name = f"urn:inclead:file:{quote(path.name.replace(' ', '-'), safe='', errors='replace')}"
    part.load(path, name)
    part.rename(None, name)
    give_lasting_names(part)
    return part
