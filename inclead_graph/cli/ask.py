"""``inclead ask``: the questions that the knowledge graph answers, each a command of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option, read_assessment, write_output
from inclead_graph.cli.graph_sources import endpoint_option, source_of, store_option
from inclead_graph.errors import QueryError, nearest
from inclead_graph.store import Graphs, Iri

if TYPE_CHECKING:
    from inclead_graph.knowledge.graph import KnowledgeGraph
    from inclead_graph.knowledge.questions import Answer
    from inclead_graph.model.question import Question

__all__ = ["ask"]

_ELSEWHERE = (store_option, endpoint_option)
FORMATS = ("table", "json", "csv", "ttl")


class Questions(click.Group):
    """The questions as commands; each takes the options that its file names."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names of the questions."""
        from inclead_graph.knowledge.questions import question_names

        return list(question_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Make the command for one question."""
        from inclead_graph.knowledge.questions import question

        try:
            return _command(question(cmd_name))
        except QueryError:
            return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the question; suggest the nearest for a name that is none."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-"):
            ctx.fail(f"There is no question '{args[0]}'; {nearest(args[0], names) or 'inclead ask lists them'}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the questions by who asks them."""
        from inclead_graph.knowledge.questions import question

        found = [question(name) for name in self.list_commands(ctx)]
        for persona in dict.fromkeys(("manager", "auditor", "strategist")):
            mine = [(q.name, q.head.title) for q in found if q.head.persona == persona]
            with formatter.section(f"Questions of {persona}s"):
                formatter.write_dl(mine)


@click.group(
    cls=Questions,
    invoke_without_command=True,
    epilog="Example:  inclead ask competencies-for-driver --driver psed   (each question: inclead ask NAME --help)",
)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Ask the knowledge graph: how stages, competencies, EDS goals and drivers hang together.

    Without a question, lists them.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _command(asked: Question) -> click.Command:
    """Make a click command with an option for each parameter."""

    def run(**options: Any) -> None:
        _answer(asked, **options)

    command = click.Command(
        asked.name,
        callback=run,
        help=f"{asked.head.title}\n\n{asked.head.about}",
        epilog=f"Example:  {asked.example}",
        params=[
            click.Option([f"--{name}"], required=True, metavar="DIR" if p.type == "assessment" else "VALUE",
                         help=f"{p.about}, for example {p.example}")
            for name, p in asked.head.parameters.items()
        ],
    )  # fmt: skip
    options: tuple[Any, ...] = (
        answer_format_option(*FORMATS),
        only_toolkit_option,
        output_option,
        *_ELSEWHERE,
        ontology_folder_option,
    )
    for option in options:
        command = option(command)
    return command


def _answer(
    asked: Question,
    *,
    format_: str,
    only_toolkit: bool,
    output: Path | None,
    store: Path | None,
    endpoint: str | None,
    ontology_folder: Path | None,
    **given: str,
) -> None:
    from inclead_graph.knowledge.graph import knowledge_graph_in
    from inclead_graph.knowledge.questions import answer

    named = [name for name, parameter in asked.head.parameters.items() if parameter.type == "assessment"]
    source = source_of(store, endpoint, instead_of={"--ontology": ontology_folder})
    if source is None:
        graph = _knowledge(ontology_folder)
        given |= {name: _assessed(Path(given[name]), graph, ontology_folder) for name in named}
    else:
        given |= {name: _kept(given[name], source) for name in named}
        graph = knowledge_graph_in(source, [given[name] for name in named])
    _emit(asked, answer(asked, given, graph, only_toolkit=only_toolkit), graph, format_, output)


def _knowledge(ontology_folder: Path | None) -> KnowledgeGraph:
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph

    return read_knowledge_graph(ontology_folder or bundled("ontology"))


def _kept(text: str, source: Graphs) -> str:
    """Return the graph of an assessment that a store holds."""
    from inclead_graph.knowledge.assessed import assessment_named

    try:
        return assessment_named(text, source)
    except QueryError as error:
        if Path(text).exists():
            raise QueryError(
                f"{error}. To ask about the folder {text}, load it first, or leave --store and --endpoint out"
            ) from None
        raise


def _assessed(folder: Path, graph: KnowledgeGraph, ontology_folder: Path | None) -> str:
    """Assess a folder and add what was found to the graph; return the name of its graph."""
    from inclead_graph.assess import assess, load_knowledge
    from inclead_graph.reports.turtle import kept

    knowledge = load_knowledge(ontology_folder, None)
    part = kept(assess(read_assessment(folder, knowledge.framework), knowledge))
    graph.store.take([part])
    return part.graphs()[0]


def _emit(asked: Question, found: Answer, graph: KnowledgeGraph, format_: str, output: Path | None) -> None:
    if format_ == "ttl":
        things = {cell for row in found.rows for cell in row if isinstance(cell, Iri)}
        write_output(graph.store.described(things), output)
    else:
        marked = any(found.from_memory)
        columns = (*found.columns, "from_memory") if marked else found.columns
        pairs = zip(found.rows, found.from_memory, strict=True)
        rows = [(*row, ", ".join(unsure) or None) if marked else row for row, unsure in pairs]
        head = {"question": asked.name, "title": asked.head.title, "note": found.note}
        emit_rows(columns, rows, format_, output, head)
        if marked and format_ == "table":
            click.echo("from_memory: stated from memory and not verified; check it before you rely on it.", err=True)
    if found.note:
        click.echo(found.note, err=True)
