"""A rulebook is asked how good it is: what its cases try out, and which slips of the pen they would notice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.assess import Knowledge, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import RulebookError
from inclead_graph.inference.cases import Case, read_cases, run_case
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.reference import Matcher, ReferenceEngine
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import AS_OF, Compare, Is, Known, OneOf, Pattern, PropertyType, Quantified, Ruleset
from inclead_graph.located import validate
from inclead_graph.model.rulefile import DeclaredFinding, QualityFile, RuleFile
from inclead_graph.quality.checks import FAMILIES, Finding, check_rulebook
from inclead_graph.quality.coverage import coverage_of
from inclead_graph.quality.declared import read_declared
from inclead_graph.quality.mutants import mutants_of
from inclead_graph.quality.score import Bench, all_mutants, score_of
from inclead_graph.quality.worlds import UndecidedError, World, Worlds

DAY = dt.date(2026, 3, 31)

HEAD = """stratum: tiny
title: A stratum made up for a test
concludes:
  {kind}:
    {property}
rules:
  - id: tiny-rule
    version: 1
    title: A rule made up for a test
    in_force: {{from: 2012-03-01}}
    citation: [{{model: "3.1"}}]
    about: {kind}
    when:
      - says: a condition made up for a test
        {condition}
    then: {{{then}}}
    because: "{{label}}."
"""


def tiny(here: Path, condition: str, then: str = 'flag: "true"', kind: str = "criterion",
         prop: str = "flag: {type: truth, title: a flag}") -> Path:  # fmt: skip
    """A rulebook of one rule with one condition."""
    folder = here / "rules"
    (folder / "cases").mkdir(parents=True)
    text = HEAD.format(kind=kind, property=prop, condition=condition, then=then)
    (folder / "1-tiny.yaml").write_text(text, encoding="utf-8")
    return folder


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


# Slips of the pen, counted by hand


@pytest.mark.parametrize(
    ("condition", "kind", "changes"),
    [
        ("is: {date: {at_most: as_of}}", "evidence",
         ["leave out the test of date", "below in place of at_most", "above in place of at_most"]),
        ("is: {date: {above: 2012-03-01}}", "evidence",
         ["leave out the test of date", "at_least in place of above", "at_most in place of above",
          "2012-02-29 for 2012-03-01", "2012-03-02 for 2012-03-01"]),
        ("is: {source: {known: true}}", "evidence", ["leave out the test of source", "known: false"]),
        ("is: {role: action}", "criterion",
         ["leave out the test of role", "'foundation' for 'action'", "'outcome' for 'action'"]),
        ("is: {role: {not: outcome}}", "criterion",
         ["leave out the test of role", "leave out 'not'", "'action' for 'outcome'"]),
        ("is: [{role: foundation}, {by_group: true}]", "criterion",
         ["leave out alternative 1", "leave out the test of role", "'action' for 'foundation'",
          "leave out alternative 2", "leave out the test of by_group", "false for true"]),
        ("any: {of: evidence, where: {claim: supports, status: [in place, effective]}}", "criterion",
         ["'none' in place of 'any'", "'all' in place of 'any'", "leave out the test of claim",
          "'refutes' for 'supports'", "leave out the test of status", "leave out 'in place'", "leave out 'effective'",
          "add 'planned'", "add 'under way'"]),
        ("none: {of: evidence}", "criterion", ["'any' in place of 'none'", "'all' in place of 'none'"]),
        ("all: {of: evidence, satisfy: {claim: supports}}", "criterion",
         ["'any' in place of 'all'", "'none' in place of 'all'", "'share' in place of 'all'",
          "leave out the test of claim", "'refutes' for 'supports'"]),
        ("count: {of: evidence, at_least: 2}", "criterion",
         ["'any' in place of 'count'", "'none' in place of 'count'", "1 for 2", "3 for 2",
          "at_most in place of at_least"]),
        ("share: {of: evidence, satisfy: {claim: supports}, at_most: 2/3}", "criterion",
         ["'any' in place of 'share'", "'all' in place of 'share'", "leave out the test of claim",
          "'refutes' for 'supports'", "1/3 for 2/3", "3/3 for 2/3", "at_least in place of at_most"]),
    ],
)  # fmt: skip
def test_each_condition_is_changed_in_every_way_that_was_counted_by_hand(
    condition: str, kind: str, changes: list[str], tmp_path: Path, knowledge: Knowledge
) -> None:
    rulebook = load_knowledge(rules=tiny(tmp_path, condition, kind=kind)).rulebook

    made = [mutant.change for mutant in mutants_of(rulebook, 0)]

    assert Counter(made) == Counter([*changes, "false for true"])  # the last is that of the conclusion


@pytest.mark.parametrize(
    ("then", "prop", "changes"),
    [
        ("word: met", "word: {type: verdict, title: a word}", ["'not met' for 'met'"]),
        ("word: contested", "word: {type: verdict, title: a word}",
         ["'not met' for 'contested'", "'unknown' for 'contested'"]),
        ("why: it is late", "why: {type: reason, keep: every, title: a reason}", ["'something else' for 'it is late'"]),
        ("day: {property: date}", "day: {type: date, title: a day}",
         ["take it from expires in place of date", "take it from withdrawn in place of date",
          "take it from day in place of date"]),
    ],
)  # fmt: skip
def test_a_conclusion_is_changed_to_its_neighbours(then: str, prop: str, changes: list[str], tmp_path: Path) -> None:
    rulebook = load_knowledge(rules=tiny(tmp_path, "is: {source: {known: true}}", then, "evidence", prop)).rulebook

    made = [mutant.change for mutant in mutants_of(rulebook, 0)]

    assert [change for change in made if change not in ("leave out the test of source", "known: false")] == changes


def test_a_mutant_names_file_line_and_owner_and_its_key_is_its_own(knowledge: Knowledge) -> None:
    mutants = all_mutants(knowledge.rulebook)

    assert len({mutant.key for mutant in mutants}) == len(mutants) > 400
    (one,) = [m for m in mutants if m.key == "stage / threshold factors_there / dated.0.value: 1/3 for 2/3"]
    line = (bundled("rules") / "6-stage.yaml").read_text(encoding="utf-8").splitlines()[one.line - 1]
    assert (one.file, one.owner, line.strip()) == ("rules/6-stage.yaml", "threshold factors_there", "value: 2/3")


def test_parameters_are_changed_where_they_decide_and_not_where_they_only_speak(knowledge: Knowledge) -> None:
    keys = [mutant.key for mutant in all_mutants(knowledge.rulebook)]

    assert any("for_each.0.1.undecided.1: leave out 'contested'" in key for key in keys)
    assert any("for_each.0.0.bound: 'ceiling' for 'floor'" in key for key in keys)
    assert not any(".proviso" in key for key in keys)


# Which of them the cases notice

CASES = """cases:
  - rule: tiny-rule
    name: Dated on the day
    as_of: 2026-03-31
    facts:
      evidence: {E: {date: 2026-03-31}}
    fires_on: [E]
"""


def test_the_score_of_a_tiny_rulebook_is_the_one_worked_out_by_hand(tmp_path: Path) -> None:
    folder = tiny(tmp_path, "is: {date: {at_most: as_of}}", kind="evidence")
    (folder / "cases" / "1-tiny.yaml").write_text(CASES, encoding="utf-8")
    rulebook = load_knowledge(rules=folder).rulebook

    score = score_of(rulebook, read_cases(folder, rulebook))

    assert {t.mutant.change: t.outcome for t in score.trials} == {
        "leave out the test of date": "survived",  # no case has evidence without a date, or of tomorrow
        "below in place of at_most": "noticed",
        "above in place of at_most": "noticed",
        "false for true": "survived",  # the case does not say what is concluded
    }
    assert score.share == 0.5
    assert score.summary.startswith("2 of 4 changes are noticed by a case (50.0%)")


def test_a_case_that_says_what_is_concluded_notices_another_conclusion(tmp_path: Path) -> None:
    folder = tiny(tmp_path, "is: {date: {at_most: as_of}}", kind="evidence")
    (folder / "cases" / "1-tiny.yaml").write_text(CASES + "    concludes: {flag: true}\n", encoding="utf-8")
    rulebook = load_knowledge(rules=folder).rulebook

    score = score_of(rulebook, read_cases(folder, rulebook))

    assert [t.mutant.change for t in score.of("survived")] == ["leave out the test of date"]


def test_every_case_that_is_offered_holds_on_the_rules_as_they_stand_and_notices_the_change(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    bench = Bench(knowledge.rulebook, [])
    offered = [trial for trial in map(bench.trial, all_mutants(knowledge.rulebook)[::7]) if trial.missing[:1] == " "]
    shutil.copytree(bundled("rules"), tmp_path / "rules", ignore=shutil.ignore_patterns("cases"))
    (tmp_path / "rules" / "cases").mkdir()
    text = "cases:\n" + "\n".join(trial.missing for trial in offered)
    (tmp_path / "rules" / "cases" / "offered.yaml").write_text(text, encoding="utf-8")

    cases = read_cases(tmp_path / "rules", knowledge.rulebook)

    assert len(cases) == len(offered) > 40
    for trial, case in zip(offered, cases, strict=True):
        assert [str(o) for o in run_case(case, [ReferenceEngine()]) if not o.passed] == []
        assert Bench(knowledge.rulebook, [case]).trial(trial.mutant).outcome == "noticed", trial.mutant.key


def test_a_change_that_is_decided_to_change_nothing_is_noticed_by_no_case(knowledge: Knowledge) -> None:
    without = Bench(knowledge.rulebook, [])
    with_cases = Bench(knowledge.rulebook, read_cases(bundled("rules"), knowledge.rulebook))

    same = [m for m in all_mutants(knowledge.rulebook)[::4] if without.trial(m).outcome == "equivalent"]

    assert len(same) >= 4
    assert {with_cases.trial(mutant).outcome for mutant in same} == {"equivalent"}


def test_a_change_touches_no_rule_beyond_those_that_it_is_held_against(knowledge: Knowledge) -> None:
    """Only these are compiled anew; the whole rulebook, compiled with the change, must say the same."""
    rulebook = knowledge.rulebook
    day = max(case.facts.as_of for case in read_cases(bundled("rules"), rulebook))
    mutants = all_mutants(rulebook)
    thresholds = [mutant for mutant in mutants if mutant.owner.startswith("threshold")]
    before = {key: (r.clauses, r.property, r.value) for key, r in rulebook.in_force(day).by_key.items()}
    touched = 0
    for mutant in (*thresholds[::3], *mutants[::90]):
        source = dataclasses.replace(rulebook.files[mutant.index][0], data=mutant.data)
        files = list(rulebook.files)
        try:
            files[mutant.index] = (source, validate(RuleFile, source))
            whole = dataclasses.replace(rulebook, files=tuple(files), _ready={}).in_force(day)
        except RulebookError:  # a sentence names what was left out
            continue
        after = {key: (r.clauses, r.property, r.value) for key, r in whole.by_key.items()}
        changed = {key.partition("[")[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert changed <= mutant.rules, mutant.key
        touched += bool(changed)

    assert touched > 20


def test_the_cases_notice_nearly_every_slip_of_the_pen(knowledge: Knowledge) -> None:
    cases = read_cases(bundled("rules"), knowledge.rulebook)

    score = score_of(knowledge.rulebook, cases, read_declared(bundled("rules")))

    assert score.share >= 0.85, "\n".join(t.mutant.key for t in score.of("survived"))
    assert score.stale == ()
    assert len(score.of("refused")) < len(score.trials) / 20


def test_a_declaration_that_no_longer_applies_is_reported(tmp_path: Path) -> None:
    shutil.copytree(bundled("rules"), tmp_path / "rules")
    declared = tmp_path / "rules" / "quality" / "declared.yaml"
    gone = '  - {mutant: "stage / nothing of the kind", because: It was rewritten.}\n'
    text = declared.read_text(encoding="utf-8").replace("equivalent:\n", "equivalent:\n" + gone)
    declared.write_text(text, encoding="utf-8")

    result = inclead("rules", "mutate", "--rules", tmp_path / "rules")

    assert result.exit_code == 1
    assert "it is noticed or no longer there: stage / nothing of the kind" in result.output


def test_a_survivor_is_told_with_its_place_and_a_case_that_would_notice_it(tmp_path: Path) -> None:
    shutil.copytree(bundled("rules"), tmp_path / "rules")
    (tmp_path / "rules" / "cases" / "2-acceptance.yaml").unlink()

    result = inclead("rules", "mutate", "set-aside-too-late", "--rules", tmp_path / "rules")

    assert result.exit_code == 1
    assert "no case notices this: rule set-aside-too-late: at_least in place of above" in result.output
    assert "evidence: {E: {date: 2026-03-31}}" in result.output
    assert "0 of 4 changes are noticed by a case (0.0%)" in result.output


def test_mutate_writes_json_with_every_change() -> None:
    result = inclead("rules", "mutate", "set-aside-too-late", "--json")

    document = json.loads(result.output)
    assert (document["score"], document["noticed"], document["survived"]) == (1.0, 4, 0)
    assert {m["outcome"] for m in document["mutants"]} == {"noticed"}
    assert all(m["file"] == "rules/2-acceptance.yaml" and m["line"] and m["by"] for m in document["mutants"])


@pytest.mark.parametrize("command", ["coverage", "mutate"])
def test_a_rule_that_is_not_there_is_said_with_the_nearest(command: str) -> None:
    result = inclead("rules", command, "criterion-mett")

    assert result.exit_code == 2
    assert "there is no rule 'criterion-mett'; did you mean 'criterion-met'?" in result.output


# Coverage


def test_coverage_tells_which_case_fires_and_which_fails_by_one_condition(tmp_path: Path) -> None:
    both = "is: {source: {known: true}}\n      - says: another\n        is: [{kind: data}, {kind: policy}]"
    folder = tiny(tmp_path, both, kind="evidence")
    (folder / "cases" / "1-tiny.yaml").write_text(
        """cases:
  - {rule: tiny-rule, name: Both, as_of: 2026-03-31, facts: {evidence: {E: {source: S, kind: data}}}, fires_on: [E]}
  - {rule: tiny-rule, name: Neither, as_of: 2026-03-31, facts: {evidence: {E: {kind: survey}}}, fires_on: []}
  - {rule: tiny-rule, name: No source, as_of: 2026-03-31, facts: {evidence: {E: {kind: data}}}, fires_on: []}
""",
        encoding="utf-8",
    )
    rulebook = load_knowledge(rules=folder).rulebook

    (found,) = coverage_of(rulebook, read_cases(folder, rulebook))

    cases = "rules/cases/1-tiny.yaml:"
    assert [(p.what, p.condition, p.cases) for p in found.parts] == [
        ("fires", "", (cases + "2 Both",)),
        ("fails by", "a condition made up for a test", (cases + "4 No source",)),
        ("fails by", "another", ()),
        ("alternative", "another: alternative 1 of 2", (cases + "2 Both", cases + "4 No source")),
        ("alternative", "another: alternative 2 of 2", ()),
    ]
    assert [p.missing for p in found.parts] == [False, False, True, False, True]


def test_a_condition_that_follows_from_the_others_needs_no_case(tmp_path: Path) -> None:
    both = "is: {kind: data}\n      - says: another\n        is: {kind: {known: true}}"
    rulebook = load_knowledge(rules=tiny(tmp_path, both, kind="evidence")).rulebook

    (found,) = coverage_of(rulebook, [])

    assert [(p.condition, p.needless) for p in found.of("fails by")] == [
        ("a condition made up for a test", False),
        ("another", True),
    ]


def test_every_rule_condition_and_alternative_is_shown_to_matter_by_a_case(knowledge: Knowledge) -> None:
    cases = read_cases(bundled("rules"), knowledge.rulebook)

    missing = [(c.rule.key, p.condition) for c in coverage_of(knowledge.rulebook, cases) for p in c.parts if p.missing]

    assert missing == []


# Small worlds, against brute force over the engine

TYPES = {
    ("criterion", "role"): PropertyType("role", "role", ("foundation", "action", "outcome")),
    ("criterion", "decided"): PropertyType("date", "decided"),
    ("evidence", "claim"): PropertyType("claim", "claim", ("supports", "refutes")),
    ("evidence", "accepted"): PropertyType("truth", "accepted", default=False),
}
RELATIONS = {("criterion", "evidence"): "evidence"}
SUBJECTS = [
    {k: v for k, v in (("role", role), ("decided", day)) if v is not None}
    for role in (None, "foundation", "action", "outcome")
    for day in (None, *(DAY + dt.timedelta(days=d) for d in (-1, 0, 1)))
]
MEMBERS = [
    {k: v for k, v in (("claim", claim), ("accepted", accepted)) if v is not None}
    for claim in (None, "supports", "refutes")
    for accepted in (False, True)
]


def a_test_on(kind: str) -> st.SearchStrategy[object]:
    if kind == "criterion":
        words = st.sets(st.sampled_from(("foundation", "action", "outcome")), min_size=1, max_size=2)
        return st.one_of(
            words.map(lambda w: OneOf("role", frozenset(w))),
            st.booleans().map(lambda b: Known("decided", b)),
            st.sampled_from(("at_least", "at_most", "above", "below")).map(lambda o: Compare("decided", o, AS_OF)),
        )
    return st.one_of(
        st.sampled_from(("supports", "refutes")).map(lambda w: OneOf("claim", frozenset((w,)))),
        st.booleans().map(lambda b: OneOf("accepted", frozenset((b,)))),
        st.booleans().map(lambda b: Known("claim", b)),
    )


def patterns(kind: str) -> st.SearchStrategy[Pattern]:
    return st.lists(st.lists(a_test_on(kind), max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)  # type: ignore[arg-type]


def test_sums_are_found_and_where_none_is_found_it_is_undecided() -> None:
    types = {("outcome", "score"): PropertyType("number", "score")}
    worlds = Worlds(types, {("whole", "outcomes"): "outcome"}, DAY)

    def total(at_least: int | None, at_most: int | None) -> Quantified:
        low, high = (None if bound is None else Fraction(bound) for bound in (at_least, at_most))
        return Quantified("sum", "outcomes", ((),), ((),), low, high, False, "score")

    world = worlds.find("whole", [total(7, None)], [total(8, None)])
    assert world is not None
    assert 7 <= sum(member.get("score", 0) for member in world.related["outcomes"]) < 8
    with pytest.raises(UndecidedError):
        worlds.find("whole", [total(8, None), total(None, 7)])


def quantified() -> st.SearchStrategy[Quantified]:
    def made(word: str, where: Pattern, satisfy: Pattern, number: int) -> Quantified:
        one, none = Fraction(1), Fraction(0)
        bounds = {"any": (one, None), "none": (None, none), "all": (one, None), "share": (Fraction(number, 3), None),
                  "count": (Fraction(number), None), "few": (None, Fraction(number))}  # fmt: skip
        shared = word in ("all", "share")
        name = "count" if word == "few" else word
        return Quantified(name, "evidence", where, satisfy if shared else ((),), *bounds[word], shared)

    words = st.sampled_from(("any", "none", "all", "share", "count", "few"))
    return st.builds(made, words, patterns("evidence"), patterns("evidence"), st.integers(1, 2))


CONDITIONS = st.one_of(patterns("criterion").map(Is), quantified())


def comes_out(world: World, conditions: list[Is | Quantified]) -> list[bool]:
    """Ask the engine."""
    members = world.related.get("evidence", ())
    names = tuple(f"E{n}" for n in range(len(members)))
    columns: dict[tuple[str, str], dict[str, object]] = {place: {} for place in TYPES}
    known_of = [("criterion", "C", world.subject), *(("evidence", n, m) for n, m in zip(names, members, strict=True))]
    for kind, name, known in known_of:
        for prop, value in known.items():
            columns[kind, prop][name] = value
    facts = Facts(DAY, {"criterion": ("C",), "evidence": names}, columns, {("criterion", "evidence"): {"C": names}})  # type: ignore[arg-type]
    matcher = Matcher(Ruleset("", (), RELATIONS, TYPES), facts, dict(columns))  # type: ignore[arg-type]
    return [
        "C" in (matcher.passing("criterion", c.pattern) if isinstance(c, Is) else matcher.holding("criterion", c))
        for c in conditions
    ]


@given(st.lists(CONDITIONS, max_size=3), st.lists(CONDITIONS, max_size=2))
def test_a_world_that_is_found_is_one_and_where_none_is_found_brute_force_finds_none(
    hold: list[Is | Quantified], fail: list[Is | Quantified]
) -> None:
    wanted = [True] * len(hold) + [False] * len(fail)
    try:
        world = Worlds(TYPES, RELATIONS, DAY).find("criterion", hold, fail)
    except UndecidedError:
        return
    if world is not None:
        assert comes_out(world, [*hold, *fail]) == wanted
        return
    for subject in SUBJECTS:
        for size in range(3):
            for members in itertools.combinations_with_replacement(MEMBERS, size):
                tried = World("criterion", subject, {"evidence": members}, {})
                assert comes_out(tried, [*hold, *fail]) != wanted


# What is wrong in rules that can be read: each fault, seeded in a copy, is one clear message

KNOWLEDGE = load_knowledge()
CASES_THERE = read_cases(bundled("rules"), KNOWLEDGE.rulebook)
TODAY = dt.date(2026, 11, 25)


def found(
    rulebook: Rulebook, declared: QualityFile | None = None, cases: Sequence[Case] = CASES_THERE
) -> list[Finding]:
    return [*check_rulebook(rulebook, cases, declared, TODAY).findings]


BASELINE = found(KNOWLEDGE.rulebook)


def seeded(here: Path, file: str, *changes: tuple[str, str]) -> Rulebook:
    shutil.copytree(bundled("rules"), here / "rules")
    path = here / "rules" / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load_knowledge(rules=here / "rules").rulebook


def new_in(findings: Sequence[Finding], baseline: Sequence[Finding] = BASELINE) -> list[Finding]:
    known = {(finding.family, finding.about) for finding in baseline}
    return [finding for finding in findings if (finding.family, finding.about) not in known]


@dataclasses.dataclass(frozen=True)
class Seed:
    file: str
    changes: tuple[tuple[str, str], ...]
    family: str
    words: str


SEEDS: dict[str, Seed] = {
    "two rules that contradict each other": Seed(
        "3-verdict.yaml",
        (("is: {moderated: refutes, ", "is: {moderated: supports, "),),
        "contradicting",
        "the rules 'criterion-moderated-met' and 'criterion-moderated-not-met' can fire on the same "
        "criterion and conclude different values (met, not met), for example on a criterion with",
    ),
    "conditions that exclude each other": Seed(
        "3-verdict.yaml",
        (("[applies, not-shown, not-refuted]", "[applies, shown, not-shown, not-refuted]"),),
        "never or always",
        "the rule 'criterion-unknown' can never fire: 'accepted evidence shows it in place or effective' and "
        "'no accepted evidence shows it in place or effective' exclude each other",
    ),
    "a condition that never holds": Seed(
        "3-verdict.yaml",
        (("status: [planned, under way]", "status: []"),),
        "never or always",
        "the condition 'accepted evidence shows it planned or under way' can never hold: no criterion passes it",
    ),
    "a condition that always holds": Seed(
        "2-acceptance.yaml",
        (("is: [{source: {known: false}}, ", "is: [{source: {known: true}}, {source: {known: false}}, "),),
        "never or always",
        "the condition 'it lacks a source or a place in its source' always holds: every evidence passes it",
    ),
    "a value that no rule concludes": Seed(
        "3-verdict.yaml",
        (("then: {verdict: unknown}", "then: {verdict: contested}"),),
        "unreachable",
        "no rule concludes that the verdict of a criterion is 'unknown'",
    ),
    "a rule that adds nothing": Seed(
        "2-acceptance.yaml",
        (
            ("is: {date: {above: as_of}}", "is: {date: {known: false}, source: {known: false}}"),
            ("then: {set_aside: it is dated after the as-of date}", "then: {set_aside: it has no date}"),
        ),
        "overlapping",
        "the rule 'set-aside-too-late' adds nothing: wherever it fires, 'set-aside-undated' fires, too",
    ),
    "a threshold that nobody has checked for years": Seed(
        "6-stage.yaml",
        (("checked: 2026-11-23", "checked: 2020-11-23"),),
        "out of date",
        "the threshold 'factors_there' was last checked on 2020-11-23, 72 months ago",
    ),
}


@pytest.mark.parametrize("fault", SEEDS)
def test_a_seeded_fault_is_one_clear_message_with_its_place(fault: str, tmp_path: Path) -> None:
    seed = SEEDS[fault]

    new = new_in(found(seeded(tmp_path, seed.file, *seed.changes)))

    assert [finding.family for finding in new] == [seed.family], [str(finding.problem) for finding in new]
    what = new[0].problem.what
    assert seed.words in re.sub(r" \(line \d+\)", "", what)
    assert new[0].problem.todo
    text = (tmp_path / "rules" / seed.file).read_text(encoding="utf-8").splitlines()
    for rule, line in re.findall(r"'([a-z-]+)' \(line (\d+)\)", what):
        assert text[int(line) - 1].strip() == f"- id: {rule}"
    assert new[0].problem.file == f"rules/{seed.file}"
    assert new[0].problem.line > 1


def test_a_property_or_threshold_that_no_rule_reads_is_one_message(tmp_path: Path) -> None:
    folder = tiny(tmp_path, "is: {date: {at_most: as_of}}", kind="evidence")
    path = folder / "1-tiny.yaml"
    dated = "{from: 2012-03-01, source: Ourselves, checked: 2026-11-01, value: 3}"
    number = f"values:\n  few: {{title: A few, unit: count, dated: [{dated}]}}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("rules:\n", number + "rules:\n"), encoding="utf-8")

    findings = found(load_knowledge(rules=folder).rulebook, cases=[])

    (locator,) = [finding for finding in findings if finding.about == "evidence.locator"]
    (few,) = [finding for finding in findings if finding.about == "few"]
    assert locator.problem.what == "the property 'locator' of evidence is given to the rules, and no rule reads it"
    assert "evidence.date" not in {finding.about for finding in findings}
    assert (few.family, few.problem.what, few.problem.line) == ("unread", "no rule reads the threshold 'few'", 7)


def test_criteria_that_no_rule_reads_are_one_message(tmp_path: Path) -> None:
    rulebook = load_knowledge(
        rules=tiny(tmp_path, "any: {of: criteria, where: {role: action}}", kind="factor")
    ).rulebook
    others = [c.id for c in KNOWLEDGE.framework.criteria.values() if c.role != "action"]

    (one,) = [finding for finding in found(rulebook, cases=[]) if finding.about == "things of criterion"]

    assert one.family == "unread"
    assert f"no rule reads {len(others)} of {len(KNOWLEDGE.framework.criteria)} things of the kind" in one.problem.what
    assert f"criterion: {', '.join(others[:8])} and {len(others) - 8} more" in one.problem.what


def test_a_rule_without_cases_is_one_message_that_says_what_to_do() -> None:
    without = [case for case in CASES_THERE if case.rule.id != "criterion-met"]

    (new,) = new_in(found(KNOWLEDGE.rulebook, cases=without))

    text = (bundled("rules") / "3-verdict.yaml").read_text(encoding="utf-8").splitlines()
    assert text[new.problem.line - 1].strip() == "- id: criterion-met"
    assert (new.problem.what, new.problem.todo) == (
        "of the rule 'criterion-met', no case fires it and no case shows when it does not fire",
        "'inclead rules mutate criterion-met' offers cases",
    )


def test_a_combination_of_parameters_without_a_case_is_named() -> None:
    without = [case for case in CASES_THERE if case.rule.key != "stage-grade[floor,excelling]" or not case.fires_on]

    (new,) = new_in(found(KNOWLEDGE.rulebook, cases=without))

    assert "of the rule 'stage-grade', no case fires it as 'stage-grade[floor,excelling]'" in new.problem.what


def test_what_cites_nothing_is_one_message() -> None:
    factor = next(iter(KNOWLEDGE.framework.factors.values()))
    factors = {**KNOWLEDGE.framework.factors, factor.id: dataclasses.replace(factor, passages=())}
    framework = dataclasses.replace(KNOWLEDGE.framework, factors=factors)

    (new,) = new_in(found(dataclasses.replace(KNOWLEDGE.rulebook, framework=framework, _ready={})))

    assert (new.family, new.problem.what) == ("uncited", f"the factor {factor.id} cites no passage of the toolkit")


def test_a_declaration_of_something_that_is_not_found_is_one_message() -> None:
    gone = DeclaredFinding(finding="overlapping", about="this that", because="It was so once.")

    (new,) = new_in(found(KNOWLEDGE.rulebook, QualityFile(intended=(gone,))))

    assert new.problem.what == "'overlapping' of 'this that' is declared to be meant, and is not found any more"


def test_what_is_too_much_to_decide_is_said_to_be_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inclead_graph.quality.worlds.MOST_SORTS", 3)

    new = new_in(found(KNOWLEDGE.rulebook))

    assert {finding.family for finding in new} == {"not decided"}
    assert any("it is not decided whether its conditions can all hold: too much to try" in f.problem.what for f in new)


SUPPORT = read_declared(bundled("rules")).support


def test_a_rule_by_which_more_support_lowers_something_is_one_message(tmp_path: Path) -> None:
    turned = ("        any:\n          of: evidence\n", "        none:\n          of: evidence\n")
    rulebook = seeded(tmp_path, "4-strength.yaml", turned)
    declared = QualityFile(support=SUPPORT)

    report = check_rulebook(rulebook, CASES_THERE, declared, TODAY)

    new = new_in(report.findings, check_rulebook(KNOWLEDGE.rulebook, CASES_THERE, declared, TODAY).findings)
    assert [(f.family, f.about) for f in new] == [("not monotone", "criterion.corroborated")]
    assert "one more piece of accepted support can make a criterion lose 'corroborated': with" in new[0].problem.what


def test_falls_that_only_refutations_bring_about_are_meant_by_analysis_and_others_by_declaration() -> None:
    report = check_rulebook(KNOWLEDGE.rulebook, CASES_THERE, read_declared(bundled("rules")), TODAY)

    falls = {finding.about: finding for finding in report.intended if finding.family == "not monotone"}
    assert "it happens only where accepted evidence speaks against" in falls["factor.floor"].because
    assert "benefit of the doubt" in falls["factor.ceiling"].because
    assert [finding for finding in report.findings if FAMILIES[finding.family] == 3] == []


def test_a_rulebook_without_findings_says_that_it_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny(tmp_path, "is: {date: {at_most: as_of}}", kind="evidence")
    late = "  - {rule: tiny-rule, name: Late, as_of: 2026-03-31, facts: {evidence: {E: {}}}, fires_on: []}\n"
    (folder / "cases" / "1-tiny.yaml").write_text(CASES + late, encoding="utf-8")
    monkeypatch.setattr("inclead_graph.quality.checks.unread", lambda rulebook: [])  # one rule cannot read everything

    result = inclead("rules", "check", "--rules", folder)

    assert result.exit_code == 0, result.output
    assert "1 rules and 2 cases: the rulebook is clean; 0 things are not decided" in result.output


def test_check_ends_with_the_code_of_the_gravest_family_and_writes_json(tmp_path: Path) -> None:
    seeded(tmp_path, "2-acceptance.yaml", *SEEDS["a rule that adds nothing"].changes)

    result = inclead("rules", "check", "--rules", tmp_path / "rules", "--format", "json")

    document = json.loads(result.stdout)
    assert result.exit_code == 3
    assert document["clean"] is False
    (one,) = [finding for finding in document["findings"] if finding["finding"] == "overlapping"]
    assert (one["file"], one["about"]) == ("rules/2-acceptance.yaml", "set-aside-too-late set-aside-undated")
