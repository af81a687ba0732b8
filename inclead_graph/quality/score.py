"""Which slips of the pen the cases notice: every mutant held against the cases, and the share that is found out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from inclead_graph.errors import InputError, RulebookError
from inclead_graph.inference.cases import Case
from inclead_graph.inference.engine import computed_value
from inclead_graph.inference.reference import Matcher
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Rule, Ruleset, Stratum
from inclead_graph.located import validate
from inclead_graph.model.rulefile import QualityFile, RuleFile
from inclead_graph.quality.differences import as_case, difference
from inclead_graph.quality.mutants import Mutant, mutants_of
from inclead_graph.quality.worlds import UndecidedError, Worlds

__all__ = ["PROVED", "Bench", "Score", "Trial", "all_mutants", "notices", "score_of"]

PROVED = "it fires on the same things and says the same, decided over all that its conditions can tell apart"

ByRule: TypeAlias = Mapping[str, Sequence[Rule]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one mutant.

    Attributes:
        mutant: the change.
        outcome: ``noticed`` by a case; ``survived`` all of them; ``refused`` when the rule book is read, as a slip of
            this kind would be; ``equivalent`` because it changes nothing.
        by: the case that noticed it, what refused it, or why it changes nothing.
        missing: for one that survived, a case that would notice it, ready to be written down.
    """

    mutant: Mutant
    outcome: str
    by: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """All trials together."""

    trials: tuple[Trial, ...]
    stale: tuple[str, ...] = ()
    """Declared to change nothing, and not so, or not there any more."""

    def of(self, outcome: str) -> tuple[Trial, ...]:
        """Return the trials that ended in one way."""
        return tuple(trial for trial in self.trials if trial.outcome == outcome)

    @property
    def share(self) -> float:
        """The share that is noticed of all that change something; one where nothing does."""
        noticed, survived = len(self.of("noticed")), len(self.of("survived"))
        return noticed / (noticed + survived) if noticed + survived else 1.0

    @property
    def summary(self) -> str:
        """The figures in one sentence."""
        noticed, survived, same, refused = (
            len(self.of(outcome)) for outcome in ("noticed", "survived", "equivalent", "refused")
        )
        return (
            f"{noticed} of {noticed + survived} changes are noticed by a case ({self.share:.1%}); "
            f"{same} more change nothing, and {refused} are refused when the rules are read."
        )


def score_of(
    rulebook: Rulebook, cases: Sequence[Case], declared: QualityFile | None = None, rule: str | None = None
) -> Score:
    """Hold every mutant against the cases; or those of one rule and of the conditions that it names.

    Args:
        rulebook: the rules to change.
        cases: the cases that should notice.
        declared: which changes are known to change nothing.
        rule: the one rule that is asked about.

    Example::

        score_of(rulebook, read_cases(folder, rulebook)).share
    """
    bench = Bench(rulebook, cases)
    wanted = None if rule is None else _owners(rulebook, rule)
    mutants = [m for m in all_mutants(rulebook) if wanted is None or (m.index, m.owner) in wanted]
    reasons = {entry.mutant: entry.because for entry in declared.equivalent} if declared else {}
    trials = []
    for trial in map(bench.trial, mutants):
        if trial.outcome == "survived" and trial.mutant.key in reasons:
            trials.append(Trial(trial.mutant, "equivalent", f"declared: {reasons.pop(trial.mutant.key)}"))
        else:
            trials.append(trial)
    return Score(tuple(trials), tuple(sorted(reasons)) if rule is None else ())


def _owners(rulebook: Rulebook, rule: str) -> set[tuple[int, str]]:
    """Return whose mutants concern a rule: its own, and those of the conditions of its file that it names."""
    return {
        (index, owner)
        for index, (_, file) in enumerate(rulebook.files)
        for spec in file.rules
        if spec.id == rule
        for owner in (f"rule {rule}", *(f"condition {name}" for name in spec.when if isinstance(name, str)))
    }


def all_mutants(rulebook: Rulebook) -> list[Mutant]:
    """Return every mutant of every file, in the order of the strata."""
    return [mutant for index in range(len(rulebook.files)) for mutant in mutants_of(rulebook, index)]


def notices(case: Case, rule: Rule | None) -> bool:
    """Say whether a case comes out differently with ``rule`` in the place of its own; ``None`` when there is none."""
    if rule is None:
        return bool(case.fires_on)
    columns = dict(case.facts.columns)
    fired = Matcher(case.ruleset, case.facts, columns).subjects(rule)
    if fired != case.fires_on or case.concludes is None:
        return fired != case.fires_on
    name, value = case.concludes
    try:
        return rule.property != name or any(computed_value(rule, columns, thing) != value for thing in fired)
    except KeyError:  # a value that is not known
        return True


@dataclass(frozen=True)
class Bench:
    """The cases, ready to be held against one mutant after another."""

    rulebook: Rulebook
    cases: Sequence[Case]

    def trial(self, mutant: Mutant) -> Trial:
        """Hold one mutant against every case that could notice it."""
        try:
            for day, cases in self._by_day(mutant):
                rules = self.compiled(mutant, day)
                for case in cases:
                    if notices(case, self._counterpart(rules, case)):
                        return Trial(mutant, "noticed", f"{case.place}: {case.name}")
            return self._unnoticed(mutant)
        except (RulebookError, InputError) as error:
            return Trial(mutant, "refused", error.problems[0].what)

    def _unnoticed(self, mutant: Mutant) -> Trial:
        """Find out whether a mutant that no case noticed changes anything, and what case would notice it."""
        undecided = False
        for day in self._days:
            for own, now in self._pairs(mutant, day):
                if (own.about, own.property, own.value) != (now.about, now.property, now.value):
                    missing = f"a case of {own.key} that says what it concludes: 'concludes: {{{own.property}: ...}}'"
                    return Trial(mutant, "survived", missing=missing)
                try:
                    found = difference(self._worlds(day), own, now)
                except UndecidedError:
                    undecided = True
                    continue
                if found is not None:
                    missing = as_case(own, found.world, day, fires=found.fires, name=f"To be judged: {mutant.change}")
                    return Trial(mutant, "survived", missing=missing)
        if undecided:
            return Trial(mutant, "survived", missing="it is not decided whether any case could notice it")
        return Trial(mutant, "equivalent", PROVED)

    @cached_property
    def _days(self) -> list[dt.date]:
        """One day for each set of rules and thresholds that was ever in force; days of cases first."""
        cases = sorted({case.facts.as_of for case in self.cases}, reverse=True)
        days = [*cases, *reversed(self.rulebook.days_of_change())]
        return list({id(self.rulebook.in_force(day)): day for day in reversed(days)}.values())[::-1]

    def _pairs(self, mutant: Mutant, day: dt.date) -> Iterator[tuple[Rule, Rule]]:
        """Yield each rule as it stands with what the mutant makes of it, where that is not the same."""
        changed = self.compiled(mutant, day)
        for rule in self.rulebook.in_force(day).by_key.values():
            own = _of_id(self.rulebook.in_force(day), rule.id)
            now = changed.get(rule.id, ())
            if len(now) == len(own):
                yield rule, now[own.index(rule.key)]

    def _worlds(self, day: dt.date) -> Worlds:
        ruleset = self.rulebook.in_force(day)
        return Worlds(ruleset.types, ruleset.relations, day)

    def compiled(self, mutant: Mutant, day: dt.date) -> ByRule:
        """Return the rules of a mutant as they stand on a day, by their id.

        Raises:
            InputError, RulebookError: it is no rule file any more.
        """
        # What a sentence names may be just what the mutant leaves out; the sentence decides nothing.
        rules = [{**rule, "because": "It follows."} for rule in mutant.data["rules"]]
        source = replace(self.rulebook.files[mutant.index][0], data={**mutant.data, "rules": rules})
        file = validate(RuleFile, source)
        if not mutant.shared:
            return _by_rule([self.rulebook.variant(mutant.index, file, day)])
        files = (*self.rulebook.files[: mutant.index], (source, file), *self.rulebook.files[mutant.index + 1 :])
        return _by_rule(replace(self.rulebook, files=files, _ready={}).in_force(day).strata)

    def _by_day(self, mutant: Mutant) -> Iterator[tuple[dt.date, list[Case]]]:
        """Yield the cases that read what the mutant changes, those together for which the same rules are in force."""
        mine = {rule.id for rule in self.rulebook.files[mutant.index][1].rules}
        days: dict[int, dt.date] = {}
        together: defaultdict[int, list[Case]] = defaultdict(list)
        for case in self.cases:
            if mutant.shared or case.rule.id in mine:
                key = id(self.rulebook.in_force(case.facts.as_of))
                days.setdefault(key, case.facts.as_of)
                together[key].append(case)
        yield from ((days[key], cases) for key, cases in together.items())

    def _counterpart(self, rules: ByRule, case: Case) -> Rule | None:
        """Return the rule that stands where the case's own rule stood."""
        own = _of_id(self.rulebook.in_force(case.facts.as_of), case.rule.id)
        now = rules.get(case.rule.id, ())
        return now[own.index(case.rule.key)] if len(now) == len(own) else None


def _of_id(ruleset: Ruleset, rule_id: str) -> list[str]:
    return [key for key, rule in ruleset.by_key.items() if rule.id == rule_id]


def _by_rule(strata: Iterable[Stratum]) -> ByRule:
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for stratum in strata:
        for rule in stratum.rules:
            found[rule.id].append(rule)
    return found
