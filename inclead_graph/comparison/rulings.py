"""What differs between two rulebooks as each stands on its day, by rule and by threshold, and any mixture of the two.

Only what decides is compared: a rule whose sentence or citation changed and nothing else has not changed what follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from inclead_graph.comparison.change import Change, Chosen, shown
from inclead_graph.inference.patterns import dated_value
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import PropertyType, Rule, Ruleset, Stratum
from inclead_graph.model.rulefile import DatedValue, RuleFile, ValueSpec

__all__ = ["Rulings"]

Place: TypeAlias = tuple[str, str]
Values: TypeAlias = Mapping[str, ValueSpec]


@dataclass(frozen=True)
class Rulings:
    """Two rulebooks, each as of its day.

    Attributes:
        first, second: a rulebook with the day on which it is read.
    """

    first: tuple[Rulebook, dt.date]
    second: tuple[Rulebook, dt.date]
    changes: tuple[Change, ...] = ()
    _ready: dict[Chosen, Ruleset] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, first: tuple[Rulebook, dt.date], second: tuple[Rulebook, dt.date]) -> Rulings:
        """Find what differs."""
        bare = cls(first, second)
        if first[0].in_force(first[1]) is second[0].in_force(second[1]):
            return bare
        values = [_standing(*side) for side in (first, second)]
        changes = [*_value_changes(*values)]
        one, other = (bare.compiled(side, values[0]) for side in (first, second))
        changes += _type_changes(one, other)
        changes += _rule_changes(one, other)
        changes += _order_changes(one, other)
        return cls(first, second, tuple(changes))

    def mixed(self, chosen: Chosen) -> Ruleset:
        """Return the first rules with the chosen changes made."""
        mine = frozenset(change.step for change in self.changes if change.step in chosen)
        if len(mine) in (0, len(self.changes)):
            rulebook, day = self.second if mine else self.first
            return rulebook.in_force(day)
        if mine not in self._ready:
            self._ready[mine] = self._mixed(mine)
        return self._ready[mine]

    def _mixed(self, chosen: Chosen) -> Ruleset:
        old, new = (_standing(*side) for side in (self.first, self.second))
        values = {name: new[name] if ("threshold", name) in chosen else spec for name, spec in old.items()}
        one, other = (self.compiled(side, values) for side in (self.first, self.second))
        return _mixture(one, other, chosen)

    def compiled(self, side: tuple[Rulebook, dt.date], values: Values) -> Ruleset:
        """Return the rules of one side with these thresholds in place of its own of the same names."""
        rulebook, day = side
        files = tuple((source, _with_values(file, values)) for source, file in rulebook.files)
        return Rulebook(rulebook.version, files, rulebook.framework).in_force(day)


def _standing(rulebook: Rulebook, day: dt.date) -> dict[str, ValueSpec]:
    """Return each threshold with nothing but the entry that is in force on the day, as if it always had been."""
    found: dict[str, ValueSpec] = {}
    for _, file in rulebook.files:
        for name, spec in file.values.items():
            entry: DatedValue = dated_value(spec, day)
            always = entry.model_copy(update={"start": dt.date.min})
            found[name] = spec.model_copy(update={"dated": (always,)})
    return found


def _with_values(file: RuleFile, values: Values) -> RuleFile:
    mine = {name: values.get(name, spec) for name, spec in file.values.items()}
    return file.model_copy(update={"values": mine})


def _content(spec: ValueSpec) -> tuple[object, ...]:
    return spec.unit, spec.by, spec.dated[0].value, spec.dated[0].entries


def _value_changes(old: Values, new: Values) -> Iterator[Change]:
    for name, spec in old.items():
        if name in new and _content(spec) != _content(new[name]):
            before, after = (_written(one) for one in (spec, new[name]))
            text = f"the threshold '{name}' was {before} and is {after} ({spec.title})"
            yield Change(("threshold", name), "rule", name, "value", text, before, after)


def _written(spec: ValueSpec) -> str:
    entry = spec.dated[0]
    return f"{shown(entry.entries if entry.entries is not None else entry.value)} {spec.unit}"


def _types(ruleset: Ruleset) -> dict[Place, tuple[str, PropertyType]]:
    return {place: (s.name, kind_of) for s in ruleset.strata for place, kind_of in s.concludes.items()}


def _rules(ruleset: Ruleset) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for stratum in ruleset.strata:
        for rule in stratum.rules:
            found[rule.id] = (*found.get(rule.id, ()), rule)
    return found


def _decisive(kind_of: PropertyType) -> tuple[object, ...]:
    return kind_of.name, kind_of.words, kind_of.keep, kind_of.default


def _type_changes(one: Ruleset, other: Ruleset) -> Iterator[Change]:
    old, new = _types(one), _types(other)
    for place in dict.fromkeys((*old, *new)):
        what = f"'{place[1]}' of {place[0]}"
        step = ("conclusion", *place)
        if place not in old:
            yield Change(step, "rule", " ".join(place), "", f"the rules now conclude {what}", "", what)
        elif place not in new:
            yield Change(step, "rule", " ".join(place), "", f"the rules no longer conclude {what}", what, "")
        elif (old[place][0], *_decisive(old[place][1])) != (new[place][0], *_decisive(new[place][1])):
            before, after = (_type_text(*found[place]) for found in (old, new))
            text = f"how the rules conclude {what} changed from {before} to {after}"
            yield Change(step, "rule", " ".join(place), "type", text, before, after)


def _type_text(stratum: str, kind_of: PropertyType) -> str:
    default = f", {shown(kind_of.default)} unless said otherwise" if kind_of.default is not None else ""
    words = f" ({', '.join(kind_of.words)})" if kind_of.words else ""
    return f"{kind_of.name}{words}, kept {kind_of.keep}{default}, in {stratum}"


def _deciding(rules: Sequence[Rule]) -> list[tuple[object, ...]]:
    """Return what of a rule decides; its words, its citations and its number are not part of it."""
    return [(r.key, r.about, r.property, r.value, tuple(c.condition for c in r.clauses)) for r in rules]


def _rule_changes(one: Ruleset, other: Ruleset) -> Iterator[Change]:
    old, new = _rules(one), _rules(other)
    for name in dict.fromkeys((*old, *new)):
        step = ("rule", name)
        if name not in old:
            after = _rule_text(new[name][0])
            yield Change(step, "rule", name, "", f"rule {name} is new ({after})", "", after)
        elif name not in new:
            before = _rule_text(old[name][0])
            yield Change(step, "rule", name, "", f"rule {name} has ended ({before})", before, "")
        elif _deciding(old[name]) != _deciding(new[name]):
            before, after = (_rule_text(found[name][0]) for found in (old, new))
            yield Change(step, "rule", name, "content", f"rule {name} changed: {before} became {after}", before, after)


def _rule_text(rule: Rule) -> str:
    return f"{rule.title}, version {rule.version}"


def _order_changes(one: Ruleset, other: Ruleset) -> Iterator[Change]:
    names = [[stratum.name for stratum in ruleset.strata] for ruleset in (one, other)]
    before, after = (", ".join(n for n in side if n in names[0] and n in names[1]) for side in names)
    if before != after:
        text = f"strata follow in another order: {after}, no longer {before}"
        yield Change(("strata", "order"), "rule", "strata", "order", text, before, after)


def _mixture(one: Ruleset, other: Ruleset, chosen: Chosen) -> Ruleset:
    """Take each conclusion and each rule from one of the two; a rule follows what it concludes."""
    types: dict[Place, tuple[str, PropertyType]] = {}
    old_types, new_types = _types(one), _types(other)
    for place in dict.fromkeys((*old_types, *new_types)):
        side = new_types if ("conclusion", *place) in chosen else old_types
        if place in side:
            types[place] = side[place]
    old_rules, new_rules = _rules(one), _rules(other)
    rules: dict[str, list[Rule]] = {}
    for name in dict.fromkeys((*old_rules, *new_rules)):
        for rule in (new_rules if ("rule", name) in chosen else old_rules).get(name, ()):
            if (rule.about, rule.property) in types:
                rules.setdefault(types[rule.about, rule.property][0], []).append(rule)
    strata = tuple(
        Stratum(
            stratum.name,
            stratum.title,
            {place: kind_of for place, (name, kind_of) in types.items() if name == stratum.name},
            tuple(rules.get(stratum.name, ())),
        )
        for stratum in _in_order(one, other, chosen)
    )
    return Ruleset(
        version=f"between {one.version} and {other.version}",
        strata=strata,
        relations={**one.relations, **other.relations},
        types={**one.types, **other.types, **{place: kind_of for place, (_, kind_of) in types.items()}},
        by_key={rule.key: rule for stratum in strata for rule in stratum.rules},
    )


def _in_order(one: Ruleset, other: Ruleset, chosen: Chosen) -> list[Stratum]:
    """Put the strata of both into one order: that of one side, each of the other's own after what it came after."""
    lead, rest = (other, one) if ("strata", "order") in chosen else (one, other)
    ordered = list(lead.strata)
    names = [stratum.name for stratum in ordered]
    at = 0
    for stratum in rest.strata:
        if stratum.name in names:
            at = names.index(stratum.name) + 1
        else:
            ordered.insert(at, stratum)
            names.insert(at, stratum.name)
            at += 1
    return ordered
