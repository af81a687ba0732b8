"""The whole command, and the list of what it can do."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping

import click

from inclead_graph import __version__
from inclead_graph.cli.lazy import LazyGroup

__all__ = ["main"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "new": ("inclead_graph.cli.new:new", "Make a folder to fill in, with each field explained."),
    "workbook": ("inclead_graph.cli.workbook:workbook", "Fill in an assessment in a spreadsheet, alone or several."),
    "check": ("inclead_graph.cli.check:check", "Say everything that is wrong in a folder; grade nothing."),
    "assess": ("inclead_graph.cli.assess:assess", "Grade a folder of evidence, with proofs."),
    "document": ("inclead_graph.cli.document:document", "Write a document that fills itself, to sign or hand over."),
    "explain": ("inclead_graph.cli.explain:explain", "Say why a thing has its grade, and why no better."),
    "compare": ("inclead_graph.cli.compare:compare", "Say what moved between two assessments, and what moved it."),
    "gradings": ("inclead_graph.cli.gradings:gradings", "Set gradings by several parties side by side."),
    "drivers": ("inclead_graph.cli.standing:drivers", "Say which laws and policies apply, and how they fare."),
    "signals": ("inclead_graph.cli.standing:signals", "List patterns that grades do not show."),
    "migrate": ("inclead_graph.cli.migrate:migrate", "Carry an assessment to another edition, with a ledger."),
    "what-if": ("inclead_graph.cli.what_if:what_if", "Say what would move if the evidence were otherwise."),
    "robustness": ("inclead_graph.cli.robustness:robustness", "Say which records hold each finding up."),
    "forecast": ("inclead_graph.cli.forecast:forecast", "Say what lapses on which coming day."),
    "next": ("inclead_graph.cli.next:next_", "Say which unknown to look into next."),
    "eds": ("inclead_graph.cli.eds:eds", "Grade by the Equality Delivery System, one organisation or several."),
    "checklist": ("inclead_graph.cli.checklist:checklist", "Go through a checklist of the toolkit, item by item."),
    "plan": ("inclead_graph.cli.plan:plan", "Say what it takes to reach a grade, step by step."),
    "seal": ("inclead_graph.cli.seal:seal", "Seal an assessment as it stands, signed by name."),
    "history": ("inclead_graph.cli.history:history", "Show who sealed what, what changed and what moved."),
    "bundle": ("inclead_graph.cli.bundle:bundle", "Pack a grade with all that proves it, for a third party."),
    "verify": ("inclead_graph.cli.verify:verify", "Check every step of every proof, without the engine."),
    "xray": ("inclead_graph.cli.xray:xray", "Ask what patterns in the evidence are worth a question."),
    "ask": ("inclead_graph.cli.ask:ask", "Ask how competencies, drivers and EDS goals hang together."),
    "find": ("inclead_graph.cli.find:find", "Search the knowledge graph by words, misspelt or not."),
    "show": ("inclead_graph.cli.show:show", "Show one thing with all that hangs on it."),
    "map": ("inclead_graph.cli.map:map_", "Print the crosswalk from one framework to another."),
    "sparql": ("inclead_graph.cli.sparql:sparql", "Run a SPARQL query of your own, read only."),
    "graph": ("inclead_graph.cli.graph:graph", "Export, load, count and draw the knowledge graph."),
    "appraise": ("inclead_graph.cli.appraise:appraise", "Appraise yourself for inclusion, and plan what comes next."),
    "network": ("inclead_graph.cli.network:network", "See which partnerships reach whom, and what hangs on each."),
    "monitor": ("inclead_graph.cli.monitor:monitor", "See which groups fare well or worse, from counts by group."),
    "portfolio": ("inclead_graph.cli.portfolio:portfolio", "Assess many organisations together, and compare them."),
    "rules": ("inclead_graph.cli.rules:rules", "List, show and test the rules."),
    "ontology": ("inclead_graph.cli.ontology:ontology", "Show and check the ontology, or write it as pages."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  inclead new my-trust   then   inclead assess my-trust --format html -o report.html",
)
@click.version_option(__version__, prog_name="inclead")
def main() -> None:
    """Assess how far inclusion has come in an NHS organisation, with a proof for every grade.

    Evidence goes in as a folder of plain files; five graded stages come out, from the Board room to the bus stop.
    Nothing leaves this machine.

    Exit codes: 0 all is well; 1 problems in what you wrote; 2 wrong use, or an input that cannot be read;
    3 the rules or the ontology are at fault; 4 an engine failed.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe gets UTF-8 on every system; a terminal that lacks a sign gets a question mark, not a traceback.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
