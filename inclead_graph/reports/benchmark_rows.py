"""A benchmark as tables of rows, for a terminal, a spreadsheet and a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.benchmark import PERCENTILES, Benchmark, Grades, Standing
from inclead_graph.reports.blocks import Cell
from inclead_graph.reports.sheets import Sheet, sheet_of

__all__ = ["band", "band_columns", "band_rows", "benchmark_sheets", "percentile_name", "standing_note"]

WITHHELD = "withheld"


def percentile_name(percent: int) -> str:
    """Return what people call a percentile.

    >>> percentile_name(50), percentile_name(90)
    ('median', 'P90')
    """
    return "median" if percent == 50 else f"P{percent}"


def band(grades: Grades | None) -> tuple[str, ...]:
    """Return the grades at all percentiles; nothing where they are withheld."""
    return tuple(grades.percentile(percent) for percent in PERCENTILES) if grades else ("",) * len(PERCENTILES)


def standing_note(one: Standing) -> str:
    """Say why a standing has no grades; empty where it has."""
    if one.floors:
        return ""
    return "nothing known yet" if one.graded == 0 else WITHHELD


def band_columns() -> tuple[str, ...]:
    """Return the headings of :func:`band_rows`."""
    names = tuple(map(percentile_name, PERCENTILES))
    bounds = (*(f"floor {name}" for name in names), *(f"ceiling {name}" for name in names))
    return ("thing", "label", "group", "organisations", "graded", "not known", "not applicable", *bounds, "note")


def band_rows(standings: Iterable[Standing], framework: Framework) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row for each stage and factor in each group."""
    for one in standings:
        yield (
            one.thing, framework.label(one.thing), one.group.name, one.group.organisations, one.graded, one.not_known,
            one.not_applicable, *band(one.floors), *band(one.ceilings), standing_note(one),
        )  # fmt: skip


def benchmark_sheets(benchmark: Benchmark, framework: Framework) -> Iterator[Sheet]:
    """Yield every table as a sheet."""
    yield _bands(benchmark, framework)
    yield _counts(benchmark, framework)
    if benchmark.year_ends:
        yield _years(benchmark, framework)
    for name, about, tallies in (
        ("Gaps", "Of how many organisations each criterion is missing, and in what way", benchmark.gaps),
        ("Laws and policies", "How many organisations stand how to each law and policy", benchmark.drivers),
    ):
        words = list(tallies[0].counts) if tallies else []
        yield sheet_of(
            name,
            about,
            {"Id": 24, "Label": 50, "Applies to": 12, **dict.fromkeys(words, 14)},
            ((one.thing, framework.label(one.thing), one.organisations, *one.counts.values()) for one in tallies),
            ("Applies to", *words),
        )


_NUMBERS = ("Organisations", "Graded", "Not known", "Not applicable")


def _bands(benchmark: Benchmark, framework: Framework) -> Sheet:
    columns = [name.capitalize() for name in band_columns()]
    widths = dict.fromkeys(columns, 13) | {"Label": 48, "Group": 30, "Thing": 8}
    rows = ((*(_cell(framework, value) for value in row),) for row in band_rows(benchmark.standings, framework))
    about = "The grades that 10, 25, 50, 75 and 90 in a hundred organisations do not exceed"
    return sheet_of("Bands", about, widths, rows, _NUMBERS)


def _cell(framework: Framework, value: object) -> object:
    """Return the cell of a grade with its colour, which only repeats it; any other value as it is."""
    concept = framework.vocabularies["grade"].get(value) if isinstance(value, str) else None
    return Cell(concept.notation, concept.fill, concept.ink) if concept else value


def _counts(benchmark: Benchmark, framework: Framework) -> Sheet:
    grades = framework.words("grade")
    floors, ceilings = ([f"{bound} {word}" for word in grades] for bound in ("Floor", "Ceiling"))
    columns = {"Thing": 8, "Label": 40, "Group": 30, **dict.fromkeys((*_NUMBERS, *floors, *ceilings), 14), "Note": 18}
    rows = (
        (
            one.thing, framework.label(one.thing), one.group.name, one.group.organisations, one.graded, one.not_known,
            one.not_applicable, *_numbers(one.floors, grades), *_numbers(one.ceilings, grades), standing_note(one),
        )
        for one in benchmark.standings
    )  # fmt: skip
    return sheet_of("Counts", "How many organisations have each grade", columns, rows, columns)


def _numbers(grades: Grades | None, words: tuple[str, ...]) -> Iterator[int | None]:
    yield from (grades.counts[word] if grades else None for word in words)


def _years(benchmark: Benchmark, framework: Framework) -> Sheet:
    words = framework.words("grade")
    columns = {"Thing": 8, "Label": 40, "Year end": 12, "Graded": 10, **dict.fromkeys(words, 14), "Median": 16}
    rows = (
        (
            one.thing, framework.label(one.thing), one.year or "now", one.floors.organisations if one.floors else None,
            *_numbers(one.floors, words), _cell(framework, one.floors.percentile(50)) if one.floors else WITHHELD,
        )
        for one in benchmark.year_ends
    )  # fmt: skip
    return sheet_of("Years", "Floors of all organisations at the end of each year", columns, rows, ("Graded", *words))
