"""Other rule engines on our own rule files: CLIPS and SHACL rules, on what both can say, with the same findings.

The rules of acceptance and verdict are translated: conditions on the thing itself, and that some or no related thing
passes. What earlier strata conclude is given as facts, since they add months, which neither peer does.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inclead_graph.assess import Knowledge, engines_present, load_knowledge
from inclead_graph.columns.slicing import only_for, reads
from inclead_graph.inference.engine import Engine
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import (
    AsOf,
    Is,
    Known,
    OneOf,
    Pattern,
    Quantified,
    Rule,
    Ruleset,
    Test,
    Value,
)

Place = tuple[str, str]
Found = Mapping[Place, Mapping[str, str]]
WANTED: tuple[Place, ...] = (("evidence", "accepted"), ("criterion", "verdict"))
NAMESPACE = "urn:peer:"


@dataclass(frozen=True)
class Task:
    """What every engine is given, and what it must find.

    Attributes:
        ruleset: the two strata.
        facts: with the properties that earlier strata concluded.
        expected: by the reference engine; what is false unless a rule speaks is left out.
    """

    ruleset: Ruleset
    facts: Facts
    expected: Found


def task(ruleset: Ruleset, facts: Facts) -> Task:
    """Cut the rules to the two strata and give what they read."""
    sliced = only_for(ruleset, WANTED)
    strata = tuple(s for s in sliced.strata if set(s.concludes) & set(WANTED))
    before = tuple(s for s in sliced.strata if s not in strata)
    concluded = ReferenceEngine().infer(sliced, facts).concluded
    given = {p: {t: next(iter(v)) for t, v in concluded[p].items()} for s in before for p in s.concludes}
    facts = Facts(facts.as_of, facts.things, {**facts.columns, **given}, facts.related)
    cut = Ruleset(sliced.version, strata, sliced.relations, sliced.types, sliced.by_key)
    expected = {
        place: {t: word(next(iter(v))) for t, v in concluded[place].items() if next(iter(v)) is not False}
        for place in WANTED
    }
    return Task(cut, facts, expected)


def word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def rules_of(ruleset: Ruleset) -> Iterator[tuple[int, Rule]]:
    for order, stratum in enumerate(ruleset.strata):
        yield from ((order, rule) for rule in stratum.rules)


def read_by(task: Task) -> tuple[list[Place], list[Place]]:
    """Return the properties and the relations that the rules read."""
    rules = [rule for _, rule in rules_of(task.ruleset)]
    properties = dict.fromkeys(place for rule in rules for place in reads(task.ruleset, rule))
    conditions = [(rule, clause.condition) for rule in rules for clause in rule.clauses]
    relations = dict.fromkeys((r.about, c.relation) for r, c in conditions if isinstance(c, Quantified))
    return list(properties), list(relations)


# CLIPS


def clips_rules(task: Task) -> Iterator[str]:
    """Write the rules for CLIPS; earlier strata have the higher salience."""
    properties, relations = read_by(task)
    for kind in dict.fromkeys(kind for kind, _ in properties):
        yield f"(deftemplate {kind} (slot id) {' '.join(f'(slot {n})' for k, n in properties if k == kind)})"
    for kind, relation in relations:
        yield f"(deftemplate {kind}-{relation} (slot owner) (slot member))"
    yield "(deftemplate concluded (slot kind) (slot id) (slot name) (slot value))"
    concluded = {place for s in task.ruleset.strata for place in s.concludes}
    for order, rule in rules_of(task.ruleset):
        conditions = " ".join(_clips(task, rule, clause.condition, concluded) for clause in rule.clauses)
        then = f'(assert (concluded (kind {rule.about}) (id ?s) (name {rule.property}) (value "{word(rule.value)}")))'
        yield (
            f"(defrule {rule.key.translate(_PLAIN)} (declare (salience {-order})) ({rule.about} (id ?s)) "
            f"{conditions} => {then})"
        )


_PLAIN = str.maketrans({"[": "_", "]": "_", "{": "_", "}": "_", ",": "_", "=": "_", " ": "_", "(": "_", ")": "_"})


def _clips(task: Task, rule: Rule, condition: Is | Quantified, concluded: set[Place]) -> str:
    as_of = task.facts.as_of
    if isinstance(condition, Is):
        return _either([_clips_thing(rule.about, "?s", tests, as_of, concluded) for tests in condition.pattern])
    target = task.ruleset.relations[rule.about, condition.relation]
    found = _either(
        [
            f"({rule.about}-{condition.relation} (owner ?s) (member ?m)) "
            + _clips_thing(target, "?m", (*where, *satisfy), as_of, concluded)
            for where in condition.where
            for satisfy in condition.satisfy
        ]
    )
    return f"(exists {found})" if condition.word == "any" else f"(not {found})"


def _either(ways: list[str]) -> str:
    every = [f"(and {way})" for way in ways]
    return every[0] if len(every) == 1 else f"(or {' '.join(every)})"


def _clips_thing(kind: str, name: str, tests: tuple[Test, ...], as_of: dt.date, concluded: set[Place]) -> str:
    slots = " ".join(_clips_slot(test, as_of) for test in tests if (kind, test.property) not in concluded)
    later = " ".join(
        f'(concluded (kind {kind}) (id {name}) (name {test.property}) (value "{word(next(iter(test.values)))}"))'
        for test in tests
        if (kind, test.property) in concluded and isinstance(test, OneOf)
    )
    return f"({kind} (id {name}) {slots}) {later}"


def _clips_slot(test: Test, as_of: dt.date) -> str:
    if isinstance(test, OneOf):
        return f"({test.property} {'|'.join(_quoted(value) for value in sorted(test.values, key=str))})"
    if isinstance(test, Known):
        return f"({test.property} {'~' if test.expected else ''}nil)"
    day = (as_of if isinstance(test.operand, AsOf) else test.operand).toordinal()
    sign = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}[test.operator]
    return f"({test.property} ?{test.property}&~nil&:({sign} ?{test.property} {day}))"


def _quoted(value: Value) -> str:
    return '"' + word(value).replace('"', "'") + '"'


def clips(task: Task) -> Callable[[], Found]:
    """Return what runs CLIPS once, from asserting the facts on."""
    import clips as engine

    environment = engine.Environment()
    for rule in clips_rules(task):
        environment.build(rule)
    properties, relations = read_by(task)

    def run() -> Found:
        environment.reset()
        _assert_all(environment, task, properties, relations)
        environment.run()
        found: dict[Place, dict[str, str]] = {place: {} for place in WANTED}
        for fact in environment.find_template("concluded").facts():
            place = (str(fact["kind"]), str(fact["name"]))
            if place in found:
                found[place][str(fact["id"])] = str(fact["value"])
        return found

    return run


def _assert_all(environment: Any, task: Task, properties: list[Place], relations: list[Place]) -> None:
    for kind in dict.fromkeys(kind for kind, _ in properties):
        template = environment.find_template(kind)
        names = [n for k, n in properties if k == kind and (k, n) in task.facts.columns]
        for thing in task.facts.things[kind]:
            known = {n: task.facts.columns[kind, n].get(thing) for n in names}
            template.assert_fact(id=thing, **{n: _slot(value) for n, value in known.items() if value is not None})
    for kind, relation in relations:
        template = environment.find_template(f"{kind}-{relation}")
        for owner, members in task.facts.related[kind, relation].items():
            for member in members:
                template.assert_fact(owner=owner, member=member)


def _slot(value: Value) -> Any:
    return value.toordinal() if isinstance(value, dt.date) else word(value)


# SHACL rules (SPARQL), by pySHACL


def shacl_rules(task: Task) -> str:
    """Write the rules as SPARQL rules of SHACL-AF; strata are their order."""
    rules: dict[str, list[str]] = {}
    for order, rule in rules_of(task.ruleset):
        body = "\n".join(_sparql(task, clause.condition) for clause in rule.clauses)
        query = (
            f'CONSTRUCT {{ $this p:{rule.property} "{word(rule.value)}" }} WHERE {{ $this a p:{rule.about} .\n{body} }}'
        )
        rules.setdefault(rule.about, []).append(
            f'[ a sh:SPARQLRule ; sh:order {order} ; sh:prefixes p: ; sh:construct """{query}""" ]'
        )
    shapes = "\n".join(
        f"p:shape-{kind} a sh:NodeShape ; sh:targetClass p:{kind} ; sh:rule {', '.join(of)} ."
        for kind, of in rules.items()
    )
    return (
        f"@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        f"@prefix p: <{NAMESPACE}> .\n"
        f'p: sh:declare [ sh:prefix "p" ; sh:namespace "{NAMESPACE}"^^xsd:anyURI ] .\n{shapes}\n'
    )


def _sparql(task: Task, condition: Is | Quantified) -> str:
    as_of = task.facts.as_of
    if isinstance(condition, Is):
        return f"FILTER({_sparql_any('$this', condition.pattern, as_of)})"
    tests = f"{_sparql_any('?m', condition.where, as_of)} && {_sparql_any('?m', condition.satisfy, as_of)}"
    found = f"EXISTS {{ $this p:{condition.relation} ?m FILTER({tests}) }}"
    return f"FILTER({'' if condition.word == 'any' else 'NOT '}{found})"


def _sparql_any(subject: str, pattern: Pattern, as_of: dt.date) -> str:
    ways = [" && ".join(_sparql_test(subject, test, as_of) for test in tests) or "true" for tests in pattern]
    return "(" + " || ".join(f"({way})" for way in ways) + ")"


def _sparql_test(subject: str, test: Test, as_of: dt.date) -> str:
    triple = f"{subject} p:{test.property} ?v"
    if isinstance(test, OneOf):
        return (
            f"EXISTS {{ {triple} FILTER(?v IN ({', '.join(_quoted(one) for one in sorted(test.values, key=str))})) }}"
        )
    if isinstance(test, Known):
        return f"{'' if test.expected else 'NOT '}EXISTS {{ {triple} }}"
    day = (as_of if isinstance(test.operand, AsOf) else test.operand).toordinal()
    sign = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}[test.operator]
    return f"EXISTS {{ {triple} FILTER(?v {sign} {day}) }}"


def shacl(task: Task) -> Callable[[], Found]:
    """Return what runs pySHACL's rules once, from the graph of the facts on."""
    from pyshacl import validate
    from rdflib import Graph

    shapes = Graph().parse(data=shacl_rules(task), format="turtle")
    given = _graph(task)

    def run() -> Found:
        data = Graph(store="Oxigraph")
        data += given
        validate(data, shacl_graph=shapes, advanced=True, inplace=True, iterate_rules=False)
        found = {}
        for kind, of in WANTED:
            values = {thing: data.value(_name(thing), _name(of)) for thing in task.facts.things[kind]}
            found[kind, of] = {thing: str(value) for thing, value in values.items() if value is not None}
        return found

    return run


def _name(text: str) -> Any:
    from rdflib import URIRef

    return URIRef(NAMESPACE + text.replace(" ", "_").replace("/", "--"))


def _graph(task: Task) -> Any:
    from rdflib import RDF, Graph, Literal

    properties, relations = read_by(task)
    given = Graph()
    for kind in dict.fromkeys(kind for kind, _ in properties):
        for thing in task.facts.things[kind]:
            given.add((_name(thing), RDF.type, _name(kind)))
    for kind, of in properties:
        for thing, value in task.facts.columns.get((kind, of), {}).items():
            given.add((_name(thing), _name(of), Literal(_slot(value))))
    for kind, relation in relations:
        for owner, members in task.facts.related[kind, relation].items():
            for member in members:
                given.add((_name(owner), _name(relation), _name(member)))
    return given


HERE = Path(__file__).resolve().parent


def results(knowledge: Knowledge, facts: Facts, *, quick: bool) -> dict[str, Any]:
    """Measure each engine on the same rules and facts, in one run; all must find the same."""
    given = task(knowledge.rulebook.in_force(facts.as_of), facts)
    engines = {one.name + " engine": _ours(one, given) for one in engines_present()}
    engines |= {"CLIPS": clips(given), "pySHACL, over Oxigraph": shacl(given)}
    figures: dict[str, Any] = {}
    for name, run in engines.items():
        found = run()
        if found != given.expected:
            raise SystemExit(f"{name} does not find what the reference engine does")
        seconds = [_cpu(run) for _ in range(2 if quick else (5 if "SHACL" in name else 50))]
        figures[name] = {"median_ms": round(statistics.median(seconds) * 1000, 3)}
    for figure in figures.values():
        figure["ratio"] = round(figure["median_ms"] / figures["reference engine"]["median_ms"], 1)
    rules = sum(len(stratum.rules) for stratum in given.ruleset.strata)
    about = {"python": platform.python_version(), "machine": platform.machine(), "clock": "CPU time"}
    return {"about": about, "rules": rules, "records": len(facts.things["evidence"]), "figures": figures}


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _ours(engine: Engine, given: Task) -> Callable[[], Found]:
    def run() -> Found:
        concluded = engine.infer(given.ruleset, given.facts).concluded
        return {
            place: {t: word(next(iter(v))) for t, v in concluded[place].items() if next(iter(v)) is not False}
            for place in WANTED
        }

    return run


def section(found: Mapping[str, Any]) -> str:
    """Write the results as a part of docs/benchmarks.md."""
    about = found["about"]
    rows = [f"| {name} | {f['median_ms']} ms | {f['ratio']} |" for name, f in found["figures"].items()]
    return f"""## Other rule engines

Made by `python -m benchmarks.peers` in one run: {about["clock"]}, Python {about["python"]}, {about["machine"]}.
The {found["rules"]} rules that say which evidence counts and what it says of each criterion are translated from our
rule files to CLIPS and to SHACL rules, and given the same facts ({found["records"]} records). All find the same. CLIPS
and pySHACL assert the facts within what is measured; ours get them ready-made, and can prove each finding besides.

| engine | median | times the reference engine |
|---|---|---|
{chr(10).join(rows)}
"""


def write(found: Mapping[str, Any]) -> None:
    """Keep the results in peers.json."""
    (HERE / "peers.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from benchmarks.__main__ import example_facts, write_page

    loaded = load_knowledge()
    made = results(loaded, example_facts(loaded), quick=False)
    print(section(made))
    write(made)
    write_page()
