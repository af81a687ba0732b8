"""durable_rules behind its fence: the same rule files, the same conclusions, or the run stops.

The fence, defect by defect (numbers as in ``docs/durable-rules.md``): the extension module is driven directly, without
threads or the library's own host; one session a run, always deleted (B04, B05), after a first rule has fired in it
(B06); every fact has an id of ours that no other hashes to (B15); days, not dates (B22), whole numbers, not fractions
(B11, B23); a joined property is always there (B12), and the last join always holds (B01); alternatives become rules of
their own instead of ``$or`` (B17, B25); absence is a property that is written, not a ``$nex`` (B19), and nothing is
counted before all of it is there (B02). Consequents run here, so that an error is an error (B20).

In each stratum two waves of facts go in. First every related thing as its owner sees it: what matches is counted. Then
every subject with those counts: what matches is concluded.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
MAX_RULES = 4_000
MAX_RULES_A_KIND = 250
"""Rules on one kind of fact in one stratum: 256 that end alike crash the library (B07), 512 tests side by side hang it (B08)."""
MAX_TEXT = 1_000
BATCH = 400

_OBSERVED = 2
_EPOCH = dt.date(1, 1, 1).toordinal()
_OPERATORS = {"at_least": "$gte", "at_most": "$lte", "above": "$gt", "below": "$lt"}

Atom = str | int | bool
Fact = dict[str, Atom]
Columns = dict[tuple[str, str], Mapping[str, Value]]
Tally = tuple[str, str, int, int]
"""Kind, relation, and the two patterns (by identity) that a related thing passes to be counted."""


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
        with _Session(network.handle, f"s{next(self._sessions)}") as session:
            return _Run(network, session, facts).infer()


@dataclass(frozen=True)
class _StratumPlan:
    """Which tallies and rules of a stratum the network knows, and which properties its facts must carry."""

    stratum: Stratum
    member_tests: Mapping[tuple[str, str], frozenset[Test]]
    subject_tests: Mapping[str, frozenset[Test]]
    conditions: Mapping[str, tuple[Quantified, ...]]


class _Network:
    """A ruleset as durable_rules takes it, built once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.rules: dict[str, dict[str, Any]] = {"boot": {"all": [{"m": {"fact": "boot"}}]}}
        self.meaning: dict[str, tuple[Tally | None, Rule | None]] = {"boot": (None, None)}
        self.on_kind: Counter[str] = Counter()
        self.plans = [self.plan(stratum) for stratum in ruleset.strata]
        kind, most = max(self.on_kind.items(), key=lambda of: of[1], default=("", 0))
        if most > MAX_RULES_A_KIND or len(self.rules) > MAX_RULES:
            raise EngineError(f"{len(self.rules)} durable rules, {most} of them on {kind}, are more than it can take")
        try:
            self.handle = native.create_ruleset(f"inclead-{id(self)}", json.dumps(self.rules))
        except Exception as error:  # noqa: BLE001 (the extension raises plain Exception)
            raise EngineError(f"durable_rules refuses the rulebook: {error}") from None

    def plan(self, stratum: Stratum) -> _StratumPlan:
        member_tests: defaultdict[tuple[str, str], set[Test]] = defaultdict(set)
        subject_tests: defaultdict[str, set[Test]] = defaultdict(set)
        conditions: defaultdict[str, dict[int, Quantified]] = defaultdict(dict)
        for rule, condition in ((rule, clause.condition) for rule in stratum.rules for clause in rule.clauses):
            if isinstance(condition, Is):
                subject_tests[rule.about] |= _tests(condition.pattern)
            else:
                conditions[rule.about][id(condition)] = condition
                member_tests[rule.about, condition.relation] |= _tests(condition.where, condition.satisfy)
        counted = [(kind, condition) for kind, found in conditions.items() for condition in found.values()]
        for tally, pattern in dict(one for kind, condition in counted for one in _tallies(kind, condition)).items():
            self.add_tally(stratum.name, tally, pattern)
        for rule in stratum.rules:
            self.add_rule(stratum.name, rule)
        return _StratumPlan(
            stratum,
            {place: frozenset(tests) for place, tests in member_tests.items()},
            {kind: frozenset(tests) for kind, tests in subject_tests.items()},
            {kind: tuple(found.values()) for kind, found in conditions.items()},
        )

    def add_tally(self, stratum: str, tally: Tally, pattern: Pattern) -> None:
        kind = f"{stratum}/{tally[0]}.{tally[1]}"
        for tests in pattern:
            for atoms in itertools.product(*map(_atoms, tests)):
                self.add(kind, atoms, (tally, None))

    def add_rule(self, stratum: str, rule: Rule) -> None:
        kind = f"{stratum}/{rule.about}"
        patterns = [c.condition.pattern for c in rule.clauses if isinstance(c.condition, Is)]
        counted = [a for c in rule.clauses if isinstance(c.condition, Quantified) for a in _count_atoms(c.condition)]
        for choice in itertools.product(*patterns):
            tests = [test for alternative in choice for test in alternative]
            for atoms in itertools.product(*map(_atoms, tests)):
                self.add(kind, (*atoms, *counted), (None, rule))

    def add(self, kind: str, atoms: tuple[dict[str, Any], ...], meaning: tuple[Tally | None, Rule | None]) -> None:
        joined = [a for a in atoms if any(isinstance(v, dict) and _is_join(v) for v in a.values())]
        plain = [a for a in atoms if a not in joined]
        # A date that is not there is written as -1, so that the join finds it; its presence is tested first: B12.
        present = [{f"dated_{name.removeprefix('day_')}": True} for a in atoms for name in _days(a)]
        tests: list[dict[str, Any]] = [{"fact": kind}, *present, *plain, *joined]
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
        """Write facts as the library reads them, with the id, session and constant that every fact must have."""
        for fact in facts:
            for name, value in fact.items():
                if isinstance(value, float) or not isinstance(value, (str, int)):
                    raise EngineError(f"{name}: {type(value).__name__} does not go into durable_rules")
                if isinstance(value, str) and len(value) > MAX_TEXT:
                    raise EngineError(f"{name}: text of {len(value)} characters does not go into durable_rules")
            fact |= {"sid": self.sid, "id": f"{self.asserted:x}", "one": True}
            self.asserted += 1
        if self.asserted > MAX_FACTS:
            raise EngineError(f"more than {MAX_FACTS:,} facts; assess in parts, or without the durable extra")
        return json.dumps(facts)

    def feed(self, facts: list[Fact]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Assert facts and yield each rule that fires, with what it matched."""
        for start in range(0, len(facts), BATCH):
            batch = facts[start : start + BATCH]
            try:
                status, self.offset = native.assert_facts(self.handle, self.encode(batch))
            except Exception as error:  # noqa: BLE001 (the extension raises plain Exception)
                raise EngineError(f"durable_rules refuses a fact: {error}") from None
            if status == _OBSERVED:
                raise EngineError("durable_rules takes a new fact for one that it has seen")
        yield from self.drain()

    def drain(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what fires until nothing does."""
        found = native.start_action_for_state(self.handle, self.offset)
        message = found[1] if found else None
        while message:
            ((name, matched),) = json.loads(message).items()
            yield name, matched
            message = native.complete_and_start_action(self.handle, self.offset)


@dataclass
class _Run:
    """One assessment through the network, stratum by stratum."""

    network: _Network
    session: _Session
    facts: Facts
    columns: Columns = field(default_factory=dict)

    def infer(self) -> Inference:
        self.columns = dict(self.facts.columns)
        concluded: dict[tuple[str, str], Mapping[str, frozenset[Value]]] = {}
        fired: dict[tuple[str, str], Mapping[str, tuple[Rule, ...]]] = {}
        counts: dict[tuple[Tally, str], set[str]] = {}
        for _ in self.session.feed([{"fact": "context", "as_of": self.facts.as_of.toordinal() - _EPOCH}]):
            pass
        for plan in self.network.plans:
            matched = self.counted(plan)
            settled = settle(plan.stratum, self.facts.things, self.columns, self.concluded(plan, matched))
            counts |= matched
            concluded |= settled.concluded
            fired |= settled.fired
            self.columns.update(settled.columns())
        return Inference(DurableEngine.name, concluded, fired, _Proofs(self.facts.related, counts))

    def counted(self, plan: _StratumPlan) -> dict[tuple[Tally, str], set[str]]:
        """Feed every related thing as its owner sees it; return who matched, by tally and owner."""
        facts: list[Fact] = []
        for (kind, relation), tests in plan.member_tests.items():
            target = self.network.ruleset.relations[kind, relation]
            for owner, members in self.facts.related[kind, relation].items():
                for member in members:
                    fact = self.properties(target, member, tests)
                    facts.append(
                        fact | {"fact": f"{plan.stratum.name}/{kind}.{relation}", "of": owner, "thing": member}
                    )
        matched: defaultdict[tuple[Tally, str], set[str]] = defaultdict(set)
        for name, match in self.session.feed(facts):
            tally = self.network.meaning[name][0]
            if tally is not None:
                matched[tally, match["m"]["of"]].add(match["m"]["thing"])
        return matched

    def concluded(self, plan: _StratumPlan, matched: Mapping[tuple[Tally, str], set[str]]) -> Iterable[tuple[Rule, Iterable[str]]]:
        """Feed every subject with its counts; return the rules that fire on it."""
        facts: list[Fact] = []
        for kind in {rule.about: None for rule in plan.stratum.rules}:
            conditions = plan.conditions.get(kind, ())
            for thing in self.facts.things[kind]:
                fact = self.properties(kind, thing, plan.subject_tests.get(kind, frozenset()))
                for condition in conditions:
                    fact |= _counts(kind, condition, thing, matched)
                facts.append(fact | {"fact": f"{plan.stratum.name}/{kind}", "thing": thing})
        fired: dict[str, tuple[Rule, dict[str, None]]] = {}
        for name, match in self.session.feed(facts):
            rule = self.network.meaning[name][1]
            if rule is not None:
                fired.setdefault(rule.key, (rule, {}))[1][match["m"]["thing"]] = None
        order = {rule.key: position for position, rule in enumerate(plan.stratum.rules)}
        return sorted(fired.values(), key=lambda one: order[one[0].key])

    def properties(self, kind: str, thing: str, tests: frozenset[Test]) -> Fact:
        fact: Fact = {}
        for test in tests:
            value = self.columns.get((kind, test.property), {}).get(thing)
            if isinstance(test, Known):
                fact[f"known_{test.property}"] = value is not None
            elif isinstance(test, Compare):
                day = value.toordinal() - _EPOCH if isinstance(value, dt.date) else -1
                fact[f"day_{test.property}"] = day
                fact[f"dated_{test.property}"] = day >= 0
            elif isinstance(value, (str, bool)):
                fact[f"is_{test.property}"] = value
        return fact


@dataclass(frozen=True)
class _Proofs:
    """What made a rule hold, from what was counted."""

    related: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    counts: Mapping[tuple[Tally, str], set[str]]

    def __call__(self, rule: Rule, subject: str) -> tuple[tuple[str, ...], ...]:
        return tuple(self.of_clause(rule.about, clause.condition, subject) for clause in rule.clauses)

    def of_clause(self, kind: str, condition: Is | Quantified, subject: str) -> tuple[str, ...]:
        if isinstance(condition, Is):
            return ()
        satisfied = self.counts.get((_satisfied(kind, condition), subject), ())
        return tuple(thing for thing in self.related[kind, condition.relation][subject] if thing in satisfied)


def _tests(*patterns: Pattern) -> set[Test]:
    return {test for pattern in patterns for alternative in pattern for test in alternative}


def _tallies(kind: str, condition: Quantified) -> Iterator[tuple[Tally, Pattern]]:
    """What must be counted for a condition: those that satisfy and, for a share, those that it is a share of."""
    both = tuple((*where, *satisfy) for where in condition.where for satisfy in condition.satisfy)
    yield _satisfied(kind, condition), both
    if condition.of_where:
        yield _where(kind, condition), condition.where


def _satisfied(kind: str, condition: Quantified) -> Tally:
    return kind, condition.relation, id(condition.where), id(condition.satisfy)


def _where(kind: str, condition: Quantified) -> Tally:
    return kind, condition.relation, id(condition.where), 0


def _counts(
    kind: str, condition: Quantified, thing: str, matched: Mapping[tuple[Tally, str], set[str]]
) -> dict[str, int]:
    """Return how far a subject is above the lower bound and below the upper one, in whole numbers."""
    satisfied = len(matched.get((_satisfied(kind, condition), thing), ()))
    scale = len(matched.get((_where(kind, condition), thing), ())) if condition.of_where else 1
    counts = {f"of_{id(condition)}": scale}
    if condition.at_least is not None:
        above = satisfied * condition.at_least.denominator - condition.at_least.numerator * scale
        counts[f"above_{id(condition)}"] = above
    if condition.at_most is not None:
        counts[f"below_{id(condition)}"] = (
            condition.at_most.numerator * scale - satisfied * condition.at_most.denominator
        )
    return counts


def _count_atoms(condition: Quantified) -> Iterator[dict[str, Any]]:
    if condition.word == "share":
        yield {"$gte": {f"of_{id(condition)}": 1}}
    if condition.at_least is not None:
        yield {"$gte": {f"above_{id(condition)}": 0}}
    if condition.at_most is not None:
        yield {"$gte": {f"below_{id(condition)}": 0}}


def _atoms(test: Test) -> list[dict[str, Any]]:
    """Return the alternatives of one test as durable_rules writes them."""
    if isinstance(test, OneOf):
        return [{f"is_{test.property}": value} for value in sorted(test.values, key=str)]
    if isinstance(test, Known):
        return [{f"known_{test.property}": test.expected}]
    operand = test.operand.toordinal() - _EPOCH if isinstance(test.operand, dt.date) else {"c": "as_of"}
    return [{_OPERATORS[test.operator]: {f"day_{test.property}": operand}}]


def _days(atom: dict[str, Any]) -> list[str]:
    return [name for operand in atom.values() if isinstance(operand, dict) for name in operand if name[:4] == "day_"]


def _is_join(operand: dict[str, Any]) -> bool:
    return any(isinstance(value, dict) for value in operand.values())
