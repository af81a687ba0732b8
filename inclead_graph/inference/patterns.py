"""Patterns and conditions of a rule file, checked word by word and made ready to run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from inclead_graph.errors import Problem, nearest
from inclead_graph.inference.rules import (
    AS_OF,
    AsOf,
    Clause,
    Compare,
    Is,
    Known,
    OneOf,
    Pattern,
    PropertyType,
    Quantified,
    Test,
)
from inclead_graph.located import Located
from inclead_graph.model.rulefile import ClauseSpec, QuantifierSpec, ValueSpec

__all__ = ["Params", "PatternReader", "Scope", "coerce", "dated_value", "fill"]

Params = Mapping[str, str | tuple[str, ...]]
Place = tuple[str | int, ...]
T = TypeVar("T")

_COMPARISONS = ("at_least", "at_most", "above", "below")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_ONE, _NONE = Fraction(1), Fraction(0)


@dataclass
class Scope:
    """What names mean in one stratum, as of one day; collects the problems found on the way.

    ``types`` has the properties that may be read here; ``later`` those that exist but are concluded too late, with the
    stratum that concludes them.
    """

    located: Located
    as_of: dt.date
    types: Mapping[tuple[str, str], PropertyType]
    later: Mapping[tuple[str, str], str]
    relations: Mapping[tuple[str, str], str]
    values: Mapping[str, ValueSpec]
    problems: list[Problem]
    interned: dict[Any, Any] = field(default_factory=dict)

    def refuse(self, path: Place, what: str, todo: str = "", *, at_key: bool = False) -> None:
        """Record a problem at ``path`` of the rule file."""
        self.problems.append(self.located.problem(path, what, todo, at_key=at_key))

    def intern(self, value: T) -> T:
        """Return the one object that stands for all equal ones, so that engines can share work between rules."""
        found: T = self.interned.setdefault(value, value)
        return found

    def property_type(self, kind: str, name: str, path: Place) -> PropertyType | None:
        """Look a property up, or say what is wrong with it."""
        found = self.types.get((kind, name))
        if found is None and (kind, name) in self.later:
            stratum = self.later[kind, name]
            self.refuse(path, f"'{name}' is concluded by stratum '{stratum}', which does not come before this one",
                        "read only what earlier strata conclude", at_key=True)  # fmt: skip
        elif found is None:
            known = [prop for of, prop in self.types if of == kind]
            self.refuse(path, f"'{name}' is not a property of {kind}", nearest(name, known), at_key=True)
        return found


def fill(text: str, params: Params, scalars: Mapping[str, str] | None = None) -> str | tuple[str, ...]:
    """Put parameters into ``{name}`` places; text that is nothing but one place takes the parameter whole.

    >>> fill("{undecided}", {"undecided": ("unknown",)}), fill("at {grade}", {"grade": "developing"})
    (('unknown',), 'at developing')
    """
    whole = _PLACEHOLDER.fullmatch(text)
    if whole and whole[1] in params:
        return params[whole[1]]
    known = {**(scalars or {}), **{name: value for name, value in params.items() if isinstance(value, str)}}
    return _PLACEHOLDER.sub(lambda match: known.get(match[1], match[0]), text)


def dated_value(spec: ValueSpec, as_of: dt.date) -> Any:
    """Return the entry of a dated threshold that is in force on a day; the first one before its own day."""
    past = [dated for dated in spec.dated if dated.start <= as_of]
    return max(past, key=lambda d: d.start) if past else min(spec.dated, key=lambda d: d.start)


def coerce(kind_of: PropertyType, written: str) -> str | bool | None:
    """Turn a written word into a value of the property; ``None`` when it is not one.

    >>> coerce(PropertyType("truth", "accepted"), "true")
    True
    """
    if kind_of.name == "truth":
        return {"true": True, "false": False}.get(written)
    if kind_of.words:
        return written if written in kind_of.words else None
    return written if kind_of.name == "reason" else None


class PatternReader:
    """Reads the clauses of one rule or condition, for one combination of parameters."""

    def __init__(self, scope: Scope, params: Params) -> None:
        self.scope = scope
        self.params = params

    def clause(self, name: str, spec: ClauseSpec, kind: str, path: Place) -> Clause | None:
        """Read one clause about a thing of ``kind``; ``None`` when a problem was recorded."""
        quantifiers = {
            "any": spec.any_, "all": spec.all_, "none": spec.none,
            "count": spec.count, "share": spec.share, "sum": spec.sum,
        }  # fmt: skip
        written = [word for word, value in quantifiers.items() if value] + (["is"] if spec.is_ is not None else [])
        if len(written) != 1:
            self.scope.refuse(path, "a condition states exactly one of: is, any, all, none, count, share, sum",
                              f"this one states {', '.join(written) or 'none'}")  # fmt: skip
            return None
        says = self.text(spec.says)
        if spec.is_ is not None:
            return Clause(name, says, Is(self.pattern(kind, spec.is_, (*path, "is"))))
        word = written[0]
        quantifier = quantifiers[word]
        assert quantifier is not None  # noqa: S101 (it is the one that was written)
        condition = self._quantified(word, quantifier, kind, (*path, word))
        return Clause(name, says, self.scope.intern(condition)) if condition else None

    def text(self, written: str) -> str:
        """Put in parameters, and then thresholds: a parameter's value may name one, as ``{factors_there}``."""
        return str(fill(str(fill(written, self.params)), {}, self.scalars()))

    def scalars(self) -> dict[str, str]:
        """Return the thresholds that are one number, as text, by name."""
        values = {name: dated_value(spec, self.scope.as_of).value for name, spec in self.scope.values.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _quantified(self, word: str, spec: QuantifierSpec, kind: str, path: Place) -> Quantified | None:
        target = self.scope.relations.get((kind, spec.of))
        if target is None:
            known = [name for of, name in self.scope.relations if of == kind]
            self.scope.refuse((*path, "of"), f"'{spec.of}' is not a relation of {kind}", nearest(spec.of, known))
            return None
        counted = word in ("any", "none", "count", "sum")
        if counted and spec.satisfy is not None:
            self.scope.refuse((*path, "satisfy"), f"'{word}' takes no 'satisfy'", "put it under 'where'", at_key=True)
        if not counted and spec.satisfy is None:
            self.scope.refuse(path, f"'{word}' needs 'satisfy'", "say what the things must be")
        at_least, at_most = self._bounds(word, spec, path)
        self._check_sum(word, spec, target, path)
        return Quantified(
            word=word,
            relation=spec.of,
            where=self.pattern(target, spec.where, (*path, "where")),
            satisfy=self.pattern(target, spec.satisfy, (*path, "satisfy")),
            at_least=at_least,
            at_most=at_most,
            of_where=not counted,
            summed=self.text(spec.add) if spec.add else None,
        )

    def _check_sum(self, word: str, spec: QuantifierSpec, target: str, path: Place) -> None:
        if (word == "sum") is (spec.add is None):
            self.scope.refuse(
                path, "'sum' needs 'add', the number to add up, and nothing else takes it", "see docs/rules.md"
            )
        name = self.text(spec.add) if spec.add else ""
        kind_of = self.scope.property_type(target, name, (*path, "add")) if name else None
        if kind_of is not None and kind_of.name != "number":
            self.scope.refuse((*path, "add"), f"'{name}' of {target} is not a number", "add up a number")

    def _bounds(self, word: str, spec: QuantifierSpec, path: Place) -> tuple[Fraction | None, Fraction | None]:
        fixed = {"any": (_ONE, None), "none": (None, _NONE), "all": (_ONE, None)}
        written = (self._number(spec.at_least, (*path, "at_least")), self._number(spec.at_most, (*path, "at_most")))
        if word in fixed:
            if written != (None, None):
                self.scope.refuse(path, f"'{word}' takes no bound", "use 'count', 'share' or 'sum'")
            return fixed[word]
        if written == (None, None):
            self.scope.refuse(path, f"'{word}' needs at_least or at_most", "name a number or a value of this file")
        return written

    def _number(self, written: str | None, path: Place) -> Fraction | None:
        if written is None:
            return None
        written = self.text(written)
        spec = self.scope.values.get(written)
        text = dated_value(spec, self.scope.as_of).value if spec else written
        try:
            return Fraction(text)
        except (ValueError, TypeError, ZeroDivisionError):
            hint = nearest(written, self.scope.values)
            self.scope.refuse(path, f"'{written}' is neither a number nor a named value of one number", hint)
            return None

    def pattern(self, kind: str, written: Any, path: Place) -> Pattern:
        """Read a pattern: a mapping of tests that must all hold, or a list of alternatives."""
        if written is None:
            return self.scope.intern(((),))
        alternatives = written if isinstance(written, list) else [written]
        read: list[tuple[Test, ...]] = []
        for index, tests in enumerate(alternatives):
            here = (*path, index) if isinstance(written, list) else path
            if not isinstance(tests, dict):
                self.scope.refuse(
                    here, "a pattern is 'property: test' lines, or a list of such", "indent them below it"
                )
                continue
            conjunction = [self._test(kind, raw, spec, (*here, raw)) for raw, spec in tests.items()]
            if not any(isinstance(t, OneOf) and not t.values for t in conjunction):
                read.append(tuple(t for t in conjunction if t is not None))
        return self.scope.intern(tuple(read))

    def _test(self, kind: str, raw_name: str, written: Any, path: Place) -> Test | None:
        name = str(fill(raw_name, self.params))
        kind_of = self.scope.property_type(kind, name, path)
        if kind_of is None:
            return None
        if isinstance(written, dict) and len(written) == 1:
            ((operator, operand),) = written.items()
            return self._comparison(kind_of, name, operator, operand, (*path, operator))
        words = self._words(written)
        if not words and written not in ([], ()) and not isinstance(fill(str(written), self.params), tuple):
            self.scope.refuse(path, "a test is a word, a list of words, or one comparison", "see docs/rules.md")
            return None
        return OneOf(name, self._checked(kind_of, name, words, path))

    def _words(self, written: Any) -> tuple[str, ...]:
        if isinstance(written, str):
            filled = fill(written, self.params)
            return filled if isinstance(filled, tuple) else (filled,)
        return tuple(w for w in written if isinstance(w, str)) if isinstance(written, list) else ()

    def _checked(self, kind_of: PropertyType, name: str, words: Iterable[str], path: Place) -> frozenset[str | bool]:
        values: set[str | bool] = set()
        for word in words:
            value = coerce(kind_of, word) if kind_of.keep != "every" else None
            if value is None:
                known = kind_of.words or (("true", "false") if kind_of.name == "truth" else ())
                todo = nearest(word, known) or "test it with 'known' or a comparison"
                self.scope.refuse(path, f"'{word}' is not a value of {name}", todo)
            else:
                values.add(value)
        return frozenset(values)

    def _comparison(self, kind_of: PropertyType, name: str, operator: str, operand: Any, path: Place) -> Test | None:
        if operator == "known":
            if operand not in ("true", "false"):
                self.scope.refuse(path, f"'{operand}' is not true or false", "write true or false")
            return Known(name, operand == "true")
        if operator == "not":
            excluded = self._checked(kind_of, name, self._words(operand), path)
            everything = kind_of.words or (True, False)
            return OneOf(name, frozenset(v for v in everything if v not in excluded))
        if operator == "listed_in":
            return self._listed_in(name, str(operand), path)
        if operator not in _COMPARISONS:
            hint = nearest(operator, ("known", "not", "listed_in", *_COMPARISONS))
            self.scope.refuse(path, f"'{operator}' is not a comparison", hint, at_key=True)
            return None
        if kind_of.words:
            return self._ordered(kind_of, name, operator, operand, path)
        return self._dated(kind_of, name, operator, operand, path)

    def _listed_in(self, name: str, table: str, path: Place) -> Test | None:
        spec = self.scope.values.get(table)
        if spec is None or spec.by is None:
            tables = [value for value, of in self.scope.values.items() if of.by]
            self.scope.refuse(path, f"'{table}' is not a table of this rulebook", nearest(table, tables))
            return None
        return OneOf(name, frozenset(dated_value(spec, self.scope.as_of).entries or ()))

    def _ordered(self, kind_of: PropertyType, name: str, operator: str, operand: Any, path: Place) -> Test | None:
        (word,) = self._words(operand)[:1] or ("",)
        if word not in kind_of.words:
            self.scope.refuse(path, f"'{word}' is not a value of {name}", nearest(word, kind_of.words))
            return None
        rank = kind_of.words.index(word)
        keep = {
            "at_least": kind_of.words[rank:],
            "above": kind_of.words[rank + 1 :],
            "at_most": kind_of.words[: rank + 1],
            "below": kind_of.words[:rank],
        }
        return OneOf(name, frozenset(keep[operator]))

    def _dated(self, kind_of: PropertyType, name: str, operator: str, operand: Any, path: Place) -> Test | None:
        if kind_of.name != "date":
            self.scope.refuse(path, f"{name} has no order", "test it with words or with 'known'")
            return None
        day: dt.date | AsOf | None = AS_OF if operand == "as_of" else _date(operand)
        if day is None:
            self.scope.refuse(path, f"'{operand}' is neither as_of nor a date", "write as_of, or a date as 2012-03-01")
            return None
        return Compare(name, operator, day)


def _date(written: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(written))
    except ValueError:
        return None
