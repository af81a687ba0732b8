"""Slips of the pen, made on purpose: every rule file with one small thing changed, systematically.

A mutant is made in the written rules, not in the compiled ones, so that it can be named by file and line. What may be
changed follows from the shape of a rule file (:mod:`inclead_graph.model.rulefile`), never from what a rule is about.

Source: mutation analysis, DeMillo, Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inclead_graph.inference.patterns import dated_value, fill
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import PropertyType
from inclead_graph.located import Located
from inclead_graph.model.rulefile import RuleSpec

__all__ = ["Mutant", "mutants_of", "readers_of", "replaced"]

Path = tuple[str | int, ...]

_GONE = object()
_QUANTIFIERS = ("any", "all", "none", "count", "share", "sum")
_COMPARISONS = {
    "at_least": ("above", "below"),
    "at_most": ("below", "above"),
    "above": ("at_least", "at_most"),
    "below": ("at_most", "at_least"),
}
"""For each comparison, what it becomes at its boundary, and its opposite."""
_SMALL = 12
"""Vocabularies of up to so many words are tried word by word; of larger ones, only the neighbours of a word."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One rule file with one thing changed.

    Attributes:
        key: its name, the same as long as the rule is not rewritten: stratum, owner, place in it, and the change.
        index: which file of the rulebook, in the order of the strata.
        file, line: where the change is.
        owner: the rule, condition or threshold that is changed.
        change: what was changed, in words.
        data: the whole file with the change, as read from YAML.
        rules: the ids of the rules that read what was changed, of whatever file.
    """

    key: str
    index: int
    file: str
    line: int
    owner: str
    change: str
    data: Any
    rules: frozenset[str]


def replaced(data: Any, path: Path, value: Any) -> Any:
    """Return ``data`` with the value at ``path`` replaced; what is beside the path is shared, not copied.

    >>> replaced({"a": [1, 2]}, ("a", 0), 9)
    {'a': [9, 2]}
    """
    if not path:
        return value
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    if value is _GONE and len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


def mutants_of(rulebook: Rulebook, index: int) -> Iterator[Mutant]:
    """Yield every mutant of one file of the rulebook, in the order of its lines' kinds: thresholds, conditions, rules.

    Example::

        [m for index in range(len(rulebook.files)) for m in mutants_of(rulebook, index)]
    """
    yield from _Mutator(rulebook, index).mutants()


def readers_of(rulebook: Rulebook, value: str) -> frozenset[str]:
    """Return the ids of the rules, of whatever file, in which the name of a threshold stands."""
    found: set[str] = set()
    for source, _ in rulebook.files:
        for rule in source.data["rules"]:
            named = [source.data["conditions"][c] for c in rule["when"] if isinstance(c, str)]
            if re.search(rf"\b{value}\b", json.dumps([rule, named])):
                found.add(rule["id"])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Change:
    path: Path
    value: Any
    what: str


class _Mutator:
    def __init__(self, rulebook: Rulebook, index: int) -> None:
        self.rulebook = rulebook
        self.index = index
        self.source: Located = rulebook.files[index][0]
        self.file = rulebook.files[index][1]
        self.day = rulebook.days_of_change()[-1]
        ruleset = rulebook.in_force(self.day)
        self.types, self.relations = ruleset.types, ruleset.relations
        self.vocabularies = [rulebook.framework.words(name) for name in rulebook.framework.vocabularies]

    def mutants(self) -> Iterator[Mutant]:
        seen: set[str] = set()
        for name in self.file.values:
            yield from self.named(
                f"threshold {name}", ("values", name), self.threshold(name), readers_of(self.rulebook, name), seen
            )
        for name in self.file.conditions:
            path: Path = ("conditions", name)
            users = [rule for rule in self.file.rules if name in rule.when]
            ids = frozenset(rule.id for rule in users)
            yield from self.named(f"condition {name}", path, self.clause(path, users[0]), ids, seen)
        for number, rule in enumerate(self.file.rules):
            path = ("rules", number)
            yield from self.named(f"rule {rule.id}", path, self.rule(path, rule), frozenset((rule.id,)), seen)

    def named(
        self, owner: str, path: Path, changes: Iterable[_Change], rules: frozenset[str], seen: set[str]
    ) -> Iterator[Mutant]:
        for change in changes:
            where = ".".join(map(str, change.path[len(path) :]))
            key = f"{self.file.stratum} / {owner} / {where}: {change.what}"
            if key in seen:
                continue
            seen.add(key)
            data = replaced(self.source.data, change.path, change.value)
            line = self.line(change.path)
            yield Mutant(key, self.index, self.source.file, line, owner, change.what, data, rules)

    def line(self, path: Path) -> int:
        return self.source.keys[path][0] if path in self.source.keys else self.source.place(path)[0]

    def at(self, path: Path) -> Any:
        data = self.source.data
        for part in path:
            data = data[part]
        return data

    # Thresholds

    def threshold(self, name: str) -> Iterator[_Change]:
        spec = self.file.values[name]
        number = spec.dated.index(dated_value(spec, self.day))
        path: Path = ("values", name, "dated", number)
        for field, written in self.at(path).items():
            if field == "value":
                yield from _steps((*path, field), written)
            for word in written if field == "entries" else ():
                yield from _steps((*path, field, word), written[word])
                if len(written) > 1:
                    yield _Change((*path, field, word), _GONE, f"leave out '{word}'")

    # Rules

    def rule(self, path: Path, spec: RuleSpec) -> Iterator[_Change]:
        written = self.at(path)
        for number, condition in enumerate(written["when"]):
            here: Path = (*path, "when", number)
            if len(written["when"]) > 1:
                said = condition if isinstance(condition, str) else condition["says"]
                yield _Change(here, _GONE, f"leave out the condition '{said}'")
            if isinstance(condition, dict):
                yield from self.clause(here, spec)
        yield from self.conclusion(path, spec)
        for part, bindings in enumerate(written.get("for_each", ())):
            for number, binding in enumerate(bindings):
                for name in binding:
                    if self.matters(written, name):
                        yield from self.parameter((*path, "for_each", part, number, name), bindings)

    def matters(self, written: Any, name: str) -> bool:
        """Say whether a parameter stands anywhere that decides something, and not only in sentences."""
        named = [self.source.data["conditions"][c] for c in written["when"] if isinstance(c, str)]
        inline = [c for c in written["when"] if isinstance(c, dict)]
        decisive = [{k: v for k, v in c.items() if k not in ("says", "id")} for c in (*named, *inline)]
        return f"{{{name}}}" in json.dumps([decisive, written["then"]])

    def parameter(self, path: Path, bindings: Sequence[Mapping[str, Any]]) -> Iterator[_Change]:
        name, value = path[-1], self.at(path)
        others = [binding[str(name)] for binding in bindings if name in binding]
        listed = {w for other in others for w in (other if isinstance(other, list) else [other])}
        words = next((words for words in self.vocabularies if listed and listed <= set(words)), ())
        if isinstance(value, list):
            yield from _list_changes(path, value, words)
        elif words:
            yield from _word_changes(path, value, words)
        else:
            for other in dict.fromkeys(str(o) for o in others if o != value):
                yield _Change(path, other, f"'{other}' for '{value}'")

    def conclusion(self, path: Path, spec: RuleSpec) -> Iterator[_Change]:
        ((raw, value),) = self.at((*path, "then")).items()
        name = self.filled(raw, spec)
        kind_of = self.types[spec.about, name]
        here: Path = (*path, "then")
        if name == raw:
            for other, found in self.file.concludes.get(spec.about, {}).items():
                if other != name and found.type == kind_of.name:
                    yield _Change(here, {other: value}, f"conclude {other} in place of {name}")
        if isinstance(value, dict):
            yield from self.computed((*here, raw), spec.about, value)
        elif kind_of.name == "reason":
            given = (rule.then.get(raw) for rule in self.file.rules if rule.about == spec.about)
            reason = next((str(v) for v in given if v is not None and v != value), "something else")
            yield _Change((*here, raw), reason, f"'{reason}' for '{value}'")
        else:
            yield from self.word((*here, raw), value, kind_of)

    def computed(self, path: Path, kind: str, value: Mapping[str, str]) -> Iterator[_Change]:
        own = self.types[kind, value["property"]].name
        for of, other in self.types:
            if of == kind and other != value["property"] and self.types[of, other].name == own:
                yield _Change((*path, "property"), other, f"take it from {other} in place of {value['property']}")
        if "plus" in value:
            yield _Change((*path, "plus"), _GONE, f"leave out 'plus {value['plus']}'")

    # Conditions

    def clause(self, path: Path, user: RuleSpec) -> Iterator[_Change]:
        written = self.at(path)
        if "is" in written:
            yield from self.pattern((*path, "is"), user.about, user)
        for word in _QUANTIFIERS:
            if word in written:
                yield from self.quantifier(path, word, user)

    def quantifier(self, path: Path, word: str, user: RuleSpec) -> Iterator[_Change]:
        body = self.at((*path, word))
        others = {k: v for k, v in self.at(path).items() if k != word}
        for new, changed in _swapped(word, body):
            yield _Change(path, {**others, new: changed}, f"'{new}' in place of '{word}'")
        here: Path = (*path, word)
        target = self.relations[user.about, body["of"]]
        for kind, relation in self.relations:
            if kind == user.about and relation != body["of"] and self.relations[kind, relation] == target:
                yield _Change((*here, "of"), relation, f"of {relation} in place of {body['of']}")
        for field in ("where", "satisfy"):
            if body.get(field) is not None:
                yield from self.pattern((*here, field), target, user)
        yield from self.bounds(here, body)

    def bounds(self, here: Path, body: Mapping[str, Any]) -> Iterator[_Change]:
        for bound, other in (("at_least", "at_most"), ("at_most", "at_least")):
            if bound in body:
                yield from _steps((*here, bound), body[bound])
                if other not in body:
                    turned = {**{k: v for k, v in body.items() if k != bound}, other: body[bound]}
                    yield _Change(here, turned, f"{other} in place of {bound}")

    def pattern(self, path: Path, kind: str, user: RuleSpec) -> Iterator[_Change]:
        written = self.at(path)
        if isinstance(written, dict):
            yield from self.conjunction(path, kind, user)
            return
        for number in range(len(written)):
            if len(written) > 1:
                yield _Change((*path, number), _GONE, f"leave out alternative {number + 1}")
            yield from self.conjunction((*path, number), kind, user)

    def conjunction(self, path: Path, kind: str, user: RuleSpec) -> Iterator[_Change]:
        for raw, test in self.at(path).items():
            here: Path = (*path, raw)
            yield _Change(here, _GONE, f"leave out the test of {raw}")
            kind_of = self.types.get((kind, self.filled(raw, user)))
            if kind_of is not None:
                yield from self.test(here, test, kind_of)

    def test(self, path: Path, written: Any, kind_of: PropertyType) -> Iterator[_Change]:
        if isinstance(written, list):
            yield from _list_changes(path, written, kind_of.words)
        elif isinstance(written, str):
            yield from self.word(path, written, kind_of)
        elif isinstance(written, dict):
            ((operator, operand),) = written.items()
            yield from self.comparison((*path, operator), operator, operand, kind_of)

    def comparison(self, path: Path, operator: str, operand: Any, kind_of: PropertyType) -> Iterator[_Change]:
        outer = path[:-1]
        if operator == "known":
            turned = "false" if operand == "true" else "true"
            yield _Change(path, turned, f"known: {turned}")
        elif operator == "not":
            yield _Change(outer, operand, "leave out 'not'")
            yield from self.test(path, operand, kind_of)
        elif operator == "listed_in":
            yield _Change(outer, {"known": "true"}, "'known' in place of 'listed_in'")
        for other in _COMPARISONS.get(operator, ()):
            yield _Change(outer, {other: operand}, f"{other} in place of {operator}")
        if operator in _COMPARISONS:
            yield from self.word(path, operand, kind_of) if kind_of.words else _steps(path, operand)

    def word(self, path: Path, written: str, kind_of: PropertyType) -> Iterator[_Change]:
        if kind_of.name == "truth" and written in ("true", "false"):
            turned = "false" if written == "true" else "true"
            yield _Change(path, turned, f"{turned} for {written}")
        else:
            yield from _word_changes(path, written, kind_of.words)

    def filled(self, raw: str, user: RuleSpec) -> str:
        first = {name: value for part in user.for_each for name, value in part[0].items()}
        return str(fill(raw, first))


def _word_changes(path: Path, written: str, words: Sequence[str]) -> Iterator[_Change]:
    """Change a word to the one before it and the one after it in its vocabulary."""
    if written in words:
        at = words.index(written)
        for other in (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2]):
            yield _Change(path, other, f"'{other}' for '{written}'")


def _list_changes(path: Path, written: Sequence[str], words: Sequence[str]) -> Iterator[_Change]:
    for number, word in enumerate(written):
        if len(written) > 1 or path[-1] not in ("is", "where", "satisfy"):
            yield _Change((*path, number), _GONE, f"leave out '{word}'")
    for word in words if len(words) <= _SMALL else ():
        if word not in written:
            yield _Change(path, [*written, word], f"add '{word}'")


def _steps(path: Path, written: Any) -> Iterator[_Change]:
    """Move a number, a fraction or a day by one step either way; a name of a threshold is left to the threshold."""
    for other in _neighbours(str(written)):
        yield _Change(path, other, f"{other} for {written}")


def _neighbours(written: str) -> tuple[str, ...]:
    """Return the numbers or days one step below and above.

    >>> _neighbours("2/3"), _neighbours("12"), _neighbours("21.5"), _neighbours("2012-03-01"), _neighbours("as_of")
    (('1/3', '3/3'), ('11', '13'), ('21.4', '21.6'), ('2012-02-29', '2012-03-02'), ())
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        day, one = dt.date.fromisoformat(written), dt.timedelta(days=1)
        return (str(day - one), str(day + one))
    if re.fullmatch(r"\d+/\d+", written):
        above, below = map(int, written.split("/"))
        return (f"{above - 1}/{below}", f"{above + 1}/{below}")
    if re.fullmatch(r"\d+(\.\d+)?", written):
        digits = len(written.partition(".")[2])
        step, value = Fraction(1, 10**digits), Fraction(written)
        return tuple(f"{float(other):.{digits}f}" for other in (value - step, value + step))
    return ()


def _swapped(word: str, body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return what a quantifier may be mistaken for, with its body made to fit."""
    of, where, satisfy = {"of": body["of"]}, body.get("where"), body.get("satisfy")
    both = {**of, "where": _merged(where, satisfy)}
    if word in ("any", "none"):
        yield "none" if word == "any" else "any", dict(body)
        yield "all", {**of, "satisfy": where if where is not None else {}}
    elif word == "all":
        yield "any", both
        yield "none", both
        yield "share", {**body, "at_least": "1"}
    elif word == "share":
        yield "any", both
        yield "all", {k: v for k, v in body.items() if k not in ("at_least", "at_most")}
    elif word == "count":
        yield "any", {**of, "where": where}
        yield "none", {**of, "where": where}
    else:
        yield "count", {k: v for k, v in body.items() if k != "add"}


def _merged(where: Any, satisfy: Any) -> Any:
    """Put two patterns together, so that a thing must pass both; where they test the same, the second is kept."""
    if not where or not satisfy:
        return satisfy if satisfy else where
    lists = [one if isinstance(one, list) else [one] for one in (where, satisfy)]
    return [{**one, **other} for one, other in itertools.product(*lists)]
