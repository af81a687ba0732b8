"""Reach, bridging value, what if, what next, over time, and ranges: held against oracles that try everything."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import network_oracle
import pytest
from conftest import COMPLETE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import AS_OF, random_network

from inclead_graph.assess import Knowledge, Result, assess, load_knowledge
from inclead_graph.inference.network_change import network_what_if
from inclead_graph.inference.network_facts import reach_of
from inclead_graph.inference.partners import helpers_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.digest import evidence_digest
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network import Reach, View, view_of
from inclead_graph.network.advice import Candidate, candidates_of, next_ties, unserved
from inclead_graph.network.changing import NetworkChange, NewTie, changed, with_network
from inclead_graph.network.evidence import evidence_of, is_derived
from inclead_graph.network.missing import is_complete, ranges_of
from inclead_graph.network.over_time import over_time
from inclead_graph.workspace import read_workspace

FRAMEWORK = load_knowledge().framework
SEEDS = st.integers(0, 100_000).map(lambda seed: random_network(FRAMEWORK, f"test {seed}"))


def network(**parts: Any) -> PartnershipNetwork:
    """Make a network of organisations a to f, of which a is assessed."""
    organisations = parts.pop("organisations", tuple({"id": name, "name": name.upper()} for name in "abcdef"))
    return PartnershipNetwork(assessed="a", organisations=organisations, **parts)


def group(name: str, need: int | None = 100) -> dict[str, Any]:
    return {"id": name, "name": f"Group {name}", "disadvantage": "age", "need": need}


def serves(organisation: str, of: str, share: float = 1.0, **dated: Any) -> dict[str, Any]:
    return {"organisation": organisation, "group": of, "share": str(share), **dated}


def tie(first: str, second: str, weight: float | None = 1.0, **more: Any) -> dict[str, Any]:
    return {"between": (first, second), "weight": None if weight is None else str(weight), **more}


# Reach


def test_a_group_is_reached_as_far_as_the_strongest_chain_carries() -> None:
    # Straight: 0.2. Through c: 0.9 times 0.8. The need of g is met by b to one half.
    made = network(
        groups=(group("g"),),
        services=(serves("b", "g", 0.5),),
        partnerships=(tie("a", "b", 0.2), tie("a", "c", 0.9), tie("c", "b", 0.8)),
    )

    reach = Reach(view_of(made))

    assert reach.of_group("g") == pytest.approx(0.5 * 0.72)
    assert reach.chains.of("b") == ("b", "c", "a")
    assert reach.people == pytest.approx(36)


def test_what_several_meet_of_a_group_overlaps_as_though_by_chance() -> None:
    made = network(groups=(group("g"),), services=(serves("a", "g", 0.5), serves("b", "g", 0.5)),
                   partnerships=(tie("a", "b"),))  # fmt: skip

    assert Reach(view_of(made)).of_group("g") == pytest.approx(0.75)


def test_who_is_not_trusted_reaches_fewer_and_who_was_not_asked_about_is_taken_as_it_is() -> None:
    made = network(
        groups=(group("g"), group("h")),
        services=(serves("a", "g", 0.5), serves("a", "h", 0.5)),
        trust=({"by": "g", "of": "a", "share": "0.4"},),
    )
    reach = Reach(view_of(made))

    assert (reach.of_group("g"), reach.of_group("h")) == (pytest.approx(0.2), pytest.approx(0.5))


@given(SEEDS)
def test_reach_is_what_trying_every_chain_gives(made: PartnershipNetwork) -> None:
    view = view_of(made, day=AS_OF)
    reach = Reach(view)

    for one in made.groups:
        assert reach.of_group(one.id) == pytest.approx(
            float(network_oracle.reached(made, one.id, AS_OF, view.anchors)), abs=1e-12
        )


@given(SEEDS)
def test_what_hangs_on_an_organisation_or_a_tie_is_what_is_lost_without_it(made: PartnershipNetwork) -> None:
    view = view_of(made, day=AS_OF)
    reach = Reach(view)
    needs = {one.id: Fraction(one.need) for one in made.groups if one.need is not None}

    def people(**without: Any) -> float:
        parts = [need * network_oracle.reached(made, g, AS_OF, view.anchors, **without) for g, need in needs.items()]
        return float(sum(parts))

    whole = people()
    for name, bridging in reach.organisations.items():
        if bridging is None:
            assert name in view.anchors
        else:
            assert bridging.value == pytest.approx(whole - people(gone=(name,)), abs=1e-9)
    for ends, bridging in reach.ties.items():
        assert bridging.value == pytest.approx(whole - people(ended=frozenset(ends)), abs=1e-9)


def test_a_group_is_reached_only_mainly_or_partly_through_somebody() -> None:
    made = network(
        groups=(group("g"), group("h", None), group("i")),
        services=(serves("b", "g"), serves("b", "h", 0.6), serves("c", "h", 0.5), serves("b", "i", 0.1),
                  serves("c", "i", 0.9)),
        partnerships=(tie("a", "b"), tie("a", "c")),
    )  # fmt: skip
    bridging = Reach(view_of(made)).of_organisation("b")

    assert bridging is not None
    assert {loss.group: loss.extent for loss in bridging.losses} == {"g": "only", "h": "partly", "i": "partly"}
    assert bridging.uncounted == ("h",)
    assert bridging.value == pytest.approx(100 + 100 * (0.91 - 0.9))


def test_possible_partners_and_what_has_ended_or_not_begun_do_not_count() -> None:
    made = network(
        organisations=({"id": "a", "name": "A"}, {"id": "b", "name": "B", "potential": True},
                       {"id": "c", "name": "C", "until": "2020-01-01"}),
        groups=(group("g"), group("h"), group("i")),
        services=(serves("b", "g"), serves("c", "h"), serves("a", "i", **{"from": "2030-01-01"})),
        partnerships=(tie("a", "b"), tie("a", "c")),
    )  # fmt: skip
    view = view_of(made, day=AS_OF)

    assert list(view.organisations) == ["a"]
    assert not view.ties
    assert [Reach(view).of_group(name) for name in "ghi"] == [0, 0, 0]
    assert Reach(view_of(made)).of_group("h") == 1  # with no day, everything counts


def test_a_weight_is_a_part_of_the_scale_and_a_review_the_mean_of_its_scores() -> None:
    scores = [{"criterion": f"c{n}", "score": score} for n, score in enumerate((4, 3, None, 1))]
    made = network(
        scale="5",
        partnerships=(
            tie("a", "b", 2), tie("a", "c", None, reviews=({"date": "2025-01-01", "scores": scores},)),
            tie("a", "d", None), tie("a", "e", 9),
        ),
    )  # fmt: skip
    ties = view_of(made, day=AS_OF).ties

    assert ties["a", "b"].strength == pytest.approx(0.4)
    assert ties["a", "c"].strength == pytest.approx((3 + 2 + 0) / 9)
    assert ties["a", "e"].strength == 1
    assert (ties["a", "d"].strength, ties["a", "d"].known) == (pytest.approx(5 / 9), False)


# What if


def findings_of(made: PartnershipNetwork, knowledge: Knowledge, base: Result) -> Result:
    beside = with_network(base.assessment.model_copy(update={"as_of": AS_OF}), made, knowledge.framework)
    return assess(beside, knowledge, [ReferenceEngine()])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_change_moves_exactly_the_findings_that_assessing_the_changed_folder_anew_moves(
    data: st.DataObject, complete: Result, knowledge: Knowledge
) -> None:
    network_ = complete.assessment.network
    assert network_ is not None
    view = view_of(network_, day=AS_OF)
    change = NetworkChange(
        close=tuple(data.draw(st.sets(st.sampled_from([n for n in view.organisations if n != "wolds-and-fen"]),
                                      max_size=2))),
        end=tuple(data.draw(st.sets(st.sampled_from(list(view.ties)), max_size=2))),
        begin=tuple(
            NewTie(("wolds-and-fen", name))
            for name in data.draw(st.sets(st.sampled_from(["boat-people", "fen-roads", "deaf-circle"]), max_size=1))
        ),
    )  # fmt: skip
    before = findings_of(network_, knowledge, complete)
    found = network_what_if(view, change, before.findings)
    after = findings_of(changed(network_, change, AS_OF), knowledge, complete)

    concluded, then = before.findings.inference.concluded, after.findings.inference.concluded
    differing = {
        (kind, thing, name)
        for (kind, name) in concluded
        for thing in {*concluded[kind, name], *then[kind, name]}
        if concluded[kind, name].get(thing) != then[kind, name].get(thing)
    }
    assert {effect.move.key for effect in found.effects} == differing
    assert found.after.people == pytest.approx(reach_of(after.assessment, knowledge.framework).people)


@pytest.mark.parametrize("seed", range(60))
def test_closing_an_organisation_loses_what_hung_on_it_and_leaves_other_ties_as_strong(seed: int) -> None:
    made = random_network(FRAMEWORK, f"closing {seed}")
    view = view_of(made, day=AS_OF)
    reach = Reach(view)
    for name, bridging in reach.organisations.items():
        if bridging is not None:
            found = network_what_if(view, NetworkChange(close=(name,)))
            assert -found.moved.people.by == pytest.approx(bridging.value, abs=1e-9)
            assert found.moved.left == (name,)
            assert all(name in ends and found.moved.what(ends) == "ended" for ends in found.moved.ties)


def test_a_closed_bridge_takes_the_proof_with_it_that_a_gap_was_bridged(complete: Result) -> None:
    network_ = complete.assessment.network
    assert network_ is not None
    view = view_of(network_, day=complete.assessment.as_of)

    found = network_what_if(view, NetworkChange(close=("mothers-mile",)), complete.findings)

    moved = {effect.move.key: effect for effect in found.effects}
    verdict = moved["criterion", "OF4.O2", "verdict"]
    assert (set(verdict.move.before), set(verdict.move.after)) == ({"met"}, {"unknown"})
    assert "network.bridges.new-mothers-harbour" in verdict.gone[0].says
    assert found.moved.groups["new-mothers-harbour"].after == 0


# What next


def best_of_all(view: View, candidates: tuple[Candidate, ...], count: int) -> float:
    """Try every set of so many ties, each by making it in the network and looking again."""
    start = Reach(view).people
    best = 0.0
    for chosen in itertools.combinations(candidates, min(count, len(candidates))):
        begin = tuple(NewTie((c.anchor, c.organisation), c.strength) for c in chosen)
        made = changed(view.network, NetworkChange(begin=begin), AS_OF)
        best = max(best, Reach(view_of(made, day=AS_OF, anchors=view.anchors)).people - start)
    return best


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("count", [1, 2])
def test_the_ties_advised_come_as_near_to_the_best_as_is_promised_and_gain_what_is_said(seed: int, count: int) -> None:
    view = view_of(random_network(FRAMEWORK, f"advice {seed}"), day=AS_OF, possible=True)
    candidates = tuple(c for c in candidates_of(view) if c.strength > 0)
    advised = next_ties(view, count, candidates=candidates)
    best = best_of_all(view, candidates, count)

    begin = tuple(NewTie((t.candidate.anchor, t.candidate.organisation), t.candidate.strength) for t in advised.ties)
    made = changed(view.network, NetworkChange(begin=begin), AS_OF)
    gained = Reach(view_of(made, day=AS_OF, anchors=view.anchors)).people - Reach(view).people

    assert advised.gain == pytest.approx(gained, abs=1e-6)
    assert advised.gain == pytest.approx(sum(tie.gain for tie in advised.ties), abs=1e-6)
    assert advised.gain <= best + 1e-6 <= advised.at_most + 2e-6
    assert advised.gain >= (1 - 1 / math.e) * best - 1e-6
    assert advised.gain >= advised.part * best - 1e-6


@pytest.mark.parametrize("seed", range(40))
def test_under_a_budget_no_set_that_it_buys_exceeds_the_bound_and_the_promise_is_kept(seed: int) -> None:
    view = view_of(random_network(FRAMEWORK, f"budget {seed}"), day=AS_OF, possible=True)
    candidates = tuple(
        Candidate(c.anchor, c.organisation, c.strength, c.scoped, 1.0 + n % 3)
        for n, c in enumerate(candidates_of(view))
        if c.strength > 0
    )
    advised = next_ties(view, budget=3, candidates=candidates)
    affordable = [
        chosen
        for size in range(4)
        for chosen in itertools.combinations(candidates, size)
        if sum(c.cost for c in chosen) <= 3
    ]
    best = max(best_of_all(view, chosen, len(chosen)) if chosen else 0.0 for chosen in affordable)

    assert sum(tie.candidate.cost for tie in advised.ties) <= 3
    assert (1 - 1 / math.e) / 2 * best - 1e-6 <= advised.gain <= best + 1e-6 <= advised.at_most + 2e-6


def test_greedy_can_miss_the_best_pair_and_says_how_far_it_may_be_off() -> None:
    # b alone reaches most, but c and d together reach what b does and more: the classic trap of maximum coverage.
    made = network(
        groups=(group("g1", 60), group("g2", 60), group("g3", 40), group("g4", 40)),
        services=(serves("b", "g1"), serves("b", "g2"), serves("c", "g1"), serves("c", "g3"), serves("d", "g2"),
                  serves("d", "g4")),
    )  # fmt: skip
    view = view_of(made, day=AS_OF, possible=True)

    advised = next_ties(view, 2)

    assert advised.ties[0].candidate.organisation == "b"
    assert (advised.gain, best_of_all(view, candidates_of(view), 2)) == (160, 200)
    assert advised.gain / 200 >= advised.part


def test_what_nobody_serves_is_said_to_need_a_service_and_not_a_tie() -> None:
    view = view_of(network(groups=(group("g"), group("h")), services=(serves("b", "h"),)), possible=True)

    assert unserved(view) == ("g",)
    assert [t.candidate.organisation for t in next_ties(view, 5).ties] == ["b"]


def test_a_tie_that_was_weighed_counts_as_its_scores_and_costs_what_was_said(complete: Result) -> None:
    assert complete.assessment.network is not None
    view = view_of(complete.assessment.network, day=AS_OF, possible=True)
    weighed = {c.organisation: c for c in candidates_of(view) if c.scoped}

    assert set(weighed) == {"fen-roads", "boat-people", "harbour-welcome"}
    assert weighed["fen-roads"].strength == pytest.approx((3 + 2 + 3 + 3 + 3 + 3 + 2) / 21)
    assert (weighed["fen-roads"].cost, weighed["boat-people"].cost) == (3, 2)


# Over time


def test_ties_formed_ended_and_known_better_are_told_apart(complete: Result) -> None:
    network_ = complete.assessment.network
    assert network_ is not None
    moved = over_time(*(Reach(view_of(network_, day=day)) for day in (dt.date(2024, 3, 31), AS_OF)))

    what = {"--".join(ends): moved.what(ends) for ends in moved.ties}
    assert {name for name, word in what.items() if word == "formed"} == {
        "harbour--mothers-mile", "mothers-mile--wolds-and-fen"
    }  # fmt: skip
    assert {name for name, word in what.items() if word == "ended"} == {"quiet-minds--wolds-and-fen"}
    assert what["wolds-and-fen--young-carers"] == "known better"  # its first review was in 2025


def test_a_tie_that_a_later_review_scores_higher_grew_stronger() -> None:
    def review(day: str, score: int) -> dict[str, Any]:
        return {"date": day, "scores": [{"criterion": "shared-values", "score": score}]}

    made = network(partnerships=(tie("a", "b", None, reviews=(review("2024-01-01", 2), review("2025-01-01", 4))),))
    moved = over_time(*(Reach(view_of(made, day=day)) for day in (dt.date(2024, 6, 1), AS_OF)))

    assert {ends: moved.what(ends) for ends in moved.ties} == {("a", "b"): "stronger"}


# Missing answers


def test_where_nothing_is_missing_every_range_is_one_number() -> None:
    made = network(groups=(group("g"),), services=(serves("b", "g", 0.5),), partnerships=(tie("a", "b", 0.5),))
    ranges = ranges_of(made)

    assert is_complete(made)
    assert (ranges.draws, ranges.groups["g"], ranges.people) == (0, (0.25, 0.25), (25, 25))


def test_a_missing_share_ranges_over_the_shares_that_are_known() -> None:
    made = network(
        groups=(group("g"), *(group(f"h{n}") for n in range(9))),
        services=({"organisation": "a", "group": "g"},
                  *(serves("a", f"h{n}", (n + 1) / 10) for n in range(9))),
    )  # fmt: skip
    ranges = ranges_of(made, draws=1000)

    assert ranges.groups["g"] == (pytest.approx(0.1), pytest.approx(0.9))
    assert ranges.groups["h4"] == (0.5, 0.5)
    assert ranges.people[0] < Reach(view_of(made)).people < ranges.people[1]


def test_ties_are_drawn_only_between_two_who_did_not_answer_and_as_often_as_others_have_them() -> None:
    organisations = tuple(
        {"id": name, "name": name.upper(), "sector": "community", "answered": name not in "ef"} for name in "abcdef"
    )
    everybody = tuple(tie(*pair) for pair in itertools.combinations("abcd", 2))
    made = network(organisations=organisations, groups=(group("g"),), services=(serves("f", "g"),),
                   partnerships=(*everybody, tie("a", "e")))  # fmt: skip

    # Of the 14 pairs of which somebody answered 7 are tied, so that e and f are in half of the draws.
    ranges = ranges_of(made, draws=400)
    assert ranges.groups["g"] == (0, 1)
    silent_alone = made.model_copy(
        update={"organisations": tuple(o.model_copy(update={"answered": o.id != "f"}) for o in made.organisations)}
    )
    assert ranges_of(silent_alone).draws == 0


def test_the_same_seed_gives_the_same_ranges_and_another_seed_others(complete: Result) -> None:
    network_ = complete.assessment.network
    assert network_ is not None

    assert ranges_of(network_, day=AS_OF, draws=20) == ranges_of(network_, day=AS_OF, draws=20)
    assert ranges_of(network_, day=AS_OF, draws=20) != ranges_of(network_, day=AS_OF, draws=20, seed=1)


# What a network shows as evidence


def dated_network(**parts: Any) -> PartnershipNetwork:
    return network(**{"groups": (group("g"),), **parts})


def review(day: str, *, lacking: int = 0) -> dict[str, Any]:
    asked = FRAMEWORK.narrower("partnership criterion", "review")
    return {"date": day, "scores": [{"criterion": c, "score": 3} for c in asked[: len(asked) - lacking]]}


def shown(made: PartnershipNetwork, name: str) -> list[tuple[str, str, str]]:
    return [
        (str(piece.date), str(piece.expires), piece.status or "")
        for piece in evidence_of(made, FRAMEWORK)
        if piece.id.startswith(f"network.{name}.")
    ]


def test_reviews_are_in_place_from_the_day_the_last_partnership_is_reviewed_until_one_grows_too_old() -> None:
    made = dated_network(partnerships=(
        tie("a", "b", **{"from": "2020-01-01", "reviews": (review("2024-03-01"),)}),
        tie("a", "c", **{"from": "2020-01-01", "reviews": (review("2024-05-01", lacking=1), review("2025-01-15"))}),
    ))  # fmt: skip

    assert shown(made, "reviews") == [
        ("2024-03-01", "2025-01-14", "under way"),
        ("2025-01-15", "2027-03-01", "in place"),
        ("2027-03-02", "2028-01-15", "under way"),
    ]


def test_a_new_partnership_makes_the_register_incomplete_until_it_is_reviewed() -> None:
    made = dated_network(partnerships=(
        tie("a", "b", reviews=(review("2025-01-15"),)),
        tie("a", "c", **{"from": "2025-06-01", "until": "2025-08-31"}),
        tie("d", "c"),
    ))  # fmt: skip

    assert [status for _, _, status in shown(made, "reviews")] == ["in place", "under way", "in place"]
    assert [start for start, _, _ in shown(made, "reviews")] == ["2025-01-15", "2025-06-01", "2025-09-01"]


def test_a_need_counts_as_met_for_the_first_time_only_if_nobody_met_it_the_day_before() -> None:
    begun = {"from": "2025-06-01"}
    new = dated_network(services=(serves("b", "g", **begun),), partnerships=(tie("a", "b"),))
    known = dated_network(services=(serves("b", "g", **begun), serves("f", "g")), partnerships=(tie("a", "b"),))
    apart = dated_network(services=(serves("b", "g", **begun),), partnerships=(tie("c", "b"),))

    assert shown(new, "bridges.g") == [("2025-06-01", "2028-06-01", "in place")]
    assert shown(known, "bridges.g") == []
    assert shown(apart, "bridges.g") == []


def test_a_protocol_counts_as_in_place_only_with_priorities_process_and_gains() -> None:
    def protocol(**parts: Any) -> dict[str, Any]:
        return {"protocol": {"date": "2025-01-01", "priorities": ["P"], "process": "Open", "gains": ["G"], **parts}}

    whole = dated_network(partnerships=(tie("a", "b", **protocol()),))
    without = dated_network(partnerships=(tie("a", "b", **protocol(gains=[])),))

    assert shown(whole, "protocols") == [("2025-01-01", "2028-01-01", "in place")]
    assert shown(without, "protocols") == [("2025-01-01", "2028-01-01", "under way")]


def test_what_a_network_shows_bears_on_the_criteria_that_the_ontology_names_and_is_read_with_the_folder(
    complete: Result,
) -> None:
    derived = {piece.id: piece for piece in complete.assessment.evidence if is_derived(piece)}
    kinds = FRAMEWORK.vocabularies["network record"]

    assert {p.criteria for p in derived.values()} == {kind.criteria for kind in kinds.values()}
    assert kinds["bridges"].criteria == ("OF4.O2",)
    assert all(p.source and p.locator and p.date for p in derived.values())


def test_an_assessment_without_a_network_has_the_digest_that_it_had_before_there_were_networks(
    knowledge: Knowledge,
) -> None:
    first_day = read_workspace(COMPLETE.parent / "first-day", knowledge.framework)

    # As printed by the commit before networks came.
    assert evidence_digest(first_day) == "sha256:6b3e64007f2dabe661e071923a03f33eb2ad471ba8a488861ab97fe601d9ae0c"


# In the findings


def test_gaps_name_who_could_help_and_nobody_who_serves_no_such_group(complete: Result) -> None:
    helpers = helpers_of(complete.findings)
    network_ = complete.assessment.network
    assert network_ is not None
    of_group = {g.id: g.disadvantage for g in network_.groups}
    serving: dict[str, set[str]] = {}
    for service in network_.services:
        serving.setdefault(service.organisation, set()).add(of_group[service.group])

    assert helpers
    for criterion, several in helpers.items():
        for one in several:
            assert set(one.groups) <= serving[one.organisation]
            for name in one.groups:
                assert complete.findings.value("coverage", f"{criterion}/{name}", "covered") is False
    partners = {n for p in network_.partnerships if "wolds-and-fen" in p.between for n in p.between if p.end is None}
    assert {h.organisation for several in helpers.values() for h in several if h.partner} <= partners


def test_the_signal_on_bridges_names_who_is_at_risk(complete: Result) -> None:
    says = " ".join(step.says for step in complete.findings.because("signal", "voluntary-bridge-at-risk", "state"))

    assert complete.findings.value("signal", "voluntary-bridge-at-risk", "state") == "raised"
    for name in ("Fen Roads", "Ability Hub", "Harbour Welcome", "Canal Street Outreach"):
        assert name in says
    assert "Harbour Mosque" not in says  # a main bridge, and its funding is not at risk


def test_exact_decimals_go_in_as_they_are_written() -> None:
    made = network(partnerships=(tie("a", "b", 0.1),))

    assert made.partnerships[0].weight == Decimal("0.1")
