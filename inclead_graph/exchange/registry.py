"""The formats that a network can be read from and written to; another one is another entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.exchange import csv_files, partner, workbooks
from inclead_graph.exchange.cytoscape import cytoscape, read_cytoscape
from inclead_graph.exchange.draft import Draft, Imported
from inclead_graph.exchange.gexf import gexf, read_gexf
from inclead_graph.exchange.graph import drawing_of
from inclead_graph.exchange.graphml import graphml, read_graphml
from inclead_graph.exchange.lists import kumu_sheets, read_lists
from inclead_graph.exchange.pajek import pajek, read_pajek
from inclead_graph.exchange.records import Table
from inclead_graph.exchange.sheets import Sheet, is_ours, read_sheets, sheets_of
from inclead_graph.exchange.turtle_file import network_turtle, read_turtle
from inclead_graph.exchange.yaml_file import network_yaml, read_yaml
from inclead_graph.files import new_folder, write_whole
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork

__all__ = ["FORMATS", "Format", "format_of", "read_files", "write", "written_format"]

NETWORK_FILE = "network.yaml"

ReadFile = Callable[[Path, Draft], None]
ReadTables = Callable[[Sequence[Table], Draft], None]
Write = Callable[[PartnershipNetwork, Path, Framework], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        about: what it is and whose, in a few words.
        suffixes: endings of its files; the first is the usual one. None where it comes as CSV files or as a workbook.
        read: reads one file into a draft; or
        tables: reads the tables of CSV files or of a workbook.
        write: writes a network; ``None`` where it is only read.
    """

    about: str
    suffixes: tuple[str, ...] = ()
    read: ReadFile | None = None
    tables: ReadTables | None = None
    write: Write | None = None


def _any_tables(tables: Sequence[Table], draft: Draft) -> None:
    """Read tables in whichever form their headings show."""
    if is_ours(tables):
        read_sheets(tables, draft)
    elif partner.is_partner(tables):
        partner.read_partner(tables, draft)
    else:
        read_lists(tables, draft)


def _folder(sheets: list[Sheet], path: Path) -> None:
    if path.suffix.lower() in (*csv_files.SUFFIXES, *_WORKBOOKS):
        what = "CSV sheets go into a folder, one file each"
        raise InputError([Problem(str(path), 0, 0, what, f"name a folder, as '{path.stem}'")])
    files = csv_files.csv_files(sheets)
    with new_folder(path) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)


def _kumu(network: PartnershipNetwork, path: Path, _: Framework) -> None:
    """Write for Kumu: a workbook where the name says so, else a folder of CSV files."""
    sheets = kumu_sheets(network)
    if path.suffix.lower() in _WORKBOOKS:
        write_whole(path, workbooks.workbook(sheets))
    else:
        _folder(sheets, path)


def _turtle(network: PartnershipNetwork, path: Path, framework: Framework) -> None:
    write_whole(path, network_turtle(network, framework))


def _one_file(content: Callable[[PartnershipNetwork], bytes]) -> Write:
    return lambda network, path, _: write_whole(path, content(network))


_WORKBOOKS = (".xlsx",)

FORMATS: Mapping[str, Format] = {
    "yaml": Format(
        "our own network.yaml",
        (".yaml", ".yml"),
        read=read_yaml,
        write=_one_file(lambda network: network_yaml(network).encode("utf-8")),
    ),
    "csv": Format(
        "a folder of CSV sheets", tables=_any_tables, write=lambda network, path, _: _folder(sheets_of(network), path)
    ),
    "xlsx": Format(
        "a workbook with the same sheets",
        _WORKBOOKS,
        tables=_any_tables,
        write=_one_file(lambda network: workbooks.workbook(sheets_of(network))),
    ),
    "kumu": Format("elements and connections of Kumu", tables=read_lists, write=_kumu),
    "partner": Format("members and answers of PARTNER CPRM", tables=partner.read_partner),
    "graphml": Format(
        "of yEd, Gephi, igraph, NetworkX",
        (".graphml",),
        read=read_graphml,
        write=_one_file(lambda network: graphml(drawing_of(network))),
    ),
    "gexf": Format("of Gephi", (".gexf",), read=read_gexf, write=_one_file(lambda network: gexf(drawing_of(network)))),
    "pajek": Format(
        "networks and projects of Pajek",
        (".net", ".paj"),
        read=read_pajek,
        write=_one_file(lambda network: pajek(drawing_of(network))),
    ),
    "cytoscape": Format(
        "Cytoscape's JSON",
        (".cyjs", ".json"),
        read=read_cytoscape,
        write=_one_file(lambda network: cytoscape(drawing_of(network))),
    ),
    "turtle": Format("organisations in the W3C's ORG", (".ttl",), read=read_turtle, write=_turtle),
}
"""By name."""

_UNSAID = ("", ".txt", ".xml")


def format_of(path: Path) -> str:
    """Guess a file's format by its name, and by how it begins where the name says nothing.

    Raises:
        UnreadableError: the file is not there, or nothing fits.
    """
    if path.is_dir():
        return "yaml" if (path / NETWORK_FILE).is_file() else "csv"
    suffix = path.suffix.lower()
    by_name = next((name for name, one in FORMATS.items() if suffix in one.suffixes), None)
    if by_name is None and suffix in csv_files.SUFFIXES:
        by_name = "csv"
    found = (_by_content(path) or by_name) if by_name is None or suffix in _UNSAID else by_name
    if found is None:
        raise UnreadableError(f"{path}: what format this is cannot be told; say it with --from: {', '.join(FORMATS)}")
    return found


def _by_content(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            start = file.read(4096).lower()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None
    if start.startswith(b"pk\x03\x04"):
        return "xlsx"
    marks = ((b"<graphml", "graphml"), (b"<gexf", "gexf"), (b"*vertices", "pajek"), (b"@prefix", "turtle"))
    return next((name for mark, name in marks if mark in start), None)


def read_files(paths: Sequence[Path], framework: Framework, format_: str | None = None) -> Imported:
    """Read a network from files.

    Args:
        paths: one file, or several CSV files, or a folder of them.
        framework: what its words are held against.
        format_: one of :data:`FORMATS`; guessed where left out.

    Raises:
        UnreadableError: a file cannot be read at all.
        InputError: every problem found, each with file, row and column, or sheet and cell.

    Example::

        read_files([Path("elements.csv"), Path("connections.csv")], framework).network
    """
    name = format_ or format_of(paths[0])
    form = FORMATS[name]
    draft = Draft(str(paths[0]), framework)
    if form.tables is not None:
        form.tables(_tables(paths, draft), draft)
    elif len(paths) > 1:
        raise UnreadableError(f"{paths[1]}: {name} is read from one file; several are for csv, kumu and partner")
    elif form.read is not None:
        path = paths[0] / NETWORK_FILE if paths[0].is_dir() else paths[0]
        form.read(path, draft)
    return draft.checked()


def _tables(paths: Sequence[Path], draft: Draft) -> list[Table]:
    books = [path for path in paths if path.suffix.lower() in _WORKBOOKS]
    if books and len(paths) > 1:
        raise UnreadableError(f"{books[0]}: a workbook is read by itself; put what belongs together on its sheets")
    if books or format_of(paths[0]) == "xlsx":
        return workbooks.read_tables(paths[0], draft.problems)
    return csv_files.read_tables(paths, draft.problems, draft.notes)


def written_format(path: Path) -> str:
    """Guess by its name the format of a file to be written; a name without an ending is a folder of CSV sheets.

    Raises:
        InputError: the ending is of no format that is written.
    """
    suffix = path.suffix.lower()
    if not suffix or suffix in csv_files.SUFFIXES:
        return "csv"
    found = next((name for name, one in FORMATS.items() if suffix in one.suffixes and one.write), None)
    if found is None:
        known = [one.suffixes[0] for one in FORMATS.values() if one.suffixes and one.write]
        what = f"no format has the ending '{suffix}'"
        raise InputError([Problem(str(path), 0, 0, what, f"{nearest(suffix, known)}, or say it with --format")])
    return found


def write(network: PartnershipNetwork, path: Path, format_: str, framework: Framework) -> None:
    """Write a network to a file or, as CSV sheets, to a folder that is new or empty.

    Raises:
        UnreadableError: it cannot be written; what was there before is untouched.
        InputError: the network has a character that the format cannot hold.
    """
    writer = FORMATS[format_].write
    if writer is None:
        raise UnreadableError(f"{path}: '{format_}' is only read, not written")
    writer(network, path, framework)
