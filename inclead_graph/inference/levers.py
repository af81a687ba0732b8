"""Levers: what may be assumed changed, read from ``rules/changes/levers.yaml`` and checked against the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from inclead_graph import located
from inclead_graph.bundled import bundled
from inclead_graph.errors import Problem, RulebookError, nearest
from inclead_graph.inference.patterns import PatternReader, Place, Scope, coerce
from inclead_graph.inference.rules import Pattern, PropertyType, Ruleset, Value, properties_of
from inclead_graph.located import Located
from inclead_graph.model.levers import AddSpec, LevelSpec, LeverFile, LeverSpec

__all__ = ["Lever", "Levers", "bundled_levers", "read_levers"]

NEW_SUFFIX = "+"
"""Ends the id of a thing that a lever adds."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that may be assumed changed, ready to use; see :class:`inclead_graph.model.levers.LeverSpec`."""

    id: str
    about: str
    title: str
    where: Pattern
    also: Pattern
    to: str | None
    values: Mapping[str, Value | None]
    added: tuple[str, Mapping[str, Value]] | None
    dropped: tuple[str, Pattern] | None
    shared: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Levers:
    """A file of levers.

    Example:
        ``read_levers(Path("rules/changes/levers.yaml")).level_for("factor", "floor")``
    """

    source: Located
    levels: Mapping[str, LevelSpec]

    def of_level(self, name: str, ruleset: Ruleset, as_of: dt.date) -> tuple[Lever, ...]:
        """Return the levers of a level.

        Raises:
            RulebookError: a lever names what the rules do not have; with the nearest name.
        """
        return _Reader(self.source, ruleset, as_of).levers(name, self.levels[name])

    def best_first(self, kind: str, name: str) -> tuple[str, ...]:
        """Return the values of a property, the best first; nothing where its own rank or aim says it."""
        level = self.level_for(kind, name)
        return self.levels[level].best_first.get(kind, {}).get(name, ()) if level else ()

    def level_for(self, kind: str, name: str) -> str | None:
        """Return the level that answers for a finding: one for kind and property, for the kind, or for all others."""
        for wanted in (f"{kind}.{name}", kind):
            for level, spec in self.levels.items():
                if spec.for_ is not None and wanted in spec.for_:
                    return level
        return next((level for level, spec in self.levels.items() if spec.for_ is None), None)


def read_levers(path: Path) -> Levers:
    """Read a file of levers; whether its names exist is checked when they are used with a ruleset.

    Raises:
        UnreadableError, InputError: as :func:`inclead_graph.located.load` does.
    """
    source = located.load(path, f"{path.parent.name}/{path.name}")
    return Levers(source, located.validate(LeverFile, source).root)


@cache
def bundled_levers() -> Levers:
    """Return the levers that came with the package."""
    return read_levers(bundled("rules") / "changes" / "levers.yaml")


def _number(word: str) -> Fraction | None:
    try:
        return Fraction(word)
    except (ValueError, ZeroDivisionError):
        return None


class _Reader:
    def __init__(self, source: Located, ruleset: Ruleset, as_of: dt.date) -> None:
        self.source = source
        self.ruleset = ruleset
        self.as_of = as_of
        self.problems: list[Problem] = []
        scope = Scope(source, as_of, ruleset.types, {}, ruleset.relations, {}, self.problems)
        self.patterns = PatternReader(scope, {})

    def levers(self, name: str, level: LevelSpec) -> tuple[Lever, ...]:
        for kind, of_kind in level.best_first.items():
            for prop, words in of_kind.items():
                here: Place = (name, "best_first", kind, prop)
                kind_of = self.property_type(kind, prop, here) if (kind, prop) in self.ruleset.types else None
                for word in words if kind_of else ():
                    if kind_of and word not in kind_of.words:
                        self.refuse(here, f"'{word}' is not a value of {prop}", nearest(word, kind_of.words))
        made = tuple(self.lever(key, spec, (name, "levers", key), level) for key, spec in level.levers.items())
        if self.problems:
            raise RulebookError(self.problems)
        return made

    def lever(self, key: str, spec: LeverSpec, path: Place, level: LevelSpec) -> Lever:
        kinds = {kind for kind, _ in self.ruleset.types}
        if spec.about not in kinds:
            self.refuse((*path, "about"), f"'{spec.about}' is not a kind of thing", nearest(spec.about, kinds))
        target = spec.about
        if spec.to is not None and (adds := self.adding(spec.to, level, (*path, "to"))):
            target = self.other_end(spec.about, adds.relation, (*path, "to"))
        values: dict[str, Value | None] = dict(self.values(target, spec.set, (*path, "set")))
        for number, prop in enumerate(spec.unset):
            self.property_type(target, prop, (*path, "unset", number))
            values[prop] = None
        also = self.patterns.pattern(spec.about, spec.if_, (*path, "if"))
        for name in values.keys() & set(properties_of(also)):
            self.refuse((*path, "if"), f"'{name}' is what this lever sets", "let 'if' read something else")
        return Lever(
            id=key,
            about=spec.about,
            title=spec.title,
            where=self.patterns.pattern(spec.about, spec.where, (*path, "where")),
            also=also,
            to=spec.to,
            values=values,
            added=self.added(spec, path),
            dropped=self.dropped(spec, path),
            shared=self.shared(spec, level, path),
        )

    def adding(self, name: str, level: LevelSpec, path: Place) -> AddSpec | None:
        found = level.levers.get(name)
        if found is None or found.add is None:
            known = [other for other, spec in level.levers.items() if spec.add]
            self.refuse(path, f"'{name}' is no lever that adds a thing", nearest(name, known))
            return None
        return found.add

    def added(self, spec: LeverSpec, path: Place) -> tuple[str, Mapping[str, Value]] | None:
        if spec.add is None:
            return None
        kind = self.other_end(spec.about, spec.add.relation, (*path, "add", "relation"))
        return spec.add.relation, dict(self.values(kind, spec.add.having, (*path, "add", "having")))

    def dropped(self, spec: LeverSpec, path: Place) -> tuple[str, Pattern] | None:
        if spec.drop is None:
            return None
        kind = self.other_end(spec.about, spec.drop.relation, (*path, "drop", "relation"))
        return spec.drop.relation, self.patterns.pattern(kind, spec.drop.where, (*path, "drop", "where"))

    def shared(self, spec: LeverSpec, level: LevelSpec, path: Place) -> tuple[str, str, str] | None:
        if spec.share is None or self.adding(spec.share.lever, level, (*path, "share", "lever")) is None:
            return None
        owner = level.levers[spec.share.lever].about
        self.other_end(owner, spec.share.through, (*path, "share", "through"))
        self.other_end(spec.about, spec.share.relation, (*path, "share", "relation"))
        return spec.share.lever, spec.share.through, spec.share.relation

    def other_end(self, kind: str, relation: str, path: Place) -> str:
        found = self.ruleset.relations.get((kind, relation))
        if found is None:
            known = [name for of, name in self.ruleset.relations if of == kind]
            self.refuse(path, f"'{relation}' is not a relation of {kind}", nearest(relation, known))
        return found or kind

    def values(self, kind: str, written: Mapping[str, str], path: Place) -> Iterator[tuple[str, Value]]:
        for name, word in written.items():
            kind_of = self.property_type(kind, name, (*path, name))
            if kind_of is None:
                continue
            value = self.value(kind_of, word)
            if value is None:
                self.refuse((*path, name), f"'{word}' is not a value of {name}", nearest(word, kind_of.words))
            else:
                yield name, value

    def value(self, kind_of: PropertyType, word: str) -> Value | None:
        if kind_of.name == "date":
            return self.as_of if word == "as_of" else None
        if kind_of.name == "number":
            return _number(word)
        return word if kind_of.name == "text" else coerce(kind_of, word)

    def property_type(self, kind: str, name: str, path: Place) -> PropertyType | None:
        return self.patterns.scope.property_type(kind, name, path)

    def refuse(self, path: Place, what: str, todo: str) -> None:
        self.problems.append(self.source.problem(path, what, todo))
