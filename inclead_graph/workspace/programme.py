"""Read a folder of workspaces: organisations that are assessed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from inclead_graph.errors import InputError, Problem, UnreadableError
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.workspace.folder import ASSESSMENT_FILE, read_workspace

__all__ = ["read_programme", "workspaces_in"]

MAX_WORKSPACES = 200


def workspaces_in(folder: Path | str) -> tuple[Path, ...]:
    """Return the workspaces of a folder: the folder itself, or else every folder in it that is one, by name.

    Raises:
        UnreadableError: there is no such folder, or no workspace in it.
    """
    root = Path(folder)
    if not root.exists():
        raise UnreadableError(f"{root}: no such folder; 'inclead new {root}' makes one")
    if not root.is_dir():
        raise UnreadableError(f"{root}: a file, not a folder; name the folder that holds {ASSESSMENT_FILE}")
    if (root / ASSESSMENT_FILE).is_file():
        return (root,)
    found = tuple(sorted(path for path in root.iterdir() if (path / ASSESSMENT_FILE).is_file()))
    if not found:
        raise UnreadableError(
            f"{root}: no {ASSESSMENT_FILE} here, nor in a folder directly below; 'inclead new DIR' makes a workspace"
        )
    if len(found) > MAX_WORKSPACES:
        raise UnreadableError(f"{root}: {len(found):,} workspaces; {MAX_WORKSPACES} is the most, so assess in parts")
    return found


def read_programme(folder: Path | str, framework: Framework) -> tuple[Assessment, ...]:
    """Read one workspace, or each of a folder of workspaces; every problem of all of them in one pass.

    Raises:
        UnreadableError: as :func:`workspaces_in` and :func:`~inclead_graph.workspace.folder.read_workspace`.
        InputError: what is wrong in any, each with the folder that it is in; or two organisations have one name.

    Example::

        read_programme("assessments/fen-programme", framework)[0].organisation.name
    """
    paths = workspaces_in(folder)
    if paths == (Path(folder),):
        return (read_workspace(folder, framework),)
    problems: list[Problem] = []
    read: list[tuple[str, Assessment]] = []
    for path in paths:
        try:
            read.append((path.name, read_workspace(path, framework)))
        except InputError as error:
            problems += [replace(problem, file=f"{path.name}/{problem.file}") for problem in error.problems]
    problems += _same_names(read)
    if problems:
        raise InputError(problems)
    return tuple(assessment for _, assessment in read)


def _same_names(read: Sequence[tuple[str, Assessment]]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for name, assessment in read:
        key = " ".join(assessment.organisation.name.casefold().split())
        if key in first:
            what = f"'{assessment.organisation.name}' is the name of the organisation in {first[key]}, too"
            problems.append(Problem(f"{name}/{ASSESSMENT_FILE}", 0, 0, what, "change one of the two"))
        first.setdefault(key, name)
    return problems
