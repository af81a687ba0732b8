"""Read a network of partnerships: ``network.yaml``, alone or beside an assessment."""

from __future__ import annotations

from pathlib import Path

from inclead_graph import located
from inclead_graph.errors import InputError, UnreadableError
from inclead_graph.located import Located
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network_checks import faults_of

__all__ = ["NETWORK_FILE", "network_file", "parse_network", "read_network"]

NETWORK_FILE = "network.yaml"


def network_file(path: Path | str) -> Path:
    """Return the file of a network: the one named, or the ``network.yaml`` in the folder named.

    Raises:
        UnreadableError: there is none.
    """
    named = Path(path)
    if not named.exists():
        raise UnreadableError(f"{named}: no such file or folder; name a workspace, or a {NETWORK_FILE}")
    if not named.is_dir():
        return named
    if not (named / NETWORK_FILE).is_file():
        raise UnreadableError(f"{named}: no {NETWORK_FILE} here; 'inclead network import' makes one from your sheets")
    return named / NETWORK_FILE


def read_network(path: Path | str, framework: Framework) -> PartnershipNetwork:
    """Read and check a network.

    Args:
        path: the file, or the folder that holds ``network.yaml``.
        framework: what its words are held against.

    Raises:
        UnreadableError: there is no such file, or it is not text.
        InputError: every problem found, sorted by place.

    Example::

        read_network("assessments/fen-county", framework).organisations[0].name
    """
    file = network_file(path)
    return _checked(located.load(file, NETWORK_FILE if Path(path).is_dir() else None), framework)


def parse_network(text: str, name: str, framework: Framework) -> PartnershipNetwork:
    """Check a network that is not in a file yet; see :func:`read_network`."""
    return _checked(located.parse(text, name), framework)


def _checked(source: Located, framework: Framework) -> PartnershipNetwork:
    if not isinstance(source.data, dict):
        what = "the file is empty" if source.data is None else "a network is 'name: value' lines"
        raise InputError([source.problem((), what, "'inclead network import' makes one from your sheets")])
    network: PartnershipNetwork = located.validate(PartnershipNetwork, source)
    problems = [source.problem(fault.path, fault.what, fault.todo) for fault in faults_of(network, framework)]
    if problems:
        raise InputError(problems)
    return network
