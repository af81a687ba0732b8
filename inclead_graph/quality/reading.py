"""What the rules are given and never read: things, properties, relations and vocabularies; and what has no citation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.facts import INPUTS, RELATIONS, Facts, facts_of
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Computed, Is, Pattern, Rule, Ruleset, Value, properties_of
from inclead_graph.model.assessment import Assessment, Editions, Moderation, NotApplicable, Organisation
from inclead_graph.model.framework import Framework
from inclead_graph.quality.coverage import every_rule

__all__ = ["Read", "Standing", "reads_of", "standing_facts", "unread"]

ONTOLOGY = "ontology"


@dataclass(frozen=True, slots=True)
class Read:
    """What one rule reads: properties by kind, relations, and the patterns that things must pass to be read."""

    properties: frozenset[tuple[str, str]]
    relations: frozenset[tuple[str, str]]
    patterns: tuple[tuple[str, tuple[str, str] | None, Pattern], ...]
    """For each pattern the kind of the things, and the relation by which they are come at; ``None`` for the subject."""


def reads_of(rule: Rule, ruleset: Ruleset) -> Read:
    """Return what a rule reads."""
    properties: set[tuple[str, str]] = set()
    relations: set[tuple[str, str]] = set()
    patterns: list[tuple[str, tuple[str, str] | None, Pattern]] = []
    for clause in rule.clauses:
        condition = clause.condition
        if isinstance(condition, Is):
            patterns.append((rule.about, None, condition.pattern))
            properties |= {(rule.about, name) for name in properties_of(condition.pattern)}
            continue
        place = (rule.about, condition.relation)
        target = ruleset.relations[place]
        relations.add(place)
        patterns.append((target, place, condition.where))
        names = (*properties_of(condition.where, condition.satisfy), getattr(condition, "summed", None))
        properties |= {(target, name) for name in names if name}
    if isinstance(rule.value, Computed):
        properties |= {(rule.about, name) for name in (rule.value.property, rule.value.by) if name}
    return Read(frozenset(properties), frozenset(relations), tuple(patterns))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is the same in every assessment.

    Attributes:
        facts: those of an assessment without evidence.
        fixed: the properties that no assessment changes.
        possible: the values of properties that are always known.
        together: for each kind, properties that are known together or not at all.
    """

    facts: Facts
    fixed: frozenset[tuple[str, str]]
    possible: Mapping[tuple[str, str], frozenset[Value | None]]
    together: Mapping[str, Sequence[frozenset[str]]]


def standing_facts(ruleset: Ruleset, framework: Framework) -> Standing:
    """Find out what no assessment changes, from several that differ in all that we can think of.

    A property that is the same of everything is not taken to stand: it may be otherwise in some other assessment.
    """
    seen = [facts_of(assessment, framework) for assessment in _varied(framework)]
    facts = _merged(seen)
    fixed = {place for place in facts.columns if _stands(place, seen) and len(set(facts.columns[place].values())) > 1}
    possible: dict[tuple[str, str], frozenset[Value | None]] = {}
    for kind, name in facts.columns:
        if all(one.columns[kind, name].keys() == set(one.things.get(kind, ())) for one in seen) and facts.things[kind]:
            kind_of = ruleset.types[kind, name]
            words: Iterable[Value] = kind_of.words or ((True, False) if kind_of.name == "truth" else ())
            if (kind, name) in fixed:
                words = facts.columns[kind, name].values()
            possible |= {(kind, name): frozenset(words)} if words else {}
    groups: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
    for kind, name in facts.columns:
        groups[kind, *(frozenset(one.columns[kind, name]) for one in seen)].add(name)
    together: dict[str, list[frozenset[str]]] = {}
    for (kind_, *known), names in groups.items():
        if len(names) > 1 and len(set(known)) > 1:
            together.setdefault(str(kind_), []).append(frozenset(names))
    return Standing(facts, frozenset(fixed), possible, together)


def _stands(place: tuple[str, str], seen: Sequence[Facts]) -> bool:
    """Say whether a property has one value of each thing, in every assessment that has the thing."""
    values: defaultdict[str, set[Value | None]] = defaultdict(set)
    for one in seen:
        for thing in one.things.get(place[0], ()):
            values[thing].add(one.columns[place].get(thing))
    return all(len(of) == 1 for of in values.values())


def _merged(seen: Sequence[Facts]) -> Facts:
    things: dict[str, dict[str, None]] = {}
    columns: dict[tuple[str, str], dict[str, Value]] = {}
    related: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for one in seen:
        for kind, names in one.things.items():
            things.setdefault(kind, {}).update(dict.fromkeys(names))
        for place, column in one.columns.items():
            columns.setdefault(place, {}).update(column)
        for place, members in one.related.items():
            related.setdefault(place, {}).update(members)
    return Facts(seen[0].as_of, {kind: tuple(names) for kind, names in things.items()}, columns, related)


def _varied(framework: Framework) -> Iterator[Assessment]:
    """Yield assessments of several editions, days and organisations; the last declares and decides everything."""
    kinds, sides = framework.words("organisation kind"), framework.words("claim")
    days = (dt.date(2005, 1, 1), dt.date(2026, 3, 31))
    for number, edition in enumerate((None, None, *framework.eds)):
        kind = Organisation(name="Somebody", kind=kinds[number % len(kinds)])
        yield Assessment(organisation=kind, as_of=days[number > 0], editions=Editions(eds=edition))
    yield Assessment(
        organisation=Organisation(name="Somebody", kind=kinds[-1]),
        as_of=days[1],
        not_applicable=tuple(NotApplicable(criterion=c, reason="No.") for c in framework.criteria),
        moderation=tuple(
            Moderation(criterion=c, holds=sides[0], reason="Yes.", decided_by="Panel", date=days[1])
            for c in framework.criteria
        ),
    )


def unread(rulebook: Rulebook) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield family, name, file, words and what to do, for everything that is given and not read, or not cited."""
    ruleset = rulebook.in_force(rulebook.days_of_change()[-1])
    rules = every_rule(rulebook)
    reads = [reads_of(rule, ruleset) for rule in rules]
    kinds = {rule.about for rule in rules} | {ruleset.relations[place] for one in reads for place in one.relations}
    for kind in dict.fromkeys((*(of for of, _ in INPUTS), *RELATIONS.values())):
        if kind not in kinds:
            what = f"things of the kind {kind} are given to the rules, and no rule reads or concludes anything of them"
            yield "unread", kind, "rules", what, "write a rule that does, or declare why none need"
    yield from _unread_properties(reads, kinds)
    yield from _unread_relations(reads, ruleset, kinds)
    yield from _unread_vocabularies(rulebook, ruleset)
    yield from _unread_things(rulebook, ruleset, rules, reads)
    yield from _uncited(rulebook.framework)


def _unread_properties(reads: list[Read], kinds: set[str]) -> Iterator[tuple[str, str, str, str, str]]:
    read = frozenset().union(*(one.properties for one in reads))
    for kind, name in INPUTS:
        if kind in kinds and (kind, name) not in read:
            what = f"the property '{name}' of {kind} is given to the rules, and no rule reads it"
            yield "unread", f"{kind}.{name}", "rules", what, "write a rule that does, or declare why none need"


def _unread_relations(reads: list[Read], ruleset: Ruleset, kinds: set[str]) -> Iterator[tuple[str, str, str, str, str]]:
    followed = frozenset().union(*(one.relations for one in reads))
    for kind, name in RELATIONS:
        if {kind, ruleset.relations[kind, name]} <= kinds and (kind, name) not in followed:
            what = f"the relation '{name}' of {kind} is given to the rules, and no rule follows it"
            yield "unread", f"{kind}.{name}", "rules", what, "write a rule that does, or declare why none need"


def _unread_vocabularies(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[tuple[str, str, str, str, str]]:
    used = {kind_of.name for kind_of in ruleset.types.values()}
    for name in rulebook.framework.vocabularies:
        if name not in used:
            what = f"no property that the rules read or conclude takes its words from the vocabulary '{name}'"
            yield "unread", name, ONTOLOGY, what, "let a property take them, or declare what else they are for"


def _unread_things(
    rulebook: Rulebook, ruleset: Ruleset, rules: Sequence[Rule], reads: list[Read]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield kinds some things of which pass no pattern by which rules come at them.

    A thing that no relation leads to is read by the rules about it; so are those of a kind that nothing contains.
    """
    standing = standing_facts(ruleset, rulebook.framework)
    reached: defaultdict[str, set[str]] = defaultdict(set)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for kind, place, pattern in {entry: None for one in reads for entry in one.patterns}:
        if place is not None:
            things = {thing for related in standing.facts.related.get(place, {}).values() for thing in related}
            reached[kind] |= things
            seen[kind] |= {thing for thing in things if _may_pass(kind, thing, pattern, standing)}
    about = {rule.about for rule in rules}
    for kind, every in standing.facts.things.items():
        missing = [t for t in every if (t in reached[kind] or kind not in about) and t not in seen[kind]]
        if missing and kind in about | set(reached):
            named = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
            what = f"no rule reads {len(missing)} of {len(every)} things of the kind {kind}: {named}"
            yield (
                "unread",
                f"things of {kind}",
                ONTOLOGY,
                what,
                "write a rule that reads them, or declare why none need",
            )


def _may_pass(kind: str, thing: str, pattern: Pattern, standing: Standing) -> bool:
    """Say whether a thing of the ontology could pass a pattern in some assessment."""
    facts, fixed = standing.facts, standing.fixed
    return any(
        all(
            (kind, test.property) not in fixed or test.holds(facts.columns[kind, test.property].get(thing), facts.as_of)
            for test in tests
        )
        for tests in pattern
    )


def _uncited(framework: Framework) -> Iterator[tuple[str, str, str, str, str]]:
    things: Mapping[str, Mapping[str, object]] = {
        "stage": framework.stages,
        "factor": framework.factors,
        "criterion": framework.criteria,
    }
    for kind, members in things.items():
        for thing in members:
            if not framework.passages_of(thing):
                what = f"the {kind} {thing} cites no passage of the toolkit"
                yield "uncited", thing, ONTOLOGY, what, "name the passage that it comes from (inc:passage)"
    for name, words in framework.vocabularies.items():
        for word, concept in words.items():
            if not concept.definition:
                what = f"the word '{word}' of the vocabulary '{name}' has no definition"
                yield "uncited", f"{name} {word}", ONTOLOGY, what, "say what it means (skos:definition)"
