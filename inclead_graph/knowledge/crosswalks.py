"""Paths over links: what leads from one thing to another, and how sure each step is.

A chain is as sure as its weakest link. Among paths of the same length the surer comes first; a shorter path always
comes before a longer one, because two links through something very general say little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from inclead_graph.terms import compact

__all__ = ["Crossing", "Path", "Step", "crosswalk", "shortest_paths"]

LONGEST = 4
"""Steps in a path at the most; beyond that everything hangs together with everything."""


@dataclass(frozen=True, slots=True)
class Step:
    """One link, or one step up a framework, as the graph states it."""

    one: str
    property: str
    other: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from one thing to another; each goes forward, as it is stated, or back."""

    steps: tuple[tuple[Step, bool], ...]

    @property
    def confidence(self) -> float:
        """Confidence of the weakest step."""
        return min(float(step.confidence) for step, _ in self.steps)

    def written(self, words: Mapping[str, str]) -> str:
        """Write the path in a line: ids, and the words for properties, with arrows as the links are stated."""
        line = compact(self.things[0])
        for step, ahead in self.steps:
            word = words.get(step.property) or compact(step.property)
            line += f" -> {word} -> {compact(step.other)}" if ahead else f" <- {word} <- {compact(step.one)}"
        return line

    @property
    def things(self) -> tuple[str, ...]:
        """What the path passes through, both ends counted."""
        start, forward = self.steps[0]
        ends = (step.other if ahead else step.one for step, ahead in self.steps)
        return (start.one if forward else start.other, *ends)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One row of a crosswalk: two things and the best path between them."""

    source: str
    target: str
    path: Path


_Neighbours = dict[str, list[tuple[str, Step, bool]]]


def shortest_paths(steps: Iterable[Step], start: str, end: str, most: int = 5) -> list[Path]:
    """Return the shortest paths between two things, the surest first.

    Args:
        steps: links, which may be walked both ways.
        start: IRI of the one.
        end: IRI of the other.
        most: how many paths at the most.

    Example:
        >>> links = [Step("a", "p", "b", 0.9, ""), Step("c", "p", "b", 0.7, "")]
        >>> [(path.things, path.confidence) for path in shortest_paths(links, "a", "c")]
        [(('a', 'b', 'c'), 0.7)]
    """
    if start == end:
        return []
    near = _neighbours(steps)
    layer = [(start, Path(()))]
    seen = {start}
    for _ in range(LONGEST):
        onward = [
            (thing, Path((*path.steps, (step, forward))))
            for here, path in layer
            for thing, step, forward in near.get(here, ())
            if thing not in seen
        ]
        arrived = [path for thing, path in onward if thing == end]
        if arrived:
            return sorted(arrived, key=lambda path: (-path.confidence, path.things))[:most]
        seen |= {thing for thing, _ in onward}
        layer = _surest(onward, most)
    return []


def crosswalk(
    steps: Iterable[Step], sources: Collection[str], targets: Collection[str], *, through: int = 1
) -> list[Crossing]:
    """Return, for each source and each target that it reaches, the best path.

    Args:
        steps: links, which may be walked both ways.
        sources: IRIs of the things of one framework.
        targets: IRIs of the things of the other.
        through: how many things a path may pass through between its ends.

    Example:
        >>> links = [Step("a", "p", "b", 0.9, ""), Step("b", "q", "c", 0.7, "")]
        >>> [(c.source, c.target, c.path.confidence) for c in crosswalk(links, ["a"], ["c"])]
        [('a', 'c', 0.7)]
    """
    near = _neighbours(steps)
    wanted = set(targets)
    return [
        Crossing(source, target, path)
        for source in sorted(sources)
        for target, path in sorted(_reached(near, source, wanted, through, avoid=set(sources)).items())
    ]


def _reached(near: _Neighbours, source: str, wanted: set[str], through: int, avoid: set[str]) -> dict[str, Path]:
    best: dict[str, Path] = {}
    layer = [(source, Path(()))]
    seen = {source}
    for _ in range(through + 1):
        onward = [
            (thing, Path((*path.steps, (step, forward))))
            for here, path in layer
            if here == source or (here not in wanted and here not in avoid)
            for thing, step, forward in near.get(here, ())
            if thing not in seen
        ]
        layer = _surest(onward, 1)
        for thing, path in layer:
            if thing in wanted and thing not in avoid:
                best.setdefault(thing, path)
        seen |= {thing for thing, _ in layer}
    return best


def _surest(found: Iterable[tuple[str, Path]], most: int) -> list[tuple[str, Path]]:
    """Keep the surest paths to each thing."""
    by_thing: defaultdict[str, list[Path]] = defaultdict(list)
    for thing, path in found:
        by_thing[thing].append(path)
    return [
        (thing, path)
        for thing, paths in by_thing.items()
        for path in sorted(paths, key=lambda p: (-p.confidence, p.things))[:most]
    ]


def _neighbours(steps: Iterable[Step]) -> _Neighbours:
    near: defaultdict[str, list[tuple[str, Step, bool]]] = defaultdict(list)
    for step, forward in _both_ways(steps):
        here, there = (step.one, step.other) if forward else (step.other, step.one)
        near[here].append((there, step, forward))
    return near


def _both_ways(steps: Iterable[Step]) -> Iterator[tuple[Step, bool]]:
    for step in steps:
        yield step, True
        yield step, False
