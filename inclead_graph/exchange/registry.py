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
from inclead_graph.exchange.yaml_file import network_yaml, read_yaml
from inclead_graph.files import new_folder, write_whole
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork

__all__ = ["FORMATS", "Format", "format_of", "read_files", "write", "written_format"]

NETWORK_FILE = "network.yaml"

OneFile = Callable[[Path, Draft], None]
Tables = Callable[[Sequence[Table], Draft], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        about: what it is and whose, in a few words.
        suffixes: endings of its files; the first is the usual one. None where it comes as a folder.
        read: reads one file into a draft; or
        tables: reads the tables of CSV files or of a workbook.
        write: returns the content of a file; or
        sheets: returns sheets, for a workbook or a folder of CSV files.
    """

    about: str
    suffixes: tuple[str, ...] = ()
    read: OneFile | None = None
    tables: Tables | None = None
    write: Callable[[PartnershipNetwork], bytes] | None = None
    sheets: Callable[[PartnershipNetwork], list[Sheet]] | None = None

    @property
    def writes(self) -> bool:
        """Whether networks can be written in it, too."""
        return self.write is not None or self.sheets is not None


def _any_tables(tables: Sequence[Table], draft: Draft) -> None:
    """Read tables in whichever form their headings show."""
    if is_ours(tables):
        read_sheets(tables, draft)
    elif partner.is_partner(tables):
        partner.read_partner(tables, draft)
    else:
        read_lists(tables, draft)


FORMATS: Mapping[str, Format] = {
    "yaml": Format(
        "our own network.yaml", (".yaml", ".yml"), read=read_yaml, write=lambda n: network_yaml(n).encode("utf-8")
    ),
    "csv": Format("a folder of CSV sheets", tables=_any_tables, sheets=sheets_of),
    "xlsx": Format("a workbook with the same sheets", (".xlsx", ".xlsm"), tables=_any_tables, sheets=sheets_of),
    "kumu": Format("Kumu's elements and connections", tables=read_lists, sheets=kumu_sheets),
    "partner": Format("members and answers from PARTNER CPRM", tables=partner.read_partner),
    "graphml": Format(
        "GraphML: yEd, Gephi, igraph, NetworkX",
        (".graphml",),
        read=read_graphml,
        write=lambda network: graphml(drawing_of(network)),
    ),
    "gexf": Format("GEXF: Gephi", (".gexf",), read=read_gexf, write=lambda network: gexf(drawing_of(network))),
    "pajek": Format("Pajek's .net", (".net", ".paj"), read=read_pajek, write=lambda n: pajek(drawing_of(n))),
    "cytoscape": Format(
        "Cytoscape JSON", (".cyjs", ".json"), read=read_cytoscape, write=lambda n: cytoscape(drawing_of(n))
    ),
}
"""By name. Turtle is written and read with the ontology's terms, and joins here when it comes."""

_STARTS = ((b"PK\x03\x04", "xlsx"), (b"<graphml", "graphml"), (b"<gexf", "gexf"), (b"*vertices", "pajek"))


def format_of(path: Path) -> str:
    """Guess a file's format by its name, and by how it begins where the name says nothing.

    Raises:
        UnreadableError: the file is not there, or nothing fits.
    """
    if path.is_dir():
        return "yaml" if (path / NETWORK_FILE).is_file() else "csv"
    suffix = path.suffix.lower()
    named = next((name for name, one in FORMATS.items() if suffix in one.suffixes), None)
    if named is None and suffix in csv_files.SUFFIXES:
        named = "csv"
    try:
        with path.open("rb") as file:
            start = file.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None
    found = next((name for mark, name in _STARTS if mark.lower() in start[: 4096 if mark[0:1] in b"<*" else 4]), None)
    if named is None and found is None:
        raise UnreadableError(f"{path}: what format this is cannot be told; say it with --from: {', '.join(FORMATS)}")
    return named if named and (found is None or suffix not in ("", ".txt", ".xml")) else str(found)


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
    draft = Draft(str(paths[0]))
    if form.tables is not None:
        form.tables(_tables(paths, draft), draft)
    elif len(paths) > 1:
        raise UnreadableError(f"{paths[1]}: {name} is read from one file; several are for csv, kumu and partner")
    elif form.read is not None:
        path = paths[0] / NETWORK_FILE if paths[0].is_dir() else paths[0]
        form.read(path, draft)
    return draft.checked(framework)


def _tables(paths: Sequence[Path], draft: Draft) -> list[Table]:
    books = [path for path in paths if path.suffix.lower() in FORMATS["xlsx"].suffixes]
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
    if not suffix:
        return "csv"
    found = next((name for name, one in FORMATS.items() if suffix in one.suffixes and one.writes), None)
    if found is None:
        known = [one.suffixes[0] for one in FORMATS.values() if one.suffixes and one.writes]
        what = f"no format has the ending '{suffix}'"
        raise InputError([Problem(str(path), 0, 0, what, f"{nearest(suffix, known)}, or say it with --format")])
    return found


def write(network: PartnershipNetwork, path: Path, format_: str) -> None:
    """Write a network to a file or, as CSV sheets, to a folder that is new or empty.

    Raises:
        UnreadableError: it cannot be written; what was there before is untouched.
        InputError: the network has a character that the format cannot hold.
    """
    form = FORMATS[format_]
    if form.write is not None:
        write_whole(path, form.write(network))
    elif form.sheets is not None and path.suffix.lower() in FORMATS["xlsx"].suffixes:
        write_whole(path, workbooks.workbook(form.sheets(network)))
    elif form.sheets is not None:
        files = csv_files.csv_files(form.sheets(network))
        with new_folder(path) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)
