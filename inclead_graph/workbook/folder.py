"""A workspace made of a workbook: the files that everything else reads, checked before they appear."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from inclead_graph.exchange.yaml_file import network_yaml, yaml_lines
from inclead_graph.files import new_folder
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.network.evidence import is_derived
from inclead_graph.workbook.beside import Beside, files_beside, rows_beside
from inclead_graph.workbook.book import Book
from inclead_graph.workbook.forms import EVIDENCE, forms
from inclead_graph.workbook.remarks import items
from inclead_graph.workspace import ASSESSMENT_FILE, NETWORK_FILE, read_workspace
from inclead_graph.workspace.folder import EVIDENCE_FOLDER

__all__ = ["write_workspace"]


def write_workspace(
    folder: Path,
    book: Book,
    assessment: Assessment,
    framework: Framework,
    files: Path | None = None,
    beside: Beside | None = None,
) -> list[str]:
    """Write a workspace; what stood in columns that are not ours goes above its record as remarks.

    Args:
        folder: where; it is not there yet, or empty.
        book: what was read.
        assessment: what :func:`assessment_of` made of it.
        framework: by which the evidence is parted into stages.
        beside: what :func:`beside_of` made of it.
        files: a folder from which attached files are copied; left out, somebody else puts them there.

    Returns:
        The attached files that are not there.

    Raises:
        UnreadableError: the folder is there already, or cannot be written.
        InputError: what was written would not be read back; nothing is left behind.
    """
    names = [piece.attachment.file for piece in assessment.evidence if piece.attachment]
    with new_folder(folder) as here:
        more: Iterable[tuple[str, str]] = files_beside(book, beside) if beside else ()
        for name, text in chain(_texts(book, assessment, framework), more):
            (here / name).parent.mkdir(exist_ok=True)
            (here / name).write_text(text, encoding="utf-8", newline="")
        for name in names:
            _copy(files, here, name)
        absent = [name for name in dict.fromkeys(names) if not (here / name).is_file()]
        read_workspace(here, framework, check_files=bool(files) and not absent)
        rows_beside(here, framework)
    return absent


def _copy(files: Path | None, into: Path, name: str) -> None:
    target = into / name
    if files and (files / name).is_file() and target.resolve().is_relative_to(into.resolve()):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files / name, target)


def _texts(book: Book, assessment: Assessment, framework: Framework) -> Iterator[tuple[str, str]]:
    data = assessment.model_dump(by_alias=True, exclude_defaults=True, exclude={"evidence", "network"})
    lists = {form.field: name for name, form in forms(framework).items() if form.field in data}
    plain = {name: value for name, value in data.items() if name not in lists}
    lines = [
        "# Made of a workbook (inclead workbook read). docs/workspace.md explains each field.",
        *yaml_lines(plain, ""),
    ]
    for name, sheet in lists.items():
        lines += [f"{name}:", *items(data[name], book.rows[sheet])]
    yield ASSESSMENT_FILE, _joined(lines)
    yield from _evidence(book, assessment, framework)
    if assessment.network:
        yield NETWORK_FILE, network_yaml(assessment.network)


def _evidence(book: Book, assessment: Assessment, framework: Framework) -> Iterator[tuple[str, str]]:
    rows = {row.values["Record id"]: row for row in book.rows[EVIDENCE]}
    written = [piece for piece in assessment.evidence if not is_derived(piece)]
    for stage in framework.stages.values():
        mine = [p for p in written if framework.factors[framework.criteria[p.criteria[0]].factor].stage == stage.id]
        if mine:
            data = [piece.model_dump(by_alias=True, exclude_defaults=True) for piece in mine]
            lines = [f"# {stage.id} {stage.label}", *items(data, [rows[piece.id] for piece in mine])]
            yield f"{EVIDENCE_FOLDER}/{stage.order}-{stage.id.lower()}.yaml", _joined(lines)


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
