"""Each rail of the fence around durable_rules: without it, its test fails. Numbers as in docs/durable-rules.md."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import pytest

from inclead_graph.errors import DisagreementError, EngineError
from inclead_graph.inference.engine import Inference, require_agreement
from inclead_graph.inference.facts import RELATIONS, Facts
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import (
    AS_OF,
    Clause,
    Compare,
    Is,
    OneOf,
    Pattern,
    PropertyType,
    Quantified,
    Rule,
    Ruleset,
    Stratum,
)

native = pytest.importorskip(
    "durable_rules_engine", reason="the durable extra is not installed (no compiler, or Python 3.13)"
)
DAY = dt.date(2026, 3, 31)
ALWAYS: Pattern = ((),)


def rule(number: int, *conditions: Is | Quantified, about: str = "evidence") -> Rule:
    clauses = tuple(Clause(f"c{i}", f"condition {i}", condition) for i, condition in enumerate(conditions))
    return Rule(f"r{number}", f"r{number}", 1, "A rule", (), (), about, clauses, f"p{number}", True, "because")


def ruleset(*rules: Rule) -> Ruleset:
    concludes = {(r.about, r.property): PropertyType("truth", r.property) for r in rules}
    return Ruleset("test", (Stratum("s", "S", concludes, rules),), RELATIONS, concludes, {r.key: r for r in rules})


def facts(**evidence: dict[str, object]) -> Facts:
    columns: dict[tuple[str, str], dict[str, object]] = {}
    for thing, properties in evidence.items():
        for name, value in properties.items():
            columns.setdefault(("evidence", name), {})[thing] = value
    things = dict.fromkeys(("organisation", "stage", "factor", "coverage"), ())
    related = {("criterion", "evidence"): {"C": tuple(evidence)}}
    return Facts(DAY, things | {"criterion": ("C",), "evidence": tuple(evidence)}, columns, related)  # type: ignore[arg-type]


def fired(rules: Ruleset, given: Facts) -> list[tuple[str, str]]:
    """What durable_rules concludes, after the reference engine has agreed with it."""
    from inclead_graph.inference.durable import DurableEngine

    inference = DurableEngine().infer(rules, given)
    require_agreement(ReferenceEngine().infer(rules, given), inference)
    return [(thing, name) for _, thing, name in inference.proven()]


def in_its_own_process(body: str) -> subprocess.CompletedProcess[str]:
    """Run a body that would crash or hang without its rail, so that it takes no other test with it."""
    code = "from test_durable import *\nfrom inclead_graph.inference.durable import DurableEngine\n" + textwrap.dedent(
        body
    )
    here = str(Path(__file__).parent)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=here, capture_output=True, text=True, timeout=120, check=False
    )


BEFORE_TODAY = Is(((Compare("date", "below", AS_OF),),))


def test_b01_a_last_join_that_is_false_reads_no_foreign_memory() -> None:
    done = in_its_own_process("""
        for i in range(1500):
            rules = ruleset(*(rule(n, BEFORE_TODAY) for n in range(1 + i % 7)))
            assert fired(rules, facts(E={"date": DAY})) == []
        print("survived")
    """)
    assert done.stdout == "survived\n", done.stderr[-500:]


def test_b02_absence_is_judged_only_when_everything_is_there() -> None:
    nothing_refutes = Quantified(
        "none", "evidence", ((OneOf("claim", frozenset({"refutes"})),),), ALWAYS, None, Fraction(0), False
    )
    rules = ruleset(rule(0, nothing_refutes, about="criterion"))

    assert fired(rules, facts(E1={"claim": "supports"})) == [("C", "p0")]
    assert fired(rules, facts(E1={"claim": "supports"}, E2={"claim": "refutes"})) == []


def test_b04_more_runs_than_the_library_has_sessions() -> None:
    done = in_its_own_process("""
        engine, rules = DurableEngine(), ruleset(rule(0, Is(((OneOf("claim", frozenset({"supports"})),),))))
        for i in range(1100):
            assert list(engine.infer(rules, facts(E={"claim": "supports"})).proven()) == [("evidence", "E", "p0")]
        print("survived")
    """)
    assert done.stdout == "survived\n", done.stderr[-500:]


def test_b06_sessions_in_which_nothing_fires_can_be_deleted() -> None:
    done = in_its_own_process("""
        engine, rules = DurableEngine(), ruleset(rule(0, Is(((OneOf("claim", frozenset({"supports"})),),))))
        junk = [b"\\xff" * n for n in (100, 1000, 5000, 30000, 40000) * 50]; del junk
        for i in range(300):
            assert list(engine.infer(rules, facts(E={"claim": "refutes"})).proven()) == []
        print("survived")
    """)
    assert done.stdout == "survived\n", done.stderr[-500:]


def test_b07_more_rules_on_one_kind_of_fact_than_it_can_take_are_refused() -> None:
    from inclead_graph.inference.durable import DurableEngine

    many = ruleset(*(rule(n, Is(((OneOf("claim", frozenset({"supports"})),),))) for n in range(251)))
    with pytest.raises(EngineError, match="251 of them on s/evidence, are more than it can take"):
        DurableEngine().infer(many, facts(E={"claim": "supports"}))


@pytest.mark.parametrize(("name", "value"), [("number", 1e-05), ("none", None), ("text", "x" * 1001)])
def test_b11_b16_fractions_nothing_and_long_text_never_go_in(name: str, value: object) -> None:
    from inclead_graph.inference.durable import _Session

    with pytest.raises(EngineError, match="does not go into durable_rules"):
        _Session(None, "s").encode([{name: value}])  # type: ignore[dict-item]


def test_b12_a_fact_without_the_joined_date_loses_no_match_of_others() -> None:
    given = facts(E1={"claim": "supports"}, E2={"date": dt.date(2026, 3, 30)}, E3={}, E4={"date": dt.date(2026, 1, 1)})

    assert fired(ruleset(rule(0, BEFORE_TODAY)), given) == [("E2", "p0"), ("E4", "p0")]


def test_b15_evidence_ids_that_share_a_hash_stay_two_pieces_of_evidence() -> None:
    supports = ruleset(rule(0, Is(((OneOf("claim", frozenset({"supports"})),),))))
    colliding = {"ev-8b2c51dd3a": {"claim": "supports"}, "ev-52404f9214": {"claim": "supports"}}

    assert fired(supports, facts(**colliding)) == [("ev-52404f9214", "p0"), ("ev-8b2c51dd3a", "p0")]


def test_b15_no_two_of_our_own_fact_ids_share_a_hash() -> None:
    done = in_its_own_process("""
        import json
        from inclead_graph.inference.durable import MAX_FACTS
        rules = {"boot": {"all": [{"m": {"k": 1}}]}, "r": {"all": [{"m": {"k": 2}}]}}
        handle = native.create_ruleset("ids", json.dumps(rules))
        _, offset = native.assert_fact(handle, json.dumps({"sid": "s", "id": "boot", "k": 1}))
        native.start_action_for_state(handle, offset); native.complete_and_start_action(handle, offset)
        seen = 0
        for start in range(0, MAX_FACTS, 1000):
            batch = [{"sid": "s", "id": f"{n:x}", "k": 2} for n in range(start, start + 1000)]
            seen += native.assert_facts(handle, json.dumps(batch))[0] == 2
        twice = native.assert_facts(handle, json.dumps([{"sid": "s", "id": "0", "k": 2}]))[0] == 2
        print(seen, twice)
    """)
    assert done.stdout == "0 True\n", done.stderr[-500:]


def test_b17_alternatives_that_both_hold_conclude_once() -> None:
    either = Is(((OneOf("claim", frozenset({"supports"})),), (OneOf("kind", frozenset({"data"})),)))

    assert fired(ruleset(rule(0, either)), facts(E={"claim": "supports", "kind": "data"})) == [("E", "p0")]


def test_b19_a_condition_on_an_absent_property_ends() -> None:
    done = in_its_own_process("""
        from inclead_graph.inference.rules import Known
        undated = ruleset(rule(0, Is(((Known("date", False),),))))
        print(fired(undated, facts(E1={"claim": "supports"}, E2={"date": DAY})))
    """)
    assert done.stdout == "[('E1', 'p0')]\n", done.stderr[-500:]


def test_b20_an_error_inside_the_library_reaches_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    from inclead_graph.inference import durable

    def broken(*_: object) -> None:
        raise Exception("could not handle message, error code: 303")

    rules = ruleset(rule(0, BEFORE_TODAY))
    monkeypatch.setattr(durable.native, "assert_facts", broken)
    with pytest.raises(EngineError, match="durable_rules refuses a fact: could not handle message"):
        durable.DurableEngine().infer(rules, facts(E={"date": DAY}))


def test_b22_days_compare_as_days() -> None:
    given = facts(
        E1={"date": dt.date(2026, 3, 9)}, E2={"date": dt.date(2026, 3, 31)}, E3={"date": dt.date(2026, 10, 1)}
    )

    assert fired(ruleset(rule(0, BEFORE_TODAY)), given) == [("E1", "p0")]


def test_a_disagreement_stops_the_run_and_names_the_finding() -> None:
    place = ("criterion", "verdict")
    one = Inference("reference", {place: {"BR1.A1": frozenset({"met"})}}, {}, lambda *_: ())
    other = Inference("durable", {place: {"BR1.A1": frozenset({"unknown"})}}, {}, lambda *_: ())
    words = "verdict of criterion BR1.A1: reference says met, durable says unknown"
    with pytest.raises(DisagreementError, match=words):
        require_agreement(one, other)


def test_the_same_conclusion_from_another_proof_is_a_disagreement_too() -> None:
    place, fires = ("evidence", "p0"), rule(0, BEFORE_TODAY)
    values = {place: {"E": frozenset({True})}}
    one = Inference("reference", values, {place: {"E": (fires,)}}, lambda *_: (("A",),))
    other = Inference("durable", values, {place: {"E": (fires,)}}, lambda *_: (("B",),))
    with pytest.raises(DisagreementError, match="agree on p0 of evidence E but give different proofs"):
        require_agreement(one, other)
