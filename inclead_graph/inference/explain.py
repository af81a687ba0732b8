"""Why, and why not: a finding as a tree that ends in evidence records and passages of the toolkit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inclead_graph.inference.eds_words import EDS_RECORDS
from inclead_graph.inference.findings import Findings, Held, long_date, shown_value
from inclead_graph.inference.rules import Clause, Is, Pattern, Quantified, Rule, Value, properties_of

__all__ = ["Explainer", "Node", "word"]


_NOT = "Not "


@dataclass(frozen=True, slots=True)
class Node:
    """One line of an explanation.

    Attributes:
        role: what the line is: question, finding, condition, missing, change, evidence, fact, passage or note.
        text: the line, for a person.
        thing: the id of what it is about; empty for a condition or note.
        children: what it rests on.
    """

    role: str
    text: str
    thing: str = ""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class Explainer:
    """Explains the findings of one assessment; what was already explained in a tree is not said twice.

    Example:
        ``Explainer(findings).thing("factor", "BR1")`` ends in the evidence that holds the grade up.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.ruleset = findings.ruleset
        self.derived = [place for stratum in findings.ruleset.strata for place in stratum.concludes]
        self._said: set[tuple[str, str, str]] = set()

    def thing(self, kind: str, thing: str) -> Node:
        """Explain everything concluded about a thing: why it is so, and why it is no better."""
        self._said = set()
        children: list[Node] = []
        if kind == "evidence":
            children.append(Node("evidence", self._record(thing), thing))
        shown: dict[tuple[frozenset[str], Value], str] = {}
        for of, name in self.derived:
            if of == kind:
                children += self._both_ways(thing, (of, name), shown)
        children += self._passages(thing, ())
        return Node("finding", self.findings.label(kind, thing), thing, tuple(children))

    def why(self, kind: str, thing: str, name: str) -> Node:
        """Explain why a property has the value that it has."""
        firings = self.findings.inference.firings(kind, thing, name)
        if not firings:
            return self._by_default(kind, thing, name)
        steps = self.findings.because(kind, thing, name)
        says = " ".join(f"{step.says} [{step.rule}, version {step.version}]" for step in steps)
        if (kind, thing, name) in self._said:
            return Node("finding", says, thing)
        self._said.add((kind, thing, name))
        children: list[Node] = []
        for firing, step in zip(firings, steps, strict=True):
            held = [
                self._held(kind, thing, clause, one) for clause, one in zip(firing.rule.clauses, step.held, strict=True)
            ]
            children += [node for node in held if node.children]
            plain = [node.text for node in held if not node.children]
            children += [Node("condition", "; ".join(plain))] if plain else []
            children += self._passages(thing, step.passages)
        return Node("finding", says, thing, tuple(children))

    def why_not(self, kind: str, thing: str, name: str, value: Value) -> Node:
        """Explain which conditions failed for ``value``: for each, what would have had to be otherwise."""
        rules = [r for r in self.ruleset.by_key.values() if (r.about, r.property, r.value) == (kind, name, value)]
        rules = [rule for rule in rules if not self._of_others(kind, thing, rule)] or rules
        tried = sorted((self._failed(kind, thing, rule) for rule in rules), key=len)
        children = tried[0] if tried else [Node("note", "no rule in force concludes it")]
        if not children:
            children = [self._outdone(kind, thing, name)]
        return Node("missing", f"{_NOT}{self._named(kind, name, value)}, because", "", tuple(children))

    def _of_others(self, kind: str, thing: str, rule: Rule) -> bool:
        """Say whether a rule is for other things by name, and so no reason for this one."""
        named = (c.condition.pattern for c in rule.clauses if isinstance(c.condition, Is))
        by_id = (pattern for pattern in named if properties_of(pattern) == ("id",))
        return any(thing not in self.findings.matcher.passing(kind, pattern) for pattern in by_id)

    def _outdone(self, kind: str, thing: str, name: str) -> Node:
        """Say that a value's rule fired, too, and that another stands: the things that this one rests on."""
        stands = ", ".join(word(value) for value in self.findings.values(kind, thing, name))
        rests: dict[tuple[str, str], None] = {}
        for firing in self.findings.inference.firings(kind, thing, name):
            for clause, ids in zip(firing.rule.clauses, firing.matched, strict=True):
                if isinstance(clause.condition, Quantified):
                    target = self.ruleset.relations[kind, clause.condition.relation]
                    rests |= dict.fromkeys((target, item) for item in ids)
        children = tuple(Node("finding", self._state(target, item), item) for target, item in rests)
        which = self.ruleset.types[kind, name].keep
        return Node("missing", f"fails: the {which} counts, and that is {stands}", "", children)

    def _named(self, kind: str, name: str, value: Value) -> str:
        kind_of = self.ruleset.types[kind, name]
        if value is True:
            return kind_of.title
        return f"{value} ({kind_of.title})" if kind_of.keep in ("highest", "lowest") else str(value)

    def _both_ways(
        self, thing: str, place: tuple[str, str], shown: dict[tuple[frozenset[str], Value], str]
    ) -> Iterator[Node]:
        kind, name = place
        kind_of = self.ruleset.types[place]
        values = self.findings.values(kind, thing, name)
        if self.findings.inference.firings(kind, thing, name):
            words = ", ".join(word(v) for v in values)
            ranked = kind_of.keep in ("highest", "lowest")
            rules = frozenset(firing.rule.id for firing in self.findings.inference.firings(kind, thing, name))
            same = shown.get((rules, values[0])) if ranked else None
            if same:
                yield Node("finding", f"{kind_of.title}: {words}, as the {same}", thing)
                return
            if ranked:
                shown[rules, values[0]] = kind_of.title
            because = self.why(kind, thing, name)
            cited = dict.fromkeys(text for step in self.findings.because(kind, thing, name) for text in step.citation)
            rests = Node("note", "rests on " + ", ".join(cited))
            own = {passage.id for passage in self.findings.framework.passages_of(thing)}
            kept = [node for node in because.children if node.thing not in own or node.role != "passage"]
            yield Node("finding", f"{kind_of.title}: {words}. {because.text}", thing, (*kept, rests))
        hoped = self.hoped(kind, thing, name)
        if hoped is not None:
            yield self.why_not(kind, thing, name, hoped)

    def hoped(self, kind: str, thing: str, name: str) -> Value | None:
        """Return the next better value of a finding; ``None`` at the best, or where there is no better and worse."""
        kind_of = self.ruleset.types[kind, name]
        values = self.findings.values(kind, thing, name)
        current = values[0] if values else None
        if current is None and kind_of.keep in ("highest", "lowest"):
            return None
        return kind_of.better(current if isinstance(current, (str, bool)) else None)

    @staticmethod
    def is_why_not(node: Node) -> bool:
        """Say whether a node of :meth:`thing` is about a better value that was not reached."""
        return node.role == "missing" and node.text.startswith(_NOT)

    def _by_default(self, kind: str, thing: str, name: str) -> Node:
        kind_of = self.ruleset.types[kind, name]
        hoped = kind_of.better(kind_of.default)
        label = self.findings.label(kind, thing)
        if hoped is None:
            return Node("note", f"{label}: no rule speaks of {kind_of.title}", thing)
        if (kind, thing, name) in self._said:
            return Node("missing", f"{label} is not {kind_of.title}", thing)
        self._said.add((kind, thing, name))
        missing = self.why_not(kind, thing, name, hoped)
        return Node("missing", f"{label} is not {kind_of.title}", thing, missing.children)

    def _held(self, kind: str, thing: str, clause: Clause, held: Held) -> Node:
        if isinstance(clause.condition, Is):
            children = list(self._about(kind, thing, (clause.condition.pattern,)))
        else:
            target = self.ruleset.relations[kind, clause.condition.relation]
            patterns = (clause.condition.where, clause.condition.satisfy)
            children = [self._related(target, item, self._passed(target, item, patterns)) for item in held.rests_on]
        return Node("condition", held.says, "", tuple(children))

    def _failed(self, kind: str, thing: str, rule: Rule) -> list[Node]:
        nodes: list[Node] = []
        for clause in rule.clauses:
            condition = clause.condition
            if isinstance(condition, Is):
                if thing not in self.findings.matcher.passing(kind, condition.pattern):
                    about = tuple(self._about(kind, thing, (condition.pattern,)))
                    nodes.append(Node("missing", f"fails: {clause.says}", "", about))
            elif thing not in self.findings.matcher.holding(kind, condition):
                nodes.append(self._shortfall(kind, thing, clause, condition))
        return nodes

    def _shortfall(self, kind: str, thing: str, clause: Clause, condition: Quantified) -> Node:
        target = self.ruleset.relations[kind, condition.relation]
        if condition.word in ("count", "sum"):
            return self._too_little(kind, thing, clause, condition)
        matcher = self.findings.matcher
        where, satisfy = matcher.passing(target, condition.where), matcher.passing(target, condition.satisfy)
        if condition.at_most is None and not condition.of_where:
            could = self._could_pass(target, condition.where)
            concerned = [t for t in self._members(kind, thing, condition) if t in could and t not in where]
        elif condition.at_most is None:
            concerned = [t for t in self._members(kind, thing, condition) if t in where and t not in satisfy]
        else:
            concerned = [t for t in self._members(kind, thing, condition) if t in where and t in satisfy]
        patterns = (condition.where, condition.satisfy)
        children = tuple(self._related(target, item, patterns) for item in concerned)
        none = (Node("note", "there is no such " + target),) if not children else ()
        return Node("missing", f"fails: {clause.says}", "", children or none)

    def _too_little(self, kind: str, thing: str, clause: Clause, condition: Quantified) -> Node:
        """Say how many there are, or what they add up to, where that is not what it should be, and of what."""
        counted = self.findings.matcher.satisfying(kind, condition, thing)
        total = shown_value(self.findings.total(kind, condition, counted)) if condition.summed else str(len(counted))
        target = self.ruleset.relations[kind, condition.relation]
        patterns = (condition.where, condition.satisfy)
        children = tuple(self._related(target, item, patterns) for item in counted)
        return Node("missing", f"fails: {clause.says}; it is {total}", "", children)

    def _members(self, kind: str, thing: str, condition: Quantified) -> tuple[str, ...]:
        return self.findings.facts.related[kind, condition.relation][thing]

    def _could_pass(self, target: str, pattern: Pattern) -> frozenset[str]:
        """Things that pass what is given of a pattern, whatever was concluded of them."""
        given = tuple(tuple(t for t in tests if (target, t.property) not in self.derived) for tests in pattern)
        return frozenset().union(*(self.findings.matcher.passing_all(target, tests) for tests in given))

    def _passed(self, kind: str, thing: str, patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        """Keep, of each pattern, the first alternative that the thing passes."""
        matcher = self.findings.matcher
        return tuple(
            tuple([tests for tests in pattern if thing in matcher.passing_all(kind, tests)][:1]) for pattern in patterns
        )

    def _related(self, kind: str, thing: str, patterns: tuple[Pattern, ...]) -> Node:
        """Explain a related thing by what the patterns read of it."""
        if kind == "evidence":
            return self._evidence(thing)
        if kind in EDS_RECORDS:
            return Node("fact", EDS_RECORDS[kind](self.findings, thing), thing)
        children = tuple(self._about(kind, thing, patterns, given=False))
        if len(children) == 1:
            return children[0]
        return Node("finding", self._state(kind, thing), thing, children)

    def _evidence(self, thing: str) -> Node:
        """Show a record; where it does not count, with the reasons."""
        reasons = self.findings.because("evidence", thing, "set_aside")
        children = tuple(Node("missing", f"set aside: {step.says} [{step.rule}]", thing) for step in reasons)
        return Node("evidence", self._record(thing), thing, children)

    def _state(self, kind: str, thing: str) -> str:
        """Say a thing's label, with the words concluded of it."""
        known: list[str] = []
        for of, name in self.derived:
            value = self.findings.value(kind, thing, name) if of == kind else None
            kind_of = self.ruleset.types[of, name]
            if isinstance(value, str) and kind_of.keep != "every":
                known.append(value if kind_of.keep == "only" else f"{kind_of.title} {value}")
        return self.findings.label(kind, thing) + (f": {', '.join(known)}" if known else "")

    def _about(self, kind: str, thing: str, patterns: Iterable[Pattern], *, given: bool = True) -> Iterator[Node]:
        for name in properties_of(*patterns):
            if (kind, name) not in self.derived:
                if given and (fact := self._fact(kind, thing, name)):
                    yield fact
            elif self.findings.inference.firings(kind, thing, name):
                yield self.why(kind, thing, name)
            elif self.ruleset.types[kind, name].aim is not None:
                yield self._by_default(kind, thing, name)

    def _fact(self, kind: str, thing: str, name: str) -> Node | None:
        value = self.findings.value(kind, thing, name)
        assessment = self.findings.assessment
        if kind == "criterion" and name == "declared_not_applicable" and value is True:
            reason = next(n.reason for n in assessment.not_applicable if n.criterion == thing)
            return Node("fact", f"declared not applicable: {reason}", thing)
        if kind == "criterion" and name == "moderated" and value is not None:
            day = self.findings.value(kind, thing, "moderated_on")
            decision = next(m for m in assessment.moderation if (m.criterion, m.date) == (thing, day))
            when = long_date(decision.date)
            return Node("fact", f"decided by {decision.decided_by} on {when}: {decision.reason}", thing)
        if name == "decided" and value is not None:
            day = self.findings.value(kind, thing, "decided_on")
            settled = next(d for d in assessment.grading_decisions if (d.subject, d.date) == (thing, day))
            when = long_date(settled.date)
            return Node("fact", f"decided by {settled.decided_by} on {when}: {settled.reason}", thing)
        return None

    def _record(self, thing: str) -> str:
        piece = self.findings.evidence[thing]
        when = long_date(piece.date) if piece.date else "no date"
        where = ", ".join(filter(None, (piece.source, piece.locator))) or "no source"
        status = f", {piece.status}" if piece.status else ""
        return f"{thing} {piece.title}: {piece.claim}{status}; {piece.kind}, {piece.voice}, {when}; {where}"

    def _passages(self, thing: str, cited: tuple[str, ...]) -> Iterator[Node]:
        own = self.findings.framework.passages_of(thing)
        named = (self.findings.framework.passages[name] for name in cited)
        for passage in dict.fromkeys((*own, *named)):
            yield Node("passage", f"toolkit: {passage}", passage.id)


def word(value: Value) -> str:
    """Write a value as people do.

    >>> word(True), word("met")
    ('yes', 'met')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown_value(value)
