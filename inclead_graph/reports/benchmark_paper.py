"""A benchmark as a paper: every format sets the same, so that no two can say different things."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.benchmark import PERCENTILES, Benchmark, Grades, Group, Standing, Tally
from inclead_graph.portfolio.named import Named
from inclead_graph.reports.benchmark_named import INSIDE, named_sections, named_sheets
from inclead_graph.reports.benchmark_picture import spread_picture, standing_text
from inclead_graph.reports.benchmark_rows import WITHHELD, benchmark_sheets, percentile_name, standing_note
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Picture, Points, Prose, Section, Table, drawn
from inclead_graph.reports.sheets import Cover, Sheet, book_of

__all__ = ["all_sheets", "benchmark_paper", "benchmark_workbook"]

COMMONEST = 20
"""How many gaps a page shows; the workbook has all."""


def benchmark_paper(benchmark: Benchmark, framework: Framework, named: Named | None = None) -> Paper:
    """Make the paper; ``named`` is added where organisations may be named."""
    return Paper(
        title="Benchmark: how inclusion is spread",
        subtitle=f"{benchmark.title}, {benchmark.groups[0].organisations:,} organisations",
        name=f"Benchmark, {benchmark.title}"[:200],
        day=benchmark.day,
        facts=(*_facts(benchmark), *([("Who may see it", INSIDE)] if named else [])),
        sections=(
            *_Writer(benchmark, framework).sections(),
            *(named_sections(named, framework) if named else ()),
        ),
        page=Page(landscape=True, text=9, dense=True),
    )


def benchmark_workbook(benchmark: Benchmark, framework: Framework, named: Named | None = None) -> bytes:
    """Write every table as a sheet of a workbook.

    Raises:
        UnreadableError: XlsxWriter is not installed.
    """
    paper = benchmark_paper(benchmark, framework, named)
    facts = [
        ("Portfolio", paper.subtitle),
        *paper.facts,
        *(("How to read it", text) for text in how_to_read(benchmark)),
    ]
    cover = Cover(paper.title, paper.name, paper.day, facts)
    return book_of(cover, all_sheets(benchmark, framework, named))


def all_sheets(benchmark: Benchmark, framework: Framework, named: Named | None = None) -> tuple[Sheet, ...]:
    """Return every table as a sheet."""
    return (*benchmark_sheets(benchmark, framework), *(named_sheets(named, framework) if named else ()))


def _facts(benchmark: Benchmark) -> Iterator[tuple[str, str]]:
    yield "Newest assessment", long_date(benchmark.day)
    yield "Grades are printed of", f"{benchmark.at_least} organisations or more"
    if benchmark.left_out:
        yield "Not counted", f"{benchmark.left_out:,} organisations that could not be graded"


def how_to_read(benchmark: Benchmark) -> Iterator[str]:
    """Yield what somebody must know who reads a benchmark."""
    yield (
        "A floor is what an organisation has shown, a ceiling what could be if all that is unknown turned out well. An "
        "organisation of which nothing is known has no grade here; it is counted as not known, and never as the lowest."
    )
    yield (
        "Grades have an order and no distances. P25 is the lowest grade that a quarter of the organisations do not "
        "exceed; half of them do not exceed the median. There is nothing in between two grades, and no average."
    )
    if benchmark.at_least > 1:
        yield (
            f"Of fewer than {benchmark.at_least} graded organisations nothing is printed, and of larger groups nothing "
            "from which it could be worked out by adding or subtracting. Where all of a group have the same grade, "
            "everybody's is known all the same."
        )


class _Writer:
    def __init__(self, benchmark: Benchmark, framework: Framework) -> None:
        self.benchmark, self.framework = benchmark, framework
        self.grades = framework.vocabularies["grade"]

    def sections(self) -> Iterator[Section]:
        yield Section("How to read this", 1, (Points(tuple(how_to_read(self.benchmark))),))
        yield Section("All organisations", 1, tuple(self._all()))
        for by, title in (("kind", "By kind of organisation"), ("region", "By region")):
            yield from self._groups(by, title)
        yield from self._years()
        yield self._gaps()
        yield self._drivers()

    def _label(self, thing: str) -> str:
        return f"{thing} {self.framework.label(thing)}"

    def _all(self) -> Iterator[Block]:
        standings = {one.thing: one for one in self.benchmark.standings if one.group.by == "all"}
        for stage in self.framework.stages.values():
            mine = [standings[thing] for thing in (stage.id, *stage.factors)]
            labels = {one.thing: self.framework.label(one.thing) for one in mine}
            said = "; ".join(f"{self._label(one.thing)}: {standing_text(one)}" for one in mine)
            yield Picture(spread_picture(mine, labels, self.grades), said, f"Floors: {self._label(stage.id)}")
        yield self._bands("Floors and ceilings of all organisations", list(standings.values()))

    def _bands(self, caption: str, standings: list[Standing]) -> Table:
        names = [percentile_name(percent) for percent in PERCENTILES]
        widths = {"Stage or factor": 8, "Graded": 3, "Not known": 3, **{f"Floor {name}": 5 for name in names}}
        return Table.of(caption, widths | {"Ceiling median": 5}, map(self._row, standings))

    def _row(self, one: Standing) -> Iterator[object]:
        yield from (self._label(one.thing), one.graded, one.not_known)
        if one.floors and one.ceilings:
            yield from (self._drawn(one.floors.percentile(percent)) for percent in PERCENTILES)
            yield self._drawn(one.ceilings.percentile(50))
        else:
            yield from (standing_note(one), *[""] * len(PERCENTILES))

    def _drawn(self, grade: str) -> Cell:
        return drawn(self.grades[grade])

    def _groups(self, by: str, title: str) -> Iterator[Section]:
        groups = [group for group in self.benchmark.groups if group.by == by]
        shown = [group for group in groups if any(one.floors for one in self._of(group))]
        hidden = [f"{one.name} ({one.organisations})" for one in groups if one not in shown]
        why = "too few are graded, or they would tell what is withheld of others"
        says = [Prose(f"No band is printed of {', '.join(hidden)}: {why}.")] if hidden else []
        yield Section(title, 1, tuple(says))
        for group in shown:
            caption = f"{group.name}: {group.organisations:,} organisations"
            yield Section(group.name, 2, (self._bands(caption, self._of(group)),))

    def _of(self, group: Group) -> list[Standing]:
        return [one for one in self.benchmark.standings if one.group == group]

    def _years(self) -> Iterator[Section]:
        ends = self.benchmark.year_ends
        if not ends:
            return
        years = list(dict.fromkeys(one.year for one in ends))
        found = {(one.thing, one.year): one for one in ends}
        headings = {"Stage or factor": 8} | {f"End of {year}" if year else "Now": 6 for year in years}
        rows = (
            (self._label(thing), *(self._end(found[thing, year].floors) for year in years))
            for thing in dict.fromkeys(one.thing for one in ends)
        )
        text = "Each organisation stands with its last assessment until then. The grade is the median of the floors."
        yield Section("Over the years", 1, (Prose(text), Table.of("Floors at the end of each year", headings, rows)))

    def _end(self, floors: Grades | None) -> Cell:
        if floors is None:
            return Cell(WITHHELD)
        return drawn(self.grades[floors.percentile(50)], f" (of {floors.organisations:,})")

    def _gaps(self) -> Section:
        return self._tallied(
            "Commonest gaps",
            "Criterion",
            "Criteria that most organisations are known not to meet come first. No evidence is not known, and no gap "
            "that anybody has shown.",
            self.benchmark.gaps[:COMMONEST],
        )

    def _drivers(self) -> Section:
        return self._tallied(
            "Laws and policies most exposed",
            "Law or policy",
            "Exposed says that evidence speaks against something that the law or policy asks for. It is no finding of "
            "a court.",
            self.benchmark.drivers[:COMMONEST],
        )

    def _tallied(self, title: str, first: str, text: str, tallies: tuple[Tally, ...]) -> Section:
        if not tallies:
            return Section(title, 1, (Prose("Withheld: too few organisations."),))
        headings = {first: 10, "Applies to": 3} | {word.capitalize(): 3 for word in tallies[0].counts}
        rows = ((self._label(one.thing), one.organisations, *one.counts.values()) for one in tallies)
        return Section(title, 1, (Prose(text), Table.of(title, headings, rows)))
