"""Which rules a question needs: those that conclude what is asked, and all that these read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from inclead_graph.inference.rules import Computed, Quantified, Rule, Ruleset, properties_of

__all__ = ["GRADES", "only_for", "reads"]

Place = tuple[str, str]

GRADES: frozenset[Place] = frozenset((kind, bound) for kind in ("factor", "stage") for bound in ("floor", "ceiling"))
"""The grades of factors and stages, twice."""


def only_for(ruleset: Ruleset, wanted: Collection[Place]) -> Ruleset:
    """Return the ruleset with no rules but those on which ``wanted`` hangs; strata without any are left out.

    Raises:
        KeyError: something wanted is no property of the rulebook.
    """
    needed = dict.fromkeys(wanted)
    unknown = [place for place in needed if place not in ruleset.types]
    if unknown:
        raise KeyError(f"no property of the rulebook: {unknown}")
    strata = []
    for stratum in reversed(ruleset.strata):
        concludes = {place: kind_of for place, kind_of in stratum.concludes.items() if place in needed}
        rules = tuple(rule for rule in stratum.rules if (rule.about, rule.property) in concludes)
        for rule in rules:
            needed |= dict.fromkeys(reads(ruleset, rule))
        if concludes:
            strata.append(replace(stratum, concludes=concludes, rules=rules))
    return replace(ruleset, strata=tuple(reversed(strata)))


def reads(ruleset: Ruleset, rule: Rule) -> Iterator[Place]:
    """Yield the properties that a rule reads, of its own thing and of related ones."""
    for condition in (clause.condition for clause in rule.clauses):
        if isinstance(condition, Quantified):
            kind = ruleset.relations[rule.about, condition.relation]
            names = properties_of(condition.where, condition.satisfy)
            yield from ((kind, name) for name in (*names, *filter(None, (condition.summed,))))
        else:
            yield from ((rule.about, name) for name in properties_of(condition.pattern))
    if isinstance(rule.value, Computed):
        yield from ((rule.about, name) for name in (rule.value.property, rule.value.by) if name)
