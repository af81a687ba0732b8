"""What if a partnership were otherwise: what moves in the network, and in the findings of the assessment beside it."""

from __future__ import annotations

from dataclasses import dataclass

from inclead_graph.inference.change import Effect, effects_between, rerun
from inclead_graph.inference.findings import Findings
from inclead_graph.network import Reach, View, view_of
from inclead_graph.network.changing import NetworkChange, changed, with_network
from inclead_graph.network.over_time import OverTime, over_time

__all__ = ["NetworkEffects", "network_what_if"]


@dataclass(frozen=True, slots=True)
class NetworkEffects:
    """Everything that moves under a change.

    Attributes:
        before, after: the network without the change and with it.
        moved: organisations, ties, groups and bridging values that differ.
        findings: the findings with the change; ``None`` where there is no assessment.
        effects: each finding that moves, with the steps of its proof that no longer stand and those that do instead.
    """

    before: Reach
    after: Reach
    moved: OverTime
    findings: Findings | None
    effects: tuple[Effect, ...]


def network_what_if(view: View, change: NetworkChange, findings: Findings | None = None) -> NetworkEffects:
    """Return what moves when organisations close, and ties end or begin; everything is worked out anew.

    Args:
        view: the network on a day; a change is made on that day.
        change: what is supposed.
        findings: of the assessment that stands beside the network, where there is one.

    Example::

        network_what_if(view, NetworkChange(close=("fen-roads",)), findings).effects
    """
    if view.day is None:
        raise ValueError("a change is made on a day, and the view has none")
    network = changed(view.network, change, view.day)
    anchors = [name for name in view.anchors if name not in change.close]
    before, after = Reach(view), Reach(view_of(network, day=view.day, anchors=anchors))
    if findings is None:
        return NetworkEffects(before, after, over_time(before, after), None, ())
    then = rerun(findings, with_network(findings.assessment, network, findings.framework))
    return NetworkEffects(before, after, over_time(before, after), then, effects_between(findings, then))
