"""What monitoring reads, says and lets out; the numbers that are withheld cannot be worked out from what is printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import ROOT
from scipy.optimize import LinearConstraint, milp

from inclead_graph.cli import main
from inclead_graph.errors import InputError, QueryError
from inclead_graph.model.monitoring import Count, Measure, Monitoring
from inclead_graph.monitoring import analyse, read_counts
from inclead_graph.monitoring.earlier import read_earlier
from inclead_graph.monitoring.release import release
from inclead_graph.monitoring.settings import policy_named, settings
from inclead_graph.monitoring.standards import figures, read_return, standard
from inclead_graph.workspace import read_workspace
from inclead_graph.workspace.folder import read_records

EXAMPLE = ROOT / "assessments" / "wolds-and-fen"
HEADINGS = "measure,period,characteristic,category,numerator,denominator,kind,better\n"


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, ["monitor", *arguments])
    return found.exit_code, found.stdout, found.stderr


def written(tmp_path: Path, rows: str, headings: str = HEADINGS) -> Path:
    file = tmp_path / "counts.csv"
    file.write_text(headings + rows, encoding="utf-8")
    return file


# --- an attacker who knows nothing of our code: scipy's integer program, on what was printed ---


def half_open(policy: str, shown: int) -> tuple[float, float]:
    """What a printed count can have been, by the words of the policy."""
    if policy != "nhs-england-5" or shown == 0:
        return shown, shown
    return max(8, shown - 2), shown + 2


class Attacker:
    """Knows the printed rows, how they were rounded and how groups add up; asks what the others can be."""

    def __init__(self, rows: list[Mapping[str, Any]], policy: str, kinds: Mapping[str, str]) -> None:
        self.rows, self.kinds = rows, kinds
        self.places: dict[tuple[str, ...], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.matrix: list[np.ndarray[Any, Any]] = []
        self.most: list[float] = []
        for row in rows:
            for name in ("numerator", "denominator"):
                self.places[(*self.key(row), name)] = len(self.low)
                low, high = (0, 1e6) if row[name] is None else half_open(policy, row[name])
                self.low.append(low)
                self.high.append(high)
        self.add_up()
        for row in rows:
            if kinds[row["measure"]] == "proportion":
                self.know(self.others(row), np.inf)

    @staticmethod
    def key(row: Mapping[str, Any]) -> tuple[str, ...]:
        return row["measure"], row["period"], row["characteristic"], row["category"]

    def others(self, row: Mapping[str, Any]) -> dict[int, int]:
        return {self.places[(*self.key(row), "denominator")]: 1, self.places[(*self.key(row), "numerator")]: -1}

    def know(self, terms: Mapping[int, int], most: float) -> None:
        self.matrix.append(self.line(terms))
        self.most.append(most)

    def line(self, terms: Mapping[int, int]) -> np.ndarray[Any, Any]:
        line = np.zeros(len(self.low))
        for at, factor in terms.items():
            line[at] = factor
        return line

    def add_up(self) -> None:
        tables = {self.key(row)[:3] for row in self.rows if row["characteristic"] != "all"}
        for measure, period, characteristic in tables:
            for name in ("numerator", "denominator"):
                terms = {self.places[measure, period, "all", "everybody", name]: 1}
                for row in self.rows:
                    if self.key(row)[:3] == (measure, period, characteristic):
                        terms[self.places[(*self.key(row), name)]] = -1
                self.know(terms, 0)

    def told(self) -> Iterator[tuple[tuple[str, ...], str, int, int]]:
        """Between which numbers each withheld count, and each number of those who are left, can be."""
        for row in self.rows:
            hidden = [name for name in ("numerator", "denominator") if row[name] is None]
            goals = {name: {self.places[(*self.key(row), name)]: 1} for name in hidden}
            if hidden and self.kinds[row["measure"]] == "proportion":
                goals["others"] = self.others(row)
            for name, goal in goals.items():
                yield self.key(row), name, self.end(goal, 1), self.end(goal, -1)

    def end(self, goal: Mapping[int, int], sense: int) -> int:
        found = milp(
            sense * self.line(goal),
            constraints=LinearConstraint(np.array(self.matrix), 0, self.most),
            bounds=(self.low, self.high),
            integrality=np.ones(len(self.low)),
        )
        assert found.success, found.message
        return round(sense * found.fun)


def small_tables(seed: int) -> Monitoring:
    """Two measures with few people in many groups, so that much must be withheld."""
    draw = random.Random(seed)
    measures = {
        "p": Measure(id="p", title="A proportion", kind="proportion", better="more"),
        "r": Measure(id="r", title="A rate", kind="rate", better="fewer"),
    }
    counts = []
    for name in measures:
        total = draw.choice([(30, 90), (60, 400), (12, 40)])
        for characteristic, many in (("race", draw.randint(2, 5)), ("sex", 2)):
            people, events = parts(draw, total[1], many), []
            events = within(draw, total[0], people)
            counts += [(name, characteristic, f"group {at}", events[at], people[at]) for at in range(many)]
        counts.append((name, "all", "everybody", *total))
    return Monitoring(
        measures,
        tuple(
            Count(measure=m, period="2026", characteristic=c, category=g, numerator=n, denominator=d)
            for m, c, g, n, d in counts
        ),
    )


def parts(draw: random.Random, total: int, many: int) -> list[int]:
    cuts = sorted(draw.randint(0, total) for _ in range(many - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def within(draw: random.Random, total: int, people: list[int]) -> list[int]:
    owners = [at for at, many in enumerate(people) for _ in range(many)]
    chosen = draw.sample(owners, total)
    return [chosen.count(at) for at in range(len(people))]


@pytest.mark.parametrize("policy", ["nhs-england-5", "primary-5"])
@pytest.mark.parametrize("seed", range(6))
def test_a_solver_cannot_work_out_a_small_count_from_what_is_printed(policy: str, seed: int) -> None:
    monitoring = small_tables(seed)
    released = release(monitoring, policy_named(policy))
    rows = [{name: getattr(one, name) for name in one.__slots__} for one in released.shown]
    smallest = {"nhs-england-5": 7, "primary-5": 4}[policy]
    kinds = {name: measure.kind for name, measure in monitoring.measures.items()}
    true = {(c.measure, c.period, c.characteristic, c.category): c for c in monitoring.counts}
    for key, name, low, high in Attacker(rows, policy, kinds).told():
        count = true[key]  # type: ignore[index]
        value = count.denominator - count.numerator if name == "others" else getattr(count, name)
        if 1 <= value <= smallest:
            assert high - low >= 3, (key, name, value, low, high)
    for one in released.shown:
        count = true[one.key]
        for name in ("numerator", "denominator"):
            assert not (1 <= getattr(count, name) <= smallest and getattr(one, name) is not None)


def test_the_solver_does_work_out_a_count_where_only_the_small_ones_are_withheld() -> None:
    """Else the test above could not fail."""
    monitoring = table({"A": (3, 40), "B": (20, 60), "C": (30, 70)})
    rows = [
        {
            "measure": c.measure,
            "period": c.period,
            "characteristic": c.characteristic,
            "category": c.category,
            "numerator": None if c.numerator < 5 else c.numerator,
            "denominator": c.denominator,
        }
        for c in monitoring.counts
    ]
    told = {name: (low, high) for _, name, low, high in Attacker(rows, "primary-5", {"m": "proportion"}).told()}
    assert told["numerator"] == (3, 3)


@pytest.fixture(scope="module")
def example() -> Monitoring:
    return read_counts(EXAMPLE)


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    formats = {"json": ("--format", "json"), "csv": ("--format", "csv"), "table": ()}
    return {name: run("counts", str(EXAMPLE), *more)[1] for name, more in formats.items()}


def test_every_format_prints_the_same_counts_and_withholds_the_same(printed: dict[str, str]) -> None:
    read = json.loads(printed["json"])["groups"]
    for name, delimiter in (("csv", ","), ("table", "\t")):
        rows = list(csv.DictReader(io.StringIO(printed[name]), delimiter=delimiter))
        assert len(rows) == len(read) == 132
        for row, one in zip(rows, read, strict=True):
            for field in ("numerator", "denominator"):
                assert row[field] == ("*" if one[field] is None else str(one[field]))
    assert any(one["numerator"] is None for one in read)


def test_what_is_printed_beside_the_counts_follows_from_the_printed_counts(printed: dict[str, str]) -> None:
    """So it tells nothing that they do not: a rate is theirs, and where one is withheld there is no figure at all."""
    read = json.loads(printed["json"])
    whole = {(r["measure"], r["period"]): r for r in read["groups"] if r["characteristic"] == "all"}
    for row in read["groups"]:
        everyone = whole[row["measure"], row["period"]]
        if row["numerator"] is None or row["denominator"] is None:
            assert [row[name] for name in ("rate", "rate_low", "ratio", "p")] == [None] * 4
            assert row["verdict"] == "withheld"
        elif row["denominator"]:
            rate = row["numerator"] / row["denominator"]
            assert row["rate"] == round(rate * row["per"], 1)
            if row["ratio"] is not None:
                assert row["ratio"] == round(rate / (everyone["numerator"] / everyone["denominator"]), 2)
    again = Monitoring(
        {m["id"]: Measure(**m) for m in read["measures"]},
        tuple(
            Count(**{name: row[name] for name in Count.model_fields})
            for row in read["groups"]
            if row["numerator"] is not None and row["denominator"] is not None
        ),
        settings().unsaid,
    )
    verdicts = {(r.count.measure, r.count.period, *r.count.group): r.verdict for r in analyse(again).rows}
    for row in read["groups"]:
        key = (row["measure"], row["period"], row["characteristic"], row["category"])
        assert row["verdict"] == verdicts.get(key, "withheld")


def test_raw_counts_are_printed_only_where_the_policy_is_none_which_says_so() -> None:
    _, out, told = run("counts", str(EXAMPLE), "--policy", "none", "--format", "csv")
    assert "complaints,2025/26,race,Other,1,420" in out
    assert "for use inside the organisation only" in told


def test_an_earlier_output_of_the_same_counts_is_reckoned_with(tmp_path: Path, example: Monitoring) -> None:
    """Rounded to 5 and exact from 5 on, a withheld 5 or 6 of the one is printed in the other; both are known then."""
    first = tmp_path / "first.json"
    assert run("counts", str(EXAMPLE), "--policy", "primary-5", "--format", "json", "-o", str(first))[0] == 0
    alone = release(example, policy_named("primary-10"))
    with pytest.raises(QueryError, match="already tells a small count"):
        release(example, policy_named("primary-10"), earlier=read_earlier(first))
    again = release(example, policy_named("primary-5"), earlier=read_earlier(first))
    assert again.shown == release(example, policy_named("primary-5")).shown
    assert alone.withheld > again.withheld


def test_counts_that_changed_since_an_earlier_output_are_not_printed_beside_it(tmp_path: Path) -> None:
    rows = "a,2026,sex,Women,40,100,proportion,more\na,2026,sex,Men,45,110,proportion,more\n"
    file, first = written(tmp_path, rows), tmp_path / "first.json"
    assert run("counts", str(file), "--policy", "primary-5", "--format", "json", "-o", str(first))[0] == 0
    written(tmp_path, rows.replace("40,100", "41,101"))
    code, out, told = run("counts", str(file), "--policy", "primary-5", "--also", str(first))
    assert (code, out) == (1, "")
    assert "publish again only when a whole period is new" in told


# --- what is said ---


def verdicts(monitoring: Monitoring, **more: Any) -> dict[str, str]:
    return {row.count.category: row.verdict for row in analyse(monitoring, **more).rows}


def table(groups: Mapping[str, tuple[int, int]], better: str = "more", kind: str = "proportion") -> Monitoring:
    measure = Measure(id="m", title="M", kind=kind, better=better)  # type: ignore[arg-type]
    everyone = sum(n for n, _ in groups.values()), sum(d for _, d in groups.values())
    counts = [("race", name, *pair) for name, pair in groups.items()] + [("all", "everybody", *everyone)]
    return Monitoring(
        {"m": measure},
        tuple(
            Count(measure="m", period="1", characteristic=c, category=g, numerator=n, denominator=d)
            for c, g, n, d in counts
        ),
        settings().unsaid,
    )


GROUPS = {"A": (700, 1000), "B": (50, 100), "C": (70, 100), "D": (4, 5), "E": (13, 20), "Not stated": (70, 100)}


def test_each_verdict_is_given_where_its_rule_says_so() -> None:
    found = verdicts(table(GROUPS))
    assert found == {
        "A": "well",  # no more than a fifth behind everybody, shown by the interval
        "B": "worse",
        "C": "well",
        "D": "too little data",  # five would be needed
        "E": "not distinguishable",
        "Not stated": "",
        "everybody": "",
    }


def test_better_turns_the_verdict_round() -> None:
    assert verdicts(table(GROUPS, better="fewer"))["B"] == "well"
    assert verdicts(table(GROUPS, better="more"))["B"] == "worse"


def test_a_group_of_which_nobody_was_seen_fares_worse_and_is_not_unknown() -> None:
    assert verdicts(table({"A": (400, 1000), "B": (0, 60)}))["B"] == "worse"


def test_the_more_groups_are_compared_the_more_it_takes() -> None:
    groups = {"A": (300, 1000), "B": (42, 100), **{f"G{n}": (30, 100) for n in range(12)}}
    assert (
        verdicts(table(groups), adjust="none")["B"] == "worse"
        or verdicts(table(groups, better="fewer"), adjust="none")["B"] == "worse"
    )
    assert verdicts(table(groups, better="fewer"), adjust="holm")["B"] == "not distinguishable"


def test_who_did_not_say_counts_among_everybody_and_lowers_the_declaration() -> None:
    found = analyse(table(GROUPS))
    assert [(one.said, one.asked) for one in found.declarations] == [(1225, 1325)]


def test_the_example_has_a_gradient_that_favours_the_least_deprived(example: Monitoring) -> None:
    found = [slope.gradient for slope in analyse(example).slopes]
    assert len(found) == 3
    assert all(one.sii > 0 and one.sii_interval[0] > 0 and one.rii and one.rii > 1 for one in found)


# --- what becomes evidence ---


def test_clear_results_become_evidence_that_a_workspace_takes(tmp_path: Path, knowledge: Any) -> None:
    file = tmp_path / "monitoring.yaml"
    assert run("counts", str(EXAMPLE), "--evidence", "-o", str(file))[0] == 0
    records = {record.id: record for record in read_records(file, knowledge.framework)}
    race = records["monitoring.seen-in-18-weeks.race.2025-26"]
    assert race.title.endswith("2025/26, by race: worse for Asian, Black; well for White, Mixed, Other")
    assert race.criteria == ("OF2.A2", "OF2.O1", "OF2.O2")  # the last: a blind spot of the service
    assert (race.date, race.characteristics) == (dt.date(2026, 3, 31), ("race",))
    assert "nhs-england-5" in str(race.locator)
    assert records["monitoring.treated-with-dignity.disability.2025-26"].criteria == ("CR2.A1", "CR2.O1")


def test_no_count_gets_into_an_evidence_record(tmp_path: Path) -> None:
    _, out, _ = run("counts", str(EXAMPLE), "--evidence", "--policy", "none")
    titles = [line for line in out.splitlines() if "title:" in line]
    assert titles
    assert not any(
        re.search(r"\d", line.replace("2025/26", "").replace("18 weeks", ""))
        for line in titles
        if "deprivation" not in line
    )


def test_how_groups_fare_is_suggested_as_remarks(tmp_path: Path) -> None:
    _, out, _ = run("counts", str(EXAMPLE), "--evidence", "--policy", "none")
    assert "#   seen-in-18-weeks: race: not well" in out
    assert "#   seen-in-18-weeks: sex: well" in out
    assert "#   complaints: race" not in out  # some groups cannot be told


@pytest.mark.parametrize(
    ("change", "said"), [("about: access", "about: acess"), ("2025/26", "last spring")], ids=["about", "period"]
)
def test_what_cannot_become_evidence_says_why(tmp_path: Path, change: str, said: str) -> None:
    for file in (EXAMPLE / "monitoring").iterdir():
        (tmp_path / file.name).write_text(file.read_text().replace(change, said))
    code, _, told = run("counts", str(tmp_path), "--evidence")
    assert code == 1
    assert "did you mean 'access'?" in told or "write periods as 2025/26" in told


def test_the_example_is_assessed_as_if_it_had_no_counts(tmp_path: Path, knowledge: Any) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(EXAMPLE, copy)
    shutil.rmtree(copy / "monitoring")
    assert read_workspace(copy, knowledge.framework) == read_workspace(EXAMPLE, knowledge.framework)


# --- what is wrong with a file ---

WRONG = [
    ("a,2026,race,A,11,10,proportion,more\n", ":2:1: numerator 11 is above denominator 10"),
    ("a,2026,race,A,1,10,proportion,mor\n", "better"),
    ("a,2026,race,A,1,10,share,more\n", "kind"),
    ("a,2026,race,A,x,10,proportion,more\n", ":2:5: numerator 'x' is not a whole number"),
    ("a,2026,race,A,-1,10,proportion,more\n", ":2:5: numerator '-1' is below 0"),
    ("a,2026,rase,A,1,10,proportion,more\n", "did you mean 'race'?"),
    ("a,2026,race,A,1,10,,\n", "nothing says what the measure 'a' is"),
    ("a,2026,race,A,1,10,proportion,more\na,2026,race,A,1,10,,\n", ":3:1: race A is here twice"),
    ("a,2026,race,A,1,10,proportion,more\na,2026,race,B,1,10,proportion,fewer\n", ":3:8: better of 'a' is 'fewer'"),
    ("a,2026,all,,1,10,proportion,more\na,2026,race,A,2,10,,\n", "more than everybody (1 of 10)"),
    ("a,2026,race,A,1,10,proportion,more\na,2026,sex,B,2,10,,\n", "add up differently"),
    ("a,2026,race,A,3,0,rate,fewer\n", "no people who could have them"),
    ('a,2026,race,"A,1,10,proportion,more\n', "not CSV"),
]


@pytest.mark.parametrize(("rows", "said"), WRONG)
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_counts(written(tmp_path, rows), ["race", "sex"])
    assert said in str(error.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = "a,2026,race,A,11,10,proportion,more\na,2026,race,B,x,10,,\nb,2026,race,B,1,10,,\n"
    with pytest.raises(InputError) as error:
        read_counts(written(tmp_path, rows))
    assert [problem.line for problem in error.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("measure,period,characteristic,category,numerater,denominator\n", "did you mean 'numerator'?"),
        ("measure,period\n", "there is no column 'category'"),
        (
            "measure,measure,period,characteristic,category,numerator,denominator\n",
            ":1:2: the column 'measure' is here twice",
        ),
        ("", "empty"),
    ],
)
def test_wrong_headings_are_told_with_their_column(tmp_path: Path, headings: str, said: str) -> None:
    with pytest.raises(InputError, match=r"column|empty") as error:
        read_counts(written(tmp_path, "", headings))
    assert said in str(error.value)


def test_measures_in_yaml_may_hold_their_counts(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "measures:\n  - id: a\n    title: A\n    kind: rate\n    better: fewer\n    counts:\n"
        "      - {period: '1', characteristic: sex, category: Women, numerator: 3, denominator: 40}\n"
    )
    found = read_counts(tmp_path / "m.yaml")
    assert [(c.characteristic, c.numerator) for c in found.counts] == [("sex", 3), ("all", 3)]


def test_a_workspace_without_counts_says_where_they_go(tmp_path: Path) -> None:
    code, _, told = run("counts", str(ROOT / "assessments" / "first-day"))
    assert code == 2
    assert "monitoring" in told


def test_a_folder_may_stand_in_the_place_of_the_commands_name() -> None:
    assert run(str(EXAMPLE), "--format", "csv")[:2] == run("counts", str(EXAMPLE), "--format", "csv")[:2]


def test_a_policy_that_there_is_not_is_told_with_the_nearest() -> None:
    code, _, told = run("counts", str(EXAMPLE), "--policy", "primary5")
    assert code == 1
    assert "did you mean 'primary-5'?" in told


# --- the two standards ---


def test_each_ratio_of_the_race_standard_is_the_right_way_round() -> None:
    """NHS England's technical guidance, as NHS Blood and Transplant prints it: 2 and 4 white by BME, 3 BME by white."""
    found = {one.id: (one.first, one.second) for one in standard("wres").indicators if one.how == "ratio"}
    assert found == {"2": ("white", "bme"), "3": ("bme", "white"), "4": ("white", "bme")}
    assert len(standard("wres").indicators) == 9


def test_each_ratio_of_the_disability_standard_is_the_right_way_round() -> None:
    """NHS England South East: 2 non-disabled by disabled, 3 disabled by non-disabled."""
    found = {one.id: (one.first, one.second) for one in standard("wdes").indicators if one.how == "ratio"}
    assert found == {"2": ("non-disabled", "disabled"), "3": ("disabled", "non-disabled")}
    assert {one.id.rstrip("abi-") for one in standard("wdes").indicators} == {str(n) for n in range(1, 11)}


WRES = """indicator,part,group,numerator,denominator
1,Band 8a,white,90,1000
1,Band 8a,bme,10,400
1,Band 8a,unknown,20,100
2,,white,200,1000
2,,bme,100,1000
3,,white,20,1000
3,,bme,40,1000
7,,white,600,1000
7,,bme,450,1000
9,,white,11,1000
9,,bme,1,400
9,,unknown,0,100
"""


def test_the_race_standard_is_worked_out_and_says_who_is_at_a_disadvantage(tmp_path: Path) -> None:
    file = tmp_path / "wres.csv"
    file.write_text(WRES)
    asked = standard("wres")
    counted = read_return(file, asked)
    found = {one.indicator.id: one for one in figures(asked, release(counted.monitoring, None), counted.scores)}
    assert [found["2"].value, found["3"].value] == [2.0, 2.0]
    assert [found[name].verdict for name in ("2", "3", "7")] == ["adverse", "adverse", "adverse"]
    assert found["7"].value == pytest.approx(-15)
    assert found["1"].value == pytest.approx(100 * (10 / 120 - 400 / 1500))
    assert found["9"].value == pytest.approx(100 * (1 / 12 - 400 / 1500))


def test_a_small_count_of_the_race_standard_is_withheld_too(tmp_path: Path) -> None:
    file = tmp_path / "wres.csv"
    file.write_text(WRES)
    code, out, told = run("wres", str(file), "--format", "json")
    rows = {row["indicator"]: row for row in json.loads(out)["rows"]}
    assert code == 0
    assert rows["9"]["value"] is None
    assert rows["2"]["value"] == 2
    assert "withheld" in told


def test_the_disability_standard_takes_scores_and_refuses_what_is_none(tmp_path: Path) -> None:
    file = tmp_path / "wdes.csv"
    file.write_text(
        "indicator,group,score,numerator,denominator\n9a,disabled,6.4,,\n9a,non-disabled,6.9,,\n8,disabled,,70,100\n"
    )
    asked = standard("wdes")
    counted = read_return(file, asked)
    found = {one.indicator.id: one for one in figures(asked, release(counted.monitoring, None), counted.scores)}
    assert found["9a"].value == pytest.approx(-0.5)
    assert found["8"].subject == 70
    file.write_text("indicator,group,score\n9a,disabled,eleven\n11,disabled,\n2,dissabled,\n")
    code, _, told = run("wdes", str(file))
    assert code == 1
    assert all(said in told for said in ("'eleven'", "no indicator '11'", "did you mean 'disabled'?", "3 problems"))
