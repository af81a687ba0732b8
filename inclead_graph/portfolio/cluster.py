"""The units of a portfolio graded by the workers of a Dask cluster, on this machine or on many.

Workers are sent the content of files and send back the content of results, so that they need no folder in common; each
must have the same ontology, rules and program, and refuses otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from inclead_graph.errors import EngineError, IncleadError, UnreadableError
from inclead_graph.portfolio.running import Unit
from inclead_graph.portfolio.spreading import AHEAD, JudgedBy, Outcome, Spread, asked_of

__all__ = ["in_cluster"]

_PATIENCE = 10
"""Seconds until a scheduler should have answered."""


def in_cluster(address: str) -> Spread:
    """Grade by the workers of a Dask cluster, by the address of its scheduler; a worker that dies loses nothing.

    Raises:
        UnreadableError: Dask is not installed, or nobody answers at the address.
    """

    def spread(units: Sequence[Unit], by: JudgedBy) -> Iterator[tuple[Unit, Outcome]]:
        client = _client(address)
        with client:
            waiting = iter(units)
            ahead = max(1, sum(client.ncores().values())) * AHEAD
            submit = partial(client.submit, pure=False)
            asked = {asked_of(submit, unit, by): unit for unit in islice(waiting, ahead)}
            coming = _as_they_come()(list(asked))
            for future in coming:
                for unit in islice(waiting, 1):
                    more = asked_of(submit, unit, by)
                    asked[more] = unit
                    coming.add(more)
                yield asked.pop(future), _result(future, address)

    return spread


def _result(future: Any, address: str) -> Outcome:
    """Return what a worker made; an error of ours is raised as it is."""
    try:
        made: Outcome = future.result()
    except IncleadError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever Dask, a worker or the network may raise)
        raise EngineError(
            f"{address}: the cluster was lost, or a worker failed ({_first_line(error)}); "
            "what was graded is kept, and the same command goes on from there"
        ) from None
    return made


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]


def _as_they_come() -> Any:
    from distributed import as_completed

    return as_completed


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UnreadableError(
            f"a cluster takes the Python package 'distributed', which does not load ({error}); "
            "install it with: pip install 'inclead-graph[cluster]'"
        ) from None
    connect: Any = Client
    try:
        return connect(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{address}: no scheduler answers there ({error})") from None
