"""What becomes of a record that names an old thing: the same question for evidence, decisions and declarations.

What supports a whole supports each part of it, and what refutes a part refutes the whole. The other way round neither
follows; nor does a decision on one thing decide another. Where it does not follow, somebody has to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.migration.crossing import BROADER, NARROWER, SAME, Crossing, Link
from inclead_graph.migration.ledger import CARRIED, JUDGEMENT, LOST, MERGED, SPLIT

__all__ = ["ABSENT", "DECIDED", "FOUND", "REFUTES", "SUPPORTS", "Decider", "Outcome", "Use"]


@dataclass(frozen=True, slots=True)
class Use:
    """How a record uses the thing that it names.

    Attributes:
        follows: what a new thing may be beside the old one so that the record still holds for it.
        whole: whether the record is about just this thing, so that it can follow neither a split nor a merger.
    """

    what: str
    follows: frozenset[str]
    whole: bool = False


SUPPORTS = Use("support", frozenset({SAME, NARROWER}))
REFUTES = Use("refutation", frozenset({SAME, BROADER}))
ABSENT = Use("declaration that it does not apply", frozenset({SAME, NARROWER}))
DECIDED = Use("decision", frozenset({SAME}), whole=True)
FOUND = Use("finding", frozenset({SAME}), whole=True)

_SHORT = {
    NARROWER: "is only a part of it",
    BROADER: "asks for more",
    SAME: "is the same",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one record, and what this rests on."""

    outcome: str
    new: tuple[str, ...]
    links: tuple[Link, ...]
    reason: str

    @property
    def confidence(self) -> float | None:
        """How sure the least sure link is."""
        return min((link.confidence for link in self.links), default=None)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the table, each once."""
        return tuple(dict.fromkeys(row for link in self.links for row in link.rows))


@dataclass(frozen=True)
class Decider:
    """Decides by what a table says.

    Attributes:
        least: links less sure than this are not followed.
    """

    crossing: Crossing
    least: float

    def of(self, old: str, use: Use) -> Outcome:
        """Return what becomes of a record that names ``old`` in this way."""
        links = self.crossing.links.get(old, ())
        if not links:
            return self._silent(old, use)
        good = tuple(link for link in links if self._follows(link, use))
        if not good:
            return Outcome(JUDGEMENT, (), tuple(links), "; ".join(self._faults(links, use)))
        new = tuple(dict.fromkeys(link.new for link in good))
        beside = [name for target in new for name in self.origins.get(target, ()) if name != old]
        if use.whole and (len(new) > 1 or beside):
            olds = old if len(new) > 1 else f"{old} and {', '.join(beside)}"
            why = f"{olds} became {', '.join(new)}, and a {use.what} on one thing does not decide another"
            return Outcome(JUDGEMENT, (), good, why)
        outcome = SPLIT if len(new) > 1 else MERGED if beside else CARRIED
        reason = " ".join(dict.fromkeys(link.why for link in good))
        return Outcome(outcome, new, good, reason + self._passed_over(links, good))

    def _silent(self, old: str, use: Use) -> Outcome:
        """Decide without a row: an id stays if its words did, unless a row says that it means another thing."""
        denied = tuple(self.crossing.denied.get(old, ()))
        if self.crossing.kept(old):
            beside = [name for name in self.origins[old] if name != old]
            why = "The table does not speak of it, and both editions have it in the same words."
            if beside and use.whole:
                why = f"{old} takes in {', '.join(beside)} now, which the {use.what} was not on"
                return Outcome(JUDGEMENT, (), (), why)
            return Outcome(MERGED if beside else CARRIED, (old,), (), why)
        if denied:
            return Outcome(LOST, (), denied, " ".join(link.why for link in denied))
        if old in self.crossing.new:
            why = "The table does not speak of it, and the new edition has other words under the same id."
            return Outcome(JUDGEMENT, (), (), why)
        return Outcome(LOST, (), (), "The table does not speak of it, and the new edition does not have it.")

    @cached_property
    def origins(self) -> Mapping[str, tuple[str, ...]]:
        """The old things that each new thing is the same as, or a part of, or takes in, or keeps."""
        found: dict[str, dict[str, None]] = {}
        for old in self.crossing.old:
            links = self.crossing.links.get(old, ())
            ends = [link.new for link in links if self._follows(link, _ANY)]
            for new in ends if links else [old] if self.crossing.kept(old) else []:
                found.setdefault(new, {})[old] = None
        return {new: tuple(olds) for new, olds in found.items()}

    def _follows(self, link: Link, use: Use) -> bool:
        return link.relation in use.follows and link.confidence >= self.least

    def _faults(self, links: Sequence[Link], use: Use) -> Iterator[str]:
        for link in links:
            if link.relation not in use.follows:
                fault = f"{link.new} {_SHORT.get(link.relation, 'is only related')}, so a {use.what} does not follow"
            else:
                fault = f"{link.new} may be it, but only to {link.confidence:g}, less than {self.least:g}"
            yield f"{fault}: {link.why}"

    def _passed_over(self, links: Sequence[Link], good: Sequence[Link]) -> str:
        others = [link.new for link in links if link not in good]
        return f" Not followed: {', '.join(others)}." if others else ""


_ANY = Use("anything", frozenset({SAME, NARROWER, BROADER}))
