"""A map of a network as Graphviz DOT: sectors by shape and colour, bridging value by size, and a legend below."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.inference.findings import long_date
from inclead_graph.network.view import Ends
from inclead_graph.pictures import quoted
from inclead_graph.reports.network_layout import Place, Size, layout_of
from inclead_graph.reports.network_looks import OTHER, Look
from inclead_graph.reports.network_scene import Group, Node, Scene, SceneTie
from inclead_graph.reports.network_words import in_people, in_percent, in_whole

__all__ = ["MOST", "described", "diameter", "picture_of_network"]

MOST = 150
"""Organisations in a picture, unless more are asked for."""

MOST_NAMED = 40
"""Names in a picture; of more organisations only anchors and the most bridging are named."""

MOST_GROUPS = 25
"""Groups in a picture, unless they are asked for."""

INK, QUIET, FAINT, PAPER = "#212b32", "#768692", "#b9c3c9", "#ffffff"
SMALLEST, LARGEST = 11.0, 46.0
LETTER, LINE = 5.6, 12.0
COLUMN, ROW = 200.0, 27.0

Settings = Mapping[str, str]


def diameter(value: float | None, greatest: float) -> float:
    """Return how wide an organisation is drawn, in points: the more its bridging value, the larger its area.

    >>> diameter(0.0, 100.0), diameter(100.0, 100.0), diameter(None, 100.0)
    (11.0, 46.0, 22.0)
    """
    if value is None:
        return 2 * SMALLEST
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(value / greatest if greatest > 0 else 0.0)


def picture_of_network(scene: Scene, *, groups: bool | None = None, most: int = MOST) -> str:
    """Draw a network as DOT for the layout ``neato``; where each stands is written into it.

    Args:
        scene: what there is to draw.
        groups: whether groups are drawn; where left out, if there are no more than :data:`MOST_GROUPS`.
        most: how many organisations to draw. Anchors are always drawn; then come the most bridging, then possible
            partners. The picture says how many are left out.

    Raises:
        UnreadableError: neither Graphviz nor its WebAssembly build is here to lay it out.
    """
    shown = _Shown.of(scene, groups=len(scene.groups) <= MOST_GROUPS if groups is None else groups, most=most)
    lines = [*_HEAD, *_heading(shown), *_ties(shown), *_nodes(shown), *_groups(shown), *_legend(shown)]
    return "graph {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def described(scene: Scene) -> str:
    """Say in words what a picture of the network shows, for those who do not see it, and where the same is a table."""
    first = [scene.nodes[one] for one in scene.most_bridging[:5] if scene.nodes[one].value]
    most = "; ".join(f"{node.name} ({in_people(node.value or 0.0)})" for node in first)
    return (
        f"{_counted(scene)} {_reached(scene)} "
        + (f"Most bridging: {most}. " if most else "Nobody would lose reach if any one of them went. ")
        + "The interactive map of the same network has all of it as tables."
    )


@dataclass(frozen=True)
class _Shown:
    """What of a scene is drawn, and where.

    Attributes:
        organisations: by id, in the order in which they were chosen.
        named: those whose names are drawn, too.
    """

    scene: Scene
    organisations: Mapping[str, Node]
    named: frozenset[str]
    groups: Mapping[str, Group]

    @classmethod
    def of(cls, scene: Scene, *, groups: bool, most: int) -> _Shown:
        """Choose what is drawn."""
        anchors = [one for one, node in scene.nodes.items() if node.anchor]
        possible = [one for one, node in scene.nodes.items() if node.potential]
        chosen = [*anchors, *scene.most_bridging, *possible][: max(most, len(anchors))]
        bridging = [one for one in chosen if scene.nodes[one].value]
        named = chosen if len(chosen) <= MOST_NAMED else [*anchors, *bridging][: max(MOST_NAMED, len(anchors))]
        return cls(scene, {one: scene.nodes[one] for one in chosen}, frozenset(named), scene.groups if groups else {})

    @cached_property
    def ties(self) -> Sequence[SceneTie]:
        """The ties between those that are drawn, the most bridging last, so that they lie on top."""
        among = [tie for ends, tie in self.scene.ties.items() if self.organisations.keys() >= set(ends)]
        return sorted(among, key=lambda tie: (tie.value, tie.ends))

    @cached_property
    def possible(self) -> Sequence[Ends]:
        """The possible ties between those that are drawn."""
        return [ends for ends in self.scene.possible if self.organisations.keys() >= set(ends)]

    @cached_property
    def greatest(self) -> float:
        """The greatest bridging value, in people."""
        return max((node.value or 0.0 for node in self.scene.nodes.values()), default=0.0)

    @cached_property
    def greatest_tie(self) -> float:
        """The greatest bridging value of a tie, in people."""
        return max((tie.value for tie in self.scene.ties.values()), default=0.0)

    @cached_property
    def at(self) -> Mapping[str, Place]:
        """Where the middle of each organisation, with its name below it, and of each group is."""
        sizes = {one: self.room(node) for one, node in self.organisations.items()}
        for name, group in self.groups.items():
            wide, high = _size(_group_label(group), 9)
            sizes[name] = wide + 10, high + 10
        return layout_of(self.scene.network, sizes)

    def room(self, node: Node) -> Size:
        """Return how much an organisation covers, with its name."""
        wide = diameter(node.value, self.greatest) + (16 if node.anchor else 6)
        if node.id not in self.named:
            return wide, wide
        words = _size(_label(node))
        return max(wide, words[0]), wide + words[1]


_HEAD = (
    f'graph [bgcolor="{PAPER}", fontname=Arial, pad=0.3, splines=line, outputorder=edgesfirst]',
    f'node [fontname=Arial, fontsize=10, fontcolor="{INK}", label="", fixedsize=true, style=filled, color="{INK}"]',
    f'edge [color="{QUIET}"]',
)


def _heading(shown: _Shown) -> Iterator[str]:
    scene = shown.scene
    day = long_date(scene.day) if scene.day else "Whatever the day"
    lines = [f"{day}. {'Fictional. ' if scene.network.fictional else ''}{_counted(scene)}", _reached(scene)]
    left = len(scene.nodes) - len(shown.organisations)
    if left:
        drawn = f"{len(shown.organisations):,} organisations are drawn: the anchors, and those on which most depends."
        lines.append(f"{drawn} {left:,} are left out.")
    if len(shown.named) < len(shown.organisations):
        lines.append("Only the anchors and the most bridging are named.")
    if scene.groups and not shown.groups:
        lines.append("Groups are not drawn.")
    (left_edge, _), (_, top) = _box(shown)
    above = top + 34 + LINE * 1.35 * len(lines)
    yield _words("title", (left_edge, above), [scene.title], 18)
    yield _words("about", (left_edge, above - 18 - LINE * 0.67 * len(lines)), lines, 11)


def _counted(scene: Scene) -> str:
    partners = sum(not node.potential for node in scene.nodes.values())
    return f"{partners:,} organisations with {len(scene.ties):,} ties between them, and {len(scene.groups):,} groups."


def _reached(scene: Scene) -> str:
    if not scene.reach.need:
        return "Nobody has counted the needs of the groups."
    part = in_percent(scene.reach.people / scene.reach.need)
    return f"{in_whole(scene.reach.people)} of {in_people(scene.reach.need)} with a need are reached ({part})."


def _ties(shown: _Shown) -> Iterator[str]:
    for tie in shown.ties:
        depends = tie.value > 0.1 * shown.greatest_tie
        settings = {
            "penwidth": f"{0.5 + 2.0 * tie.strength:.2f}",
            "color": INK if depends else QUIET if tie.value > 0 else FAINT,
            **({"style": "dashed"} if tie.at_risk else {}),
        }
        yield _edge(*tie.ends, settings)
    for first, second in shown.possible:
        yield _edge(first, second, _POSSIBLE)
    for group in shown.groups.values():
        for one in group.served_by:
            if one in shown.organisations:
                yield _edge(one, group.id, _SERVES)


_POSSIBLE = {"style": "dotted", "penwidth": "1.5", "color": INK}
_SERVES = {"style": "dotted", "penwidth": "1", "color": "#41859c"}


def _nodes(shown: _Shown) -> Iterator[str]:
    for one, node in shown.organisations.items():
        look, wide = shown.scene.palette.look(node.sector), diameter(node.value, shown.greatest)
        right, up = shown.at[one]
        high = shown.room(node)[1]
        middle = right, up + (high - wide) / 2 - (8 if node.anchor else 3)
        hollow = {"fillcolor": PAPER, "penwidth": "2"} if node.potential else {"fillcolor": look.fill}
        told = f"{node.name}. {' '.join(node.why)}".replace("\\", "/")
        settings = {**_shaped(look, wide), **hollow, "pos": _pinned(middle), "tooltip": told}
        yield _node(one, {**settings, **({"peripheries": "2"} if node.anchor else {})})
        if one in shown.named:
            words = _label(node)
            below = right, up - high / 2 + _size(words)[1] / 2
            yield _node(f"name of {one}", {**_veiled(words), "pos": _pinned(below), "label": "\n".join(words)})


def _veiled(words: Sequence[str]) -> dict[str, str]:
    """Return what puts words before a veil, through which the ties behind them are seen but faintly."""
    wide, high = _size(words)
    size = {"width": f"{(wide - 6) / 72:.3f}", "height": f"{(high - 6) / 72:.3f}"}
    return {"shape": "plaintext", "fillcolor": f"{PAPER}cc", "margin": "0", **size}


def _label(node: Node) -> list[str]:
    return textwrap.wrap(node.name, 22) + ([in_people(node.value)] if node.value else [])


def _size(words: Sequence[str], letters: int = 10) -> Size:
    """Return how wide and high lines of text are, nearly."""
    return max(map(len, words)) * LETTER * letters / 10 + 8, len(words) * LINE * letters / 10 + 6


def _shaped(look: Look, wide: float) -> dict[str, str]:
    high = wide / 2 if look.flat else wide
    return {"shape": look.dot, "width": f"{wide / 72:.3f}", "height": f"{high / 72:.3f}"}


def _groups(shown: _Shown) -> Iterator[str]:
    for name, group in shown.groups.items():
        words = _group_label(group)
        wide, high = _size(words, 9)
        told = f"{group.name}. {' '.join(group.why)}".replace("\\", "/")
        where = {"pos": _pinned(shown.at[name]), "width": f"{wide / 72:.3f}", "height": f"{high / 72:.3f}"}
        yield _node(name, {**_GROUP, **where, "label": "\n".join(words), "tooltip": told})


_GROUP = {"shape": "box", "style": "rounded,filled", "fillcolor": "#eef6f8", "color": "#41859c", "fontsize": "9"}


def _group_label(group: Group) -> list[str]:
    need = f" of {in_people(group.need)}" if group.need is not None else ""
    return [*textwrap.wrap(group.name, 24), f"{in_percent(group.reached)}{need} reached"]


def _box(shown: _Shown) -> tuple[Place, Place]:
    """Return the lower left and the upper right corner of all that stands on the map."""
    places = list(shown.at.values()) or [(0.0, 0.0)]
    across, up = [x for x, _ in places], [y for _, y in places]
    return (min(across) - 40, min(up) - 40), (max(across) + 40, max(up) + 40)


# The legend


def _legend(shown: _Shown) -> Iterator[str]:
    """Draw one column for the sectors, one for sizes and outlines, and one for lines."""
    (left, low), _ = _box(shown)
    for column, entries in enumerate((list(_sectors(shown)), list(_outlines(shown)))):
        top = low - 30
        for row, (wide, settings, words) in enumerate(entries):
            top -= max(ROW, wide + 4) / 2
            at = left + 12 + column * COLUMN, top
            yield _node(f"legend {column} {row}", {**settings, "pos": _pinned(at)})
            yield _words(f"legend {column} {row} words", (at[0] + 30, top), textwrap.wrap(words, 28))
            top -= max(ROW, wide + 4) / 2
    for row, (settings, words) in enumerate(_lines(shown)):
        at = left + 12 + 2 * COLUMN, low - 30 - (row + 0.5) * ROW
        for end, shift in (("from", -14.0), ("to", 14.0)):
            yield _node(f"legend line {row} {end}", {**_NOTHING, "pos": _pinned((at[0] + shift, at[1]))})
        yield _edge(f"legend line {row} from", f"legend line {row} to", settings)
        yield _words(f"legend line {row} words", (at[0] + 30, at[1]), textwrap.wrap(words, 28))


_NOTHING = {"shape": "point", "width": "0", "height": "0", "style": "invis"}

Entry = tuple[float, Settings, str]


def _sectors(shown: _Shown) -> Iterator[Entry]:
    there = {node.sector for node in shown.organisations.values()}
    palette = shown.scene.palette
    for word, look in palette.looks.items():
        if word in there:
            yield 15, {**_shaped(look, 15), "fillcolor": look.fill}, palette.labels[word]
    if any(palette.look(word) is OTHER for word in there):
        yield 15, {**_shaped(OTHER, 17), "fillcolor": OTHER.fill}, "Another sector, or nobody has said"


def _outlines(shown: _Shown) -> Iterator[Entry]:
    if any(node.anchor for node in shown.organisations.values()):
        yield 15, {**_circle(13), "peripheries": "2"}, "Double edge: an anchor, from which reach is counted"
    if any(node.potential for node in shown.organisations.values()):
        yield 15, {**_circle(15), "penwidth": "2"}, "Hollow: not a partner yet"
    if shown.groups:
        yield 15, {**_GROUP, "width": "0.32", "height": "0.2"}, "A group, and how far its need is reached"
    for part in (0.0, 0.25, 1.0) if shown.greatest > 0 else ():
        wide = diameter(part * shown.greatest, shown.greatest)
        yield wide, _circle(wide), f"Bridging value: {in_people(part * shown.greatest)}"


def _circle(wide: float) -> dict[str, str]:
    return {"shape": "circle", "width": f"{wide / 72:.3f}", "height": f"{wide / 72:.3f}", "fillcolor": PAPER}


def _lines(shown: _Shown) -> Iterator[tuple[Settings, str]]:
    yield {"penwidth": "2.5", "color": INK}, "A strong tie on which many depend"
    yield {"penwidth": "1", "color": QUIET}, "A weaker tie on which some depend"
    yield {"penwidth": "1", "color": FAINT}, "A tie without which nobody would lose reach"
    if any(tie.at_risk for tie in shown.ties):
        yield {"penwidth": "1.5", "style": "dashed", "color": INK}, "Dashed: all funding for the tie is at risk"
    if shown.possible:
        yield _POSSIBLE, "Dotted: a tie weighed up, not there yet"
    if shown.groups:
        yield _SERVES, "Dotted: serves the group"


# DOT


def _node(name: str, settings: Settings) -> str:
    return f"{quoted(name)} {_written(settings)}"


def _edge(first: str, second: str, settings: Settings) -> str:
    return f"{quoted(first)} -- {quoted(second)} {_written(settings)}"


def _words(name: str, left: Place, words: Sequence[str], size: int = 10) -> str:
    """Write lines that begin at a place; Graphviz is told where their middle is, in a box that is wide enough."""
    wide, high = 1.3 * _size(words, size)[0], _size(words, size)[1]
    text = quoted("\n".join([*words, ""]))[:-1].replace("\\n", "\\l") + '"'
    box = {"width": f"{wide / 72:.3f}", "height": f"{high / 72:.3f}", "pos": _pinned((left[0] + wide / 2, left[1]))}
    settings = {"shape": "plaintext", "style": "", "margin": "0", "fontsize": str(size), **box}
    return f"{quoted(name)} {_written(settings)[:-1]}, label={text}]"


def _written(settings: Settings) -> str:
    return f"[{', '.join(f'{name}={quoted(value)}' for name, value in settings.items())}]"


def _pinned(at: Place) -> str:
    return f"{at[0] / 72:.3f},{at[1] / 72:.3f}!"
