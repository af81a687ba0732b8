"""durable_rules behind its fence: the same rule files, the same conclusions, or the run stops.

The fence, defect by defect (numbers as in ``docs/durable-rules.md``): the extension module is driven directly, without
threads or the library's own host; a session a wave, always deleted (B04, B05), after a first rule has fired in it
(B06); every fact has an id of ours that no other hashes to (B15); days, not dates (B22), whole numbers, not fractions
(B11, B23); what is joined with always has the property (B12), and the last join always holds (B01); alternatives
become rules of their own instead of ``$or`` (B17, B25); absence is a property that is written, not a ``$nex`` (B19),
and nothing is counted before all of it is there (B02). Consequents run here, so that an error is an error (B20).

In each stratum two waves of facts go in. First every related thing as its owner sees it: what matches is counted. Then
every subject with those counts: what matches is concluded.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import durable_rules_engine as native

from inclead_graph.errors import EngineError
from inclead_graph.inference.engine import Inference, settle
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import (
    Compare,
    Is,
    Known,
    OneOf,
    Pattern,
    Quantified,
    Rule,
    Ruleset,
    Stratum,
    Test,
    Value,
)

__all__ = ["MAX_FACTS", "DurableEngine"]

MAX_FACTS = 60_000
"""Ids up to here are known not to share a 32-bit hash; a test asks the library itself."""
SESSION_FACTS = 20_000
"""Facts of a wave in one session; more go into another."""
MAX_RULES = 4_000
MAX_RULES_A_KIND = 250
"""Rules on one kind of fact in one stratum: 256 that end alike crash it (B07), 512 tests side by side hang it (B08)."""
MAX_TEXT = 1_000
BATCH = 400

_OBSERVED = 2
_OPERATORS = {"at_least": "$gte", "at_most": "$lte", "above": "$gt", "below": "$lt"}

Atom = str | int | bool
Fact = dict[str, Atom]
Columns = dict[tuple[str, str], Mapping[str, Value]]
Pair = tuple[str, str]
"""An owner and a related thing; a subject stands alone beside an empty owner."""


class DurableEngine:
    """Runs a ruleset in durable_rules; one compiled network for each ruleset."""

    name = "durable"

    def __init__(self) -> None:
        self._networks: dict[int, _Network] = {}
        self._sessions = itertools.count()

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows from the facts.

        Raises:
            EngineError: the library refuses a rule or a fact; nothing is concluded.
        """
        network = self._networks.get(id(ruleset))
        if network is None:
            network = self._networks[id(ruleset)] = _Network(ruleset)
        return _Run(network, facts, lambda: _Session(network.handle, f"s{next(self._sessions)}")).infer()


@dataclass(frozen=True, slots=True)
class _Counted:
    """A condition on related things, as the network counts it.

    ``satisfied`` and ``where`` number the tallies of those that satisfy it and, for a share, of those it is a share of.
    """

    name: str
    condition: Quantified
    satisfied: int
    where: int | None

    def atoms(self) -> Iterator[dict[str, Any]]:
        """Yield what a rule tests of the counts."""
        if self.condition.word == "share":
            yield {"$gte": {f"of_{self.name}": 1}}
        if self.condition.at_least is not None:
            yield {"$gte": {f"above_{self.name}": 0}}
        if self.condition.at_most is not None:
            yield {"$gte": {f"below_{self.name}": 0}}

    def counts(
        self, thing: str, matched: Mapping[int, Mapping[str, set[str]]], columns: Columns, target: str
    ) -> Iterator[tuple[str, int]]:
        """Yield how far a thing is above the lower bound and below the upper one, in whole numbers."""
        members = matched[self.satisfied].get(thing, set())
        satisfied: Fraction | int = len(members)
        if self.condition.summed:
            column = columns.get((target, self.condition.summed), {})
            satisfied = sum((n for m in members if isinstance(n := column.get(m), Fraction)), Fraction(0))
        scale = 1
        if self.where is not None:
            scale = len(matched[self.where].get(thing, ()))
            if self.condition.word == "share":
                yield f"of_{self.name}", scale
        low, high = self.condition.at_least, self.condition.at_most
        if low is not None:
            yield f"above_{self.name}", (satisfied - low * scale).numerator
        if high is not None:
            yield f"below_{self.name}", (high * scale - satisfied).numerator


@dataclass(frozen=True, slots=True)
class _StratumPlan:
    """What the facts of a stratum must carry, and what is counted in it."""

    stratum: Stratum
    member_tests: Mapping[tuple[str, str], frozenset[Test]]
    subject_tests: Mapping[str, frozenset[Test]]
    counted: Mapping[str, tuple[_Counted, ...]]


class _Network:
    """A ruleset as durable_rules takes it, built once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.codes: dict[str, str] = {}
        self.rules: dict[str, dict[str, Any]] = {"boot": {"all": [{"m": {"fact": "boot"}}]}}
        self.meaning: dict[str, int | Rule] = {}
        self.tallies: dict[tuple[str, str, int, int], int] = {}
        self.counted: dict[tuple[str, int], _Counted] = {}
        self.on_kind: Counter[str] = Counter()
        self.member_tests: defaultdict[int, defaultdict[tuple[str, str], set[Test]]] = defaultdict(_sets_of_tests)
        self.concluded_in = {place: at for at, stratum in enumerate(ruleset.strata) for place in stratum.concludes}
        for stratum in ruleset.strata:
            for kind, condition in _conditions(stratum):
                self.count(kind, condition)
        self.plans = [self.plan(at, stratum) for at, stratum in enumerate(ruleset.strata)]
        kind, most = max(self.on_kind.items(), key=lambda of: of[1], default=("", 0))
        if most > MAX_RULES_A_KIND or len(self.rules) > MAX_RULES:
            raise EngineError(f"{len(self.rules)} durable rules, {most} of them on {kind}, are more than it can take")
        try:
            self.handle = native.create_ruleset(f"inclead-{id(self)}", json.dumps(self.rules))
        except Exception as error:  # noqa: BLE001 (the extension raises plain Exception)
            raise EngineError(f"durable_rules refuses the rulebook: {error}") from None

    def plan(self, at: int, stratum: Stratum) -> _StratumPlan:
        subject_tests: defaultdict[str, set[Test]] = defaultdict(set)
        for rule in stratum.rules:
            subject_tests[rule.about] |= _tests(
                *(c.condition.pattern for c in rule.clauses if isinstance(c.condition, Is))
            )
            self.add_rule(stratum.name, rule)
        counted: defaultdict[str, dict[str, _Counted]] = defaultdict(dict)
        for kind, condition in _conditions(stratum):
            one = self.counted[kind, id(condition)]
            counted[kind][one.name] = one
        return _StratumPlan(
            stratum,
            {place: frozenset(tests) for place, tests in self.member_tests[at].items()},
            {kind: frozenset(tests) for kind, tests in subject_tests.items()},
            {kind: tuple(found.values()) for kind, found in counted.items()},
        )

    def count(self, kind: str, condition: Quantified) -> None:
        """Make the rules that count a condition, in the first stratum before which all that it reads is concluded."""
        if (kind, id(condition)) in self.counted:
            return
        target = self.ruleset.relations[kind, condition.relation]
        tests = _tests(condition.where, condition.satisfy)
        at = 1 + max((self.concluded_in.get((target, test.property), -1) for test in tests), default=-1)
        self.member_tests[at][kind, condition.relation] |= tests
        both = tuple((*where, *satisfy) for where in condition.where for satisfy in condition.satisfy)
        satisfied = self.tally(at, (kind, condition.relation, id(condition.where), id(condition.satisfy)), both)
        where = None
        if condition.of_where:
            where = self.tally(at, (kind, condition.relation, id(condition.where), 0), condition.where)
        self.counted[kind, id(condition)] = _Counted(f"q{len(self.counted)}", condition, satisfied, where)

    def tally(self, at: int, key: tuple[str, str, int, int], pattern: Pattern) -> int:
        if key not in self.tallies:
            number = self.tallies[key] = len(self.tallies)
            for tests in pattern:
                for atoms in itertools.product(*map(self.atoms, tests)):
                    self.add(f"{self.ruleset.strata[at].name}/{key[0]}.{key[1]}", atoms, number)
        return self.tallies[key]

    def code(self, name: str) -> str:
        """Return the short name under which a property goes in: facts are echoed with every rule that fires."""
        return self.codes.setdefault(name, f"p{len(self.codes)}")

    def atoms(self, test: Test) -> list[dict[str, Any]]:
        """Return the alternatives of one test as durable_rules writes them."""
        if isinstance(test, OneOf):
            return [{self.code(f"is_{test.property}"): value} for value in sorted(test.values, key=str)]
        if isinstance(test, Known):
            return [{self.code(f"known_{test.property}"): test.expected}]
        operand = test.operand.toordinal() if isinstance(test.operand, dt.date) else {"c": "as_of"}
        return [{_OPERATORS[test.operator]: {self.code(f"day_{test.property}"): operand}}]

    def add_rule(self, stratum: str, rule: Rule) -> None:
        patterns = [c.condition.pattern for c in rule.clauses if isinstance(c.condition, Is)]
        counted = [
            atom
            for clause in rule.clauses
            if isinstance(clause.condition, Quantified)
            for atom in self.counted[rule.about, id(clause.condition)].atoms()
        ]
        for choice in itertools.product(*patterns):
            tests = [test for alternative in choice for test in alternative]
            for atoms in itertools.product(*map(self.atoms, tests)):
                self.add(f"{stratum}/{rule.about}", (*atoms, *counted), rule)

    def add(self, kind: str, atoms: tuple[dict[str, Any], ...], meaning: int | Rule) -> None:
        joined = [atom for atom in atoms if _is_join(atom)]
        tests: list[dict[str, Any]] = [{"fact": self.code(kind)}, *(a for a in atoms if not _is_join(a)), *joined]
        patterns: list[dict[str, Any]] = []
        if joined:
            patterns.append({"c": {"fact": "context"}})
            tests.append({"one": {"c": "one"}})  # the last join always holds: B01
        patterns.append({"m": {"$and": tests} if len(tests) > 1 else tests[0]})
        self.on_kind[kind] += 1
        name = f"r{len(self.rules)}"
        self.rules[name] = {"all": patterns}
        self.meaning[name] = meaning


class _Session:
    """One session of the library: booted, fed in batches, always deleted."""

    def __init__(self, handle: Any, sid: str) -> None:
        self.handle = handle
        self.sid = sid
        self.asserted = 0
        self.offset: Any = None
        self.decode = json.JSONDecoder().raw_decode

    def __enter__(self) -> _Session:
        self.offset = native.assert_fact(self.handle, self.encode([{"fact": "boot"}])[1:-1])[1]
        for _ in self.drain():
            pass
        return self

    def __exit__(self, *_: object) -> None:
        try:
            native.abandon_action(self.handle, self.offset)
        finally:
            native.delete_state(self.handle, self.sid)

    def encode(self, facts: list[Fact]) -> str:
        """Write facts as the library reads them, with the session and an id that no other fact hashes to."""
        for number, fact in enumerate(facts, self.asserted):
            for value in fact.values():
                kind = type(value)
                if kind is not bool and kind is not int and (kind is not str or len(value) > MAX_TEXT):  # type: ignore[arg-type]
                    raise EngineError(f"{str(value)[:40]!r} ({kind.__name__}) does not go into durable_rules")
            fact["sid"] = self.sid
            fact["id"] = f"{number:x}"
        self.asserted += len(facts)
        if self.asserted > MAX_FACTS:
            raise EngineError(f"more than {MAX_FACTS:,} facts; assess in parts, or without the durable extra")
        return json.dumps(facts)

    def feed(self, facts: list[Fact], pairs: list[Pair]) -> Iterator[tuple[str, Pair]]:
        """Assert facts; yield each rule that fires, with the pair that stands beside the fact it fired on."""
        first = self.asserted
        for start in range(0, len(facts), BATCH):
            batch = self.encode(facts[start : start + BATCH])
            try:
                status, self.offset = native.assert_facts(self.handle, batch)
            except Exception as error:  # noqa: BLE001 (the extension raises plain Exception)
                raise EngineError(f"durable_rules refuses a fact: {error}") from None
            if status == _OBSERVED:
                raise EngineError("durable_rules takes a new fact for one that it has seen")
        for name, matched in self.drain():
            yield name, pairs[int(matched["m"]["id"], 16) - first]

    def drain(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what fires until nothing does."""
        found = native.start_action_for_state(self.handle, self.offset)
        message = found[1] if found else None
        while message:
            ((name, matched),) = self.decode(message)[0].items()
            yield name, matched
            message = native.complete_and_start_action(self.handle, self.offset)


@dataclass
class _Run:
    """One assessment through the network, stratum by stratum."""

    network: _Network
    facts: Facts
    open: Callable[[], _Session]
    columns: Columns = field(default_factory=dict)
    matched: defaultdict[int, defaultdict[str, set[str]]] = field(default_factory=lambda: defaultdict(_sets))

    def infer(self) -> Inference:
        self.columns = dict(self.facts.columns)
        concluded: dict[tuple[str, str], Mapping[str, frozenset[Value]]] = {}
        fired: dict[tuple[str, str], Mapping[str, tuple[Rule, ...]]] = {}
        for plan in self.network.plans:
            self.count(plan)
            settled = settle(plan.stratum, self.facts.things, self.columns, self.concluded(plan))
            concluded |= settled.concluded
            fired |= settled.fired
            self.columns |= settled.columns
        return Inference(DurableEngine.name, concluded, fired, self.proof)

    def feed(self, facts: list[Fact], pairs: list[Pair]) -> Iterator[tuple[str, Pair]]:
        """Feed a wave in as many sessions as it takes: no rule joins two of its facts."""
        for start in range(0, len(facts), SESSION_FACTS):
            context: Fact = {"fact": "context", "one": True, "as_of": self.facts.as_of.toordinal()}
            with self.open() as session:
                for _ in session.feed([context], [("", "")]):
                    pass
                yield from session.feed(facts[start : start + SESSION_FACTS], pairs[start : start + SESSION_FACTS])

    def count(self, plan: _StratumPlan) -> None:
        """Feed every related thing as its owner sees it; keep who matched, by tally and owner."""
        facts: list[Fact] = []
        pairs: list[Pair] = []
        for (kind, relation), tests in plan.member_tests.items():
            target = self.network.ruleset.relations[kind, relation]
            describe = self.describer(target, tests, f"{plan.stratum.name}/{kind}.{relation}")
            for owner, members in self.facts.related[kind, relation].items():
                for member in members:
                    facts.append(describe(member))
                    pairs.append((owner, member))
        for name, (owner, member) in self.feed(facts, pairs):
            tally = self.network.meaning[name]
            if isinstance(tally, int):
                self.matched[tally][owner].add(member)

    def concluded(self, plan: _StratumPlan) -> Iterable[tuple[Rule, Iterable[str]]]:
        """Feed every subject with its counts; return the rules that fire on it, in their order."""
        facts: list[Fact] = []
        pairs: list[Pair] = []
        for kind in {rule.about: None for rule in plan.stratum.rules}:
            counted = plan.counted.get(kind, ())
            describe = self.describer(kind, plan.subject_tests.get(kind, frozenset()), f"{plan.stratum.name}/{kind}")
            for thing in self.facts.things[kind]:
                fact = describe(thing)
                for one in counted:
                    target = self.network.ruleset.relations[kind, one.condition.relation]
                    fact.update(one.counts(thing, self.matched, self.columns, target))
                facts.append(fact)
                pairs.append(("", thing))
        fired: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for name, (_, thing) in self.feed(facts, pairs):
            rule = self.network.meaning[name]
            if isinstance(rule, Rule):
                fired[rule.key][thing] = None
        return [(rule, fired[rule.key]) for rule in plan.stratum.rules if rule.key in fired]

    def describer(self, kind: str, tests: frozenset[Test], fact_kind: str) -> Callable[[str], Fact]:
        """Return what writes a thing of ``kind`` as a fact, with the properties that ``tests`` read."""
        read = [(test, self.columns.get((kind, test.property), {})) for test in tests]
        code, kind_code = self.network.code, self.network.code(fact_kind)
        words = [(code(f"is_{test.property}"), column) for test, column in read if isinstance(test, OneOf)]
        known = [(code(f"known_{test.property}"), column) for test, column in read if isinstance(test, Known)]
        days = [(code(f"day_{test.property}"), column) for test, column in read if isinstance(test, Compare)]

        def describe(thing: str) -> Fact:
            fact: Fact = {"fact": kind_code}
            for name, column in words:
                if thing in column:
                    fact[name] = column[thing]  # type: ignore[assignment] # words and truths: dates are compared
            for name, column in known:
                fact[name] = thing in column
            for name, column in days:
                fact["one"] = True
                if isinstance(value := column.get(thing), dt.date):
                    fact[name] = value.toordinal()
            return fact

        return describe

    def proof(self, rule: Rule, subject: str) -> tuple[tuple[str, ...], ...]:
        """Return what made a rule hold on a subject, clause by clause, from what was counted."""
        return tuple(self.proof_of(rule.about, clause.condition, subject) for clause in rule.clauses)

    def proof_of(self, kind: str, condition: Is | Quantified, subject: str) -> tuple[str, ...]:
        if isinstance(condition, Is):
            return ()
        satisfied = self.matched[self.network.counted[kind, id(condition)].satisfied].get(subject, ())
        return tuple(thing for thing in self.facts.related[kind, condition.relation][subject] if thing in satisfied)


def _conditions(stratum: Stratum) -> Iterator[tuple[str, Quantified]]:
    """Yield each condition on related things once, with the kind of thing that it is about."""
    seen: set[tuple[str, int]] = set()
    for rule in stratum.rules:
        for clause in rule.clauses:
            if isinstance(clause.condition, Quantified) and (rule.about, id(clause.condition)) not in seen:
                seen.add((rule.about, id(clause.condition)))
                yield rule.about, clause.condition


def _sets_of_tests() -> defaultdict[tuple[str, str], set[Test]]:
    return defaultdict(set)


def _sets() -> defaultdict[str, set[str]]:
    return defaultdict(set)


def _tests(*patterns: Pattern) -> set[Test]:
    return {test for pattern in patterns for alternative in pattern for test in alternative}


def _is_join(atom: dict[str, Any]) -> bool:
    """Say whether an atom compares with a property of another fact."""
    return any(isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()) for value in atom.values())
