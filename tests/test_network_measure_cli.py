"""``inclead network measure`` and ``brokers``, and the page that explains them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import COMPLETE, ROOT
from measured_networks import roles

from inclead_graph.cli import main
from inclead_graph.errors import QueryError
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network import view_of
from inclead_graph.network.measures import MEASURES, ROLES, arcs_of, graph_of, measured, sectors_of
from inclead_graph.network.measures.registry import markdown

PAGE = ROOT / "docs" / "network-measures.md"


def network(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["network", *map(str, arguments)])


def small() -> PartnershipNetwork:
    """A chain a – b – c – d, of which b – c goes one way, c – d is worth nothing, and of d nobody knows the sector."""
    return PartnershipNetwork.model_validate(
        {
            "as_of": dt.date(2026, 3, 31),
            "scale": 4,
            "organisations": [
                {"id": "a", "name": "Alpha", "sector": "nhs"},
                {"id": "b", "name": "Beta", "sector": "voluntary"},
                {"id": "c", "name": "Gamma", "sector": "nhs"},
                {"id": "d", "name": "Delta"},
                {"id": "e", "name": "Epsilon", "sector": "voluntary"},
            ],
            "groups": [
                {"id": "g", "name": "G", "disadvantage": "age"},
                {"id": "h", "name": "H", "disadvantage": "race"},
                {"id": "i", "name": "I", "disadvantage": "sex"},
            ],
            "services": [
                {"organisation": "a", "group": "g", "share": 0.5},
                {"organisation": "a", "group": "h"},
                {"organisation": "b", "group": "g"},
                {"organisation": "b", "group": "h", "share": 0},
            ],
            "partnerships": [
                {"between": ("b", "a"), "weight": 2},
                {"between": ("b", "c"), "one_way": True},
                {
                    "between": ("c", "d"),
                    "reviews": [{"date": "2026-01-01", "scores": [{"criterion": "benefit", "score": 1}]}],
                },
            ],
        }
    )


def test_measures_of_a_view_are_of_its_organisations_ties_groups_and_sectors() -> None:
    found = measured(view_of(small()))

    assert set(found.names) == set(MEASURES)
    assert found.organisations["degree"] == {"a": 1, "b": 2, "c": 2, "d": 1, "e": 0}
    assert found.organisations["constraint"]["e"] is None
    assert found.ties["bridge"] == {("a", "b"): 1, ("b", "c"): 1, ("c", "d"): 1}
    assert found.groups["coverage"] == {"g": 2, "h": 1, "i": 0}
    assert found.organisations["sole-coverage"] == {"a": 1, "b": 0, "c": 0, "d": 0, "e": 0}
    assert found.sectors["ei-index-of-sectors"] == {"nhs": 1, "voluntary": 1, "sector not known": 1}
    assert found.network["fragmentation"] == pytest.approx(1 - 12 / 20)
    assert found.matrix is not None
    assert found.matrix.ties["nhs", "voluntary"] == found.matrix.ties["voluntary", "nhs"] == 2
    assert found.matrix.density["nhs", "voluntary"] == 2 / 4
    assert [one.criterion for one in found.key_players] == [
        "fragmentation",
        "distance-weighted fragmentation",
        "distance-weighted reach",
    ]
    assert any("of 1 organisations nobody has said the sector" in note for note in found.notes)


def test_with_weights_a_tie_of_no_strength_is_none_and_what_is_guessed_is_said() -> None:
    names = ["degree", "betweenness", "edge-betweenness", "articulation-point"]
    found = measured(view_of(small()), names, weighted=True)

    # Half of 4, the median of 0.5 and 0 where nobody says, and 0.
    assert found.organisations["degree"] == {"a": 0.5, "b": 0.75, "c": 0.25, "d": 0.0, "e": 0.0}
    assert found.ties["edge-betweenness"] == {("a", "b"): 0.2, ("b", "c"): 0.2, ("c", "d"): None}
    assert found.organisations["articulation-point"]["c"] == 1, "a measure without weights is as it was"
    assert "1 ties have no strength at all, so that measures with weights take them for none" in found.notes
    assert any(
        note.startswith("of 1 ties nobody has said how strong they are; they count as 0.25") for note in found.notes
    )


def test_a_view_becomes_a_graph_and_arcs_that_go_one_way_where_partnerships_do() -> None:
    view = view_of(small())

    assert set(graph_of(view).edges) == {("a", "b"), ("b", "c"), ("c", "d")}
    assert set(arcs_of(view).edges) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")}
    assert graph_of(view).edges["a", "b"] == {"strength": 0.5, "distance": 2.0}


def test_what_takes_long_is_left_out_of_large_networks_and_said_and_betweenness_is_estimated() -> None:
    several = [{"id": f"o{i}", "name": f"O {i}"} for i in range(10_001)]
    ties = [{"between": (f"o{i}", f"o{i // 2}")} for i in range(1, 10_001)]
    view = view_of(PartnershipNetwork.model_validate({"organisations": several, "partnerships": ties}))
    found = measured(view, of=["organisations"])

    assert "valente-fujimoto" not in found.names
    assert any("valente-fujimoto; ask for one by its name" in note for note in found.notes)
    assert found.sampled is not None
    assert found.sampled.sources == 256
    assert any(note.startswith("betweenness is estimated from 256 organisations") for note in found.notes)
    assert found.organisations["betweenness"] == found.sampled.values


def test_a_measure_that_there_is_not_is_met_with_the_nearest_one() -> None:
    with pytest.raises(QueryError, match="there is no measure 'betweeness'; did you mean 'betweenness'"):
        measured(view_of(small()), ["betweeness"])

    result = network("measure", COMPLETE, "--measure", "betweeness")
    assert result.exit_code == 2
    assert "did you mean 'betweenness'?" in result.output


@pytest.mark.parametrize("of", ["organisations", "ties", "groups", "sectors", "network", "sets"])
def test_each_kind_is_told_as_table_csv_and_json(of: str) -> None:
    table = network("measure", COMPLETE, "--of", of)
    lines = list(csv.reader(io.StringIO(network("measure", COMPLETE, "--of", of, "--format", "csv").stdout)))
    document = json.loads(network("measure", COMPLETE, "--of", of, "--format", "json").stdout)

    assert table.exit_code == 0, table.output
    assert len(table.stdout.splitlines()) == len(lines) == len(document["rows"]) + 1 > 1
    assert document["columns"] == lines[0]
    assert {one["name"] for one in document["measures"]} == {n for n, one in MEASURES.items() if one.of == of}
    assert all(one["definition"] and one["unit"] and one["isolated"] and one["source"] for one in document["measures"])


def test_rows_begin_with_the_highest_of_the_first_measure_and_those_without_a_value_come_last() -> None:
    document = json.loads(network("measure", COMPLETE, "--measure", "constraint", "--format", "json").stdout)
    values = [row["constraint"] for row in document["rows"]]
    known = [value for value in values if value is not None]

    assert known == sorted(known, reverse=True)
    assert values == known + [None] * (len(values) - len(known))


def test_small_numbers_keep_their_digits_in_csv() -> None:
    lines = csv.DictReader(
        io.StringIO(network("measure", COMPLETE, "--measure", "betweenness", "--format", "csv").stdout)
    )
    document = json.loads(network("measure", COMPLETE, "--measure", "betweenness", "--format", "json").stdout)

    assert [float(line["betweenness"]) for line in lines] == [
        pytest.approx(row["betweenness"], rel=1e-9) for row in document["rows"]
    ]


def test_measures_of_different_kinds_are_not_put_into_one_table() -> None:
    mixed = network("measure", COMPLETE, "--measure", "bridge", "--measure", "degree")
    other = network("measure", COMPLETE, "--measure", "bridge", "--of", "network")

    assert (mixed.exit_code, other.exit_code) == (2, 2)
    assert "'bridge' of ties and 'degree' of organisations do not go into one table" in " ".join(mixed.output.split())
    assert "'bridge' is a measure of ties, not of network" in " ".join(other.output.split())


def test_help_lists_every_measure() -> None:
    shown = network("measure", "--help").output

    assert all(re.search(rf"^ +{name} +{re.escape(one.title)}$", shown, re.MULTILINE) for name, one in MEASURES.items())


@pytest.mark.parametrize("directed", [False, True])
def test_brokers_are_told_with_counts_expectations_and_words(directed: bool, tmp_path: Path) -> None:
    flags = ["--directed"] if directed else []
    document = json.loads(network("brokers", COMPLETE, "--permutations", 99, "--format", "json", *flags).stdout)
    again = json.loads(network("brokers", COMPLETE, "--permutations", 99, "--format", "json", *flags).stdout)
    table = network("brokers", COMPLETE, "--permutations", 99, "-o", tmp_path / "brokers.tsv", *flags)

    assert document == again
    assert document["directed"] is directed
    assert len(document["rows"]) % 5 == 0
    assert table.exit_code == 0
    assert "by chance alone that is so of one count in twenty" in table.stderr
    for row in document["rows"]:
        rare = (
            "more than chance would"
            if row["p more"] < 0.05
            else "less than chance would"
            if row["p fewer"] < 0.05
            else "no more and no less"
        )
        assert row["in words"].startswith(row["does"])
        assert rare in row["in words"]
        above = row["count"] - row["expected"]
        assert row["z"] == (pytest.approx(above / row["deviation"]) if row["deviation"] else None)


def test_the_counts_of_brokers_are_those_of_every_three(knowledge: Any) -> None:
    from inclead_graph.workspace import read_network

    view = view_of(read_network(COMPLETE, knowledge.framework), day=dt.date(2026, 3, 31))
    for flags, net in (([], graph_of(view)), (["--directed"], arcs_of(view))):
        theirs = roles(net, dict(sectors_of(view)))
        rows = json.loads(network("brokers", COMPLETE, "--permutations", 1, "--format", "json", *flags).stdout)["rows"]
        names = [role.name for role in ROLES]

        assert len(rows) == 5 * len(view.organisations)
        assert all(row["count"] == theirs[row["organisation"]][names.index(row["role"])] for row in rows)


def test_the_page_on_measures_has_the_measures_and_the_roles(request: pytest.FixtureRequest) -> None:
    def put(text: str, name: str, table: str) -> str:
        begin, end = re.search(rf"<!-- {name}\b.*-->\n", text), f"<!-- end of {name} -->"
        assert begin is not None
        return text[: begin.end()] + table + text[text.index(end) :]

    rows = [f"| {r.name} | {r.symbol} | {r.sectors} | {r.does} | {r.does_both_ways} |\n" for r in ROLES]
    text = PAGE.read_text(encoding="utf-8")
    made = put(put(text, "measures", "\n" + markdown() + "\n"), "roles", "".join(rows))
    if request.config.getoption("--regenerate"):
        PAGE.write_text(made, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == made, "run pytest with --regenerate, and look at it"


def test_every_measure_says_what_it_is_in_what_unit_from_where_and_what_isolates_get() -> None:
    for one in MEASURES.values():
        assert all((one.title, one.meaning, one.definition, one.unit, one.isolated, one.citation)), one.name
        assert re.search(r"(18|19|20)\d\d", one.citation), f"{one.name} has a source with its year"
        assert one.meaning.endswith(".")


def test_a_network_in_which_nobody_owes_the_duty_can_be_measured(tmp_path: Path) -> None:
    path = tmp_path / "charities.yaml"
    path.write_text(
        "organisations:\n  - {id: a, name: A, sector: voluntary}\n  - {id: b, name: B}\n"
        "groups:\n  - {id: g, name: G, disadvantage: age}\npartnerships:\n  - {between: [a, b]}\n",
        encoding="utf-8",
    )

    measured_, brokers = network("measure", path), network("brokers", path, "--permutations", 9)
    assert (measured_.exit_code, brokers.exit_code) == (0, 0), measured_.output + brokers.output
    assert "of 1 nobody has said the sector" in brokers.stderr


@pytest.mark.parametrize("of", ["organisations", "ties", "groups", "sectors", "network", "sets"])
def test_an_empty_network_is_measured_without_a_fault(of: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("organisations: []\n", encoding="utf-8")

    assert network("measure", path, "--of", of, "--format", "json").exit_code == 0
    assert network("brokers", path, "--permutations", 9).exit_code == 0
