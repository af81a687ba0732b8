"""What is printed of groups of organisations tells nothing about fewer than were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from withholding_oracle import Row, fewest

from inclead_graph.portfolio.withholding import Printable, Table, printable, printable_years


def rows_of(members: Sequence[tuple[str, str]], shown: Printable) -> Iterator[Row]:
    if shown.all:
        yield [1] * len(members)
    for side, names in ((0, shown.kinds), (1, shown.regions)):
        for name in names:
            yield [int(one[side] == name) for one in members]


def table_of(members: Sequence[tuple[str, str]]) -> Table:
    return Table({pair: members.count(pair) for pair in set(members)})


MEMBERS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("NSEW")), min_size=1, max_size=11)


@given(members=MEMBERS, at_least=st.integers(2, 4))
@example(members=[("A", "N")] * 3 + [("B", "N")] + [("C", "S")] * 4, at_least=3)  # region N less kind A is one of B
@example(members=[("A", "N")] * 3 + [("B", "N")] * 3 + [("C", "S")] * 2, at_least=3)  # all less A and B is C
def test_no_sum_or_difference_of_what_is_printed_hangs_on_fewer(members: list[tuple[str, str]], at_least: int) -> None:
    shown = printable(table_of(members), at_least)
    found = fewest(list(rows_of(members, shown)), at_least - 1)
    assert found is None, (found, shown)


@given(members=MEMBERS)
def test_nothing_is_withheld_where_one_organisation_is_enough(members: list[tuple[str, str]]) -> None:
    shown = printable(table_of(members), 1)
    assert (shown.all, len(shown.kinds), len(shown.regions)) == (True, *(len({m[i] for m in members}) for i in (0, 1)))


@given(members=MEMBERS, allowed=st.tuples(st.booleans(), st.frozensets(st.sampled_from("ABCD"))))
def test_what_is_not_allowed_is_not_printed_and_the_rest_is_as_safe(
    members: list[tuple[str, str]], allowed: tuple[bool, frozenset[str]]
) -> None:
    limit = Printable(allowed[0], allowed[1], frozenset("NS"))
    shown = printable(table_of(members), 3, limit)
    assert (shown.all or limit.all) is limit.all
    assert shown.kinds <= limit.kinds
    assert shown.regions <= limit.regions
    assert fewest(list(rows_of(members, shown)), 2) is None


def test_where_every_group_is_large_all_are_printed() -> None:
    table = Table({(kind, region): 40 for kind in "AB" for region in "NS"})
    assert printable(table, 5) == Printable(True, frozenset("AB"), frozenset("NS"))


def test_one_small_kind_takes_the_next_smallest_along() -> None:
    table = Table({("A", "N"): 20, ("B", "N"): 9, ("C", "N"): 3})
    assert printable(table, 5) == Printable(True, frozenset("A"), frozenset("N"))


HISTORIES = st.lists(st.lists(st.integers(2020, 2024), min_size=1, max_size=4, unique=True), min_size=1, max_size=7)


@given(histories=HISTORIES, at_least=st.integers(2, 3), members=st.data())
def test_earlier_years_beside_the_present_tell_nothing_about_fewer(
    histories: list[list[int]], at_least: int, members: st.DataObject
) -> None:
    """Each assessment is an unknown of its own: an organisation's former grades are as much its own as its present."""
    histories = [sorted(one) for one in histories]
    groups = members.draw(
        st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("NS")), min_size=len(histories),
                 max_size=len(histories))
    )  # fmt: skip
    units = [(at, year) for at, years in enumerate(histories) for year in years]
    after = {(at, year): min((one for one in histories[at] if one > year), default=None) for at, year in units}
    replaced = Counter((unit[1], later) for unit, later in after.items() if later is not None)
    years = printable_years(replaced, range(2020, 2024), at_least)
    present = [unit for unit in units if after[unit] is None]
    shown = printable(table_of([groups[at] for at, _ in present]), at_least)
    rows = []
    for row in rows_of([groups[at] for at, _ in present], shown):
        held = dict(zip(present, row, strict=True))
        rows.append([held.get(unit, 0) for unit in units])
    rows += [[int(unit[1] <= year and (after[unit] is None or year < after[unit])) for unit in units] for year in years]
    assert fewest(rows, at_least - 1) is None


def test_years_in_which_enough_were_assessed_anew_are_printed() -> None:
    assert printable_years({(2023, 2024): 6, (2024, 2025): 6}, (2022, 2023, 2024), 5) == (2023, 2024)
    assert printable_years({(2023, 2024): 4, (2024, 2025): 6}, (2023, 2024), 5) == (2024,)
