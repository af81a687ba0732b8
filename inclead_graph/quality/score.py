"""Which slips of the pen the cases notice: every mutant held against the cases, and the share that is found out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from inclead_graph.errors import InputError, RulebookError
from inclead_graph.inference.cases import Case
from inclead_graph.inference.engine import computed_value
from inclead_graph.inference.reference import Matcher
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Quantified, Rule, Ruleset
from inclead_graph.located import validate
from inclead_graph.model.rulefile import QualityFile, RuleFile
from inclead_graph.quality.differences import Difference, as_case, difference
from inclead_graph.quality.mutants import Mutant, mutants_of
from inclead_graph.quality.worlds import UndecidedError, Worlds

__all__ = ["PROVED", "Bench", "Score", "Trial", "all_mutants", "notices", "score_of"]

PROVED = "it fires on the same things and says the same, decided over all that its conditions can tell apart"


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
            for day, cases in self._cases.items():
                mine = [case for rule in mutant.rules for case in cases.get(rule, ())]
                rules = self.compiled(mutant, day) if mine else {}
                for case in mine:
                    if notices(case, self._counterpart(rules, case.rule, day)):
                        return Trial(mutant, "noticed", f"{case.place}: {case.name}")
            return self._unnoticed(mutant)
        except (RulebookError, InputError) as error:
            return Trial(mutant, "refused", error.problems[0].what)

    def _offered(self, mutant: Mutant, rule: Rule, day: dt.date, found: Difference) -> str:
        """Return a case that would notice; none where what the rule looks at would be a subject of the case, too."""
        relations = self._rulesets[day].relations
        conditions = (clause.condition for clause in rule.clauses)
        if any(isinstance(c, Quantified) and relations[rule.about, c.relation] == rule.about for c in conditions):
            return "a case to be written by hand: the rule looks at things of its own kind"
        return as_case(rule, found.world, day, fires=found.fires, name=f"To be judged: {mutant.change}")

    def _unnoticed(self, mutant: Mutant) -> Trial:
        """Find out whether a mutant that no case noticed changes anything, and what case would notice it."""
        if not mutant.rules:
            return Trial(mutant, "equivalent", "no rule reads it")
        undecided = False
        for day in self._rulesets:
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
                    return Trial(mutant, "survived", missing=self._offered(mutant, own, day, found))
        if undecided:
            return Trial(mutant, "survived", missing="it is not decided whether any case could notice it")
        return Trial(mutant, "equivalent", PROVED)

    @cached_property
    def _rulesets(self) -> dict[dt.date, Ruleset]:
        """The rules of one day for each set of rules and thresholds that was ever in force; days of cases first."""
        cases = sorted({case.facts.as_of for case in self.cases}, reverse=True)
        days = [*cases, *reversed(self.rulebook.days_of_change())]
        rulesets = [(day, self.rulebook.in_force(day)) for day in reversed(days)]
        return dict(reversed({id(ruleset): (day, ruleset) for day, ruleset in rulesets}.values()))

    @cached_property
    def _cases(self) -> dict[dt.date, dict[str, list[Case]]]:
        """The cases by the id of their rule, under a day on which the same rules are in force as on theirs."""
        days = {id(ruleset): day for day, ruleset in self._rulesets.items()}
        day_of = {day: days[id(self.rulebook.in_force(day))] for day in {case.facts.as_of for case in self.cases}}
        found: dict[dt.date, dict[str, list[Case]]] = {}
        for case in self.cases:
            found.setdefault(day_of[case.facts.as_of], {}).setdefault(case.rule.id, []).append(case)
        return found

    @cached_property
    def _keys(self) -> dict[dt.date, dict[str, list[Rule]]]:
        """The rules of each day by their id."""
        return {day: _by_rule(ruleset.by_key.values()) for day, ruleset in self._rulesets.items()}

    def _pairs(self, mutant: Mutant, day: dt.date) -> Iterator[tuple[Rule, Rule]]:
        """Yield each rule that a mutant concerns, as it stands, with what the mutant makes of it."""
        changed = self.compiled(mutant, day)
        for rule_id in sorted(mutant.rules):
            for rule in self._keys[day].get(rule_id, ()):
                now = self._counterpart(changed, rule, day)
                if now is not None:
                    yield rule, now

    def _worlds(self, day: dt.date) -> Worlds:
        return Worlds(self._rulesets[day].types, self._rulesets[day].relations, day)

    def compiled(self, mutant: Mutant, day: dt.date) -> Mapping[str, Sequence[Rule]]:
        """Return the rules that a mutant concerns, as it makes them and as they stand on a day, by their id.

        Raises:
            InputError, RulebookError: it is no rule file any more.
        """
        # What a sentence names may be just what the mutant leaves out; the sentence decides nothing.
        rules = [{**rule, "because": "It follows."} for rule in mutant.data["rules"] if rule["id"] in mutant.rules]
        data = {**mutant.data, "rules": rules or mutant.data["rules"][:1]}
        file = validate(RuleFile, replace(self.rulebook.files[mutant.index][0], data=data))
        return _by_rule(self.rulebook.variant(mutant.index, file, mutant.rules, day))

    def _counterpart(self, rules: Mapping[str, Sequence[Rule]], own: Rule, day: dt.date) -> Rule | None:
        """Return the rule that stands where a rule stood."""
        were, now = self._keys[day].get(own.id, []), rules.get(own.id, ())
        at = next((number for number, rule in enumerate(were) if rule.key == own.key), None)
        return now[at] if at is not None and len(now) == len(were) else None


def _by_rule(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.id].append(rule)
    return dict(found)
